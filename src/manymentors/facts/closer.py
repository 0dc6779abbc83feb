"""Stretches that may hold a fact → those that do, and of which sort: each is heard a second time, in its own surroundings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
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
    heard = reader.tagger.closer(talk, [stretch_of(talk, picked) for picked in picks])
    figures = mixed(np.array([picked.chance for picked in picks], np.float32), heard, fact, again)
    out = []
    for k, (picked, row) in enumerate(_by_words(talk, sorts, chances, picks)):
        share = reader.settings["sorts"]
        row = (1 - share) * row + share * softmax(heard[k : k + 1, SORTS[fact]])[0]
        out.append((replace(picked, chance=float(figures[k])), NAMES[fact][int(row.argmax())]))
    out.sort(key=lambda one: -one[0].chance)
    return [one for one in out[:most] if one[0].chance >= told["least"]]


def mixed(chances: Array, heard: Array, fact: str, again: Mapping[str, Any]) -> Array:
    """Both listenings in one figure between 0 and 1; `again` weighs them, as `evals/train.py` fitted it."""
    likely = np.clip(chances, 1e-4, 1 - 1e-4)
    first = np.log(likely / (1 - likely))
    return sigmoid(again["first"] * first + again["closer"] * heard[:, COLUMN[fact]] + again["shift"])


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
