"""Trains the reader and writes its weights and their card: `./run train`.

    python evals/train.py --out out/train [--tagger FOLDER] [--ship]

By episode, in three folds: what is fitted on two thirds speaks of the third it never saw. Calibration, thresholds and the
weights of names are fitted on such held-out words only. For each fold a whole reader is written to OUT/fold-K, with nothing
chosen on that fold, for `extraction.py` to measure; `--ship` then fits on everything and writes src/manymentors/facts/weights.

FOLDER holds the taggers that `tag.py` has trained: 0, 1, 2 and all. Without it the reader goes by words alone.
"""

from __future__ import annotations

import argparse
import json
import shutil
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import endorse
import linear
import numpy as np
from corpus import Episode, episodes, scorer
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression

from manymentors.facts import closer
from manymentors.facts.features import Talk
from manymentors.facts.kinds import endorsement, milestone, nugget
from manymentors.facts.large.listen import COLUMN as LARGE
from manymentors.facts.large.listen import COLUMNS, Large
from manymentors.facts.pick import pick
from manymentors.facts.reader import WEIGHTS, Linear, Margins, NameWeights, Scores, mix, voices
from manymentors.facts.tagger import CLOSER, Stretch, Tagger

FACTS = {
    "milestone": ("milestones", milestone.WORDS, milestone.MOST),
    "nugget": ("nuggets", nugget.WORDS, nugget.MOST),
}
AGAIN = {"milestone": (0.1, 40), "nugget": (0.15, 36), "endorsement": (-9.0, 36)}
"""What is heard again: stretches from this chance on, and how many at most."""
SHARE_OF_LARGE = {"milestone": 0.5, "nugget": 0.0, "endorsement": 0.4}
"""How much of the sort it says."""
SHARE_OF_TAGGER = {"milestone": 0.65, "nugget": 0.75, "sorts": 0.5}
NEAR = 0.3


class Ear:
    """A tagger's or the large listener's `closer`; what it heard once is remembered, for several fits ask for the same."""

    def __init__(self, listener: Tagger | Large) -> None:
        self.listener = listener
        self.known: dict[Stretch, np.ndarray] = {}

    def closer(self, talk: Talk, stretches: Sequence[Stretch]) -> np.ndarray:
        new = [stretch for stretch in dict.fromkeys(stretches) if stretch not in self.known]
        if new:
            self.known.update(zip(new, self.listener.closer(talk, new), strict=True))
        width = COLUMNS if isinstance(self.listener, Large) else CLOSER
        return np.stack([self.known[stretch] for stretch in stretches]) if stretches else np.zeros((0, width))


@dataclass
class Heard:
    """What a linear part and a tagger that never saw the episode say of it, and who may be asked again."""

    margins: Margins
    tags: np.ndarray | None
    tagger: Ear | None = None
    large: Ear | None = None


@dataclass
class Stand:
    """Stands for a reader, with what was heard before."""

    settings: Mapping[str, Any]
    heard: Heard
    names: NameWeights | None = None

    @property
    def tagger(self) -> Ear | None:
        return self.heard.tagger

    @property
    def large(self) -> Ear | None:
        return self.heard.large


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--out", type=Path, default=Path("out/train"))
    parser.add_argument("--tagger", type=Path)
    parser.add_argument("--large", type=Path, help="the folder of enlarge.py")
    parser.add_argument("--ship", metavar="TAGGER", help="which tagger of FOLDER to ship; 'words' for none")
    args = parser.parse_args()
    began = time.time()
    found = episodes()
    heard, parts = hear(found, args.out, args.tagger, args.large)
    print(f"heard: {time.time() - began:.0f} s", flush=True)
    for fold, part_of_fold in parts.items():
        others = [e for e in found if e.fold != fold]
        write(args.out / f"fold-{fold}", part_of_fold, others, heard, args.tagger, args.large, str(fold))
        print(f"reader of fold {fold}: {time.time() - began:.0f} s", flush=True)
    if args.ship:
        write(WEIGHTS, _linear(args.out, "all", found), found, heard, args.tagger, args.large, args.ship)
        print(f"shipped: {time.time() - began:.0f} s", flush=True)


