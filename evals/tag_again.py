"""Trains the second, closer listening: copies of the tagger's two upper layers that judge one stretch at a time.

    python evals/tag_again.py --base MODEL_FOLDER --tagger out/tagger --train out/train

After `tag.py` has trained all four taggers. What it learns on are the stretches that held-out readers of the first listening would
take, right and wrong, the gold quotes, the names with their surroundings, the annotators' lines, and sentences of our own
(`spoken.py`, `distil_phrases.py`). Lower layers stay as they are, so that what they say of each stretch is computed once.
On a quiet core 6 minutes for a fold and 9 for all 102, one after the other.
"""

from __future__ import annotations

import argparse
import copy
import pickle
import random
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import endorse
import numpy as np
import torch
from corpus import FIELD_AT, KIND_AT, LEARN_FROM, Episode, covered, episodes, scorer
from distil_phrases import labelled
from lessons import base_tokenizer
from spoken import spoken
from tag import LAYERS, TOP, Net, export, learn
from tokenizers import Tokenizer
from torch import nn
from torch.nn import functional
from train import FACTS, _word_places, choose, hear

from manymentors.facts import closer
from manymentors.facts.kinds import endorsement
from manymentors.facts.pick import pick
from manymentors.facts.reader import NameWeights, Scores, mix
from manymentors.facts.tagger import CLOSES, OPENS, Stretch, Window, marks_of, window
from manymentors.shapes import ENDORSED

EPOCHS, BATCH, RATE = 3, 16, 1.5e-4
WEIGHT_SORT = {"milestone": 1.5, "nugget": 0.75, "endorsement": 1.5}
"""How much it counts to tell the sort right, beside telling whether there is a fact at all."""
MOST = {"milestone": 50, "nugget": 25, "endorsement": 25}
"""Stretches an episode that a held-out reader would take; of names, those that nobody praises."""
LEAST = {"milestone": 0.06, "nugget": 0.1}
GOLD_NUGGETS = 0.35
"""Share of the gold quotes of nuggets that are learned beside the stretches."""


@dataclass(frozen=True)
class Task:
    """One window: whether it holds a fact of this sort (-1 where that is not told), and which kind (-1 likewise)."""

    fact: str
    heard: Window
    holds: float
    sort: int


def tasks_of(
    episode: Episode, scores: Scores, names: NameWeights, tokenizer: Tokenizer, chance: random.Random
) -> Iterator[Task]:
    """`scores` and `names` come from readers that never saw the episode."""
    talk, marks = episode.talk, marks_of(episode.talk)
    texts = [talk.text(i) for i in range(len(talk.units))]
    encoded = {
        i: (one.ids, one.offsets)
        for i, one in enumerate(tokenizer.encode_batch(texts, add_special_tokens=False))
    }
    for fact, (facts, words, _) in FACTS.items():
        place = _word_places(episode)
        gold = [
            (row, span) for row, span in zip(episode.gold[facts], episode.spans[facts], strict=True) if span
        ]
        sorts = [KIND_AT[row["kind"]] if fact == "milestone" else FIELD_AT[row["field"]] for row, _ in gold]
        picks = pick(talk, getattr(scores, fact), words=words, least_chance=LEAST[fact], most=MOST[fact])
        hits = scorer.match(
            [place(*span) for _, span in gold], [place(p.quote.start, p.quote.end) for p in picks]
        )
        for k, picked in enumerate(picks):
            heard = window(encoded, marks, closer.stretch_of(talk, picked), talk)
            yield Task(fact, heard, float(k in hits), sorts[hits[k]] if k in hits else -1)
        for (_, span), sort in zip(gold, sorts, strict=True):
            units = covered(episode, span)
            if units and (fact == "milestone" or chance.random() < GOLD_NUGGETS):
                yield Task(fact, window(encoded, marks, Stretch(units[0], units[-1]), talk), 1.0, sort)
    mentions, bags = endorse.candidates_of(episode, scores)
    left = MOST["endorsement"]
    for i in np.argsort(-names.margins(bags)[:, 0], kind="stable") if mentions else []:
        said = endorse.gold_of(episode, mentions[i].name, mentions[i].start)
        if (said is None and not left) or (said is not None and not said[1]):
            continue
        left -= said is None
        heard = window(encoded, marks, endorsement.stretch_of(mentions[i]), talk)
        sort = ENDORSED.index(said[0]) if said else -1
        yield Task("endorsement", heard, float(said is not None and said[0] in LEARN_FROM), sort)


