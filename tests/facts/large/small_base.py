"""A base of the large listener that is small: two layers, 24 numbers wide, with weights that were drawn."""

from __future__ import annotations

import io
import math
import zipfile
from pathlib import Path

import numpy as np

from manymentors.facts.large.graph import MARKS, WORDS
from manymentors.facts.large.listen import BUCKETS, COLUMNS

WIDTH, VOICES, LAYERS, INSIDE, LONGEST, RANK = 24, 12, 2, 48, 514, 4
Weights = dict[str, np.ndarray]


def drawn(seed: int = 0) -> tuple[Weights, Weights]:
    """The base and a change of its upper layer."""
    chance = np.random.default_rng(seed)

    def some(*shape: int, size: float = 1.0) -> np.ndarray:
        return (chance.normal(size=shape) * size).astype(np.float32)

    base = {
        "embeddings.word_embeddings.weight": some(WORDS, WIDTH),
        "embeddings.position_embeddings.weight": some(LONGEST, WIDTH, size=0.3),
        "encoder.relative_attention_bias.weight": some(BUCKETS, VOICES),
        "embeddings.LayerNorm.weight": 1 + some(WIDTH, size=0.1),
        "embeddings.LayerNorm.bias": some(WIDTH, size=0.1),
    }
    for at in range(LAYERS):
        here = f"encoder.layer.{at}."
        shapes = {f"attention.attn.{name}": (WIDTH, WIDTH) for name in "qkvo"}
        shapes |= {"intermediate.dense": (INSIDE, WIDTH), "output.dense": (WIDTH, INSIDE)}
        for name, shape in shapes.items():
            base[f"{here}{name}.weight"] = some(*shape, size=shape[1] ** -0.5)
            base[f"{here}{name}.bias"] = some(shape[0], size=0.1)
        for name in ("attention", "output"):
            base[f"{here}{name}.LayerNorm.weight"] = 1 + some(WIDTH, size=0.1)
            base[f"{here}{name}.LayerNorm.bias"] = some(WIDTH, size=0.1)
    sizes = {"qkv": (WIDTH, 3 * WIDTH), "o": (WIDTH, WIDTH), "f1": (WIDTH, INSIDE), "f2": (INSIDE, WIDTH)}
    change = {"marks": some(MARKS, WIDTH), "head": some(2 * WIDTH, COLUMNS), "head_bias": some(COLUMNS)}
    change["far"] = base["encoder.relative_attention_bias.weight"]
    for part, (into, out) in sizes.items():
        change[f"1.{part}.down"], change[f"1.{part}.up"] = (
            some(RANK, into, size=0.2),
            some(out, RANK, size=0.2),
        )
    return base, {name: array.astype(np.float16) for name, array in change.items()}


def hidden(base: Weights, change: Weights, tokens: np.ndarray, bias: np.ndarray) -> np.ndarray:
    """What the graph shall say of one row of tokens, worked out plainly; bias (VOICES, length, length)."""
    words = base["embeddings.word_embeddings.weight"]
    marked = words[5 : 5 + MARKS] + change["marks"].astype(np.float32)
    h = (
        np.concatenate([words, marked])[tokens]
        + base["embeddings.position_embeddings.weight"][2:][: len(tokens)]
    )
    h = normed(h, base, "embeddings.LayerNorm")
    for at in range(LAYERS):
        here = f"encoder.layer.{at}."

        def linear(x: np.ndarray, part: str, *names: str, at: int = at, here: str = here) -> np.ndarray:
            weight = np.concatenate([base[f"{here}{name}.weight"] for name in names])
            if at:
                up, down = (change[f"{at}.{part}.{side}"].astype(np.float32) for side in ("up", "down"))
                weight = weight + up @ down
            return x @ weight.T + np.concatenate([base[f"{here}{name}.bias"] for name in names])

        parts = np.split(linear(h, "qkv", *(f"attention.attn.{name}" for name in "qkv")), 3, axis=-1)
        q, k, v = (part.reshape(len(h), VOICES, -1).transpose(1, 0, 2) for part in parts)
        near = q @ k.transpose(0, 2, 1) / math.sqrt(WIDTH // VOICES) + bias
        near = np.exp(near - near.max(-1, keepdims=True))
        heard = (near / near.sum(-1, keepdims=True) @ v).transpose(1, 0, 2).reshape(len(h), WIDTH)
        h = normed(h + linear(heard, "o", "attention.attn.o"), base, f"{here}attention.LayerNorm")
        inside = linear(h, "f1", "intermediate.dense")
        inside = inside * 0.5 * (1 + np.vectorize(math.erf)(inside / math.sqrt(2)))
        h = normed(h + linear(inside, "f2", "output.dense"), base, f"{here}output.LayerNorm")
    return h


def normed(x: np.ndarray, base: Weights, name: str) -> np.ndarray:
    x = (x - x.mean(-1, keepdims=True)) / np.sqrt(x.var(-1, keepdims=True) + 1e-5)
    return x * base[f"{name}.weight"] + base[f"{name}.bias"]


def in_pieces(base: Weights, folder: Path) -> tuple[list[Path], bytes]:
    """The base as the packages hold it: a zip in five pieces; and what lies in the zip."""
    from safetensors.numpy import save

    stored, whole = save({f"mpnet.{name}": array for name, array in base.items()}), io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
        packed.writestr("all-mpnet-base-v2/model.safetensors", stored)
    told, pieces = whole.getvalue(), []
    for k in range(5):
        pieces.append(folder / f"base.zip.{k + 1:03}")
        pieces[-1].write_bytes(told[k * len(told) // 5 : (k + 1) * len(told) // 5])
    return pieces, stored
