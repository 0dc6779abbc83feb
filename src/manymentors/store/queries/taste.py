"""The taste of my people: what they read, listen to and recommend, as cards with what I can do about each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count

from manymentors.crowd.taste import link_of
from manymentors.shapes import Link
from manymentors.store import access
from manymentors.store.folding import fold_title
from manymentors.store.models import Appearance, Item, Source, User
from manymentors.store.queries.shelf import ShelfLine, shelf_page

KINDS = ("show", "book", "blog", "talk", "community", "course")
FOLLOWED = ("show", "blog", "talk", "community")
"""Of these there may be something to follow."""
FIRST, PAGE, SAID = 6, 24, 12


@dataclass(frozen=True, slots=True)
class Card:
    """A line of the shelf. `url` is where it is to be found, as the notes of a talk tell, `source` what I follow of that name.

    `kept` counts nuggets that I keep from it, `trusted` those who speak for it and of whom I keep a nugget.
    """

    line: ShelfLine
    url: str
    source: Source | None
    kept: int
    trusted: int

    @property
    def may_follow(self) -> bool:
        return self.source is None and self.line.type in FOLLOWED


@dataclass(frozen=True, slots=True)
class TastePage:
    types: dict[str, int]
    cards: dict[str, list[Card]]
    chosen: str
    number: int
    pages: int


def taste(user: User, chosen: str, number: int) -> TastePage:
    """The first cards of each kind, or a page of one. Five queries beside those of the shelf."""
    chosen = chosen if chosen in KINDS else ""
    page = shelf_page(user, chosen, number, first=FIRST, size=PAGE, said=SAID)
    lines = {name: page.shelves[name] for name in KINDS if page.shelves.get(name)}
    cards = cards_of(user, [line for some in lines.values() for line in some])
    here = iter(cards)
    return TastePage(
        {name: page.types[name] for name in KINDS if page.types.get(name)},
        {name: [next(here) for _ in some] for name, some in lines.items()},
        page.chosen,
        page.number,
        page.pages,
    )


def cards_of(user: User, lines: Iterable[ShelfLine]) -> list[Card]:
    shown = list(lines)
    told = Item.objects.filter(pk__in={row.item_id for line in shown for row in line.said})
    links = {pk: [Link(**link) for link in raw] for pk, raw in told.values_list("pk", "links")}
    mine = {
        fold_title(source.title): source for source in access.sources(user).only("title", "url", "site_url")
    }
    followed = {id(line): mine.get(fold_title(line.title)) for line in shown if line.type in FOLLOWED}
    ids = {source.pk for source in followed.values() if source}
    keepsakes = access.keepsakes(user)
    of_source = (
        keepsakes.filter(item__source__in=ids).order_by().values("item__source").annotate(n=Count("pk"))
    )
    kept = dict(of_source.values_list("item__source", "n"))
    heard = Appearance.objects.filter(item__in=keepsakes.values("item")).exclude(role="booster")
    trusted = set(heard.values_list("person", flat=True))
    cards = []
    for line in shown:
        source = followed.get(id(line))
        beside = [link for row in line.said for link in links.get(row.item_id, ())]
        voices = {row.person_id for row in line.said if row.person_id}
        cards.append(
            Card(
                line,
                link_of(line.title, beside),
                source,
                kept.get(source.pk, 0) if source else 0,
                len(voices & trusted),
            )
        )
    return cards