def tasks_of_all(
    found: Sequence[Episode], train: Path, tagger: Path, tokenizer: Tokenizer, seed: int
) -> dict[str, list[Task]]:
    """By episode; made once and kept in TAGGER/tasks.pkl."""
    kept = tagger / "tasks.pkl"
    if not kept.exists():
        heard, _ = hear(found, train, tagger)
        for one in heard.values():
            one.tagger = None
        chance, tasks = random.Random(seed), {}
        for fold in sorted({e.fold for e in found}):
            settings, names = choose([e for e in found if e.fold != fold], heard)
            for e in (e for e in found if e.fold == fold):
                scores = mix(heard[e.name].margins, heard[e.name].tags, settings)
                tasks[e.name] = list(tasks_of(e, scores, NameWeights(names), tokenizer, chance))
        kept.write_bytes(pickle.dumps(tasks))
    made: dict[str, list[Task]] = pickle.loads(kept.read_bytes())
    return made


def line_tasks(train: Sequence[Episode], tokenizer: Tokenizer) -> Iterator[Task]:
    """The annotators' lines and sentences of our own: they tell the kind alone."""
    lines = [("milestone", m["what"], KIND_AT[m["kind"]]) for e in train for m in e.gold["milestones"]]
    lines += [("nugget", n["gist"], FIELD_AT[n["field"]]) for e in train for n in e.gold["nuggets"]]
    lines += [
        ("milestone", text, KIND_AT[kind]) for text, kind in (*labelled(1), *spoken(1)) if kind in KIND_AT
    ]
    for fact, text, sort in lines:
        ids = tokenizer.encode(text, add_special_tokens=False).ids
        yield Task(fact, Window([OPENS, 1, *ids, CLOSES], 1, 2, 2 + len(ids)), -1.0, sort)


def train_closer(net: Net, tasks: Sequence[Task], seed: int) -> None:
    torch.manual_seed(seed)
    chance = random.Random(seed)
    net.eval()
    windows = [task.heard for task in tasks]
    kept = lower_of(net, windows)
    net.upper = nn.ModuleList(copy.deepcopy(list(net.layers[LAYERS - TOP :])))
    net.upper.requires_grad_(True)
    nn.init.normal_(net.again.weight, std=0.02)
    nn.init.zeros_(net.again.bias)
    weights = {fact: balance(tasks, fact, sorts) for fact, sorts in closer.SORTS.items()}
    plan = [batch for _ in range(EPOCHS) for batch in alike([len(one.ids) for one in windows], chance)]
    net.upper.train()

    def loss_at(step: int) -> torch.Tensor:
        some = plan[step]
        h, mask = padded([kept[i] for i in some], [windows[i] for i in some])
        with torch.autocast("cpu", dtype=torch.bfloat16):
            for layer in net.upper:
                h = layer(h, (1 - mask)[:, None, None, :] * -1e4, 0.1)
        sense = functional.dropout(senses(h.float(), [windows[i] for i in some]), 0.2, net.upper.training)
        return wrong(net.again(sense), [tasks[i] for i in some], closer.COLUMN, closer.SORTS, weights)

    groups = [
        {"params": list(net.upper.parameters()), "lr": RATE, "weight_decay": 0.01},
        {"params": list(net.again.parameters()), "lr": 1e-3, "weight_decay": 0.01},
    ]
    learn(groups, len(plan), loss_at)


# --- what a large listener is taught by too -----------------------------------------------------------------


def wrong(
    out: torch.Tensor, tasks: Sequence[Task], column: Mapping[str, int], sorts: Mapping[str, slice],
    weights: Mapping[str, torch.Tensor],
) -> torch.Tensor:  # fmt: skip
    """The loss of a batch; `column` and `sorts` say where `out` tells whether there is a fact and of which sort."""
    loss = torch.zeros(())
    for fact, columns in sorts.items():
        rows = [row for row, task in enumerate(tasks) if task.fact == fact]
        if not rows:
            continue
        holds = torch.tensor([tasks[row].holds for row in rows])
        sort = torch.tensor([tasks[row].sort for row in rows])
        said = out[rows]
        if (holds >= 0).any():
            loss = loss + functional.binary_cross_entropy_with_logits(
                said[holds >= 0, column[fact]], holds[holds >= 0], reduction="sum"
            )
        if (sort >= 0).any():
            loss = loss + WEIGHT_SORT[fact] * functional.cross_entropy(
                said[sort >= 0][:, columns], sort[sort >= 0], weight=weights[fact], reduction="sum"
            )
    return loss / len(tasks)


