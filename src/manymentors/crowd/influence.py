"""Edges between people and shows → who is worth knowing, starting from my people: personalised PageRank without its hubs.

A walker starts at one of my people, follows what they learn from, and now and then starts again. What everybody points at
is passed through as often as its standing among my people deserves, not as often as it is pointed at: else the same few
well-known names would be suggested to everyone.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
import rustworkx
from numpy.typing import NDArray

from manymentors.shapes import Ranked

KINDS = {
    "follows": 1.0,
    "boosts": 2.0,
    "answers": 1.0,
    "quotes": 2.5,
    "endorses": 4.0,
    "appears": 1.5,
    "asks": 2.0,
    "hosted": 1.5,
}
"""What an edge says, and how much it tells of learning: to recommend somebody is more than to follow them among a thousand."""

ORDER = tuple(KINDS)
"""The kinds as numbers, for edges kept in arrays."""

GOES_ON = 0.6
"""How likely a walker goes on: most of what is suggested is one or two steps away, and can be shown with its path."""

EVERYBODY = 20
"""So many more who point at nothing are imagined beside those who do: in a small circle, to be known to all is still no fault."""

AT_ONCE = 50_000
"""Edges handed to the library at a time: as Python objects they take ten times the room."""

LONGEST = 5
"""Nodes of a path that is still worth reading."""

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Edges:
    """Arrays of one length: `who` learns from `whom` (nodes, any numbers), in the way `ORDER[kind]`, once per row or often."""

    who: Ints
    whom: Ints
    kind: Ints


@dataclass(frozen=True, slots=True)
class Ties:
    """Edges of the same two nodes as one, with how much they weigh together. `nodes` are the numbers behind the indexes."""

    nodes: Ints
    who: Ints
    whom: Ints
    weight: Floats


def ties_of(edges: Edges) -> Ties:
    """Each pair of nodes once: the same said ten times weighs more than once, but not ten times as much."""
    nodes, flat = np.unique(np.concatenate([edges.who, edges.whom]), return_inverse=True)
    who, whom = flat[: len(edges.who)], flat[len(edges.who) :]
    away = who != whom
    size = max(1, len(nodes))
    said, times = np.unique(
        ((who * size + whom) * len(ORDER) + edges.kind)[away].astype(np.int64), return_counts=True
    )
    worth = np.array([KINDS[name] for name in ORDER])[said % len(ORDER)] * np.log2(1 + times)
    pairs, at = np.unique(said // len(ORDER), return_inverse=True)
    weight: Floats = np.bincount(at, weights=worth, minlength=len(pairs)).astype(np.float64)
    return Ties(nodes, pairs // size, pairs % size, weight)


def suggest(ties: Ties, mine: Mapping[int, float], leave_out: Collection[int], most: int) -> list[Ranked]:
    """At most so many nodes that are neither mine nor left out, the best first. `mine` gives each its share of attention.

    Costs about a second for a million ties. The order is the same whenever the same goes in.
    """
    index = {int(node): at for at, node in enumerate(ties.nodes)}
    start = {index[node]: share for node, share in mine.items() if node in index and share > 0}
    if not start:
        return []
    weight = without_hubs(ties)
    graph: rustworkx.PyDiGraph[None, float] = rustworkx.PyDiGraph(multigraph=False)
    graph.add_nodes_from([None] * len(ties.nodes))
    for at in range(0, len(weight), AT_ONCE):
        some = slice(at, at + AT_ONCE)
        graph.extend_from_weighted_edge_list(
            list(zip(ties.who[some].tolist(), ties.whom[some].tolist(), weight[some].tolist(), strict=True))
        )
    told = rustworkx.pagerank(graph, alpha=GOES_ON, weight_fn=float, personalization=start, tol=1e-9)
    rank = np.array([told[at] for at in range(len(ties.nodes))])
    out = {index[node] for node in (*mine, *leave_out) if node in index}
    order = np.lexsort((ties.nodes, -rank.round(12)))
    best = [int(at) for at in order[: most + len(out)] if int(at) not in out and rank[at] > 0][:most]
    ways = ways_in(ties, weight, rank)
    return [
        Ranked(
            int(ties.nodes[at]),
            float(rank[at]),
            tuple(int(ties.nodes[one]) for one in path_to(at, ways, set(start))),
        )
        for at in best
    ]


def without_hubs(ties: Ties) -> Floats:
    """The weights, less the more of the circle point at the same node: what everybody points at tells nothing about me.

    As in search, where a word that is in every text weighs nothing (idf), twice: once would still let the sum win.
    """
    size = len(ties.nodes)
    pointing = len(np.unique(ties.who))
    pointed_at = np.bincount(ties.whom, minlength=size)[ties.whom]
    rare = np.log((pointing + EVERYBODY) / pointed_at)
    return np.asarray(ties.weight * rare**2)


Ways = tuple[Ints, Ints, Floats]


def ways_in(ties: Ties, weight: Floats, rank: Floats) -> Ways:
    """By node: who leads to it, and how much of the rank of each arrives there; sorted by node, the most first."""
    leaves = np.bincount(ties.who, weights=weight, minlength=len(ties.nodes))
    flow = rank[ties.who] * weight / leaves[ties.who]
    order = np.lexsort((ties.who, -flow, ties.whom))
    first = np.searchsorted(ties.whom[order], np.arange(len(ties.nodes) + 1))
    return first.astype(np.int64), ties.who[order], flow[order]


def path_to(node: int, ways: Ways, start: Collection[int]) -> list[int]:
    """Back from the node to one of mine, by as few steps as there are, and the greatest flow among those; the node alone where
    that takes more than LONGEST."""
    first, who, _flow = ways
    after: dict[int, int] = {node: node}
    here = [node]
    for _ in range(LONGEST - 1):
        before: list[int] = []
        for one in here:
            for leading in who[first[one] : first[one + 1]].tolist():
                if leading not in after:
                    after[leading] = one
                    before.append(leading)
        mine = next((one for one in before if one in start), None)
        if mine is not None:
            path = [mine]
            while path[-1] != node:
                path.append(after[path[-1]])
            return path
        here = before
    return [node]
