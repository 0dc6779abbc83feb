"""A device wants an episode for where there is no network: the server fetches its recording first, if it has not."""

from __future__ import annotations

from django.db import transaction

from manymentors.store.models import AudioFile, Item, User
from manymentors.store.queries.listening import streamed


def take_along(user: User, item: Item) -> None:
    """Ask for the recording once; asked for again it is not asked for twice, and what was refused stays refused."""
    if not streamed(item):
        return
    with transaction.atomic():
        row, new = AudioFile.objects.get_or_create(item=item, defaults={"by_hand": True})
        if not new and row.state == AudioFile.DROPPED:
            AudioFile.objects.filter(pk=row.pk, state=AudioFile.DROPPED).update(
                state=AudioFile.WANTED, by_hand=True, try_after=None
            )
