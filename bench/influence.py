"""Suggestions for a circle of 500 people with 1,000,000 edges: seconds, memory, and whether somebody who is hidden is found again.

The world is generated: communities, in each of which some are well regarded, and a few who are famous everywhere. People follow,
boost, answer, quote and recommend mostly within their community and its neighbours, partly whoever is famous. My circle are
well-regarded people of some communities. Hide-one-out: one of mine is hidden, with all that they point at (whom I do not follow
I do not read), and is to be among the first 20 that are suggested; against counting who of mine points there (co-follow), against
counting all that points there (popularity).
"""

from __future__ import annotations

import argparse
import resource
import time
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from manymentors.crowd import influence
from manymentors.crowd.influence import Edges, suggest, ties_of

KINDS_DRAWN = {"follows": 0.62, "boosts": 0.22, "answers": 0.1, "quotes": 0.03, "endorses": 0.03}


@dataclass(frozen=True)
class World:
    edges: Edges
    mine: NDArray[np.int64]


def world(
    circle: int, edges: int, *, communities: int = 120, size: int = 400, chosen: int = 25, seed: int = 7
) -> World:
    """Nodes are numbered community by community. Regard within it and fame everywhere are independent of each other."""
    draw = np.random.default_rng(seed)
    regard = draw.lognormal(0, 1, (communities, size))
    fame = (draw.pareto(1.1, communities * size) + 0.1) ** 1.3
    where = draw.choice(communities, chosen, replace=False)
    each = circle // chosen
    mine = np.concatenate(
        [c * size + np.argsort(-regard[c] * draw.lognormal(0, 0.5, size))[:each] for c in where]
    )
    per = edges // len(mine)
    who, whom, kind = [], [], []
    names = list(KINDS_DRAWN)
    shares = np.array(list(KINDS_DRAWN.values()))
    everywhere = fame / fame.sum()
    for one in mine:
        home = one // size
        near = (home + draw.integers(1, 7, 3)) % communities
        parts = draw.multinomial(per, [0.4, 0.1, 0.5])
        inside = home * size + draw.choice(size, parts[0], p=regard[home] / regard[home].sum())
        beside = np.concatenate(
            [c * size + draw.choice(size, parts[1] // 3 + 1, p=regard[c] / regard[c].sum()) for c in near]
        )
        famous = draw.choice(len(fame), parts[2], p=everywhere)
        to = np.concatenate([inside, beside, famous])[:per]
        who.append(np.full(len(to), one))
        whom.append(to)
        kind.append(draw.choice(len(names), len(to), p=shares / shares.sum()))
    kinds = np.array([influence.ORDER.index(name) for name in names])[np.concatenate(kind)]
    return World(Edges(np.concatenate(who), np.concatenate(whom), kinds), mine)


def by_co_follow(edges: Edges, mine: set[int], most: int) -> list[int]:
    """Those at whom most of mine point, as “followed by … whom you follow” lists count."""
    pairs = np.unique(np.stack([edges.who, edges.whom]), axis=1)
    return counted(pairs[1][np.isin(pairs[0], list(mine))], mine, most)


def by_popularity(edges: Edges, mine: set[int], most: int) -> list[int]:
    """Those at whom is pointed most, whoever does it and however often."""
    return counted(edges.whom, mine, most)


def counted(whom: NDArray[np.int64], mine: set[int], most: int) -> list[int]:
    nodes, times = np.unique(whom, return_counts=True)
    order = np.lexsort((nodes, -times))
    return [int(node) for node in nodes[order][: most + len(mine)] if int(node) not in mine][:most]


def hide_one_out(world: World, tries: int, most: int = 20) -> dict[str, float]:
    """The share of those hidden who are among the first `most`."""
    draw = np.random.default_rng(11)
    found = dict.fromkeys(("ours", "co-follow", "popularity"), 0)
    for hidden in draw.choice(world.mine, tries, replace=False):
        seen = world.edges.who != hidden
        edges = Edges(world.edges.who[seen], world.edges.whom[seen], world.edges.kind[seen])
        mine = {int(one) for one in world.mine if one != hidden}
        ours = [one.node for one in suggest(ties_of(edges), dict.fromkeys(mine, 1.0), (), most)]
        found["ours"] += int(hidden) in ours
        found["co-follow"] += int(hidden) in by_co_follow(edges, mine, most)
        found["popularity"] += int(hidden) in by_popularity(edges, mine, most)
    return {name: n / tries for name, n in found.items()}


def megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--people", type=int, default=500)
    parser.add_argument("--edges", type=int, default=1_000_000)
    parser.add_argument("--tries", type=int, default=100, help="how many are hidden, each alone")
    told = parser.parse_args()
    made = world(told.people, told.edges)
    before, began = megabytes(), time.perf_counter()
    ties = ties_of(made.edges)
    joined = time.perf_counter()
    suggest(ties, dict.fromkeys(map(int, made.mine), 1.0), (), 40)
    ended = time.perf_counter()
    print(
        f"{len(made.mine)} people, {len(made.edges.who):,} edges, {len(ties.who):,} ties, {len(ties.nodes):,} nodes"
    )
    print(
        f"joined in {joined - began:.2f} s, 40 suggestions in {ended - joined:.2f} s, {megabytes() - before:+.0f} MB at the peak"
    )
    small = world(told.people, max(told.people, told.edges // 10))
    recall = hide_one_out(small, told.tries)
    print(
        f"hide-one-out, {told.tries} hidden, {len(small.edges.who):,} edges: recall at 20 "
        + ", ".join(f"{k} {v:.2f}" for k, v in recall.items())
    )


if __name__ == "__main__":
    main()
