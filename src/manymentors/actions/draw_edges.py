"""Items become edges: who follows, boosts, answers, quotes, asks or recommends whom, each with the item that shows it."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

import numpy as np
from django.db import connection, transaction

from manymentors.actions.look import LOCAL
from manymentors.shapes import FoundItem, Identity, Link, PersonTag
from manymentors.sources.follows import KEY
from manymentors.sources.identities import points_at
from manymentors.store.folding import fold, fold_title
from manymentors.store.models import (
    Account,
    Appearance,
    Drawn,
    Edge,
    Endorsement,
    Item,
    Merge,
    Node,
    Person,
    Source,
)
from manymentors.store.queries.changes import changes_after, top_change
from manymentors.store.queries.influence import keys_of

VERSION = "edges 1"
BATCH = 500
ROWS = 2000
HOSTS = ("host", "co-host", "cohost", "moderator")
GUESTS = ("guest", "interviewee", "author")
ENDORSED = {"person": "person", "show": "show", "blog": "show"}
Row = tuple[int, int, int, int, str, str]
"""Source, item, who, whom, kind and quote of an edge."""


@dataclass(frozen=True, slots=True)
class Spec:
    """A node as it is to be kept: what is empty here does not overwrite what is known."""

    key: str
    kind: str
    label: str = ""
    address: str = ""
    person: int | None = None
    source: int | None = None


@dataclass(slots=True)
class Told:
    """An edge before its nodes have rows."""

    who: Spec
    whom: Spec
    kind: str
    item: int
    quote: str = ""


@dataclass(slots=True)
class Around:
    """Whom an item of another source is by, and on which show it is: for what answers or links to it."""

    by: list[Spec] = field(default_factory=list)
    show: Spec | None = None


def bring_up() -> set[int]:
    """Draw what changed since the last time, all of it at the first; returns the sources that were drawn anew.

    Killed on the way, it begins again where it had not said that it is done: drawing twice changes nothing.
    """
    before = Drawn.objects.first()
    drawn = before or Drawn()
    if before is None or drawn.version != VERSION or drawn.watermark > top_change():
        watermark = changes_after(0)[1]
        sources = set(Source.objects.values_list("pk", flat=True))
    else:
        items, watermark = changes_after(drawn.watermark)
        sources = sources_of(items)
    if not sources and before and watermark == drawn.watermark:
        return set()
    addresses, nodes = Addresses(), Nodes()
    for source in Source.objects.filter(pk__in=sources).exclude(kind__in=LOCAL).order_by("pk"):
        draw(source, addresses, nodes)
    drawn.watermark, drawn.version = watermark, VERSION
    drawn.save()
    return sources


def sources_of(items: Collection[int]) -> set[int]:
    out: set[int] = set()
    rest = iter(items)
    while some := list(islice(rest, BATCH)):
        out |= set(Item.objects.filter(pk__in=some).values_list("source", flat=True))
    return out


def draw(source: Source, addresses: Addresses, known: Nodes) -> int:
    """Put the edges of all items of a source in place of those that were drawn before, some items at a time, so that nobody who
    writes waits for all of them; returns how many there are.
    """
    told = [one for one in edges_of(source, addresses) if one.who.key != one.whom.key]
    nodes = known.keep({spec.key: spec for one in told for spec in (one.who, one.whom)}.values())
    of_item: dict[int, list[Row]] = defaultdict(list)
    for one in told:
        row = (source.pk, one.item, nodes[one.who.key], nodes[one.whom.key], one.kind, one.quote)
        of_item[one.item].append(row)
    items = iter(list(source.items.order_by("pk").values_list("pk", flat=True)))
    while some := list(islice(items, BATCH)):
        renew(some, [row for item in some for row in of_item[item]])
    return len(told)


def renew(items: Sequence[int], rows: Sequence[Row]) -> None:
    """The edges of these items are these rows from now on; where they are already, nothing is written."""
    held = Edge.objects.filter(item__in=items)
    if sorted(held.values_list("source", "item", "who", "whom", "kind", "quote")) == sorted(rows):
        return
    with transaction.atomic():
        held.delete()
        alive = set(Item.objects.filter(pk__in=items).values_list("pk", flat=True))
        write([row for row in rows if row[1] in alive])


def write(rows: Sequence[Row]) -> None:
    """A million rows are written in a fifth of the time that making objects of them would take."""
    table = connection.ops.quote_name(Edge._meta.db_table)
    columns = "source_id, item_id, who_id, whom_id, kind, quote"
    with connection.cursor() as cursor:
        for start in range(0, len(rows), ROWS):
            cursor.executemany(
                f"INSERT INTO {table} ({columns}) VALUES (%s, %s, %s, %s, %s, %s)", rows[start : start + ROWS]
            )


class Nodes:
    """The rows of nodes, of those that were met while drawing: in a circle many point at the same."""

    def __init__(self) -> None:
        self._met: dict[str, tuple[int, Spec]] = {}

    def keep(self, specs: Iterable[Spec]) -> dict[str, int]:
        """By key, the id of each: made where it is new, and told what is known of it by now."""
        wanted = list(specs)
        fresh = iter([spec for spec in wanted if spec.key not in self._met])
        while some := {spec.key: spec for spec in islice(fresh, BATCH)}:
            self._meet(list(some))
            new = [spec for key, spec in some.items() if key not in self._met]
            Node.objects.bulk_create((row_of(spec) for spec in new), ignore_conflicts=True)
            self._meet([spec.key for spec in new])
        more = [told for spec in wanted if (told := learnt(self._met[spec.key][1], spec))]
        Node.objects.bulk_update(
            [row_of(spec, self._met[spec.key][0]) for spec in more],
            ["label", "address", "person", "source"],
            batch_size=BATCH,
        )
        self._met |= {spec.key: (self._met[spec.key][0], spec) for spec in more}
        return {spec.key: self._met[spec.key][0] for spec in wanted}

    def _meet(self, keys: list[str]) -> None:
        rows = Node.objects.filter(key__in=keys).values_list(
            "pk", "key", "kind", "label", "address", "person", "source"
        )
        self._met |= {row[1]: (row[0], Spec(*row[1:])) for row in rows}


def row_of(spec: Spec, pk: int | None = None) -> Node:
    told = {"label": spec.label, "address": spec.address, "person_id": spec.person, "source_id": spec.source}
    return Node(pk=pk, key=spec.key, kind=spec.kind, **told)


def learnt(known: Spec, spec: Spec) -> Spec | None:
    """What is known of the node by now, where that is more than before."""
    now = replace(
        known,
        label=spec.label or known.label,
        address=known.address or spec.address,
        person=spec.person or known.person,
        source=known.source or spec.source,
    )
    return now if now != known else None


# --- what the items tell


def edges_of(source: Source, addresses: Addresses) -> Iterator[Told]:
    """A few queries for each five hundred items."""
    parts = source.sourceperson_set.filter(person__owner=None).select_related("person").order_by("pk")
    owners = [person_spec(part.person) for part in parts if part.role == "owner"]
    hosts = [person_spec(part.person) for part in parts if part.role in HOSTS]
    show = show_spec(source) if source.kind == "podcast" or hosts else None
    named = [person_spec(part.person) for part in parts if part.role == "author"]
    account = Account.objects.filter(source=source).first()
    itself = keys_of(account) if account and not show else []  # whoever answers themselves learns from nobody
    ids = list(source.items.order_by("pk").values_list("pk", flat=True))
    if show and ids:
        yield from (Told(show, host, "hosted", ids[-1]) for host in dict.fromkeys([*hosts, *owners]))
    for start in range(0, len(ids), BATCH):
        some = edges_of_some(source, ids[start : start + BATCH], owners, named, show, addresses)
        yield from (told for told in some if told.whom.key not in itself)


def edges_of_some(
    source: Source,
    ids: list[int],
    owners: list[Spec],
    named: list[Spec],
    show: Spec | None,
    addresses: Addresses,
) -> Iterator[Told]:
    """`named` are those whom an account names as its own, for the list of whom it follows, which has no author."""
    rows = list(
        Item.objects.filter(pk__in=ids)
        .only("key", "url", "author", "boost_of", "reply_to", "links", "tags", "source_id")
        .order_by("pk")
    )
    roles = roles_in(ids)
    around = those_around(source, rows, addresses)
    own = {spec.key for spec in owners}
    for item in rows:
        authors = owners or [spec for spec, role in roles[item.pk] if role == "author"]
        authors = authors or (named if item.key == KEY else [])
        for who in authors if not show else []:
            for told in pointed(item, who, around):
                if told.whom.key not in own:
                    yield told
        if show:
            yield from on_the_show(item, show, roles[item.pk], own)
    yield from endorsed(ids)


def pointed(item: Item, who: Spec, around: dict[str, Around]) -> Iterator[Told]:
    """What the form of the item says, and what it answers or links to where that is held here too."""
    held: set[str] = set()
    kind = "boosts" if item.boost_of else "answers"
    for address in filter(None, (item.boost_of, item.reply_to)):
        for spec in around[address].by if address in around else ():
            held.add(kind)
            yield Told(who, spec, kind, item.pk)
    for link in item.links:
        there = around.get(link["url"])
        if there is None or item.boost_of:
            continue
        held.add("quotes")
        for spec in [*there.by, *([there.show] if there.show else [])]:
            yield Told(who, spec, "quotes", item.pk)
    found = FoundItem(
        key=item.key,
        author=item.author,
        boost_of=item.boost_of,
        reply_to=item.reply_to,
        people=tuple(PersonTag(tag["name"], href=tag.get("href", "")) for tag in item.tags),
        links=tuple(Link(**link) for link in item.links),
    )
    for pointer in points_at(found):
        if pointer.kind not in held:
            yield Told(who, account_spec(pointer.whom, pointer.name), pointer.kind, item.pk)


def on_the_show(
    item: Item, show: Spec, roles: list[tuple[Spec, str]], own: Collection[str]
) -> Iterator[Told]:
    """A guest appears on it; whoever hosts it asks them."""
    hosts = [spec for spec, role in roles if role in HOSTS]
    for guest in (spec for spec, role in roles if role in GUESTS and spec not in hosts):
        if guest.key not in own:
            yield Told(guest, show, "appears", item.pk)
            yield from (Told(host, guest, "asks", item.pk) for host in hosts)


def endorsed(ids: list[int]) -> Iterator[Told]:
    rows = Endorsement.objects.filter(item__in=ids, type__in=ENDORSED, person__owner=None).exclude(
        person=None
    )
    found = list(rows.select_related("person").order_by("item", "start"))
    called = people_called({fold(row.title) for row in found})
    links = dict(Item.objects.filter(pk__in={row.item_id for row in found}).values_list("pk", "links"))
    for row in found:
        key = fold(row.title)
        if not key or (row.type == "person" and " " not in key and key not in called):
            continue  # “Anna” could be anybody
        address = next((link["url"] for link in links[row.item_id] if fold(link["text"]) == key), "")
        if key in called:
            spec = called[key]
        elif row.type == "person":
            spec = Spec(f"person:{key}", "person", row.title, address)
        else:
            spec = Spec(f"show:{fold_title(row.title)}", "show", row.title, address)
        if row.person is not None:
            yield Told(person_spec(row.person), spec, "endorses", row.item_id, row.quote)


# --- nodes


def person_spec(person: Person) -> Spec:
    return Spec(f"person:{person.key}", "person", person.name, person=person.pk)


def show_spec(source: Source) -> Spec:
    return Spec(f"show:{fold_title(source.title) or source.url}", "show", source.title, source=source.pk)


def account_spec(whom: Identity, name: str) -> Spec:
    label = f"{name} ({whom.label})" if name and whom.label else name or whom.label
    return Spec(whom.key, "person", label, whom.url)


def people_called(keys: Collection[str]) -> dict[str, Spec]:
    """Public people by folded name, under the names that were merged into theirs too. Two queries."""
    merged = Merge.objects.filter(key__in=keys).select_related("person")
    out = {merge.key: person_spec(merge.person) for merge in merged}
    return out | {p.key: person_spec(p) for p in Person.objects.filter(owner=None, key__in=keys)}


def roles_in(ids: Collection[int]) -> dict[int, list[tuple[Spec, str]]]:
    out: dict[int, list[tuple[Spec, str]]] = defaultdict(list)
    rows = Appearance.objects.filter(item__in=ids, person__owner=None).select_related("person").order_by("pk")
    for row in rows:
        out[row.item_id].append((person_spec(row.person), row.role))
    return out


class Addresses:
    """Where every item is found, as numbers: 32 bytes an item, so that a million of them are no burden."""

    def __init__(self) -> None:
        """Reads the addresses of all items that are held, once."""
        hashes, items = array("q"), array("q")
        for pk, key, url in Item.objects.values_list("pk", "key", "url").iterator(5000):
            for address in {key, url} - {""}:
                hashes.append(hash(address))
                items.append(pk)
        order = np.argsort(np.frombuffer(hashes, np.int64), kind="stable")
        self._hashes = np.frombuffer(hashes, np.int64)[order]
        self._items = np.frombuffer(items, np.int64)[order]

    def of(self, wanted: Collection[str]) -> set[int]:
        """Items that may be at these addresses: two addresses can have one number."""
        asked = np.array([hash(address) for address in wanted], np.int64)
        first = np.searchsorted(self._hashes, asked, "left")
        last = np.searchsorted(self._hashes, asked, "right")
        return {int(self._items[at]) for a, b in zip(first, last, strict=True) for at in range(a, b)}


def those_around(source: Source, items: list[Item], addresses: Addresses) -> dict[str, Around]:
    """By address or key: items of other sources that these answer, boost or link to, and who they are by. Four queries."""
    wanted = {address for item in items for address in (item.boost_of, item.reply_to) if address}
    wanted |= {link["url"] for item in items for link in item.links}
    rows = Item.objects.filter(pk__in=addresses.of(wanted)).exclude(source=source)
    found = {
        pk: (here, of)
        for pk, key, url, of in rows.values_list("pk", "key", "url", "source")
        if (here := [name for name in (key, url) if name in wanted])
    }
    roles = roles_in(found)
    shows = Source.objects.filter(kind="podcast").in_bulk({of for _, of in found.values()})
    out: dict[str, Around] = {}
    for pk, (names, of) in sorted(found.items()):
        by = [spec for spec, role in roles[pk] if role in GUESTS]
        around = Around(by, show_spec(shows[of]) if of in shows else None)
        for name in names:
            out.setdefault(name, around)
    return out