def alike(lengths: Sequence[int], chance: random.Random) -> list[list[int]]:
    """Every index once, in batches of windows about as long, shuffled."""
    order = list(range(len(lengths)))
    chance.shuffle(order)
    batches = []
    for at in range(0, len(order), 20 * BATCH):
        near = sorted(order[at : at + 20 * BATCH], key=lambda i: lengths[i])
        batches += [near[k : k + BATCH] for k in range(0, len(near), BATCH)]
    chance.shuffle(batches)
    return batches


class Lower(Protocol):
    def lower(self, ids: torch.Tensor, mask: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]: ...


def lower_of(net: Lower, windows: Sequence[Window]) -> list[torch.Tensor]:
    """What the lower layers, which stay as they are, say of each window."""
    kept: list[torch.Tensor] = [torch.empty(0)] * len(windows)
    order = sorted(range(len(windows)), key=lambda i: len(windows[i].ids))
    with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16):
        for at in range(0, len(order), BATCH):
            some = order[at : at + BATCH]
            ids = nn.utils.rnn.pad_sequence([torch.tensor(windows[i].ids) for i in some], batch_first=True)
            h, _ = net.lower(ids, (ids != 0).float())
            for row, i in enumerate(some):
                kept[i] = h[row, : len(windows[i].ids)].to(torch.bfloat16).clone()
    return kept


def padded(kept: Sequence[torch.Tensor], windows: Sequence[Window]) -> tuple[torch.Tensor, torch.Tensor]:
    """(windows, longest, width), and the mask of what is there."""
    lengths = torch.tensor([len(one.ids) for one in windows])
    mask = (torch.arange(int(lengths.max()))[None, :] < lengths[:, None]).float()
    return nn.utils.rnn.pad_sequence(list(kept), batch_first=True).float(), mask


def senses(h: torch.Tensor, windows: Sequence[Window]) -> torch.Tensor:
    """The mean of a stretch's own tokens beside what its mark has gathered."""
    return torch.stack(
        [
            torch.cat([h[row, one.start : one.end].mean(0), h[row, one.mark]])
            for row, one in enumerate(windows)
        ]
    )


def balance(tasks: Sequence[Task], fact: str, sorts: slice) -> torch.Tensor:
    """What a wrong sort costs: more where it is rare."""
    counts = np.bincount(
        [t.sort for t in tasks if t.fact == fact and t.sort >= 0], minlength=sorts.stop - sorts.start
    )
    return torch.tensor((counts.sum() / len(counts) / np.maximum(counts, 5)) ** 0.5).float()


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--base", type=Path, required=True)
    parser.add_argument("--tagger", type=Path, default=Path("out/tagger"))
    parser.add_argument("--train", type=Path, default=Path("out/train"))
    parser.add_argument("--fold", help="this one only: 0, 1, 2 or all")
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    torch.set_num_threads(1)
    began, tokenizer = time.time(), base_tokenizer(args.base)
    found = episodes()
    tasks = tasks_of_all(found, args.train, args.tagger, tokenizer, args.seed)
    print(f"windows: {time.time() - began:.0f} s", flush=True)
    for name in [args.fold] if args.fold else [*(str(k) for k in sorted({e.fold for e in found})), "all"]:
        train = [e for e in found if name != str(e.fold)]
        of_it = [task for e in train for task in tasks[e.name]]
        net = Net(args.base)
        net.load_state_dict(torch.load(args.tagger / name / "net.pt"))
        train_closer(net, [*of_it, *line_tasks(train, tokenizer)], args.seed)
        export(net, args.base, args.tagger / name)
        print(f"closer {name}: {time.time() - began:.0f} s, seed {args.seed}", flush=True)


if __name__ == "__main__":
    main()
