"""One fact, found by what it is and its number, as the user sees it."""

from __future__ import annotations

from manymentors.errors import NothingThere
from manymentors.store import access
from manymentors.store.corrected import AnyFact, corrected
from manymentors.store.models import Endorsement, Milestone, Nugget, Person, User

FACTS: dict[str, type[Milestone] | type[Nugget] | type[Endorsement]] = {
    "milestone": Milestone,
    "nugget": Nugget,
    "endorsement": Endorsement,
}


def find_fact(user: User, name: str, pk: int) -> AnyFact:
    """The row, as the reader made it, with its item. Raises NothingThere for one that the user may not see."""
    model = FACTS.get(name)
    row = (
        model._default_manager.select_related("item", "item__source", "person")
        .filter(pk=pk, item__source__in=access.follows(user).values("source"))
        .first()
        if model
        else None
    )
    if row is None:
        raise NothingThere("There is no such fact, or it was read anew since. Open the page again.")
    return row


def as_seen(user: User, fact: AnyFact) -> tuple[AnyFact, bool] | None:
    """The fact with the user's corrections on it, and whether they confirmed it; None where they removed it."""
    return next(iter(corrected(user, [fact])), None)  # type: ignore[type-var]  # one of the three, whichever


def people_in(fact: AnyFact) -> list[Person]:
    """Who appears in the fact's item, by name. One query."""
    return list(Person.objects.filter(owner=None, appearance__item=fact.item_id).distinct().order_by("name"))
