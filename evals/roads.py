"""Cross-validates how roads are laid beside each other and put in story order, and writes the weights they use.

    python evals/roads.py                       the figures: held out by episode, five folds; then those of the weights as shipped
    python evals/roads.py --write               learn on everything and write src/manymentors/roads/weights/
    python evals/roads.py --order [--write]     the same for the story order alone
    python evals/roads.py --embedder FOLDER     the same with a stronger embedder (model.onnx, tokenizer.json)

Everything that learns (kinds, rarities, pairs, skips, the order of a life) learns on four folds and is measured on the fifth; the
likelihood from which on a pair is made is chosen inside the four. Wants scikit-learn and scipy (group `train`), and ../shared/eval.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))

from roads_fit import (
    ROOT,
    Listener,
    Matrix,
    aligned,
    begun_later,
    learn_kinds,
    learn_pairs,
    listeners,
    milestones,
    rarity_of,
)  # fmt: skip

from manymentors.engines.embedding import load
from manymentors.roads import kinds, likeness, order, timeline
from manymentors.roads.compare import compare, stop_after
from manymentors.shapes import Milestone, Quote

if TYPE_CHECKING:
    from manymentors.shapes import Embed

FOLDS = 5
LEAST = (0.3, 0.35, 0.4, 0.45, 0.5, 0.55)
FIRMNESS = 4.0
CLOSENESS, LEAST_SEEN = 0.3, 10
"""Of the order of a life: how closely the cases are followed, and how many milestones a word must stand in."""
WEIGHTS = ROOT / "src" / "manymentors" / "roads" / "weights"
EVAL = ROOT.parent / "shared" / "eval"
Pairs = Sequence[tuple[int, int]]


@dataclass(frozen=True)
class Telling:
    """A guest's milestones in the order of telling: with the annotators' lines and years, and with those our reader gives."""

    episode: str
    annotated: list[Milestone]
    read: list[Milestone]
    true: list[int]


def folds(episodes: Sequence[str], seed: int = 0) -> dict[str, int]:
    mixed = sorted(set(episodes))
    random.Random(seed).shuffle(mixed)
    return {episode: at % FOLDS for at, episode in enumerate(mixed)}


# --- comparing -----------------------------------------------------------------------------------------------


def score(cases: Sequence[tuple[Listener, Pairs]]) -> str:
    """The figures of score_roads.py."""
    right = made = known = exact = near = nothing = said = 0
    for one, pairs in cases:
        stop = stop_after(range(len(one.theirs)), [j for _, j in pairs])
        right, made, known = right + len(set(pairs) & one.pairs), made + len(pairs), known + len(one.pairs)
        exact += stop == one.stop
        near += stop == one.stop or (stop is not None and one.stop is not None and abs(stop - one.stop) <= 1)
        if not one.pairs:
            nothing, said = nothing + 1, said + (stop is None)
    p, r = right / max(1, made), right / known
    n = len(cases)
    return f"pairs P {p:.3f} R {r:.3f} F1 {2 * p * r / (p + r):.3f} · stop exact {exact / n:.3f} within one {near / n:.3f} · nothing shared said {said}/{nothing}"


def worth(cases: Sequence[tuple[Listener, Pairs]]) -> float:
    """What the threshold is chosen by: F1 of the pairs and the share of right stops, alike."""
    found = re.findall(r"F1 ([\d.]+) · stop exact ([\d.]+)", score(cases))[0]
    return float(found[0]) + float(found[1])


def remembered(embed: Callable[[Sequence[str]], Matrix]) -> Callable[[Sequence[str]], Matrix]:
    known: dict[str, Matrix] = {}

    def ask(texts: Sequence[str]) -> Matrix:
        new = [text for text in dict.fromkeys(texts) if text not in known]
        if new:
            known.update(zip(new, embed(new), strict=True))
        return np.array([known[text] for text in texts])

    return ask


def comparing(
    people: Sequence[Listener], told: dict[str, list[Milestone]], embed, seed: int, without: str = ""
) -> None:  # type: ignore[no-untyped-def]
    fold = folds([one.episode for one in people], seed)
    held: list[tuple[Listener, Pairs]] = []
    later: list[tuple[Listener, Pairs]] = []
    wanted = np.array([name != without for name in likeness.FEATURES], float)
    for number in range(FOLDS):
        known = [m for episode, ms in told.items() if fold.get(episode) != number for m in ms]
        kind_model, rarity = learn_kinds(known), rarity_of(known)

        def look(one: Listener, rarity=rarity, kind_model=kind_model):  # type: ignore[no-untyped-def]
            return likeness.features(one.mine, one.theirs, embed, rarity, kind_model) * wanted

        train = [[one, *begun_later(one)] for one in people if fold[one.episode] != number]
        seen = {id(one): look(one) for group in train for one in group}

        def learn(groups: Sequence[Sequence[Listener]], rarity=rarity, seen=seen) -> likeness.Model:  # type: ignore[no-untyped-def]
            return learn_pairs(
                [(seen[id(one)], one.pairs) for group in groups for one in group],
                rarity,
                0.5,
                firmness=FIRMNESS,
            )

        inner = folds([group[0].episode for group in train], seed + 1)
        worths = defaultdict(float)
        for part in range(3):
            trial = learn([g for g in train if inner[g[0].episode] % 3 != part])
            for least in LEAST:
                rest = [g[0] for g in train if inner[g[0].episode] % 3 == part]
                worths[least] += worth(
                    [(one, aligned(seen[id(one)], replace(trial, least=least))) for one in rest]
                )
        best = max(
            LEAST,
            key=lambda least: sum(
                worths.get(round(least + d, 2), worths[least]) for d in (-0.05, 0, 0, 0.05)
            ),
        )
        model = replace(learn(train), least=best)
        for one in people:
            if fold[one.episode] == number:
                held.append((one, aligned(look(one), model)))
                later += [(other, aligned(look(other), model)) for other in begun_later(one)]
    print(f"compare, held out, seed {seed}{f', without “{without}”' if without else ''}: {score(held)}")
    if not without:
        print(f"   either road told from its 2nd or 3rd step on: {score(later)}")


def as_shipped(people: Sequence[Listener], embed) -> None:  # type: ignore[no-untyped-def]
    began = time.monotonic()
    got = [(one, [(p.mine, p.theirs) for p in compare(one.mine, one.theirs, embed).shared]) for one in people]
    took = (time.monotonic() - began) / len(people)
    print(f"compare, weights as shipped (they have seen these): {score(got)} · {1000 * took:.0f} ms each")


# --- kinds ---------------------------------------------------------------------------------------------------


def kind_figures(people: Sequence[Listener], told: dict[str, list[Milestone]], seed: int) -> None:
    fold = folds(list(told), seed)
    for own in (False, True):
        of_gold, of_mine = [], []
        for number in range(FOLDS):
            model = learn_kinds([m for e, ms in told.items() if fold[e] != number for m in ms], own)
            test = [m for e, ms in told.items() if fold[e] == number for m in ms]
            mine = [
                (one.mine[i].what, one.theirs[j].kind)
                for one in people
                if fold[one.episode] == number
                for i, j in one.pairs
            ]
            for texts, right, out in (
                ([m.what for m in test], [m.kind for m in test], of_gold),
                ([w for w, _ in mine], [k for _, k in mine], of_mine),
            ):
                out += [
                    kinds.KINDS[at] == kind for at, kind in zip(model(texts).argmax(1), right, strict=True)
                ]
        print(
            f"kinds, held out{', with our own lines' if own else ''}: right {np.mean(of_gold):.3f} of {len(of_gold)} lines written of guests, "
            f"{np.mean(of_mine):.3f} of {len(of_mine)} steps of listeners (the kind of the milestone they are paired with)"
        )


# --- story order ---------------------------------------------------------------------------------------------


def tellings() -> list[Telling]:
    """Each guest's milestones in the order of telling, with their true order: once as annotated, once in lines and years as our reader gives them."""
    from corpus import episodes

    from manymentors.facts import what, years

    out = []
    for episode in episodes():
        file = EVAL / "gold" / f"{episode.name}.json"
        found = [
            replace(m, quote=Quote(m.quote.text, *span))
            for m, span in zip(milestones(file), episode.spans["milestones"], strict=True)
            if span
        ]
        for person in dict.fromkeys(m.person for m in found):
            told = sorted((m for m in found if m.person == person), key=lambda m: m.quote.start)
            read = [replace(m, what=what.line(m.quote.text), year=years.told(m.quote.text)) for m in told]
            if len(told) >= 3:
                out.append(Telling(episode.name, told, read, [m.order for m in told]))
    return out


