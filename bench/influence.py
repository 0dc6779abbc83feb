"""Suggestions for a circle of 500 people with 1,000,000 edges: seconds, memory, and whether somebody who is hidden is found again.

The world is generated: communities, in each of which some are well regarded, and a few who are famous everywhere. People follow,
boost, answer, quote and recommend mostly within their community and its neighbours, partly whoever is famous. My circle are
well-regarded people of some communities. Hide-one-out: one of mine is hidden, with all that they point at (whom I do not follow
I do not read), and is to be among the first 20 that are suggested; against counting who of mine points there (co-follow), against
counting all that points there (popularity).
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

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
    circle: int,
    edges: int,
    *,
    communities: int = 120,
    size: int = 400,
    chosen: int = 25,
    seed: int = 7,
    taste: float = 0.0,
) -> World:
    """Nodes are numbered community by community. Regard within it and fame everywhere are independent of each other.

    `taste` is how much fame draws me when I choose whom to follow: 0 not at all, 0.5 so that a hundredfold fame counts tenfold.
    """
    draw = np.random.default_rng(seed)
    regard = draw.lognormal(0, 1, (communities, size))
    fame = (draw.pareto(1.1, communities * size) + 0.1) ** 1.3
    where = draw.choice(communities, chosen, replace=False)
    each = circle // chosen
    mine = np.concatenate(
        [
            c * size
            + np.argsort(
                -regard[c] * fame[c * size : (c + 1) * size] ** taste * draw.lognormal(0, 0.5, size)
            )[:each]
            for c in where
        ]
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


STORE = """
import json, resource, sys, time
from manymentors.store.setup import open_store
open_store()
from datetime import datetime, UTC
from manymentors.actions import draw_edges
from manymentors.actions.circle import work_out
from manymentors.actions.be_user import local_user
from manymentors.actions.follow import follow
from manymentors.actions.propose_account import own_account
from manymentors.shapes import FoundSource
from manymentors.store.models import Edge, Item, Node, Suggestion
from manymentors.store.queries.influence import influence_of, suggestions

def timed(name, do):
    begun, busy = time.perf_counter(), time.process_time()
    told = do()
    top = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"  {name}: {time.perf_counter() - begun:.1f} s, of which {time.process_time() - busy:.1f} of the processor, {top:.0f} MB at the peak of the process", flush=True)
    return told

me = local_user()
for line in open(sys.argv[1]):
    one, whom = json.loads(line)
    url = f"https://social.example/@p{one}"
    found = FoundSource("mastodon", url, title=f"P{one}", site_url=url)
    source = follow(me, found, person=f"Person {one}").follow.source
    own_account(source, found)
    links = [{"url": f"https://social.example/@p{to}", "text": f"Person {to}"} for to in whom]
    Item.objects.create(source=source, key="following", kind="post", links=links, first_seen=datetime.now(UTC))
timed("drawing the edges of all sources", draw_edges.bring_up)
print(f"  {Edge.objects.count():,} edges, {Node.objects.count():,} nodes")
timed("working out the circle", lambda: work_out(me))
timed("looking whether anything changed", lambda: work_out(me))
timed("the page of suggestions", lambda: suggestions(me))
person = Suggestion.objects.filter(user=me).first().why[0]["person"]
from manymentors.store.models import Person
timed("whom a person learns from", lambda: influence_of(me, Person.objects.get(pk=person)))
"""


def in_a_store(people: int, edges: int) -> None:
    """As many edges as lists of whom each follows, nobody twice in one, in a data folder of their own: drawn, worked out, shown."""
    made = world(people, edges * 4)
    draw = np.random.default_rng(3)
    whom: dict[int, list[int]] = {}
    for one in made.mine.tolist():
        all_ = np.unique(made.edges.whom[made.edges.who == one])
        whom[one] = draw.permutation(all_)[: edges // people].tolist()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "world.jsonl"
        file.write_text("".join(json.dumps(pair) + "\n" for pair in whom.items()))
        home = {"MANYMENTORS_HOME": f"{folder}/home", "DATABASE_URL": ""}
        subprocess.run([sys.executable, "-c", STORE, file], env=os.environ | home, check=True)


SAMPLE = """
from manymentors.store.setup import open_store
open_store()
import numpy as np
from bench.influence import by_co_follow, by_popularity
from manymentors.actions.be_user import local_user
from manymentors.crowd.influence import Edges, suggest, ties_of
from manymentors.store.queries.influence import graph_of, my_people

graph, mine = graph_of(local_user()), my_people(local_user())
all_ = graph.edges
for hidden in mine:
    seen = all_.who != hidden
    edges = Edges(all_.who[seen], all_.whom[seen], all_.kind[seen])
    rest = {one: share for one, share in mine.items() if one != hidden}
    lists = {
        "ours": [one.node for one in suggest(ties_of(edges), rest, (), 20)],
        "co-follow": by_co_follow(edges, set(rest), 20),
        "popularity": by_popularity(edges, set(rest), 20),
    }
    ranks = {name: found.index(hidden) + 1 if hidden in found else 0 for name, found in lists.items()}
    print("  " + graph.names[hidden] + ": place " + ", ".join(f"{name} {at or '–'}" for name, at in ranks.items()))
"""


def in_the_sample_world() -> None:
    """Each of the people of the sample world hidden in turn; with so few, the place says more than whether it is below 20."""
    with tempfile.TemporaryDirectory() as folder:
        home = os.environ | {"MANYMENTORS_HOME": f"{folder}/home", "DATABASE_URL": ""}
        mentors = [sys.executable, "-m", "manymentors", "demo", "--keep", f"{folder}/home"]
        subprocess.run(mentors, env=home, check=True, capture_output=True)
        subprocess.run([sys.executable, "-c", SAMPLE], env=home, check=True)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--people", type=int, default=500)
    parser.add_argument("--edges", type=int, default=1_000_000)
    parser.add_argument("--tries", type=int, default=100, help="how many are hidden, each alone")
    parser.add_argument(
        "--store", action="store_true", help="the same in a store too: drawn, worked out, shown"
    )
    parser.add_argument("--sample", action="store_true", help="hide-one-out in the sample world too")
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
    for taste, words in ((0.0, "I follow by regard alone"), (0.5, "fame draws me too")):
        small = world(told.people, max(told.people, told.edges // 10), taste=taste)
        recall = hide_one_out(small, told.tries)
        print(
            f"hide-one-out, {words}, {told.tries} hidden, {len(small.edges.who):,} edges: recall at 20 "
            + ", ".join(f"{k} {v:.2f}" for k, v in recall.items()),
            flush=True,
        )
    if told.sample:
        in_the_sample_world()
    if told.store:
        in_a_store(told.people, told.edges)


if __name__ == "__main__":
    main()
