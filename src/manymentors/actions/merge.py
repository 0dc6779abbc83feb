"""One person under two names becomes one, and two again: what was moved is written down, so that it can be given back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from django.db import transaction
from django.db.models import Max, Model

from manymentors.errors import InputError
from manymentors.store.folding import fold
from manymentors.store.models import (
    Account,
    AccountEvidence,
    Appearance,
    Change,
    Claim,
    DigestLine,
    Endorsement,
    Follow,
    Item,
    Judgement,
    Merge,
    Milestone,
    Node,
    Nugget,
    Passage,
    Person,
    PersonNote,
    Proof,
    Queued,
    Recognition,
    Source,
    SourcePerson,
    ToldStep,
    Trail,
    User,
)

FREE: dict[str, type[Model]] = {
    "milestones": Milestone,
    "nuggets": Nugget,
    "endorsements": Endorsement,
    "passages": Passage,
    "merges": Merge,
    "judgements": Judgement,
    "claims": Claim,
    "proofs": Proof,
    "notes on them": PersonNote,
    "steps they told": ToldStep,
    "lines of digests": DigestLine,
    "doors opened": Trail,
    "queued": Queued,
    "nodes": Node,
}
"""Tables of which any row may move."""

ONCE: dict[str, tuple[type[Model], tuple[str, ...], tuple[str, ...]]] = {
    "appearances": (Appearance, ("item_id", "role"), ("evidence",)),
    "roles": (SourcePerson, ("source_id", "role"), ("evidence",)),
    "account evidence": (AccountEvidence, ("account_id", "source_id", "kind"), ("says",)),
    "recognitions": (Recognition, ("user_id", "account_id"), ("same",)),
    "follows": (Follow, ("user_id", "source_id"), ("via", "found_in", "why", "tier", "paused", "folder")),
}
"""Tables in which a person stands once for these columns: a row that both have is dropped, and remembered with the others."""

NAMED: dict[str, tuple[type[Model], str]] = {
    "milestones": (Milestone, "name"),
    "nuggets": (Nugget, "name"),
    "endorsements": (Endorsement, "name"),
    "passages": (Passage, "speaker"),
}
"""Where a row itself says under which name it was read."""


def may_change(user: User, *people: Person) -> bool:
    """People are shared: only who alone follows them may change or forget them, or whoever runs this installation."""
    return user.is_staff or not Follow.objects.filter(person__in=people).exclude(user=user).exists()


def merge(user: User, other: Person, into: Person) -> Merge:
    """`other` is `into` from now on, with all that was held of them. Raises InputError where that may not be."""
    refuse_wrong(user, other, into)
    with transaction.atomic():
        rows: dict[str, Any] = {"last": Appearance.objects.aggregate(last=Max("pk"))["last"] or 0}
        touched = items_of(other)
        for table, (model, columns, more) in ONCE.items():
            has = set(model._default_manager.filter(person=into).values_list(*columns))
            mine = model._default_manager.filter(person=other).values("pk", *columns, *more)
            doubles = [row for row in mine if tuple(row[column] for column in columns) in has]
            rows[f"{table} of both"] = [
                {key: value for key, value in row.items() if key != "pk"} for row in doubles
            ]
            rows[table] = move(model, other, into, without={row["pk"] for row in doubles})
            model._default_manager.filter(person=other).delete()
        for table, model in FREE.items():
            rows[table] = move(model, other, into)
        rows["trails"] = list(Trail.objects.filter(to_person=other).values_list("pk", flat=True))
        Trail.objects.filter(to_person=other).update(to_person=into)
        made = Merge.objects.create(
            person=into, key=other.key, name=other.name, rows=rows, made_by=user if user.pk else None
        )
        other.delete()
        Change.objects.bulk_create(Change(item=item) for item in sorted(touched))
    return made


def refuse_wrong(user: User, other: Person, into: Person) -> None:
    if other == into:
        raise InputError(f"{into.name} is one person already. Choose somebody else to merge with.")
    if other.owner_id or into.owner_id:
        raise InputError("A person who is yours alone cannot be merged with one whom everybody here may see.")
    if not may_change(user, other, into):
        raise InputError(
            f"Others here follow {other.name} or {into.name} too. "
            "Ask whoever runs this installation to merge them."
        )


def split(user: User, merge: Merge) -> Person:
    """Two people again: exactly the rows that were moved go back, and whatever was read under the old name since."""
    person = merge.person
    if not may_change(user, person):
        raise InputError(
            f"Others here follow {person.name} too. Ask whoever runs this installation to split them."
        )
    with transaction.atomic():
        Merge.objects.filter(pk=merge.pk).delete()
        back, _ = Person.objects.get_or_create(key=merge.key, owner=None, defaults={"name": merge.name})
        rows = merge.rows
        for table, model in {**FREE, **{name: model for name, (model, _, _) in ONCE.items()}}.items():
            for ids in batches(rows.get(table, ())):
                model._default_manager.filter(pk__in=ids, person=person).update(person=back)
        Trail.objects.filter(pk__in=rows.get("trails", ()), to_person=person).update(to_person=back)
        for model, column in NAMED.values():
            under = model._default_manager.filter(person=person)
            spelt = {
                name for name in under.values_list(column, flat=True).distinct() if fold(name) == back.key
            }
            under.filter(**{f"{column}__in": spelt}).update(person=back)
        restore_doubles(rows, back)
        appear_again(person, back, after=int(rows.get("last", 0)))
        touched = items_of(back) | {row["item_id"] for row in rows.get("appearances of both", ())}
        Change.objects.bulk_create(Change(item=item) for item in sorted(touched))
    return back


def move(model: type[Model], other: Person, into: Person, without: Iterable[int] = ()) -> list[int]:
    left_out = set(without)
    ids = [
        pk
        for pk in model._default_manager.filter(person=other).values_list("pk", flat=True)
        if pk not in left_out
    ]
    for batch in batches(ids):
        model._default_manager.filter(pk__in=batch).update(person=into)
    return ids


def restore_doubles(rows: dict[str, Any], back: Person) -> None:
    """Give back what both had, where the item, the source and the user are still there."""
    there = {
        "item_id": Item.objects.values_list("pk", flat=True),
        "source_id": Source.objects.values_list("pk", flat=True),
        "user_id": User.objects.values_list("pk", flat=True),
        "account_id": Account.objects.values_list("pk", flat=True),
    }
    for table, (model, columns, _) in ONCE.items():
        doubles = rows.get(f"{table} of both", ())
        for column in columns:
            if column in there:
                wanted = {row[column] for row in doubles}
                alive = {pk for ids in batches(wanted) for pk in there[column].filter(pk__in=ids)}
                doubles = [row for row in doubles if row[column] in alive]
        model._default_manager.bulk_create(
            (model(person=back, **row) for row in doubles), ignore_conflicts=True
        )


def appear_again(person: Person, back: Person, *, after: int) -> None:
    """Appearances made since the merge: of an item that bears the old name, and a second one where it bears both."""
    told = {pk for model, _ in NAMED.values() for pk in items_in(model, back)}
    own = {pk for model, _ in NAMED.values() for pk in items_in(model, person)}
    since = Appearance.objects.filter(person=person, pk__gt=after).select_related("item")
    for row in since.only("item__tags", "item__author", "role", "evidence", "person", "item_id"):
        names = {fold(name) for name in (row.item.author, *(tag["name"] for tag in row.item.tags))}
        if row.item_id not in told and back.key not in names:
            continue
        has = Appearance.objects.filter(person=back, item=row.item_id, role=row.role).exists()
        if not has:
            Appearance.objects.create(person=back, item_id=row.item_id, role=row.role, evidence=row.evidence)
        if row.item_id not in own and person.key not in names:
            row.delete()


def items_of(person: Person) -> set[int]:
    """Items whose entries in the search index name the person."""
    return items_in(Appearance, person) | items_in(Passage, person) | items_in(Nugget, person)


def items_in(model: type[Model], person: Person) -> set[int]:
    return set(model._default_manager.filter(person=person).values_list("item_id", flat=True).distinct())


def batches(ids: Iterable[int]) -> Iterator[list[int]]:
    rest = iter(ids)
    while batch := list(islice(rest, 500)):
        yield batch
