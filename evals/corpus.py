"""The annotated interviews beside the checkout → documents, units, and where each gold quote stands in them."""

from __future__ import annotations

import json
import random
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from manymentors.facts.features import Talk, dense, talk_of
from manymentors.facts.people import People, people_of
from manymentors.shapes import Document
from manymentors.text import units
from manymentors.transcripts.read import read as read_transcript

EVAL = Path(__file__).resolve().parents[2] / "shared" / "eval"
sys.path.insert(0, str(EVAL))
import score as scorer  # noqa: E402

LEARN_FROM = scorer.LEARN_FROM
FOLDS = 3


@dataclass
class Episode:
    """One interview. `spans` holds, per list of facts, the characters of each gold quote in the document."""

    name: str
    gold: dict[str, Any]
    document: Document
    people: People
    talk: Talk
    dense: np.ndarray
    spans: dict[str, list[tuple[int, int] | None]]
    fold: int = -1
    labels: dict[str, np.ndarray] = field(default_factory=dict)


def episodes(folds: int = FOLDS, seed: int = 7) -> list[Episode]:
    """All interviews, each in one of `folds` folds; every show is spread evenly over them."""
    found = [_episode(path) for path in sorted((EVAL / "gold").glob("*.json"))]
    shows: dict[str, list[str]] = {}
    for episode in found:
        shows.setdefault(episode.gold["episode"].split("/")[0], []).append(episode.name)
    chance, place = random.Random(seed), {}
    for show in sorted(shows):
        names = sorted(shows[show])
        chance.shuffle(names)
        place |= {name: i % folds for i, name in enumerate(names)}
    for episode in found:
        episode.fold = place[episode.name]
    return found


def document_of(gold: dict[str, Any]) -> Document:
    path = EVAL / "corpora" / gold["episode"]
    return read_transcript(path.read_bytes(), name=path.name)


def _episode(path: Path) -> Episode:
    gold = json.loads(path.read_text(encoding="utf-8"))
    document = document_of(gold)
    people = people_of(document)
    cut = units(document)
    talk = talk_of(document, cut, [people.role_at(unit.start) for unit in cut])
    words = [
        (m.group(), m.start(), m.end()) for m in scorer.re.finditer(r"[a-z0-9']+", document.text.lower())
    ]
    spoken = [word for word, _, _ in words]
    index = scorer.fourgrams(spoken)
    spans: dict[str, list[tuple[int, int] | None]] = {}
    for facts in ("milestones", "nuggets", "endorsements"):
        spans[facts] = []
        for fact in gold[facts]:
            quote = scorer.re.sub(r"\\?\[\d+:\d\d(?::\d\d)?\\?\]", " ", fact["quote"])
            at = scorer.locate(quote, spoken, index)
            spans[facts].append((words[at[0]][1], words[at[1] - 1][2]) if at else None)
    episode = Episode(path.stem, gold, document, people, talk, dense(talk), spans)
    n = len(cut)
    episode.labels = {
        "milestone": np.zeros(n, np.int8), "nugget": np.zeros(n, np.int8),
        "kind": np.full(n, -1), "field": np.full(n, -1),
        "praise": np.zeros(n, np.int8), "any praise": np.zeros(n, np.int8),
    }  # fmt: skip
    for facts, label in (("milestones", "milestone"), ("nuggets", "nugget"), ("endorsements", "any praise")):
        for fact, span in zip(gold[facts], spans[facts], strict=True):
            for i in covered(episode, span):
                episode.labels[label][i] = 1
                if facts == "milestones":
                    episode.labels["kind"][i] = KIND_AT[fact["kind"]]
                elif facts == "nuggets":
                    episode.labels["field"][i] = FIELD_AT[fact["field"]]
                elif fact["type"] in LEARN_FROM:
                    episode.labels["praise"][i] = 1
    return episode


def covered(episode: Episode, span: tuple[int, int] | None) -> list[int]:
    """Units of which, or in which, at least half of the quote's text lies."""
    if span is None:
        return []
    a, b = span
    return [
        i
        for i, unit in enumerate(episode.talk.units)
        if unit.end > a and unit.start < b
        and (min(unit.end, b) - max(unit.start, a)) / min(unit.end - unit.start, b - a) >= 0.5
    ]  # fmt: skip


from manymentors.shapes import FIELDS, KINDS  # noqa: E402

KIND_AT = {kind: i for i, kind in enumerate(KINDS)}
FIELD_AT = {name: i for i, name in enumerate(FIELDS)}