def hear(
    found: Sequence[Episode], out: Path, taggers: Path | None, large: Path | None = None
) -> tuple[dict[str, Heard], dict[int, dict[str, np.ndarray]]]:
    """What the parts of each fold say of the episodes they never saw, and the linear parts."""
    heard: dict[str, Heard] = {}
    parts: dict[int, dict[str, np.ndarray]] = {}
    for fold in sorted({episode.fold for episode in found}):
        parts[fold] = _linear(out, fold, [e for e in found if e.fold != fold])
        part, tagger = Linear(parts[fold]), _tagger(taggers, str(fold))
        for episode in (e for e in found if e.fold == fold):
            tags = tagger.tags(episode.talk) if tagger else None
            heard[episode.name] = Heard(part.margins(episode.talk), tags)
            if tagger and tagger.listens_again:
                heard[episode.name].tagger = Ear(tagger)
                if large and (change := large / str(fold) / "large.npz").exists():
                    heard[episode.name].large = Ear(Large(tagger, change, large / str(fold) / "together"))
    return heard, parts


def _tagger(folder: Path | None, name: str) -> Tagger | None:
    return Tagger(folder / name) if folder and (folder / name / "tagger.onnx").exists() else None


def _linear(out: Path, fold: int | str, train: Sequence[Episode]) -> dict[str, np.ndarray]:
    """Fitted once: a second run goes on from what is there."""
    path = out / f"linear-{fold}.npz"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        np.savez_compressed(path, **linear.fit(train))
    with np.load(path) as arrays:
        return {name: arrays[name] for name in arrays.files}


def choose(
    train: Sequence[Episode], heard: Mapping[str, Heard]
) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """Settings and name weights, chosen on held-out words of the training episodes."""
    settings: dict[str, Any] = {"sorts": SHARE_OF_TAGGER["sorts"], "endorsement": {}}
    for fact in FACTS:
        settings[fact] = {"tagger": SHARE_OF_TAGGER[fact], "near": NEAR, "slope": 1.0, "shift": 0.0}
    for fact, loudest in _loudest(train, heard, settings).items():
        settings[fact]["loudest"] = loudest
    for fact in FACTS:
        settings[fact] |= _slope(train, heard, settings, fact)
    scores = {e.name: mix(heard[e.name].margins, heard[e.name].tags, settings) for e in train}
    for fact in FACTS:
        if all(heard[e.name].tagger for e in train):
            settings[fact]["again"] = _again(train, heard, scores, fact)
        settings[fact] |= _threshold(train, heard, scores, settings, fact)
    names = endorse.fit(train, scores)
    settings["endorsement"] |= _names_threshold(train, heard, scores)
    return settings, names


def _again(
    train: Sequence[Episode], heard: Mapping[str, Heard], scores: Mapping[str, Scores], fact: str
) -> dict[str, Any]:
    """How the two listenings are weighed against each other."""
    facts, words, _ = FACTS[fact]
    least, most = AGAIN[fact]
    rows: list[list[float]] = []
    right: list[bool] = []
    for e in train:
        picks = pick(e.talk, getattr(scores[e.name], fact), words=words, least_chance=least, most=most)
        asked = _asked(heard[e.name], e, fact, [closer.stretch_of(e.talk, picked) for picked in picks])
        place = _word_places(e)
        gold = [place(*span) for span in e.spans[facts] if span]
        quotes = [place(picked.quote.start, picked.quote.end) for picked in picks]
        found = [len(scorer.match(gold, quotes[:k])) for k in range(len(quotes) + 1)]
        for k, picked in enumerate(picks):
            likely = min(max(picked.chance, 1e-4), 1 - 1e-4)
            rows.append([float(np.log(likely / (1 - likely))), *asked[k]])
            right.append(found[k + 1] > found[k])
    model = LogisticRegression(C=100).fit(np.array(rows), np.array(right))
    again = {"least": least, "most": most} | _weighed(model, fact)
    return again | {"shift": round(float(model.intercept_[0]), 4)}


def _weighed(model: LogisticRegression, fact: str) -> dict[str, float]:
    weights = [round(float(w), 4) for w in model.coef_[0]]
    told = dict(zip(("first", "closer", "large"), weights, strict=False))
    return told | ({"sorts": SHARE_OF_LARGE[fact]} if "large" in told else {})


