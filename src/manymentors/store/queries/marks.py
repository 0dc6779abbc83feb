"""The marks to look through with what was said before each, and notes at their places, found again in whatever transcript there is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from django.db.models import QuerySet

from manymentors.errors import NothingThere
from manymentors.shapes import Document
from manymentors.store import access
from manymentors.store.corrected import corrected
from manymentors.store.folding import fold
from manymentors.store.models import Item, Mark, Note, Nugget, Passage, User
from manymentors.store.places import Place, found_again, words_before

PAGE = 50
ANOTHER_CUT = 3.0
"""By so many seconds an audio may be longer or shorter than what its transcript tells of, and still be the same."""

Silence = Literal["", "no transcript", "no times", "nothing said", "gone"]


@dataclass(frozen=True, slots=True)
class MarkLine:
    """A mark with what was said before it; `silence` says why nothing is shown. `nugget` is what keeping it would keep.

    `item` is None where the user cannot see it any more. `moved` is by how many seconds the audio that was heard is longer than
    the one of the transcript; 0 where they are the same, or one is not known. `turns` is the quote by speaker.
    """

    mark: Mark
    item: Item | None
    quote: str
    start: int | None
    silence: Silence
    nugget: Nugget | None = None
    passage: int | None = None
    moved: float = 0.0
    turns: tuple[tuple[str, str], ...] = ()

    @property
    def begins(self) -> float:
        return max(0.0, self.mark.seconds - self.mark.reach)


def inbox(user: User, state: str = Mark.NEW, size: int = PAGE) -> tuple[list[MarkLine], int]:
    """The marks in this state, in the order in which they were pressed, and how many there are beyond these. At most eight
    queries, however many there are."""
    rows = access.marks(user).filter(state=state).select_related("note").order_by("pressed", "id")
    return lines(user, list(rows[:size])), max(0, rows.count() - size)


def count_new(user: User) -> int:
    return access.marks(user).filter(state=Mark.NEW).count()


def lines(user: User, marks: Sequence[Mark]) -> list[MarkLine]:
    items = {item.pk: item for item in with_words(user, {mark.item_id for mark in marks if mark.item_id})}
    nuggets: dict[int, list[Nugget]] = defaultdict(list)
    rows = list(Nugget.objects.filter(item__in=items).select_related("person"))
    for row in rows:
        row.item = items[row.item_id]
    for row, _ in corrected(user, rows):
        nuggets[row.item_id].append(row)
    passages = passages_of(items)
    documents = {pk: item.document for pk, item in items.items()}
    return [
        one_line(
            mark, items, documents, nuggets.get(mark.item_id or 0, ()), passages.get(mark.item_id or 0, ())
        )
        for mark in marks
    ]


def with_words(user: User, ids: set[int]) -> QuerySet[Item]:
    return access.items(user).filter(pk__in=ids).select_related("source").defer("html", "notes", "links")


def passages_of(items: Iterable[int]) -> dict[int, list[tuple[int, int, int]]]:
    """Item → its passages as (id, start, end)."""
    out: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
    rows = Passage.objects.filter(item__in=list(items)).order_by("position")
    for item, *passage in rows.values_list("item", "pk", "start", "end"):
        out[item].append((passage[0], passage[1], passage[2]))
    return out


def one_line(
    mark: Mark,
    items: dict[int, Item],
    documents: dict[int, Document],
    nuggets: Sequence[Nugget],
    passages: Sequence[tuple[int, int, int]],
) -> MarkLine:
    item = items.get(mark.item_id or 0)
    if item is None:
        return MarkLine(mark, None, mark.quote, None, "" if mark.quote else "gone")
    place, silence = place_of(mark, item, documents[item.pk])
    if place is None:
        return MarkLine(mark, item, mark.quote, None, "" if mark.quote else silence)
    quote = item.text[place.start : place.end]
    passage = next((pk for pk, start, end in passages if start <= place.start < end), None)
    nugget = nugget_at(nuggets, place)
    turns = turns_of(documents[item.pk], place.start, place.end)
    return MarkLine(mark, item, quote, place.start, "", nugget, passage, moved(mark.duration, item), turns)


def turns_of(document: Document, start: int, end: int) -> tuple[tuple[str, str], ...]:
    """The span by speaker, word for word."""
    out: list[tuple[str, int, int]] = []
    for utterance, at in zip(document.utterances, document.starts, strict=True):
        low, high = max(start, at), min(end, at + len(utterance.text))
        if low >= high:
            continue
        if out and out[-1][0] == utterance.speaker:
            out[-1] = (utterance.speaker, out[-1][1], high)
        else:
            out.append((utterance.speaker, low, high))
    return tuple((speaker, document.text[low:high]) for speaker, low, high in out)


def place_of(mark: Mark, item: Item, document: Document) -> tuple[Place | None, Silence]:
    """Where the transcript of today has it, and, where it has not, why."""
    if not item.spans:
        return None, "no transcript"
    if mark.quote:
        return found_again(
            document, mark.quote, mark.start, mark.seconds - mark.reach, mark.seconds
        ), "nothing said"
    if document.seconds_at(0) is None:
        return None, "no times"
    span = words_before(document, mark.seconds, mark.reach)
    return (Place(*span, "time") if span else None), "nothing said"


def moved(duration: float | None, item: Item) -> float:
    """By how much the audio that was heard is longer than the one that we know: advertisements are put in anew each time."""
    if duration is None or item.duration is None:
        return 0.0
    longer = duration - item.duration
    return longer if abs(longer) > ANOTHER_CUT else 0.0


def nugget_at(nuggets: Sequence[Nugget], place: Place) -> Nugget | None:
    """The nugget of which most lies in the place, at least half of it; of two the surer one."""

    def inside(row: Nugget) -> float:
        return (min(row.end, place.end) - max(row.start, place.start)) / max(1, row.end - row.start)

    here = [row for row in nuggets if inside(row) >= 0.5]
    return max(here, key=lambda row: (inside(row), row.score), default=None)


def find_mark(user: User, pk: int) -> Mark:
    """Raises NothingThere for one of another user."""
    row = access.marks(user).select_related("note", "keepsake").filter(pk=pk).first()
    if row is None:
        raise NothingThere("You have made no such mark. Open the list again.")
    return row


def line_of(user: User, mark: Mark) -> MarkLine:
    return lines(user, [mark])[0]


# --- notes -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NoteLine:
    """A note where it belongs: `place` in the text of `item`, None where it is not found; `item` is None where the user cannot
    see it any more."""

    note: Note
    item: Item | None
    place: Place | None = None
    quote: str = ""
    seconds: float | None = None
    passage: int | None = None

    @property
    def approximate(self) -> bool:
        return self.place is not None and self.place.how == "time"


def notes(user: User, size: int = PAGE, page: int = 1) -> tuple[list[NoteLine], bool]:
    """My notes, the latest first, each at its place of today, and whether there are more. At most five queries."""
    first, last = (page - 1) * size, page * size
    rows = list(access.notes(user).order_by("-noted", "-id")[first : last + 1])
    return placed(user, rows[:size]), len(rows) > size


def placed(user: User, rows: Sequence[Note]) -> list[NoteLine]:
    items = {item.pk: item for item in with_words(user, {row.item_id for row in rows if row.item_id})}
    passages = passages_of(items)
    documents = {pk: item.document for pk, item in items.items()}
    return [
        placed_in(row, items[row.item_id], documents[row.item_id], passages[row.item_id])
        if row.item_id in items
        else NoteLine(row, None, quote=row.quote, seconds=row.until)
        for row in rows
    ]


def placed_in(
    note: Note, item: Item, document: Document, passages: Sequence[tuple[int, int, int]] = ()
) -> NoteLine:
    place = found_again(document, note.quote, note.start, note.seconds, note.until)
    if place is None:
        return NoteLine(note, item, None, note.quote, note.until)
    passage = next((pk for pk, start, end in passages if start <= place.start < end), None)
    seconds = note.until if place.how == "time" else document.seconds_at(place.start)
    quote = note.quote or document.text[place.start : place.end]
    return NoteLine(note, item, place, quote, seconds, passage)


def notes_in(user: User, item: Item) -> list[NoteLine]:
    """My notes on this item, whose texts are loaded, in the order of the text; those that are not found stand last. One query."""
    rows = list(access.notes(user).filter(item=item).order_by("noted", "id"))
    document = item.document if rows else None
    out = [placed_in(row, item, document) for row in rows if document is not None]
    return sorted(out, key=lambda line: line.place.start if line.place else len(item.text))


def find_note(user: User, pk: int) -> Note:
    """Raises NothingThere for one of another user."""
    row = access.notes(user).filter(pk=pk).first()
    if row is None:
        raise NothingThere("You have no such note, or you have removed it. Open the list again.")
    return row


def notes_about(user: User, question: str, limit: int = 3) -> list[Note]:
    """My notes whose words, quote or title hold every longer word of the question, the latest first. One query."""
    words = [word for word in fold(question).split() if len(word) > 2]
    if not words:
        return []
    found = []
    for note in access.notes(user).order_by("-noted", "-id"):
        said = fold(f"{note.words} {note.quote} {note.title}")
        if all(word in said for word in words):
            found.append(note)
    return found[:limit]
