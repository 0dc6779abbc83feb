"""Trains the teacher: a tagger on a base four times as large, whose chances the tagger that ships learns from.

    python evals/teach.py --base MODEL_FOLDER --out out/teacher --fold 0        (1, 2)

MODEL_FOLDER as for `tag.py`, for its tokens. The large base is all-mpnet-base-v2 (see `facts/large/base.py`). One thread, bfloat16; on a quiet core 40 minutes for a
fold of 68 interviews, and 18 to tell what it hears.

It learns what `tag.py` learns, from the same chunks. OUT/FOLD.npz then holds its logits for every unit of every interview: of those
that it learned from for `tag.py --teacher`, of the others to be measured. The tagger of a fold is taught by the teacher of that
fold, so that no word of the interviews on which it is measured comes to it by the teacher. There is no teacher of all: the tagger
that ships learns of each interview from the two teachers that did.
"""

from __future__ import annotations

import argparse
import random
import time
from pathlib import Path

import numpy as np
import torch
from corpus import episodes
from lessons import BATCH, Lesson, base_tokenizer, batch_of, lesson, lines_of, plan_of
from tag import EPOCHS, KEEP_EMPTY, learn, linear, loss_of, norm, tags
from torch import nn
from torch.nn import functional

from manymentors.facts.large.base import pieces, weights
from manymentors.facts.large.listen import buckets
from manymentors.facts.tagger import CLOSES, HEADS, OPENS, SIZE, packed

WIDTH, LAYERS, FROZEN, EACH = 768, 12, 4, 64
RATE, RATE_HEAD = 5e-5, 1e-3
EPS = 1e-5
SPECIAL = 4
"""So many tokens stand before those that it shares with BERT."""


class Layer(nn.Module):
    def __init__(self, base: dict[str, torch.Tensor], at: int) -> None:
        super().__init__()
        here = f"encoder.layer.{at}."
        self.qkv = linear(base, *(f"{here}attention.attn.{name}" for name in "qkv"))
        self.o = linear(base, f"{here}attention.attn.o")
        self.f1, self.f2 = linear(base, f"{here}intermediate.dense"), linear(base, f"{here}output.dense")
        self.ln1, self.ln2 = (norm(base, f"{here}{name}.LayerNorm", EPS) for name in ("attention", "output"))

    def forward(self, h: torch.Tensor, bias: torch.Tensor, drop: float) -> torch.Tensor:
        rows, length, _ = h.shape
        q, k, v = (t.reshape(rows, length, -1, EACH).transpose(1, 2) for t in self.qkv(h).split(WIDTH, -1))
        heard = functional.scaled_dot_product_attention(q, k, v, attn_mask=bias.to(q.dtype))
        heard = self.o(heard.transpose(1, 2).reshape(rows, length, WIDTH))
        h = self.ln1(h + functional.dropout(heard, drop, self.training))
        return self.ln2(h + functional.dropout(self.f2(functional.gelu(self.f1(h))), drop, self.training))


