"""Who opened doors: what each person led me to, and what I kept and applied of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, Max

from manymentors.store import access
from manymentors.store.folding import fold
from manymentors.store.models import Appearance, Item, Person, Source, Trail, User

SHOWN = 8


@dataclass(frozen=True, slots=True)
class Brought:
    """Something that a door led to: one of the three is there. `trail` is None where a boost or my own `via` says it."""

    how: str
    happened: datetime | None
    person: Person | None = None
    source: Source | None = None
    item: Item | None = None
    quote: str = ""
    trail: Trail | None = None

    @property
    def passed_on(self) -> bool:
        """Is it itself what they passed on? That is counted among all their boosts."""
        return self.trail is not None and self.how == "boost" and self.trail.item_id == self.trail.to_item_id


@dataclass(slots=True)
class Opener:
    """Somebody (or, in my words, something) that opened doors. `kept` and `applied` count my nuggets, each once."""

    person: Person | None
    words: str = ""
    boosts: int = 0
    last: datetime | None = None
    brought: list[Brought] = field(default_factory=list)
    keepsakes: set[int] = field(default_factory=set)
    used: set[int] = field(default_factory=set)

    def meet(self, when: datetime | None) -> None:
        """The last time that they opened one."""
        self.last = max(filter(None, (self.last, when)), default=None)

    @property
    def count(self) -> int:
        own = sum(one.passed_on for one in self.brought)
        return max(self.boosts, own) + len(self.brought) - own

    @property
    def kept(self) -> int:
        return len(self.keepsakes)

    @property
    def applied(self) -> int:
        return len(self.used)

    @property
    def shown(self) -> list[Brought]:
        return self.brought[:SHOWN]

    @property
    def name(self) -> str:
        return self.person.name if self.person else self.words


def openers(user: User) -> tuple[list[Opener], list[Opener]]:
    """(who opened doors, by what I applied and kept of it; dead ends, by how much they brought). Ten queries.

    What people passed on into what I follow counts as brought, whether I ever opened it or not.
    """
    kept = kept_of(user)
    everyone: Everyone = {}
    told = add_trails(user, everyone, kept)
    add_follows(user, everyone, kept, told)
    add_boosts(user, everyone, kept)
    found = sorted((one for one in everyone.values() if one.count > 0), key=lambda one: one.name.casefold())
    for one in found:
        one.used = one.keepsakes & kept.applied
    good = sorted((one for one in found if one.kept), key=lambda one: (-one.applied, -one.kept, one.count))
    return good, sorted((one for one in found if not one.kept), key=lambda one: -one.count)


@dataclass(frozen=True, slots=True)
class Kept:
    """My nuggets (their ids) by what a door may have led to; `boosted` by who passed the item on."""

    by_item: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    by_source: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    by_person: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    boosted: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    applied: set[int] = field(default_factory=set)


def kept_of(user: User) -> Kept:
    """Two queries."""
    kept = Kept()
    for pk, item, source, day in access.keepsakes(user).values_list("pk", "item", "item__source", "applied"):
        kept.by_item[item].add(pk)
        kept.by_source[source].add(pk)
        if day:
            kept.applied.add(pk)
    roles = Appearance.objects.filter(item__in=access.keepsakes(user).values("item"))
    for person, item, role in roles.values_list("person", "item", "role"):
        (kept.boosted if role == "booster" else kept.by_person)[person] |= kept.by_item[item]
    return kept


Everyone = dict[int | str, Opener]


def opener(everyone: Everyone, person: Person | None, words: str) -> Opener:
    return everyone.setdefault(person.pk if person else fold(words), Opener(person, words))


def add_trails(user: User, everyone: Everyone, kept: Kept) -> set[tuple[int | None, int]]:
    """What I (or a boost) wrote down; returns the follows, as person and source, of which that is said. Three queries."""
    told: set[tuple[int | None, int]] = set()
    rows = access.trails(user).select_related("person", "to_person", "to_source").order_by("-happened", "-pk")
    trails = list(rows)
    items = (
        access.items(user)
        .select_related("source")
        .defer("text", "html", "notes", "spans", "links")
        .in_bulk({row.to_item_id for row in trails if row.to_item_id})
    )
    said = openers_in(user, [row.words for row in trails if row.person is None])
    for row in trails:
        one = opener(everyone, row.person or said.get(row.words), row.words)
        led_to = items.get(row.to_item_id or 0)
        if led_to or not row.to_item_id:  # what I follow no more cannot be opened
            one.brought.append(
                Brought(row.how, row.happened, row.to_person, row.to_source, led_to, row.quote, row)
            )
        if row.to_source_id:
            told.add((row.to_person_id, row.to_source_id))
        if row.to_item_id:
            one.keepsakes |= kept.by_item[row.to_item_id]
        elif row.to_person_id:
            one.keepsakes |= kept.by_person[row.to_person_id]
        elif row.to_source_id:
            one.keepsakes |= kept.by_source[row.to_source_id]
        one.meet(row.happened)
    return told


def add_follows(user: User, everyone: Everyone, kept: Kept, told: set[tuple[int | None, int]]) -> None:
    """What I said in `via` before there were trails, or changed since. Two queries."""
    rows = access.follows(user).exclude(via="").select_related("source", "person").order_by("-created", "-pk")
    follows = [row for row in rows if (row.person_id, row.source_id) not in told]
    named = openers_in(user, [row.via for row in follows])
    for row in follows:
        one = opener(everyone, named.get(row.via), row.via)
        if one.person is None or one.person.pk != row.person_id:  # nobody leads to themselves
            one.brought.append(Brought("told", row.created, row.person, row.source))
            one.keepsakes |= kept.by_person[row.person_id] if row.person_id else kept.by_source[row.source_id]
            one.meet(row.created)


def add_boosts(user: User, everyone: Everyone, kept: Kept) -> None:
    """Whatever anyone passed on into what I follow. Two queries."""
    boosts = (
        Appearance.objects.filter(role="booster", item__source__in=access.sources(user).values("pk"))
        .values("person")
        .annotate(n=Count("item", distinct=True), last=Max("item__published"))
    )
    counts = {row["person"]: (row["n"], row["last"]) for row in boosts}
    people = Person.objects.in_bulk(set(counts) - everyone.keys())
    for pk, (n, last) in counts.items():
        one = everyone.setdefault(pk, Opener(people.get(pk)))
        one.boosts += n
        one.keepsakes |= kept.boosted[pk]
        one.meet(last)


def openers_in(user: User, texts: Iterable[str]) -> dict[str, Person]:
    """Text → the one person of mine whose whole name stands in it (“a boost by Bo Other”). One query, none for no text."""
    told = {text: fold(text) for text in texts if text}
    if not told:
        return {}
    names: dict[str, Person] = {}
    for person in access.people(user).only("name", "key", "owner"):
        names[person.key] = person
    out: dict[str, Person] = {}
    for text, key in told.items():
        words = key.split()
        found = {
            name
            for start in range(len(words))
            for end in range(start + 1, min(len(words), start + 6) + 1)
            if (name := " ".join(words[start:end])) in names and (" " in name or name == key)
        }
        if len(found) == 1:
            out[text] = names[found.pop()]
    return out
