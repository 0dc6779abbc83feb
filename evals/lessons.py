"""What the tagger and its teachers learn on: interviews as token ids with labels, cut into chunks and batches."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from corpus import FIELD_AT, KIND_AT, Episode
from tokenizers import Tokenizer

from manymentors.facts import tagger
from manymentors.facts.tagger import CLOSES, OPENS, marks_of, packed, surroundings

BATCH, HIDE_SPEAKER = 8, 0.2
NEAR_WORDS = 12


@dataclass
class Lesson:
    """One interview, or the annotators' lines of one, as token ids with labels."""

    pieces: list[list[int]]
    marks: np.ndarray
    hosts: np.ndarray
    """1 host, 0 guest, -1 unknown."""
    dense: np.ndarray
    labels: np.ndarray
    kinds: np.ndarray
    fields: np.ndarray
    lines: bool = False
    taught: np.ndarray | None = None
    """(units, HEADS) logits of a teacher that learned from the same interviews."""


def lesson(episode: Episode, tokenizer: Tokenizer) -> Lesson:
    talk, labels = episode.talk, episode.labels
    texts = [talk.text(i) for i in range(len(talk.units))]
    pieces = [
        found.ids[: tagger.LONGEST_UNIT] for found in tokenizer.encode_batch(texts, add_special_tokens=False)
    ]
    columns = [labels["milestone"], labels["nugget"], labels["praise"], labels["any praise"]]
    columns += [_near(talk.places, labels["milestone"]), _near(talk.places, labels["nugget"])]
    hosts = np.array([{"host": 1, "guest": 0}.get(role, -1) for role in talk.roles])
    return Lesson(
        pieces, np.array(marks_of(talk)), hosts, surroundings(talk), np.stack(columns, 1).astype(np.float32),
        labels["kind"], labels["field"],
    )  # fmt: skip


def _near(places: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """1 where a gold unit stands within NEAR_WORDS."""
    gold = np.flatnonzero(labels)
    out = labels.copy()
    for i in range(len(labels)):
        gaps = np.maximum(places[gold] - places[i + 1], places[i] - places[gold + 1])
        out[i] = len(gold) > 0 and gaps.min() <= NEAR_WORDS
    return out


def lines_of(episode: Episode, tokenizer: Tokenizer) -> list[Lesson]:
    """The annotators' lines for the milestones and for the nuggets."""
    out = []
    for facts, line, sort, at in (
        ("milestones", "what", "kind", KIND_AT),
        ("nuggets", "gist", "field", FIELD_AT),
    ):
        rows = episode.gold[facts]
        n = len(rows)
        answers, nothing = np.array([at[row[sort]] for row in rows]), np.full(n, -1)
        if n:
            pieces = [
                found.ids
                for found in tokenizer.encode_batch([row[line] for row in rows], add_special_tokens=False)
            ]
            dense = np.tile(np.array([[0.5, 0.7, 0, 0]], np.float32), (n, 1))
            kinds, fields = (answers, nothing) if sort == "kind" else (nothing, answers)
            out.append(
                Lesson(
                    pieces, np.ones(n, int), nothing, dense, np.zeros((n, 6), np.float32), kinds, fields, True
                )
            )
    return out


def batch_of(items: Sequence[tuple[Lesson, list[int], bool]]) -> dict[str, Any]:
    length = max(2 + sum(len(one.pieces[i]) + 1 for i in chunk) for one, chunk, _ in items)
    ids, mask = torch.zeros(len(items), length, dtype=torch.long), torch.zeros(len(items), length)
    tokens: list[int] = []
    unit_of: list[int] = []
    marks: list[int] = []
    lengths: list[int] = []
    for row, (one, chunk, hidden) in enumerate(items):
        flat = [OPENS]
        for i in chunk:
            marks.append(row * length + len(flat))
            flat.append(3 if hidden else int(one.marks[i]))
            tokens += range(row * length + len(flat), row * length + len(flat) + len(one.pieces[i]))
            unit_of += [len(lengths)] * len(one.pieces[i])
            lengths.append(max(1, len(one.pieces[i])))
            flat += one.pieces[i]
        flat.append(CLOSES)
        ids[row, : len(flat)], mask[row, : len(flat)] = torch.tensor(flat), 1

    def stacked(name: str) -> torch.Tensor:
        return torch.from_numpy(np.concatenate([getattr(one, name)[chunk] for one, chunk, _ in items]))

    shown = torch.tensor([hidden for _, chunk, hidden in items for _ in chunk])
    dense = stacked("dense").float()
    dense[shown, 3] = 1
    return {
        "ids": ids, "mask": mask, "tokens": torch.tensor(tokens), "unit_of": torch.tensor(unit_of), "marks": torch.tensor(marks),
        "lengths": torch.tensor(lengths).float(), "dense": dense, "hidden": shown, "labels": stacked("labels"),
        "kinds": stacked("kinds"), "fields": stacked("fields"), "hosts": stacked("hosts"),
        "real": torch.tensor([not one.lines for one, chunk, _ in items for _ in chunk]),
        "taught": [one.taught[chunk] for one, chunk, _ in items if one.taught is not None],
    }  # fmt: skip


Part = tuple[Lesson, list[int], bool]
"""Units of a lesson, and whether their speakers are hidden."""


def plan_of(
    lessons: Sequence[Lesson], lines: Sequence[Lesson], chance: random.Random, epochs: int, keep: float
) -> list[list[Part]]:
    """Batches of chunks; of those without a fact the share `keep`."""
    plan: list[list[Part]] = []
    for _ in range(epochs):
        items: list[Part] = []
        for one in lessons:
            for chunk in packed([len(piece) for piece in one.pieces], room=chance.randint(40, tagger.SIZE)):
                if one.labels[chunk][:, :2].any() or chance.random() < keep:
                    items += [(one, chunk, chance.random() < HIDE_SPEAKER)]
        for one in lines:
            order = list(range(len(one.pieces)))
            chance.shuffle(order)
            items += [(one, order[at : at + 12], False) for at in range(0, len(order), 12)]
        chance.shuffle(items)
        plan += [items[at : at + BATCH] for at in range(0, len(items), BATCH)]
    return plan


def base_tokenizer(base: Path) -> Tokenizer:
    tokenizer = Tokenizer.from_file(str(base / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer
