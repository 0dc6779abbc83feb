"""One item with all that its page shows: who is in it, its passages, its facts as the user sees them."""

from __future__ import annotations

from dataclasses import dataclass

from manymentors.errors import NothingThere
from manymentors.store import access
from manymentors.store.corrected import AnyFact, corrected
from manymentors.store.models import (
    Appearance,
    Endorsement,
    Item,
    Keepsake,
    Merge,
    Milestone,
    Nugget,
    Person,
    User,
)
from manymentors.store.queries.nuggets import kept_of


@dataclass(frozen=True, slots=True)
class ReadFact:
    """A fact as the user sees it; `kept` is what they keep of a nugget."""

    fact: AnyFact
    confirmed: bool
    kept: Keepsake | None = None


@dataclass(frozen=True, slots=True)
class OpenItem:
    """`people` appear in it, each with their roles; `passages` are (id, start, end); `names` are all folded names of people."""

    item: Item
    people: tuple[tuple[Person, tuple[str, ...]], ...]
    names: dict[str, Person]
    passages: tuple[tuple[int, int, int], ...]
    facts: tuple[ReadFact, ...]


def open_item(user: User, pk: int) -> OpenItem:
    """Raises NothingThere for one of a source that the user does not follow. At most ten queries."""
    item = find_item(user, pk)
    roles: dict[int, list[str]] = {}
    people: dict[int, Person] = {}
    rows = Appearance.objects.filter(item=item, person__owner=None).select_related("person").order_by("id")
    for row in rows:
        people[row.person_id] = row.person
        roles.setdefault(row.person_id, []).append(row.role)
    names = {m.key: people[m.person_id] for m in Merge.objects.filter(person__in=people)}
    names |= {person.key: person for person in people.values()}
    return OpenItem(
        item,
        tuple((people[pk], tuple(dict.fromkeys(told))) for pk, told in roles.items()),
        names,
        tuple(item.passages.order_by("position").values_list("pk", "start", "end")),
        tuple(facts_of(user, item)),
    )


def find_item(user: User, pk: int) -> Item:
    """With its texts. Raises NothingThere for one of a source that the user does not follow."""
    item = access.items(user).select_related("source").filter(pk=pk).first()
    if item is None:
        raise NothingThere("There is no such item, or you do not follow where it was published.")
    return item


def facts_of(user: User, item: Item) -> list[ReadFact]:
    """In the order of the text, without what the user removed."""
    kept = list(access.keepsakes(user).filter(item=item).order_by("id"))
    facts: list[AnyFact] = [
        *Milestone.objects.filter(item=item).select_related("person"),
        *Nugget.objects.filter(item=item).select_related("person"),
        *Endorsement.objects.filter(item=item).select_related("person"),
    ]
    for fact in facts:
        fact.item = item
    out = [
        ReadFact(row, confirmed, kept_of(row, kept) if isinstance(row, Nugget) else None)
        for row, confirmed in corrected(user, facts)  # type: ignore[type-var]  # each is one of the three
    ]
    return sorted(out, key=lambda read: (read.fact.start, -read.fact.end, read.fact.pk))
