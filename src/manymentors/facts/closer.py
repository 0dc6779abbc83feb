"""Stretches that may hold a fact → those that do, and of which sort: each is heard a second time, in its own surroundings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from manymentors.facts.features import Array, Talk
from manymentors.facts.pick import Picked, pick
from manymentors.facts.reader import Reader, Scores, sigmoid, softmax
from manymentors.shapes import ENDORSED, FIELDS, KINDS

if TYPE_CHECKING:
    from manymentors.facts.tagger import Stretch

COLUMN = {"milestone": 19, "nugget": 20, "endorsement": 21}
SORTS = {"milestone": slice(0, 13), "nugget": slice(13, 19), "endorsement": slice(22, 31)}
NAMES = {"milestone": KINDS, "nugget": FIELDS, "endorsement": ENDORSED}
"""Where `tagger.closer` says whether a stretch holds such a fact, and of which sort; and what the sorts are called."""


def facts(
    talk: Talk, scores: Scores, reader: Reader, fact: str, *, words: tuple[int, int, int], most: int
) -> list[tuple[Picked, str]]:
    """The stretches that hold a milestone (with its kind) or a nugget (with its field), the likeliest first."""
    told = reader.settings[fact]
    chances, sorts = (
        (scores.milestone, scores.kinds) if fact == "milestone" else (scores.nugget, scores.fields)
    )
    again = told.get("again")
    if reader.tagger is None or again is None:
        picks = pick(talk, chances, words=words, least_chance=told["least"], most=most)
        return [
            (picked, NAMES[fact][int(row.argmax())]) for picked, row in _by_words(talk, sorts, chances, picks)
        ]
    picks = pick(talk, chances, words=words, least_chance=again["least"], most=again["most"])
    stretches = [stretch_of(talk, picked) for picked in picks]
    heard, large = reader.tagger.closer(talk, stretches), larger(talk, stretches, reader, fact)
    figures = mixed(np.array([picked.chance for picked in picks], np.float32), heard, large, fact, again)
    out = []
    for k, (picked, row) in enumerate(_by_words(talk, sorts, chances, picks)):
        share = reader.settings["sorts"]
        row = (1 - share) * row + share * softmax(heard[k : k + 1, SORTS[fact]])[0]
        if large:
            row = (1 - again["sorts"]) * row + again["sorts"] * large.sorts[k]
        out.append((replace(picked, chance=float(figures[k])), NAMES[fact][int(row.argmax())]))
    out.sort(key=lambda one: -one[0].chance)
    return [one for one in out[:most] if one[0].chance >= told["least"]]


def mixed(chances: Array, heard: Array, large: Larger | None, fact: str, again: Mapping[str, Any]) -> Array:
    """All listenings in one figure between 0 and 1; `again` weighs them, as `evals/train.py` fitted it."""
    likely = np.clip(chances, 1e-4, 1 - 1e-4)
    figures = again["first"] * np.log(likely / (1 - likely)) + again["closer"] * heard[:, COLUMN[fact]]
    if large:
        figures = figures + again["large"] * large.holds
    return sigmoid(figures + again["shift"])


@dataclass(frozen=True, slots=True)
class Larger:
    """What the large listener says of stretches: whether each holds a fact (a logit), and of which sort (chances)."""

    holds: Array
    sorts: Array


def larger(talk: Talk, stretches: Sequence[Stretch], reader: Reader, fact: str) -> Larger | None:
    """None where there is no large listener, or where it was not taught this fact."""
    if reader.large is None:
        return None
    from manymentors.facts.large.listen import COLUMN, SORTS

    if fact not in COLUMN:
        return None
    said = reader.large.closer(talk, stretches)
    sorts = said[:, SORTS[fact]]
    return Larger(said[:, COLUMN[fact]], softmax(sorts) if len(sorts) else sorts)


def stretch_of(talk: Talk, picked: Picked) -> Stretch:
    from manymentors.facts.tagger import Stretch

    inside = _inside(talk, picked)
    return Stretch(inside[0], inside[-1])


def _by_words(
    talk: Talk, sorts: Array, chances: Array, picks: Sequence[Picked]
) -> list[tuple[Picked, Array]]:
    """Each pick with its sorts: every unit of the quote speaks, as loudly as it is likely to hold the fact."""
    out = []
    for picked in picks:
        inside = _inside(talk, picked)
        weights = chances[inside] + np.float32(1e-6)
        out.append((picked, (sorts[inside] * weights[:, None]).sum(axis=0) / weights.sum()))
    return out


def _inside(talk: Talk, picked: Picked) -> list[int]:
    return [
        i
        for i, unit in enumerate(talk.units)
        if unit.start < picked.quote.end and picked.quote.start < unit.end
    ]
