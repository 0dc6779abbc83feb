"""Trains the tagger: a small transformer that reads units in their surroundings, and its export to int8.

    python evals/tag.py --base MODEL_FOLDER --out out/tagger --fold 0 --teacher out/teacher        (1, 2, and all)

MODEL_FOLDER holds model.safetensors, tokenizer.json and vocab.txt of all-MiniLM-L6-v2 (Apache-2.0). Besides the `train` group this
wants torch, onnx, onnxruntime and safetensors. One thread, bfloat16; on a quiet core 20 minutes for a fold of 68 interviews, 28 for
all 102. Without a teacher half of that, and it hears less well.

Consecutive units are packed into chunks of 256 tokens, a mark before each says who speaks; the mean of a unit's
tokens and its mark go to the heads (see `facts/tagger.py`). Embeddings and two layers stay as they are. For one chunk in five the
speaker is hidden, so that captions, which name nobody, are no surprise, and the host is learned by how he sounds.
"""

from __future__ import annotations

import argparse
import copy
import math
import random
import shutil
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from corpus import FOLDS, Episode, episodes
from lessons import Lesson, base_tokenizer, batch_of, lesson, lines_of, plan_of
from safetensors.torch import load_file
from torch import nn
from torch.nn import functional

from manymentors.facts.tagger import CLOSER, HEADS

WIDTH, LAYERS, FROZEN, TOP = 384, 6, 2, 2
WEIGHTS_POSITIVE = torch.tensor([3.0, 2.0, 3.0, 3.0, 1.5, 1.5])
WEIGHTS_HEADS = torch.tensor([1.5, 1.0, 0.5, 0.3, 0.5, 0.3])
WEIGHT_KIND, WEIGHT_FIELD, WEIGHT_HOST = 0.15, 0.06, 0.1
EPOCHS, KEEP_EMPTY = 2, 0.3
EPOCHS_TAUGHT, KEEP_EMPTY_TAUGHT = 4, 0.5
SHARE_TEACHER, WEIGHT_TEACHER = 0.8, 2.0
"""How much of the loss is what the teacher says; the rest is what the annotators say."""


class Layer(nn.Module):
    def __init__(self, base: dict[str, torch.Tensor], at: int) -> None:
        super().__init__()
        here = f"encoder.layer.{at}."

        self.qkv = linear(base, *(f"{here}attention.self.{name}" for name in ("query", "key", "value")))
        self.o = linear(base, f"{here}attention.output.dense")
        self.f1, self.f2 = linear(base, f"{here}intermediate.dense"), linear(base, f"{here}output.dense")
        self.ln1 = norm(base, f"{here}attention.output.LayerNorm")
        self.ln2 = norm(base, f"{here}output.LayerNorm")

    def forward(self, h: torch.Tensor, bias: torch.Tensor, drop: float) -> torch.Tensor:
        rows, length, _ = h.shape
        q, k, v = (t.reshape(rows, length, 12, 32).transpose(1, 2) for t in self.qkv(h).split(WIDTH, -1))
        heard = torch.softmax(q @ k.transpose(-1, -2) / math.sqrt(32) + bias, -1) @ v
        h = self.ln1(
            h
            + functional.dropout(
                self.o(heard.transpose(1, 2).reshape(rows, length, WIDTH)), drop, self.training
            )
        )
        return self.ln2(h + functional.dropout(self.f2(functional.gelu(self.f1(h))), drop, self.training))


def linear(base: dict[str, torch.Tensor], *names: str) -> nn.Linear:
    weight = torch.cat([base[f"{name}.weight"] for name in names])
    layer = nn.Linear(weight.shape[1], weight.shape[0])
    layer.weight.data = weight.clone()
    layer.bias.data = torch.cat([base[f"{name}.bias"] for name in names]).clone()
    return layer


def norm(base: dict[str, torch.Tensor], name: str, eps: float = 1e-12) -> nn.LayerNorm:
    weight, bias = base[f"{name}.weight"].clone(), base[f"{name}.bias"].clone()
    layer = nn.LayerNorm(len(weight), eps=eps)
    layer.weight.data, layer.bias.data = weight, bias
    return layer


