"""Who learns from whom, as a user may see it: edges from what they follow, accounts joined to the people whose they are."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from math import sqrt
from typing import Any, NamedTuple

import numpy as np
from django.db.models import Count, Max, Q, QuerySet

from manymentors.crowd.influence import KINDS, ORDER, Edges
from manymentors.sources.follows import KEY
from manymentors.store import access
from manymentors.store.folding import fold_title
from manymentors.store.models import (
    Account,
    Edge,
    Errand,
    Item,
    Node,
    NotForMe,
    Person,
    Source,
    SourcePerson,
    Suggestion,
    User,
)
from manymentors.store.queries.viewpoints import with_lead

SHARES = {"now": 3.0, "daily": 2.0, "weekly": 1.5, "monthly": 1.0, "yearly": 0.5}
"""How often a walk begins at somebody, by how much of my attention they have."""

CHUNK = 20_000
LINES = 30
SHOWN = 3
"""Pieces of evidence of one tie that are shown."""

MORE = ("boosts", "answers", "quotes", "endorses", "appears", "asks", "hosted")
"""Kinds whose items are worth showing one by one; that somebody is followed is told once."""


def edges(user: User) -> QuerySet[Edge]:
    """What the sources that I follow show; without recommendations that I said are none."""
    rows = Edge.objects.filter(source__in=access.sources(user).values("pk"))
    wrong = access.corrections(user).filter(fact="endorsement", verb="remove").values_list("item", "quote")
    for item, quote in wrong:
        rows = rows.exclude(item=item, quote=quote, kind="endorses")
    return rows


def whose_accounts(user: User) -> dict[str, int]:
    """By the key of a node: the person whose account it is, because a source of theirs is read from it, or because I said so.

    Three queries. A handle stands for the account too, the handles of before among them.
    """
    owned: dict[int, set[int]] = defaultdict(set)
    mine = access.sources(user).values("pk")
    roles = SourcePerson.objects.filter(
        role="owner", person__owner=None, source__account__isnull=False, source__in=mine
    )
    for account, person in roles.values_list("source__account", "person"):
        owned[account].add(person)
    said = access.recognitions(user).values_list("account", "person", "same")
    for account, person, same in said:
        owned[account] = {person} if same else owned[account] - {person}
    theirs = {account: next(iter(people)) for account, people in owned.items() if len(people) == 1}
    out: dict[str, int] = {}
    for row in Account.objects.filter(pk__in=theirs).select_related("source"):
        for key in keys_of(row):
            out[key] = theirs[row.pk]
    return out


def keys_of(account: Account) -> list[str]:
    """Keys of nodes that are this account: by its identity, and by every handle that it has had."""
    handles = [label for label in (account.label, *account.former) if label and account.network != "feed"]
    named = [f"{account.network}:@{label.removeprefix('@').lower()}" for label in handles]
    if account.source and account.source.kind == "feed" and account.source.title:
        named.append(
            f"show:{fold_title(account.source.title)}"
        )  # to recommend a blog is to recommend who writes it
    return [f"{account.network}:{account.identity}", *named]


# --- the whole graph, for the worker


@dataclass(slots=True)
class Graph:
    """Edges between what a user takes for one: `of` tells by node the number under which it stands in the edges, the number of
    the person (even) or of the node itself (odd). `names` are those that may be shown, `nodes` those behind each number.
    """

    edges: Edges
    of: dict[int, int]
    names: dict[int, str]
    nodes: dict[int, list[int]] = field(default_factory=dict)

    @staticmethod
    def number_of(person: int) -> int:
        return 2 * person

    @staticmethod
    def person_of(number: int) -> int | None:
        return number // 2 if number % 2 == 0 else None


def graph_of(user: User) -> Graph:
    """Seven queries; some seconds and a hundred megabytes for a million edges."""
    theirs = whose_accounts(user)
    people: dict[int, str] = dict(access.people(user).filter(owner=None).values_list("pk", "name"))
    of: dict[int, int] = {}
    names: dict[int, str] = {}
    nodes: dict[int, list[int]] = defaultdict(list)
    rows = Node.objects.values_list("pk", "key", "label", "person").iterator(CHUNK)
    for pk, key, label, person in rows:
        person = person or theirs.get(key, 0)
        number = Graph.number_of(person) if person in people else 2 * pk + 1
        of[pk] = number
        nodes[number].append(pk)
        names[number] = people.get(person, label)
    kinds = {name: at for at, name in enumerate(ORDER)}
    who, whom, kind = array("q"), array("q"), array("q")
    for a, b, name in edges(user).order_by().values_list("who", "whom", "kind").iterator(CHUNK):
        who.append(of[a])
        whom.append(of[b])
        kind.append(kinds[name])
    told = Edges(*(np.array(column, np.int64) for column in (who, whom, kind)))
    return Graph(told, of, names, nodes)


def my_people(user: User) -> dict[int, float]:
    """By number in the graph: whom I follow, and of sources that I follow for themselves the show; each with their share.

    Two queries.
    """
    out: dict[int, float] = {}
    for person, tier in access.follows(user).exclude(person=None).values_list("person", "tier"):
        number = Graph.number_of(person)
        out[number] = max(out.get(number, 0.0), SHARES[tier])
    alone = access.follows(user).filter(person=None).values("source")
    for node in Node.objects.filter(source__in=alone).values_list("pk", flat=True):
        out[2 * node + 1] = SHARES["yearly"]
    return out


def shows_followed(user: User) -> set[int]:
    """Nodes of what I follow already, for whomever: found by title, since whoever recommends a show knows no address."""
    titles = access.sources(user).exclude(title="").values_list("title", flat=True)
    keys = [f"show:{fold_title(title)}" for title in titles]
    mine = Q(source__in=access.sources(user).values("pk"))
    return set(Node.objects.filter(Q(key__in=keys) | mine).values_list("pk", flat=True))


class Tally(NamedTuple):
    who: int
    whom: int
    kind: str
    n: int
    item: int


def tallied(user: User, whom: Collection[int]) -> list[Tally]:
    """Edges to these nodes, each two nodes and kind once: how often, and the newest item that shows it. One query."""
    rows = edges(user).filter(whom__in=whom).order_by().values_list("who", "whom", "kind")
    return [Tally(*row) for row in rows.annotate(n=Count("pk"), item=Max("item"))]


# --- what the pages show


@dataclass(slots=True)
class Shown:
    """One piece of evidence: how, in which item, in which words."""

    kind: str
    item: Item
    quote: str


@dataclass(slots=True)
class Tie:
    """Somebody from whom a person learns, or who learns from them. `kinds` counts what shows it, the most telling first."""

    name: str
    person: int | None
    node: int
    kind: str
    address: str
    kinds: dict[str, int]
    shown: list[Shown] = field(default_factory=list)

    @property
    def weight(self) -> float:
        return sum(KINDS[kind] * sqrt(1 + n) for kind, n in self.kinds.items())


@dataclass(frozen=True, slots=True)
class Influence:
    """`more` says how many ties are not listed."""

    learns_from: list[Tie]
    teaches: list[Tie]
    more_from: int
    more_to: int


def influence_of(user: User, person: Person) -> Influence:
    """Whom they learn from, and who learns from them, the strongest ties first. At most eighteen queries."""
    theirs = whose_accounts(user)
    keys = [key for key, owner in theirs.items() if owner == person.pk]
    own = list(Node.objects.filter(Q(person=person) | Q(key__in=keys)).values_list("pk", flat=True))
    up, more_from = ties(user, own, theirs, upward=True)
    down, more_to = ties(user, own, theirs, upward=False)
    return Influence(up, down, more_from, more_to)


@dataclass(frozen=True, slots=True)
class FollowsOf:
    """What is known of whom an account follows: how many (`n`) and in which item, when it was asked, what is in the way; `asks`
    where I want it.
    """

    source: Source
    asks: bool
    n: int
    item: int | None

    @property
    def asked(self) -> datetime | None:
        return None if self.source.follows_problem else self.source.follows_asked


def follows_of(user: User, person: Person, kinds: Collection[str]) -> list[FollowsOf]:
    """Of the accounts of a person, on networks that can be asked, that I follow. Four queries."""
    mine = access.sources(user).filter(kind__in=kinds)
    theirs = mine.filter(sourceperson__person=person, sourceperson__role="owner").distinct().order_by("pk")
    asks = dict(access.follows(user).filter(source__in=theirs).values_list("source", "asks_follows"))
    edges = Edge.objects.filter(source__in=theirs, kind="follows").order_by().values_list("source")
    counts = dict(edges.annotate(n=Count("pk")))
    items = dict(Item.objects.filter(source__in=theirs, key=KEY).values_list("source", "pk"))
    return [
        FollowsOf(source, asks[source.pk], counts.get(source.pk, 0), items.get(source.pk))
        for source in theirs
    ]


def ties(
    user: User, own: Collection[int], theirs: Mapping[str, int], *, upward: bool
) -> tuple[list[Tie], int]:
    """The ties of these nodes in one direction; each person once, with what shows it."""
    near, far = ("who", "whom") if upward else ("whom", "who")
    rows = list(
        edges(user)
        .filter(**{f"{near}__in": own})
        .exclude(**{f"{far}__in": own})
        .order_by()
        .values(far, "kind")
        .annotate(n=Count("pk"))
    )
    nodes = Node.objects.in_bulk({row[far] for row in rows})
    people = access.people(user).in_bulk(
        {owner for node in nodes.values() if (owner := node.person_id or theirs.get(node.key))}
    )
    found: dict[tuple[int | None, int], Tie] = {}
    members: dict[int, tuple[int | None, int]] = {}
    for row in rows:
        node = nodes[row[far]]
        person = people.get(node.person_id or theirs.get(node.key) or 0)
        key = (person.pk, 0) if person else (None, node.pk)
        tie = found.setdefault(
            key,
            Tie(person.name if person else str(node), key[0], node.pk, node.kind, node.address, {}),
        )
        members[node.pk] = key
        tie.kinds[row["kind"]] = tie.kinds.get(row["kind"], 0) + row["n"]
    for tie in found.values():
        tie.kinds = dict(sorted(tie.kinds.items(), key=lambda pair: -KINDS[pair[0]]))
    ranked = sorted(found, key=lambda key: (-found[key].weight, found[key].name))
    top = set(ranked[:LINES])
    ends = [pk for pk, key in members.items() if key in top]
    telling = edges(user).filter(**{f"{near}__in": own, f"{far}__in": ends}, kind__in=MORE)
    show(
        found,
        members,
        telling.order_by("-item__published", "-item", "pk").values_list(far, "kind", "item", "quote")[
            : LINES * 40
        ],
    )
    return [found[key] for key in ranked[:LINES]], len(ranked) - len(ranked[:LINES])


def show(
    found: Mapping[tuple[int | None, int], Tie],
    members: Mapping[int, tuple[int | None, int]],
    rows: Iterable[tuple[int, str, int, str]],
) -> None:
    """Give each tie its newest evidence; those with words of their own first. One query."""
    some = sorted(rows, key=lambda row: not row[3])
    wanted: dict[tuple[int | None, int], list[tuple[str, int, str]]] = defaultdict(list)
    for node, kind, item, quote in some:
        have = wanted[members[node]]
        if len(have) < SHOWN and item not in [one[1] for one in have]:
            have.append((kind, item, quote))
    items = with_lead([item for have in wanted.values() for _, item, _ in have])
    for key, have in wanted.items():
        found[key].shown = [Shown(kind, items[item], quote) for kind, item, quote in have if item in items]


@dataclass(slots=True)
class SuggestionLine:
    """`person` may be opened; `follows` says how they can be followed: "here", where they appear in what I follow; "there", at
    the address; "" where no address of theirs is known."""

    row: Suggestion
    name: str
    person: Person | None
    follows: str
    items: dict[int, Item]

    @property
    def reasons(self) -> list[dict[str, Any]]:
        """`row.why` with the items themselves, None for one that is gone."""
        return [{"quote": "", **why, "item": self.items.get(why["item"])} for why in self.row.why]


def suggestions(user: User) -> list[SuggestionLine]:
    """Those that I neither follow by now nor said are not for me, the best first. Eight queries."""
    refused = access.not_for_me(user).values("node")
    followed = access.follows(user).exclude(person=None).values("person")
    rows = list(
        access.suggestions(user)
        .exclude(node__in=refused)
        .exclude(node__person__in=followed)
        .exclude(node__in=shows_followed(user))
        .select_related("node")
        .order_by("rank")
    )
    theirs = whose_accounts(user)
    people = {row.node_id: row.node.person_id or theirs.get(row.node.key) for row in rows}
    seen = access.people(user).in_bulk({pk for pk in people.values() if pk})
    mine = set(followed.values_list("person", flat=True))
    items = with_lead([why["item"] for row in rows for why in row.why])
    lines = []
    for row in rows:
        person = seen.get(people[row.node_id] or 0)
        if person and person.pk in mine:
            continue
        follows = "here" if person else "there" if row.node.address else ""
        lines.append(SuggestionLine(row, person.name if person else str(row.node), person, follows, items))
    return lines


def refused(user: User) -> list[NotForMe]:
    return list(access.not_for_me(user).select_related("node").order_by("-created"))


def follow_troubles(user: User) -> list[Errand]:
    """What I asked to be followed of late and could not be, the newest first."""
    asked = access.errands(user).filter(verb="follow").exclude(ended=None).exclude(problem="")
    return list(asked.order_by("-pk")[:3])


def sources_of_follows(user: User) -> list[tuple[int, int | None, str]]:
    """What my circle is made of, for telling whether it has changed."""
    rows = access.follows(user).order_by("source", "person")
    return list(rows.values_list("source", "person", "tier"))


def looked_at(user: User) -> list[int | None]:
    """Of the edges that I may see: how many, and the newest; another drawing has other numbers."""
    told = edges(user).aggregate(n=Count("pk"), last=Max("pk"))
    return [told["n"], told["last"]]