def agreement(orders: Sequence[int]) -> float:
    """Kendall's tau of a sequence against 1, 2, 3 …"""
    pairs = [(a, b) for at, a in enumerate(orders) for b in orders[at + 1 :]]
    return sum((a < b) - (a > b) for a, b in pairs) / len(pairs)


def learn_order(roads: Sequence[Telling]) -> dict[str, float]:
    """Each two milestones of a road are a case; a road counts by its length, not by its pairs."""
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression

    seen = Counter(
        name for road in roads for m in road.read for name in order.signs(m, 0, 1) if name.startswith("word ")
    )
    rows, answers, amounts = [], [], []
    for road in roads:
        for told in (road.annotated, road.read):
            own = [order.signs(m, at, len(told)) for at, m in enumerate(told)]
            for i, j in combinations(range(len(told)), 2):
                if road.true[i] == road.true[j]:
                    continue
                row = Counter(order.between(told[i], told[j], apart=j - i))
                row.update(own[j])
                row.subtract(own[i])
                rows.append({n: v for n, v in row.items() if v and (n not in seen or seen[n] >= LEAST_SEEN)})
                answers.append(road.true[i] < road.true[j])
                amounts.append(0.5 / (len(told) - 1))
    to_array = DictVectorizer(sparse=False, dtype=np.float32)
    model = LogisticRegression(C=CLOSENESS, fit_intercept=False, max_iter=300)
    model.fit(to_array.fit_transform(rows), answers, sample_weight=amounts)
    return {
        name: round(float(v), 3)
        for name, v in zip(to_array.get_feature_names_out(), model.coef_[0], strict=True)
        if abs(v) >= 0.0005
    }