class Teacher(nn.Module):
    """MPNet (Song et al. 2020) with the heads of `tag.Net`; who speaks is told by marks that stay as they were drawn."""

    def __init__(self) -> None:
        super().__init__()
        base = {name: torch.from_numpy(weight) for name, weight in weights(pieces()).items()}
        self.word = nn.Parameter(base["embeddings.word_embeddings.weight"].clone(), requires_grad=False)
        self.pos = nn.Parameter(
            base["embeddings.position_embeddings.weight"][2:].clone(), requires_grad=False
        )
        self.far = nn.Parameter(base["encoder.relative_attention_bias.weight"].clone(), requires_grad=False)
        self.mark = nn.Parameter(torch.randn(7, WIDTH) * 0.02, requires_grad=False)
        self.eln = norm(base, "embeddings.LayerNorm", EPS)
        self.layers = nn.ModuleList(Layer(base, at) for at in range(LAYERS))
        self.head = nn.Linear(2 * WIDTH + 4, HEADS)
        nn.init.normal_(self.head.weight, std=0.02)
        nn.init.zeros_(self.head.bias)
        self.head.bias.data[:6] = torch.tensor([-3.5, -3.0, -3.5, -3.0, -2.5, -2.0])
        for part in (self.eln, *self.layers[:FROZEN]):
            part.requires_grad_(False)

    def lower(self, ids: torch.Tensor, mask: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """What the layers that stay as they are say, and what the others add to their attention."""
        marks = (ids >= 1) & (ids <= 6)
        own = torch.where(ids == OPENS, 0, torch.where(ids == CLOSES, 2, ids + SPECIAL))
        h = self.word[torch.where(mask > 0, own, 1)] + self.pos[: ids.shape[1]]
        h = self.eln(h + self.mark[torch.where(marks, ids, 0)] * marks.unsqueeze(-1))
        bias = self.bias(mask)
        for layer in self.layers[:FROZEN]:
            h = layer(h, bias, 0.0)
        return h, bias

    def upper(self, h: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
        for layer in self.layers[FROZEN:]:
            h = layer(h, bias, 0.1)
        return h

    def hidden(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        with torch.no_grad():
            h, bias = self.lower(ids, mask)
        return self.upper(h, bias)

    def bias(self, mask: torch.Tensor) -> torch.Tensor:
        """(rows, 12, length, length)"""
        far = self.far[torch.from_numpy(buckets(mask.shape[1]))].permute(2, 0, 1)[None]
        return far + (1 - mask)[:, None, None, :] * -1e4


def teach(net: Teacher, lessons: list[Lesson], lines: list[Lesson], seed: int) -> None:
    torch.manual_seed(seed)
    body = [weight for weight in net.layers.parameters() if weight.requires_grad]
    groups = [
        {"params": body, "lr": RATE, "weight_decay": 0.01},
        {"params": list(net.head.parameters()), "lr": RATE_HEAD, "weight_decay": 0.01},
    ]
    plan = plan_of(lessons, lines, random.Random(seed), EPOCHS, KEEP_EMPTY)

    def loss_at(step: int) -> torch.Tensor:
        batch = batch_of(plan[step])
        return loss_of(tags(net, batch), batch)

    net.train()
    learn(groups, len(plan), loss_at)


def said_of(net: Teacher, one: Lesson) -> np.ndarray:
    """(units, HEADS) logits."""
    out = np.zeros((len(one.pieces), HEADS), np.float32)
    chunks = list(packed([len(piece) for piece in one.pieces], room=SIZE))
    with torch.no_grad():
        for at in range(0, len(chunks), BATCH // 2):
            some = chunks[at : at + BATCH // 2]
            out[np.concatenate(some)] = tags(net, batch_of([(one, chunk, False) for chunk in some])).numpy()
    return out


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--base", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=Path("out/teacher"))
    parser.add_argument("--fold", type=int, required=True)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(args.seed)
    began, tokenizer = time.time(), base_tokenizer(args.base)
    every = episodes()
    learned = [e for e in every if e.fold != args.fold]
    net = Teacher()
    teach(
        net,
        [lesson(e, tokenizer) for e in learned],
        [one for e in learned for one in lines_of(e, tokenizer)],
        args.seed,
    )
    args.out.mkdir(parents=True, exist_ok=True)
    torch.save(
        {name: w.to(torch.bfloat16) for name, w in net.state_dict().items()}, args.out / f"{args.fold}.pt"
    )
    print(f"teacher {args.fold} taught: {time.time() - began:.0f} s, seed {args.seed}", flush=True)
    net.eval()
    said = {e.name: said_of(net, lesson(e, tokenizer)).astype(np.float16) for e in every}
    np.savez_compressed(args.out / f"{args.fold}.npz", **said)
    print(f"teacher {args.fold}: {time.time() - began:.0f} s", flush=True)


if __name__ == "__main__":
    main()