def _asked(heard: Heard, e: Episode, fact: str, stretches: Sequence[Stretch]) -> np.ndarray:
    """(stretches, 1 or 2): whether each holds the fact, by the second listening and by the large listener where there is one."""
    assert heard.tagger
    columns = [heard.tagger.closer(e.talk, stretches)[:, closer.COLUMN[fact]]]
    if heard.large and fact in LARGE:
        columns.append(heard.large.closer(e.talk, stretches)[:, LARGE[fact]])
    return np.stack(columns, axis=1)


def _loudest(
    train: Sequence[Episode], heard: Mapping[str, Heard], settings: Mapping[str, Any]
) -> dict[str, float]:
    """How loud the tagger is over a whole interview, by its mean: what nine of ten are at most.

    A short talk that is dense with milestones is loud all through; taking its figures relative to its own mean would silence it.
    """
    means: dict[str, list[float]] = {}
    for e in train:
        tags = heard[e.name].tags
        if tags is not None:
            for fact, voice in voices(tags, settings).items():
                means.setdefault(fact, []).append(float(voice.mean()))
    return {fact: round(float(np.percentile(told, 90)), 3) for fact, told in means.items()}


def _slope(
    train: Sequence[Episode], heard: Mapping[str, Heard], settings: dict[str, Any], fact: str
) -> dict[str, float]:
    chances = np.concatenate(
        [getattr(mix(heard[e.name].margins, heard[e.name].tags, settings), fact) for e in train]
    )
    margin = np.log(chances / (1 - chances))
    labels = np.concatenate([e.labels[fact] for e in train])
    model = LogisticRegression(C=100).fit(margin[:, None], labels)
    return {"slope": round(float(model.coef_[0, 0]), 4), "shift": round(float(model.intercept_[0]), 4)}


def _threshold(
    train: Sequence[Episode], heard: Mapping[str, Heard], scores: Mapping[str, Scores], settings: Mapping[str, Any],
    fact: str,
) -> dict[str, Any]:  # fmt: skip
    """The chance at which F1 is best, and what share of picks proves right at each chance."""
    facts, words, most = FACTS[fact]
    rows: list[tuple[float, bool]] = []
    wanted = 0
    all_of_them = dict(settings) | {fact: dict(settings[fact]) | {"least": 0.05}}
    for e in train:
        stand: Any = Stand(all_of_them, heard[e.name])
        picks = [
            picked for picked, _ in closer.facts(e.talk, scores[e.name], stand, fact, words=words, most=most)
        ]
        place = _word_places(e)
        gold = [place(*span) for span in e.spans[facts] if span]
        wanted += len(gold)
        said = [place(picked.quote.start, picked.quote.end) for picked in picks]
        found = [len(scorer.match(gold, said[:k])) for k in range(len(said) + 1)]
        rows += [(picked.chance, found[k + 1] > found[k]) for k, picked in enumerate(picks)]
    rows.sort(reverse=True)
    hits = np.cumsum([right for _, right in rows])
    f1 = 2 * hits / (np.arange(1, len(rows) + 1) + wanted)
    smooth = np.convolve(f1, np.ones(31) / 31, mode="same")
    return {"least": round(rows[int(smooth.argmax())][0], 3), "right": _right(rows)}


def _names_threshold(
    train: Sequence[Episode], heard: Mapping[str, Heard], scores: Mapping[str, Scores]
) -> dict[str, Any]:
    """By sixths: the weights that judge an episode were fitted on the five others."""
    weights = {
        part: NameWeights(endorse.fit([e for i, e in enumerate(train) if i % 6 != part], dict(scores)))
        for part in range(6)
    }
    judges = {e.name: weights[i % 6] for i, e in enumerate(train)}
    told: dict[str, Any] = {}
    if all(heard[e.name].tagger for e in train):
        told["again"] = _names_again(train, heard, scores, judges)
    rows: list[tuple[float, bool]] = []
    wanted = 0
    for e in train:
        gold = e.gold["endorsements"]
        left = scorer.unique([g["name"] for g in gold if g["type"] in scorer.LEARN_FROM])
        neutral = [g["name"] for g in gold if g["type"] not in scorer.LEARN_FROM]
        wanted += len(left)
        stand: Any = Stand({"endorsement": told}, heard[e.name], judges[e.name])
        mentions, bags = endorse.candidates_of(e, scores[e.name])
        margins = judges[e.name].margins(bags)
        for figure, mention, kind in endorsement.judged(e.talk, mentions, margins, stand)[: endorsement.MOST]:
            if kind not in scorer.LEARN_FROM:
                continue
            hit = next((other for other in left if scorer.same_name(other, mention.name)), None)
            if hit is not None:
                left.remove(hit)
            elif any(scorer.same_name(other, mention.name) for other in neutral):
                continue
            rows.append((figure, hit is not None))
    rows.sort(reverse=True)
    hits = np.cumsum([right for _, right in rows])
    f1 = 2 * hits / (np.arange(1, len(rows) + 1) + wanted)
    smooth = np.convolve(f1, np.ones(15) / 15, mode="same")
    return told | {"least": round(rows[int(smooth.argmax())][0], 3), "right": _right(rows)}


