"""A device wants an episode for where there is no network: the server fetches its recording first, if it has not."""

from __future__ import annotations

from manymentors.actions.keep_audio import keep_audio
from manymentors.store.models import AudioFile, Item
from manymentors.store.queries.listening import streamed


def take_along(item: Item) -> None:
    """Ask for the recording. A device asks again with every page until it has it: that neither hurries nor revives what waits
    for another try or was refused.
    """
    row = AudioFile.objects.filter(item=item).first()
    if streamed(item) and (row is None or row.state == AudioFile.DROPPED):
        keep_audio(item)