class Net(nn.Module):
    """The transformer with its heads, and the upper layers of the second listening (`tag_again.py` trains them)."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        base = load_file(str(folder / "model.safetensors"))
        self.word = nn.Parameter(base["embeddings.word_embeddings.weight"].clone())
        place = (
            base["embeddings.position_embeddings.weight"] + base["embeddings.token_type_embeddings.weight"][0]
        )
        self.pos = nn.Parameter(place.clone())
        self.mark = nn.Parameter(torch.zeros(7, WIDTH))
        self.eln = norm(base, "embeddings.LayerNorm")
        self.layers = nn.ModuleList(Layer(base, i) for i in range(LAYERS))
        self.head = nn.Linear(2 * WIDTH + 4, HEADS)
        nn.init.normal_(self.head.weight, std=0.02)
        nn.init.zeros_(self.head.bias)
        self.head.bias.data[:6] = torch.tensor([-3.5, -3.0, -3.5, -3.0, -2.5, -2.0])
        self.upper = nn.ModuleList()
        self.again = nn.Linear(2 * WIDTH, CLOSER)

    def embed(self, ids: torch.Tensor) -> torch.Tensor:
        h = self.word[ids] + self.pos[: ids.shape[1]]
        is_mark = (ids >= 1) & (ids <= 6)
        return self.eln(h + self.mark[torch.where(is_mark, ids, 0)] * is_mark.unsqueeze(-1))

    def lower(self, ids: torch.Tensor, mask: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        bias = (1 - mask)[:, None, None, :] * -1e4
        h = self.embed(ids)
        for i in range(LAYERS - TOP):
            h = self.layers[i](h, bias, 0.1 if i >= FROZEN else 0.0)
        return h, bias

    def hidden(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        h, bias = self.lower(ids, mask)
        for layer in self.layers[LAYERS - TOP :]:
            h = layer(h, bias, 0.1)
        return h


# --- what it says and what it learns ----------------------------------------------------------------------


def tags(net: Net, batch: dict[str, Any]) -> torch.Tensor:
    with torch.autocast("cpu", dtype=torch.bfloat16):
        flat = net.hidden(batch["ids"], batch["mask"]).float().flatten(0, 1)
    own = torch.zeros(len(batch["lengths"]), flat.shape[1]).index_add(
        0, batch["unit_of"], flat[batch["tokens"]]
    )
    own = functional.dropout(own / batch["lengths"][:, None], 0.1, net.training)
    mark = functional.dropout(flat[batch["marks"]], 0.1, net.training)
    return net.head(torch.cat([own, mark, batch["dense"]], 1))


def loss_of(out: torch.Tensor, batch: dict[str, Any]) -> torch.Tensor:
    loss = torch.zeros(())
    real = batch["real"]
    if real.any():
        each = functional.binary_cross_entropy_with_logits(
            out[real, :6], batch["labels"][real], pos_weight=WEIGHTS_POSITIVE, reduction="none"
        )
        loss = loss + (each.mean(0) * WEIGHTS_HEADS).sum()
    for name, columns, weight in (
        ("kinds", slice(6, 19), WEIGHT_KIND),
        ("fields", slice(19, 25), WEIGHT_FIELD),
    ):
        known = batch[name] >= 0
        if known.any():
            wrong = functional.cross_entropy(out[known, columns], batch[name][known])
            loss = loss + weight * wrong * min(1.0, float(known.sum()) / 3)
    told = batch["hidden"] & (batch["hosts"] >= 0)
    if told.any():
        loss = loss + WEIGHT_HOST * functional.binary_cross_entropy_with_logits(
            out[told, 25], batch["hosts"][told].float()
        )
    return loss


def taught_of(out: torch.Tensor, batch: dict[str, Any]) -> torch.Tensor:
    """How far from the teacher's chances (Hinton et al. 2015); its kinds count as far as it hears a fact at all."""
    said, out = torch.from_numpy(np.concatenate(batch["taught"])), out[batch["real"]]
    each = functional.binary_cross_entropy_with_logits(out[:, :6], said[:, :6].sigmoid(), reduction="none")
    loss = (each.mean(0) * WEIGHTS_HEADS).sum()
    for fact, columns, weight in ((0, slice(6, 19), WEIGHT_KIND), (1, slice(19, 25), WEIGHT_FIELD)):
        hears = said[:, fact].sigmoid()
        wrong = -(said[:, columns].softmax(1) * out[:, columns].log_softmax(1)).sum(1)
        known = hears.sum().clamp(min=1e-6)
        loss = loss + weight * (hears * wrong).sum() / known * (known / 3).clamp(max=1)
    return loss


def train_tags(net: Net, lessons: Sequence[Lesson], lines: Sequence[Lesson], seed: int) -> None:
    torch.manual_seed(seed)
    for part in (net.word, net.pos, *net.eln.parameters(), *net.layers[:FROZEN].parameters()):
        part.requires_grad_(False)
    body = [p for p in net.layers.parameters() if p.requires_grad]
    groups = [
        {"params": body, "lr": 2e-4, "weight_decay": 0.01},
        {"params": list(net.head.parameters()), "lr": 1e-3, "weight_decay": 0.01},
        {"params": [net.mark], "lr": 1e-3, "weight_decay": 0.0},
    ]
    taught = lessons[0].taught is not None
    epochs, keep = (EPOCHS_TAUGHT, KEEP_EMPTY_TAUGHT) if taught else (EPOCHS, KEEP_EMPTY)
    plan = plan_of(lessons, lines, random.Random(seed), epochs, keep)

    def loss_at(step: int) -> torch.Tensor:
        batch = batch_of(plan[step])
        out = tags(net, batch)
        loss = loss_of(out, batch)
        if batch["taught"]:
            loss = (1 - SHARE_TEACHER) * loss + SHARE_TEACHER * WEIGHT_TEACHER * taught_of(out, batch)
        return loss

    net.train()
    learn(groups, len(plan), loss_at)


