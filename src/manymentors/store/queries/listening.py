"""What the player needs of an item: its audio, how far I am, and where a quote is in the recording that plays."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from manymentors.audio.place import SAME, Place, place
from manymentors.errors import NothingThere
from manymentors.store import access
from manymentors.store.models import AudioFile, Item, Listening, Transcribing, User
from manymentors.store.queries.audio import kept
from manymentors.store.queries.facts import find_fact

BIG = ("text", "html", "notes", "spans", "links", "tags", "transcripts")


@dataclass(frozen=True, slots=True)
class Audio:
    """The audio of an item: `path` where we keep it, with its hash; else `url`, at its publisher."""

    item: Item
    path: Path | None
    url: str
    media_type: str
    sha256: str = ""


def find_playable(user: User, pk: int) -> Item:
    """Without the big texts. Raises NothingThere for an item that the user may not see. One query."""
    item = access.items(user).select_related("source").defer(*BIG).filter(pk=pk).first()
    if item is None:
        raise NothingThere("There is no such item, or you do not follow where it was published.")
    return item


def audio_of(item: Item) -> Audio:
    """Raises NothingThere where no audio of it is known. Two queries at most."""
    path = kept(item)
    if path is not None:
        row: AudioFile = item.audio_file
        return Audio(item, path, "", row.media_type, row.sha256)
    url = streamed(item)
    if not url:
        raise NothingThere("No recording of this is known.")
    return Audio(item, None, url, item.audio_type)


def streamed(item: Item) -> str:
    """Where its publisher has the audio, over https; "" where they say nowhere, or name a host that cannot be."""
    parts = urlsplit(item.audio_url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.hostname.endswith(".invalid"):
        return ""
    return parts._replace(scheme="https", fragment="").geturl()


def listening_of(user: User, item: Item) -> Listening | None:
    return access.listenings(user).filter(item=item).first()


def listening_in(user: User, items: Iterable[int]) -> dict[int, Listening]:
    """How far I am in each of these, by item; those not begun lack. One query."""
    return {row.item_id: row for row in access.listenings(user).filter(item__in=list(items))}


def length_of(item: Item) -> float | None:
    """The length of the recording that its transcript was made from, as far as anybody says: ours, if we made the transcript
    from the file that we keep, else what the feed claims. Two queries at most.
    """
    made = Transcribing.objects.filter(item=item, state=Transcribing.DONE).exists()
    row = AudioFile.objects.filter(item=item).first() if made else None
    return (row.duration if row else None) or item.duration


def spot(
    user: User, item: Item, at: float | None, plays: float | None, *, fact: str = "", quote: str = ""
) -> Place:
    """Where in the recording of `plays` seconds is what was said at `at`. `fact` is “milestone-12”: its quote is looked for.

    Reads the text only where a quote is given and the transcript belongs to the recording that plays. Raises NothingThere for
    a fact that the user may not see.
    """
    if fact:
        name, _, number = fact.partition("-")
        row = find_fact(user, name, int(number) if number.isdecimal() and len(number) < 19 else 0)
        if row.item_id != item.pk:
            raise NothingThere("There is no such fact here, or it was read anew since. Open the page again.")
        quote, at = row.quote, row.seconds if at is None else at
    cut = length_of(item)
    fits = cut is not None and plays is not None and abs(plays - cut) <= SAME
    heard = Item.objects.get(pk=item.pk).document if quote and fits else None
    return place(quote, at, cut=cut, plays=plays, heard=heard)