def order_figures(roads: Sequence[Telling], seed: int) -> None:
    fold = folds([road.episode for road in roads], seed)
    found: dict[str, list[float]] = defaultdict(list)
    for number in range(FOLDS):
        weights = learn_order([road for road in roads if fold[road.episode] != number])
        order._weights = lambda weights=weights: weights  # type: ignore[assignment,misc]
        for road in (road for road in roads if fold[road.episode] == number):
            found["as told"].append(agreement(road.true))
            for name, told in (("as annotated", road.annotated), ("as read", road.read)):
                true = {m.quote: place for m, place in zip(told, road.true, strict=True)}
                given = [replace(m, order=at) for at, m in enumerate(told, 1)]
                found[name].append(agreement([true[m.quote] for m in timeline.story(given)]))
    print(
        f"story order, held out, seed {seed}: Kendall tau {np.mean(found['as annotated']):.3f} with lines and years as annotated, "
        f"{np.mean(found['as read']):.3f} with those of our reader, over {len(roads)} roads (as told {np.mean(found['as told']):.3f})"
    )


# --- all -----------------------------------------------------------------------------------------------------


def write(
    people: Sequence[Listener],
    told: dict[str, list[Milestone]],
    roads: Sequence[Telling],
    embed: Embed,
    least: float,
) -> None:
    every = [m for ms in told.values() for m in ms]
    kind_model, rarity = learn_kinds(every), rarity_of(every)
    kind_model.save(WEIGHTS / "kinds.npz")
    kinds._model.cache_clear()
    cases = [
        (likeness.features(o.mine, o.theirs, embed, rarity), o.pairs)
        for one in people
        for o in (one, *begun_later(one))
    ]
    stored = asdict(learn_pairs(cases, rarity, least, firmness=FIRMNESS))
    stored["pair"] = dict(zip(likeness.FEATURES, stored["pair"], strict=True))
    (WEIGHTS / "pairs.json").write_text(
        json.dumps(stored, indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
    )
    likeness.model.cache_clear()
    write_order(roads)
    print({file.name: file.stat().st_size for file in sorted(WEIGHTS.iterdir())})


def write_order(roads: Sequence[Telling]) -> None:
    order.WEIGHTS.write_text(json.dumps(learn_order(roads), indent=1) + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--embedder", default="")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--order", action="store_true", help="the story order alone")
    parser.add_argument(
        "--least", type=float, default=0.4, help="with --write: the likelihood from which on a pair is made"
    )
    parser.add_argument(
        "--seeds", type=int, default=3, help="how many ways of cutting the episodes into folds"
    )
    parser.add_argument("--without", action="store_true", help="also without each of the features in turn")
    args = parser.parse_args()
    people, roads = listeners(args.shared), tellings()
    told = {file.stem: milestones(file) for file in sorted((args.shared / "eval" / "gold").glob("*.json"))}
    embed = remembered(load(args.embedder))
    if args.order:
        if args.write:
            write_order(roads)
        for seed in range(0 if args.write else args.seeds):
            order_figures(roads, seed)
        return
    if args.write:
        write(people, told, roads, embed, args.least)
        return
    for seed in range(args.seeds):
        comparing(people, told, embed, seed)
    if args.without:
        for name in likeness.FEATURES[1:]:
            comparing(people, told, embed, 0, name)
    as_shipped(people, embed)
    kind_figures(people, told, 0)
    for seed in range(args.seeds):
        order_figures(roads, seed)


if __name__ == "__main__":
    main()