def learn(groups: list[dict[str, Any]], steps: int, loss_at: Any) -> None:
    """AdamW; a tenth of the steps to warm up, then down to nothing."""
    optimiser = torch.optim.AdamW(groups)
    highest = [group["lr"] for group in optimiser.param_groups]
    began, mean = time.time(), 0.0
    for step in range(steps):
        share = min((step + 1) / (0.1 * steps), 1.0) * (1 - step / steps if step >= 0.1 * steps else 1.0)
        for group, rate in zip(optimiser.param_groups, highest, strict=True):
            group["lr"] = rate * max(share, 0.001)
        loss = loss_at(step)
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_([p for group in groups for p in group["params"]], 1.0)
        optimiser.step()
        mean = 0.98 * mean + 0.02 * float(loss.detach()) if step else float(loss.detach())
        if step % 100 == 0:
            print(f"{step}/{steps} loss {mean:.3f} {time.time() - began:.0f} s", flush=True)


# --- export ------------------------------------------------------------------------------------------------


class Plain(nn.Module):
    """ids, mask → tags, closer: the two hidden layers that `facts/tagger.py` asks for."""

    def __init__(self, net: Net) -> None:
        super().__init__()
        self.net = net

    def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        lower, bias = self.net.lower(ids, mask)
        upper = lower
        for layer in self.net.layers[LAYERS - TOP :]:
            upper = layer(upper, bias, 0.0)
        closer = lower
        for layer in self.net.upper:
            closer = layer(closer, bias, 0.0)
        return upper, closer


def export(net: Net, base: Path, out: Path) -> None:
    """Write tagger.onnx (int8, a scale for each column of a weight), tagger.npz and vocab.txt; without upper layers of its
    own it does not listen again.
    """
    from onnxruntime.quantization import QuantType, quantize_dynamic

    out.mkdir(parents=True, exist_ok=True)
    net = copy.deepcopy(net).eval()
    with torch.no_grad():
        net.word[1:7] += net.mark[1:7]
        net.mark.zero_()
    axes = {0: "rows", 1: "tokens"}
    full = out / "full.onnx"
    torch.onnx.export(
        Plain(net), (torch.ones(2, 40, dtype=torch.long), torch.ones(2, 40)), str(full), input_names=["ids", "mask"],
        output_names=["tags", "closer"], dynamic_axes=dict.fromkeys(("ids", "mask", "tags", "closer"), axes), opset_version=17, dynamo=False,
    )  # fmt: skip
    quantize_dynamic(str(full), str(out / "tagger.onnx"), weight_type=QuantType.QInt8, per_channel=True)
    full.unlink()
    heads = {"tags": net.head} | ({"closer": net.again} if net.upper else {})
    arrays: dict[str, np.ndarray] = {}
    for name, head in heads.items():
        arrays |= {name: head.weight.detach().numpy().T, f"{name}_bias": head.bias.detach().numpy()}
    np.savez_compressed(out / "tagger.npz", **arrays)
    shutil.copyfile(base / "vocab.txt", out / "vocab.txt")


def said_by_teachers(folder: Path, fold: str, episode: Episode) -> np.ndarray:
    """(units, HEADS): by the teacher of this fold; for the tagger of all, the mean of the teachers that learned from the episode."""
    folds = [n for n in range(FOLDS) if n != episode.fold] if fold == "all" else [int(fold)]
    said = []
    for n in folds:
        with np.load(folder / f"{n}.npz") as logits:
            said.append(logits[episode.name].astype(np.float32))
    return np.mean(said, axis=0)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--base", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=Path("out/tagger"))
    parser.add_argument("--fold", default="all")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--teacher", type=Path, help="the folder of teach.py")
    args = parser.parse_args()
    torch.set_num_threads(1)
    began, tokenizer = time.time(), base_tokenizer(args.base)
    train = [e for e in episodes() if args.fold == "all" or e.fold != int(args.fold)]
    lessons = [lesson(episode, tokenizer) for episode in train]
    if args.teacher:
        for episode, one in zip(train, lessons, strict=True):
            one.taught = said_by_teachers(args.teacher, args.fold, episode)
    lines = [one for episode in train for one in lines_of(episode, tokenizer)]
    net = Net(args.base)
    train_tags(net, lessons, lines, args.seed)
    export(net, args.base, args.out / args.fold)
    torch.save(net.state_dict(), args.out / args.fold / "net.pt")
    (args.out / "tasks.pkl").unlink(missing_ok=True)  # what `tag_again.py` made of older taggers
    print(f"tagger {args.fold}: {time.time() - began:.0f} s, seed {args.seed}", flush=True)


if __name__ == "__main__":
    main()
