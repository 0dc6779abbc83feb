"""Nuggets, and the shelf of what people recommend; the user's corrections applied."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Prefetch, Q, prefetch_related_objects
from django.db.models.functions import Substr

from manymentors.store import access
from manymentors.store.corrected import corrected
from manymentors.store.folding import fold, fold_title, same_titles
from manymentors.store.models import Endorsement, Item, Nugget, Person, User


def nuggets(
    user: User, *, skill: str = "", field: str = "", person: Person | None = None, limit: int | None = None
) -> list[tuple[Nugget, bool]]:
    """Nuggets with whether the user confirmed them, from what they follow, the surest first. Two queries, and at most two more
    where the user corrected some.

    `skill` fits as a whole or in part. Loads all that fit: a page of them is `queries.nuggets.nugget_lines`.
    """
    rows = (
        Nugget.objects.filter(item__in=access.items(user).values("id"))
        .select_related("item", "item__source", "person")
        .defer("item__html", "item__notes", "item__spans", "item__links")
    )
    if person:
        moved = access.corrections(user).filter(fact="nugget", changes__has_key="person")
        rows = rows.filter(Q(person=person) | Q(item__in=moved.values("item")))
    wanted = fold(skill)
    kept = [
        (row, confirmed)
        for row, confirmed in corrected(user, rows)
        if (not field or row.field == field)
        and (not wanted or wanted in fold(row.skill))
        and (person is None or row.person_id == person.pk)
    ]
    return sorted(kept, key=lambda pair: (-pair[0].score, pair[0].item_id, pair[0].start))[:limit]


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
    rows = Endorsement.objects.filter(item__source__in=access.sources(user).values("pk"))
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
