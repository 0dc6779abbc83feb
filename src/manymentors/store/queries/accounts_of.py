"""Accounts of people: those that are theirs, and those that may be, each with what speaks for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from manymentors.errors import NothingThere
from manymentors.shapes import EVIDENCE
from manymentors.store import access
from manymentors.store.models import Account, AccountEvidence, Person, SourcePerson, User

WEAK = ("profile", "same name")
"""What alone says little: such proposals stand last."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """An account beside a person. `said` is what I say of it, None while I have said nothing; `read` where a source of mine is
    read from it as theirs. `other` is whoever else that source is read as; `both_ways` where each of two accounts links
    to the other. Evidence stands with the strongest first.
    """

    account: Account
    person: Person
    evidence: tuple[AccountEvidence, ...]
    said: bool | None
    read: bool
    other: Person | None = None
    both_ways: bool = False

    @property
    def open(self) -> bool:
        return self.said is None and not self.read

    @property
    def strength(self) -> tuple[int, int]:
        kinds = [EVIDENCE.index(one.kind) for one in self.evidence if one.kind in EVIDENCE]
        return (0 if self.both_ways else 1, min(kinds, default=len(EVIDENCE)))


def accounts_of(user: User, person: Person) -> list[Proposal]:
    """Those that are read first, then those that I confirmed, then the open ones, the strongest first. Seven queries."""
    found = proposals(user, [person])
    return sorted(
        found, key=lambda one: (not one.read, one.said is not True, one.said is False, one.strength)
    )


def open_proposals(user: User) -> list[Proposal]:
    """Of the people whom I follow, what waits for my word: by person, the strongest first. Eight queries."""
    followed = list(
        Person.objects.filter(pk__in=access.follows(user).values("person"), owner=None).order_by("name")
    )
    found = [one for one in proposals(user, followed) if one.open]
    return sorted(found, key=lambda one: (one.person.name, one.strength, one.account.pk))


def proposals(user: User, persons: Iterable[Person]) -> list[Proposal]:
    people = {person.pk: person for person in persons}
    told: dict[tuple[int, int], list[AccountEvidence]] = defaultdict(list)
    rows = access.account_evidence(user).filter(person__in=people).select_related("source")
    for row in rows.order_by("pk"):
        told[row.account_id, row.person_id].append(row)
    said = {
        (account, person): same
        for account, person, same in access.recognitions(user)
        .filter(person__in=people)
        .values_list("account", "person", "same")
    }
    mine = access.sources(user).values("pk")
    owned = set(
        SourcePerson.objects.filter(
            person__in=people, role="owner", source__in=mine, source__account__isnull=False
        ).values_list("source__account", "person")
    )
    pairs = {*told, *said, *owned}
    accounts = (
        Account.objects.filter(pk__in={account for account, _ in pairs}).select_related("source").in_bulk()
    )
    others = others_of(user, accounts.values())
    linked = links_back(user, told)
    out = []
    for account, person in sorted(pairs):
        evidence = sorted(told[account, person], key=lambda one: strength_of(one.kind))
        other = next((one for one in others.get(account, ()) if one.pk != person), None)
        out.append(
            Proposal(
                accounts[account],
                people[person],
                tuple(evidence),
                said.get((account, person)),
                (account, person) in owned,
                other,
                any((row.source_id, accounts[account].source_id) in linked for row in evidence),
            )
        )
    return out


def strength_of(kind: str) -> int:
    return EVIDENCE.index(kind) if kind in EVIDENCE else len(EVIDENCE)


def others_of(user: User, accounts: Iterable[Account]) -> dict[int, list[Person]]:
    """By account: as whose it is read, of the people whom I see. One query."""
    by_source = {account.source_id: account.pk for account in accounts if account.source_id}
    roles = SourcePerson.objects.filter(
        source__in=by_source, role="owner", person__in=access.people(user).values("pk")
    )
    out: dict[int, list[Person]] = defaultdict(list)
    for role in roles.select_related("person").order_by("pk"):
        out[by_source[role.source_id]].append(role.person)
    return out


def links_back(user: User, told: Iterable[tuple[int, int]]) -> set[tuple[int, int | None]]:
    """Pairs of sources, (a, b): b says that a's account is one of the same person. One query."""
    rows = access.account_evidence(user).exclude(account__source=None).exclude(kind__in=("same name",))
    return set(rows.values_list("account__source", "source")) if told else set()


def account_numbered(user: User, pk: int) -> Account:
    """Raises NothingThere for one that nothing of mine tells of."""
    account = access.accounts(user).filter(pk=pk).first()
    if account is None:
        raise NothingThere("There is no such account, or nothing that you follow tells of it.")
    return account
