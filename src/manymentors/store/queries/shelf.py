"""The shelf: what people recommend, counted over people; the user's corrections applied.

Folding all titles takes a second of processor where tens of thousands of recommendations are held. There the worker does
it beforehand (`actions.shelve`), and a page of the shelf reads rows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Prefetch, Q, QuerySet, prefetch_related_objects
from django.db.models.functions import Substr

from manymentors.shapes import ENDORSED
from manymentors.store import access
from manymentors.store.corrected import corrected
from manymentors.store.folding import fold, fold_title, same_titles
from manymentors.store.models import Endorsement, Item, Person, Shelved, User

MANY = 2_000
"""Recommendations beyond which the shelf is worked out beforehand; so many are folded in a tenth of a second."""


@dataclass(frozen=True, slots=True)
class ShelfLine:
    """Something recommended: by how many people, and each time where it was said, the surest first."""

    type: str
    title: str
    people: int
    said: tuple[Endorsement, ...]
    confirmed: bool


def shelf(user: User, person: Person | None = None) -> list[ShelfLine]:
    """What the person (or everyone) recommends, counted over people: the most recommended first. At most eight queries."""
    lines = shelf_lines(user, person)
    load_said(lines)
    return lines


def shelf_lines(user: User, person: Person | None = None) -> list[ShelfLine]:
    """The same without the items and people of what was said, which `load_said` loads for those lines that are shown.

    For one person only what may be the same as something of theirs is compared with it: what begins with the same letters.
    """
    rows = seen(user)
    if person:
        moved = access.corrections(user).filter(fact="endorsement", changes__has_key="person")
        theirs = Q(person=person) | Q(item__in=moved.values("item"))
        heads = {title[:3] for title in rows.filter(theirs).values_list("key", flat=True)}
        rows = rows.annotate(head=Substr("key", 1, 3)).filter(Q(head__in=heads) | theirs)
    titles: dict[str, list[tuple[Endorsement, bool]]] = defaultdict(list)
    found = list(rows)
    spoken_of = set(access.corrections(user).filter(fact="endorsement").values_list("item", flat=True))
    load_items([row for row in found if row.item_id in spoken_of])
    for row, confirmed in corrected(user, found):
        titles[fold_title(row.title)].append((row, confirmed))
    same = same_titles({key: len(pairs) for key, pairs in titles.items()})
    shelves: dict[str, list[tuple[Endorsement, bool]]] = defaultdict(list)
    for key, pairs in titles.items():
        shelves[same[key]] += pairs
    lines = []
    for pairs in shelves.values():
        if person and all(row.person_id != person.pk for row, _ in pairs):
            continue
        pairs.sort(key=lambda pair: (-pair[0].score, pair[0].item_id, pair[0].start))
        said = tuple(row for row, _ in pairs)
        voices = {row.person_id or fold(row.name) for row in said}
        sure = any(confirmed for _, confirmed in pairs)
        lines.append(ShelfLine(type_of(said), said[0].title, len(voices), said, sure))
    return sorted(lines, key=lambda line: (-line.people, -line.said[0].score, line.title))


def load_said(lines: Iterable[ShelfLine], most: int | None = None) -> None:
    """Where and by whom it was said, of each line at `most` so often. Three queries for all lines together."""
    rows = [row for line in lines for row in line.said[:most]]
    load_items(rows)
    prefetch_related_objects(rows, "person")


def load_items(rows: list[Endorsement]) -> None:
    items = Item.objects.select_related("source").defer("html", "notes", "text", "spans", "links")
    prefetch_related_objects(rows, Prefetch("item", items))


def type_of(said: tuple[Endorsement, ...]) -> str:
    """What it is, by the votes of all who named it, each as sure as its reading."""
    votes: dict[str, float] = defaultdict(float)
    for row in said:
        votes[row.type] += row.score
    return max(votes, key=lambda kind: votes[kind])


# --- a page of everyone's --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ShelfPage:
    """The lines shown, by type; `types` counts all lines of each type there is, `chosen` is "" on the first page."""

    types: dict[str, int]
    shelves: dict[str, list[ShelfLine]]
    chosen: str
    number: int
    pages: int


def shelf_page(user: User, chosen: str, number: int, *, first: int, size: int, said: int) -> ShelfPage:
    """The first lines of each type, or a page of the chosen one; of each line at most so many times that it was said.

    At most twelve queries. Of lines worked out beforehand those that are shown have my corrections since then applied.
    """
    beforehand = access.shelved(user) if is_large(user) else Shelved.objects.none()
    counted = dict(beforehand.values_list("type").annotate(n=Count("pk")).order_by())
    types: dict[str, list[ShelfLine]] = {name: [] for name in ENDORSED}
    if not counted:
        for line in shelf_lines(user):
            types.setdefault(line.type, []).append(line)
        counted = {name: len(lines) for name, lines in types.items() if lines}
    counted = {name: counted[name] for name in types if name in counted}
    chosen = chosen if chosen in counted else ""
    pages = -(-counted[chosen] // size) if chosen else 1
    number = min(max(1, number), pages)
    start, end = ((number - 1) * size, number * size) if chosen else (0, first)
    names = [chosen] if chosen else list(counted)
    if beforehand:
        rows = beforehand.filter(type__in=names, place__gte=start, place__lt=end).order_by("place")
        for line in lines_of(user, rows, said):
            types[line.type].append(line)
        shelves = {name: types[name] for name in names}
    else:
        shelves = {name: types[name][start:end] for name in names}
        load_said((line for lines in shelves.values() for line in lines), said)
    return ShelfPage(counted, shelves, chosen, number, pages)


def is_large(user: User) -> bool:
    return seen(user)[: MANY + 1].count() > MANY


def seen(user: User) -> QuerySet[Endorsement]:
    return Endorsement.objects.filter(item__source__in=access.follows(user).values("source"))


def lines_of(user: User, rows: Iterable[Shelved], said: int) -> list[ShelfLine]:
    """What was worked out, with the endorsements that still stand, the surest first. A line of which none stands is left out."""
    kept = list(rows)
    found = Endorsement.objects.in_bulk([pk for row in kept for pk in row.said[:said]])
    load_items(list(found.values()))
    prefetch_related_objects(list(found.values()), "person")
    stands = {row.pk: (row, confirmed) for row, confirmed in corrected(user, found.values())}
    lines = []
    for row in kept:
        here = [stands[pk] for pk in row.said[:said] if pk in stands]
        if here:
            sure = row.confirmed or any(confirmed for _, confirmed in here)
            lines.append(ShelfLine(row.type, row.title, row.people, tuple(one for one, _ in here), sure))
    return lines