def _names_again(
    train: Sequence[Episode], heard: Mapping[str, Heard], scores: Mapping[str, Scores], judges: Mapping[str, NameWeights]
) -> dict[str, Any]:  # fmt: skip
    most = AGAIN["endorsement"][1]
    rows: list[list[float]] = []
    praised: list[bool] = []
    for e in train:
        mentions, bags = endorse.candidates_of(e, scores[e.name])
        if not mentions:
            continue
        margins = judges[e.name].margins(bags)[:, 0]
        order = endorsement.likeliest(mentions, [int(i) for i in np.argsort(-margins, kind="stable")], most)
        asked = _asked(heard[e.name], e, "endorsement", [endorsement.stretch_of(mentions[i]) for i in order])
        for k, i in enumerate(order):
            gold = endorse.gold_of(e, mentions[i].name, mentions[i].start)
            if gold is None or gold[1]:
                rows.append([float(margins[i]), *asked[k]])
                praised.append(gold is not None and gold[0] in scorer.LEARN_FROM)
    model = LogisticRegression(C=100).fit(np.array(rows), np.array(praised))
    return {"most": most} | _weighed(model, "endorsement")


def _right(rows: Sequence[tuple[float, bool]]) -> list[tuple[float, float]]:
    """(figure, share right), rising, at nine places."""
    figures, right = np.array([f for f, _ in rows]), np.array([float(r) for _, r in rows])
    curve = IsotonicRegression(out_of_bounds="clip").fit(figures, right)
    places = np.unique(np.quantile(figures, np.linspace(0.02, 0.98, 9)).round(3))
    return [
        (float(p), round(float(share), 3)) for p, share in zip(places, curve.predict(places), strict=True)
    ]


def _word_places(episode: Episode):
    starts = np.array([m.start() for m in scorer.re.finditer(r"[a-z0-9']+", episode.document.text.lower())])
    return lambda a, b: (int(np.searchsorted(starts, a)), int(np.searchsorted(starts, b)))


def write(
    folder: Path, part: dict[str, np.ndarray], train: Sequence[Episode], heard: Mapping[str, Heard],
    taggers: Path | None, large: Path | None, name: str,
) -> None:  # fmt: skip
    """A whole reader: its words-alone half, its listener's half where there is a tagger, and what the large listener adds where
    there is one; that is weighed on the episodes of those folds for which `enlarge.py` trained one.
    """
    folder.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(folder / "linear.npz", **part)
    voices = {"words": {e.name: Heard(heard[e.name].margins, None) for e in train}}
    if taggers and _tagger(taggers, name):
        known = {e.name: heard[e.name] for e in train if heard[e.name].tags is not None}
        voices["listener"] = {of: replace(one, large=None) for of, one in known.items()}
        if large and (large / name / "large.npz").exists():
            voices["large"] = {of: one for of, one in known.items() if one.large}
            shutil.copyfile(large / name / "large.npz", folder / "large.npz")
        for file in ("tagger.onnx", "tagger.npz", "vocab.txt"):
            shutil.copyfile(taggers / name / file, folder / file)
    for voice, said in voices.items():
        settings, names = choose([e for e in train if e.name in said], said)
        if voice != "large":
            np.savez_compressed(folder / f"{voice}-names.npz", **names)
        (folder / f"{voice}.json").write_text(json.dumps(settings, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
