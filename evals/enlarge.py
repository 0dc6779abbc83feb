"""Trains the large listener of the extra `large`: what is changed in all-mpnet-base-v2 so that it judges a stretch.

    python evals/enlarge.py --base MODEL_FOLDER --tagger out/tagger --train out/train --out out/large --fold 0     (1, 2, and all)

After `tag_again.py`; it learns from the same stretches, of milestones and of names that may be endorsed. Twelve layers of the large
base are too much to ship: each weight of the upper eight gets a change of rank 16 (Hu et al. 2021, LoRA), which is 3 MB, and the lower
four stay as they are, so that what they say of each stretch is computed once. Besides, it learns how late in a life a milestone stands:
of any two that one person told, which came first.

OUT/FOLD/large.npz is what `facts/large/` puts together with the base. One thread, bfloat16.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from corpus import Episode, covered, episodes
from lessons import base_tokenizer
from tag import learn
from tag_again import BATCH, Task, alike, balance, line_tasks, lower_of, padded, senses, tasks_of_all, wrong
from teach import FROZEN, WIDTH, Teacher
from tokenizers import Tokenizer
from torch import nn
from torch.nn import functional

from manymentors.facts.large.listen import COLUMN, COLUMNS, LATE, SORTS
from manymentors.facts.tagger import Stretch, Window, marks_of, window

EPOCHS, RANK, RATE, RATE_HEAD = 3, 16, 4e-4, 1e-3
EPOCHS_ORDER, WEIGHT_ORDER = 4, 1.0
PARTS = ("qkv", "o", "f1", "f2")


class Changed(nn.Module):
    """A linear layer that stays as it is, and a change of low rank beside it."""

    def __init__(self, whole: nn.Linear) -> None:
        super().__init__()
        whole.weight.data = whole.weight.data.to(torch.bfloat16)
        self.whole = whole
        self.down = nn.Parameter(torch.randn(RANK, whole.in_features) / whole.in_features**0.5)
        self.up = nn.Parameter(torch.zeros(whole.out_features, RANK))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = x.to(torch.bfloat16)
        whole = functional.linear(x, self.whole.weight, self.whole.bias.to(torch.bfloat16))
        return whole + functional.linear(functional.linear(x, self.down), self.up)


class Large(Teacher):
    def __init__(self) -> None:
        super().__init__()
        self.requires_grad_(False)
        for layer in self.layers[FROZEN:]:
            for part in PARTS:
                setattr(layer, part, Changed(getattr(layer, part)))
        self.head = nn.Linear(2 * WIDTH, COLUMNS)
        nn.init.normal_(self.head.weight, std=0.02)
        nn.init.zeros_(self.head.bias)

    def said(self, kept: Sequence[torch.Tensor], windows: Sequence[Window]) -> torch.Tensor:
        """(windows, COLUMNS) logits; `kept` is what the lower layers say of them."""
        h, mask = padded(kept, windows)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            h = self.upper(h, self.bias(mask))
        out: torch.Tensor = self.head(functional.dropout(senses(h.float(), windows), 0.2, self.training))
        return out


@dataclass(frozen=True)
class Life:
    """What one person told in an episode: the windows of the annotated milestones, and the places of these in the story."""

    heard: list[Window]
    order: np.ndarray


def lives_of(episode: Episode, tokenizer: Tokenizer) -> list[Life]:
    talk, marks = episode.talk, marks_of(episode.talk)
    texts = [talk.text(i) for i in range(len(talk.units))]
    encoded = {
        i: (one.ids, one.offsets)
        for i, one in enumerate(tokenizer.encode_batch(texts, add_special_tokens=False))
    }
    told: dict[str, list[tuple[Window, int]]] = {}
    for row, span in zip(episode.gold["milestones"], episode.spans["milestones"], strict=True):
        units = covered(episode, span)
        if units:
            heard = window(encoded, marks, Stretch(units[0], units[-1]), talk)
            told.setdefault(row["person"], []).append((heard, row["order"]))
    return [
        Life([heard for heard, _ in rows], np.array([order for _, order in rows]))
        for rows in told.values()
        if len(rows) > 1
    ]


def out_of_order(late: torch.Tensor, order: np.ndarray) -> torch.Tensor:
    """How sure it is of the wrong one of any two, in the mean."""
    at = torch.from_numpy(order)
    before = at[:, None] < at[None, :]
    return functional.softplus(late[:, None] - late[None, :])[before].mean()


def train(net: Large, tasks: Sequence[Task], lives: Sequence[Life], seed: int) -> None:
    torch.manual_seed(seed)
    chance = random.Random(seed)
    net.eval()
    of_lives = [one for life in lives for one in life.heard]
    kept = lower_of(net, [*(task.heard for task in tasks), *of_lives])
    weights = {fact: balance(tasks, fact, sorts) for fact, sorts in SORTS.items()}
    first = np.cumsum([len(tasks), *(len(life.heard) for life in lives)])
    plan: list[list[int] | int] = [
        batch for _ in range(EPOCHS) for batch in alike([len(task.heard.ids) for task in tasks], chance)
    ]
    plan += list(range(len(lives))) * EPOCHS_ORDER
    chance.shuffle(plan)
    net.train()

    def loss_at(step: int) -> torch.Tensor:
        some = plan[step]
        if isinstance(some, int):
            picked = sorted(chance.sample(range(len(lives[some].heard)), min(BATCH, len(lives[some].heard))))
            out = net.said([kept[first[some] + k] for k in picked], [lives[some].heard[k] for k in picked])
            return WEIGHT_ORDER * out_of_order(out[:, LATE], lives[some].order[picked])
        out = net.said([kept[i] for i in some], [tasks[i].heard for i in some])
        return wrong(out, [tasks[i] for i in some], COLUMN, SORTS, weights)

    changed = [weight for weight in net.layers.parameters() if weight.requires_grad]
    groups = [
        {"params": changed, "lr": RATE, "weight_decay": 0.01},
        {"params": list(net.head.parameters()), "lr": RATE_HEAD, "weight_decay": 0.01},
    ]
    learn(groups, len(plan), loss_at)


def write(net: Large, folder: Path) -> None:
    """What `facts/large/graph.py` adds to the base, and the head of `facts/large/listen.py`; float16."""
    arrays = {"marks": net.mark[1:], "far": net.far, "head": net.head.weight.T, "head_bias": net.head.bias}
    for at, layer in enumerate(net.layers):
        for part in PARTS if at >= FROZEN else ():
            changed = getattr(layer, part)
            arrays |= {f"{at}.{part}.down": changed.down, f"{at}.{part}.up": changed.up}
    folder.mkdir(parents=True, exist_ok=True)
    np.savez(
        folder / "large.npz",
        **{name: a.detach().float().numpy().astype(np.float16) for name, a in arrays.items()},
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--base", type=Path, required=True)
    parser.add_argument("--tagger", type=Path, default=Path("out/tagger"))
    parser.add_argument("--train", type=Path, default=Path("out/train"))
    parser.add_argument("--out", type=Path, default=Path("out/large"))
    parser.add_argument("--fold", required=True)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(args.seed)
    began, tokenizer = time.time(), base_tokenizer(args.base)
    found = episodes()
    tasks = tasks_of_all(found, args.train, args.tagger, tokenizer, args.seed)
    learned = [e for e in found if args.fold != str(e.fold)]
    every = [*(task for e in learned for task in tasks[e.name]), *line_tasks(learned, tokenizer)]
    lives = [life for e in learned for life in lives_of(e, tokenizer)]
    net = Large()
    train(net, [task for task in every if task.fact in COLUMN], lives, args.seed)
    write(net, args.out / args.fold)
    print(f"large listener {args.fold}: {time.time() - began:.0f} s, seed {args.seed}", flush=True)


if __name__ == "__main__":
    main()
