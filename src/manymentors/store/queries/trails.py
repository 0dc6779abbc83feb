"""Who opened doors: what each person led me to, and what I kept and applied of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, Max, Q

from manymentors.store import access
from manymentors.store.folding import fold, fold_title
from manymentors.store.models import Appearance, Endorsement, Item, Person, Source, Trail, User

DEEPEST = 4
"""Doors that are told of one after the other."""
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
    everyone: dict[int | str, Opener] = {}
    keepsakes = list(access.keepsakes(user).values_list("pk", "item", "item__source", "applied"))
    by_item: dict[int, set[int]] = defaultdict(set)
    by_source: dict[int, set[int]] = defaultdict(set)
    for pk, item, source, _ in keepsakes:
        by_item[item].add(pk)
        by_source[source].add(pk)
    applied = {pk for pk, _, _, day in keepsakes if day}
    by_person: dict[int, set[int]] = defaultdict(set)
    boosted: dict[int, set[int]] = defaultdict(set)
    for person_pk, item, role in Appearance.objects.filter(item__in=by_item).values_list(
        "person", "item", "role"
    ):
        (boosted if role == "booster" else by_person)[person_pk] |= by_item[item]

    def opener(person: Person | None, words: str) -> Opener:
        key: int | str = person.pk if person else fold(words)
        return everyone.setdefault(key, Opener(person, words))

    told: set[tuple[int | None, int]] = set()
    rows = access.trails(user).select_related("person", "to_person", "to_source").order_by("-happened", "-pk")
    trails = list(rows)
    items = (
        Item.objects.select_related("source")
        .defer("text", "html", "notes", "spans", "links")
        .in_bulk({row.to_item_id for row in trails if row.to_item_id})
    )
    said = openers_in(user, [row.words for row in trails if row.person is None])
    for row in trails:
        one = opener(row.person or said.get(row.words), row.words)
        item = items.get(row.to_item_id or 0)
        one.brought.append(Brought(row.how, row.happened, row.to_person, row.to_source, item, row.quote, row))
        if row.to_source_id:
            told.add((row.to_person_id, row.to_source_id))
            one.keepsakes |= by_source[row.to_source_id] if not row.to_person_id else set()
        if row.to_person_id:
            one.keepsakes |= by_person[row.to_person_id]
        if row.to_item_id:
            one.keepsakes |= by_item[row.to_item_id]
        one.last = max(filter(None, (one.last, row.happened)), default=None)
    follows = [
        row
        for row in access.follows(user)
        .exclude(via="")
        .select_related("source", "person")
        .order_by("-created", "-pk")
        if (row.person_id, row.source_id) not in told
    ]
    named = openers_in(user, [row.via for row in follows])
    for follow in follows:
        one = opener(named.get(follow.via), follow.via)
        if one.person is not None and one.person.pk == follow.person_id:
            continue
        one.brought.append(Brought("told", follow.created, follow.person, follow.source))
        reached = by_person[follow.person_id] if follow.person_id else by_source[follow.source_id]
        one.keepsakes |= reached
        one.last = max(filter(None, (one.last, follow.created)), default=None)
    boosts = (
        Appearance.objects.filter(role="booster", item__source__in=access.sources(user).values("pk"))
        .values("person")
        .annotate(n=Count("item", distinct=True), last=Max("item__published"))
    )
    counts = {row["person"]: (row["n"], row["last"]) for row in boosts}
    known = {key for key in everyone if isinstance(key, int)}
    people = Person.objects.in_bulk(set(counts) - known)
    for pk, (n, last) in counts.items():
        one = everyone.setdefault(pk, Opener(people.get(pk)))
        one.boosts += n
        one.keepsakes |= boosted[pk]
        one.last = max(filter(None, (one.last, last)), default=None)
    for one in everyone.values():
        one.used = one.keepsakes & applied
    found = [one for one in everyone.values() if one.count > 0]
    found.sort(key=lambda one: one.name.casefold())
    good = sorted((one for one in found if one.kept), key=lambda one: (-one.applied, -one.kept, one.count))
    return good, sorted((one for one in found if not one.kept), key=lambda one: -one.count)


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


@dataclass(frozen=True, slots=True)
class Guess:
    """Who may have led me to an item: `door` is how a form names it."""

    person: Person
    how: str
    door: str


def guesses(user: User, item: Item) -> list[Guess]:
    """Who passed the item on, and who speaks for its show or for someone who speaks in it; the surest first. Four queries."""
    rows = list(Appearance.objects.filter(item=item).select_related("person").order_by("pk"))
    out = [Guess(row.person, "boost", f"item-{item.pk}") for row in rows if row.role == "booster"]
    here = {row.person_id for row in rows}
    keys = {fold_title(item.source.title)} | {row.person.key for row in rows}
    spoken_for = (
        Endorsement.objects.filter(key__in=keys - {""}, item__source__in=access.sources(user).values("pk"))
        .exclude(person=None)
        .exclude(item=item)
        .exclude(person__in=here)
        .select_related("person")
        .order_by("-score", "pk")
    )
    for row in spoken_for[:12]:
        if all(row.person != guess.person for guess in out) and row.person:
            out.append(Guess(row.person, "recommendation", f"endorsement-{row.pk}"))
    return out[:4]


def trails_to(user: User, item: Item) -> list[Trail]:
    """How I came to an item, as I (or a boost) said. One query."""
    return list(access.trails(user).filter(to_item=item).select_related("person").order_by("happened", "pk"))


@dataclass(frozen=True, slots=True)
class Link:
    """One door of a chain: who opened it, how and when; `to` is whom or what it led to."""

    to: str
    how: str
    name: str
    person: Person | None
    happened: datetime | None


def chain(user: User, item: Item) -> list[Link]:
    """From the item back: who led me to it, who led me to them, and so on; at most DEEPEST doors, two queries each."""
    out: list[Link] = []
    row = (
        access.trails(user).filter(to_item=item).select_related("person").order_by("-happened", "-pk").first()
    )
    if row is None:
        speaks = Appearance.objects.filter(item=item).exclude(role="booster").values("person")
        row = (
            access.trails(user)
            .filter(Q(to_source=item.source_id, to_person=None) | Q(to_person__in=speaks))
            .select_related("person", "to_person", "to_source")
            .order_by("-happened", "-pk")
            .first()
        )
        to = str(row.to_person or row.to_source) if row else ""
    else:
        to = item.title or str(item.source)
    met: set[int] = set()
    while row is not None and len(out) < DEEPEST:
        by = row.person or openers_in(user, [row.words]).get(row.words)
        out.append(Link(to, row.how, by.name if by else row.words, by, row.happened))
        if by is None or by.pk in met:
            break
        met.add(by.pk)
        to = by.name
        row = (
            access.trails(user)
            .filter(to_person=by)
            .exclude(person__in=met)
            .select_related("person")
            .order_by("happened", "pk")
            .first()
        )
    return out
