"""The large base and our change of it → one graph for onnxruntime, its weights in int8 with a scale for each column."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from manymentors.facts.features import Array

if TYPE_CHECKING:
    from onnx import NodeProto

VERSION = 2
"""Another one for whatever changes what the graph says: a model that an older one put together is put together anew."""
EPS = 1e-5
OPSET, IR, FLOAT, UINT8 = 17, 8, 1, 2
LOUDEST, LOUDEST_WEIGHT = 127, 63
"""The largest numbers in int8. A weight takes half of the room: where a processor has no instruction for such products (no VNNI), two of
them are added in 16 bits, and 2 × 255 × 127 would not fit.
"""
MIDDLE = 128
"""Stands for 0 among the numbers from 0 to 255."""
PARTS = {
    "qkv": ("attention.attn.q", "attention.attn.k", "attention.attn.v"),
    "o": ("attention.attn.o",),
    "f1": ("intermediate.dense",),
    "f2": ("output.dense",),
}
WORDS, SPECIAL, MARKS = 30527, 4, 6
"""How many tokens the base has; how many of them stand before those that it shares with BERT; and how many marks stand behind all."""


def graph(base: Mapping[str, Array], change: Mapping[str, Array]) -> bytes:
    """The model (Song et al. 2020, MPNet) as ONNX: tokens (rows, length) and bias (rows, voices, length, length) → hidden (rows, length, width);
    voices are the heads of attention, 12 of them, width is 768.

    `base` as `base.weights` gives it; `change` holds `AT.PART.down` and `AT.PART.up` for the layers that are changed (Hu et al. 2021),
    and `marks` (6, width), which become tokens of their own behind all others.
    """
    from onnx import TensorProto, helper

    made = _Made()
    words, marks = base["embeddings.word_embeddings.weight"], change["marks"].astype(np.float32)
    own = words[SPECIAL + 1 :][:MARKS]
    h = made.embedded(np.concatenate([words, own + marks]), base["embeddings.position_embeddings.weight"][2:])
    h = made.normed(h, base, "embeddings.LayerNorm")
    layers = sum(name.endswith(".attention.attn.q.weight") for name in base)
    width, voices = words.shape[1], base["encoder.relative_attention_bias.weight"].shape[1]
    for at in range(layers):
        here = f"encoder.layer.{at}."
        whole = {part: _whole(base, change, at, part) for part in PARTS}
        said = made.attended(made.linear(h, *whole["qkv"]), width, voices)
        h = made.normed(
            made.node("Add", h, made.linear(said, *whole["o"])), base, f"{here}attention.LayerNorm"
        )
        said = made.linear_by_token(made.gelu(made.linear_by_token(h, *whole["f1"])), *whole["f2"])
        h = made.normed(made.node("Add", h, said), base, f"{here}output.LayerNorm")
    made.nodes.append(helper.make_node("Identity", [h], ["hidden"]))
    tokens = helper.make_tensor_value_info("tokens", TensorProto.INT64, ["rows", "length"])
    bias = helper.make_tensor_value_info("bias", TensorProto.FLOAT, ["rows", voices, "length", "length"])
    hidden = helper.make_tensor_value_info("hidden", TensorProto.FLOAT, ["rows", "length", width])
    drawn = helper.make_graph(made.nodes, "large", [tokens, bias], [hidden], made.held)
    model = helper.make_model(drawn, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=IR)
    stored: bytes = model.SerializeToString()
    return stored


def _whole(base: Mapping[str, Array], change: Mapping[str, Array], at: int, part: str) -> tuple[Array, Array]:
    """(in, out) and (out): the weight of a linear layer with our change, and its offset."""
    names = [f"encoder.layer.{at}.{name}" for name in PARTS[part]]
    weight = np.concatenate([base[f"{name}.weight"] for name in names])
    if f"{at}.{part}.up" in change:
        weight = weight + change[f"{at}.{part}.up"].astype(np.float32) @ change[f"{at}.{part}.down"].astype(
            np.float32
        )
    return weight.T, np.concatenate([base[f"{name}.bias"] for name in names])


def quantized(weight: Array, loudest: int = LOUDEST_WEIGHT) -> tuple[NDArray[np.int8], Array]:
    """Int8, and the scale of each column."""
    scale = np.maximum(np.abs(weight).max(axis=0), 1e-8) / loudest
    return np.rint(weight / scale).astype(np.int8), scale.astype(np.float32)


class _Made:
    """The nodes and tensors so far; each method adds some and returns the name of what comes out."""

    def __init__(self) -> None:
        self.nodes: list[NodeProto] = []
        self.held: list[object] = []

    def node(self, kind: str, *into: str, outs: int = 1, **told: object) -> str:
        return self._nodes(kind, into, outs, told)[0]

    def _nodes(self, kind: str, into: tuple[str, ...], outs: int, told: Mapping[str, object]) -> list[str]:
        from onnx import helper

        names = [f"n{len(self.nodes)}.{k}" for k in range(outs)]
        self.nodes.append(helper.make_node(kind, list(into), names, **told))
        return names

    def hold(self, array: NDArray[np.generic]) -> str:
        from onnx import numpy_helper

        name = f"w{len(self.held)}"
        self.held.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
        return name

    def embedded(self, words: Array, places: Array) -> str:
        small, scale = quantized(words.T, LOUDEST)
        ids = "tokens"
        found = self.node("Cast", self.node("Gather", self.hold(small.T), ids), to=FLOAT)
        found = self.node("Mul", found, self.node("Gather", self.hold(scale[:, None]), ids))
        length = self.node("Slice", self.node("Shape", ids), *map(self._whole_numbers, ([1], [2])))
        there = self.node("Slice", self.hold(places), self._whole_numbers([0]), length)
        return self.node("Add", found, there)

    def normed(self, h: str, base: Mapping[str, Array], name: str) -> str:
        weight, offset = self.hold(base[f"{name}.weight"]), self.hold(base[f"{name}.bias"])
        return self.node("LayerNormalization", h, weight, offset, axis=-1, epsilon=EPS)

    def linear(self, h: str, weight: Array, offset: Array) -> str:
        small, scale = quantized(weight)
        values, step, zero = self._nodes("DynamicQuantizeLinear", (h,), 3, {})
        out = self.node("Cast", self.node("MatMulInteger", values, self.hold(small), zero), to=FLOAT)
        out = self.node("Mul", out, self.node("Mul", step, self.hold(scale)))
        return self.node("Add", out, self.hold(offset))

    def linear_by_token(self, h: str, weight: Array, offset: Array) -> str:
        """With a scale for each token: single ones are a hundred times as loud within a layer, and would drown the others."""
        small, scale = quantized(weight)
        loudest = self.node("ReduceMax", self.node("Abs", h), axes=[-1], keepdims=1)
        step = self.node("Div", self.node("Max", loudest, self.number(1e-6)), self.number(LOUDEST))
        values = self.node("Add", self.node("Round", self.node("Div", h, step)), self.number(MIDDLE))
        values, zero = self.node("Cast", values, to=UINT8), self.hold(np.array(MIDDLE, np.uint8))
        out = self.node("Cast", self.node("MatMulInteger", values, self.hold(small), zero), to=FLOAT)
        out = self.node("Mul", self.node("Mul", out, self.hold(scale)), step)
        return self.node("Add", out, self.hold(offset))

    def attended(self, qkv: str, width: int, voices: int) -> str:
        each = width // voices
        parts = self._nodes("Split", (qkv,), 3, {"axis": -1})
        shape = self._whole_numbers([0, 0, voices, each])
        q, k, v = (self.node("Reshape", part, shape) for part in parts)
        q, v = (self.node("Transpose", part, perm=[0, 2, 1, 3]) for part in (q, v))
        k = self.node("Transpose", k, perm=[0, 2, 3, 1])
        near = self.node("Mul", self.node("MatMul", q, k), self.number(each**-0.5))
        heard = self.node("Softmax", self.node("Add", near, "bias"), axis=-1)
        said = self.node("Transpose", self.node("MatMul", heard, v), perm=[0, 2, 1, 3])
        return self.node("Reshape", said, self._whole_numbers([0, 0, width]))

    def gelu(self, h: str) -> str:
        bent = self.node("Erf", self.node("Div", h, self.number(2**0.5)))
        bent = self.node("Mul", h, self.node("Add", bent, self.number(1)))
        return self.node("Mul", bent, self.number(0.5))

    def number(self, number: float) -> str:
        return self.hold(np.array(number, np.float32))

    def _whole_numbers(self, numbers: list[int]) -> str:
        return self.hold(np.array(numbers, np.int64))
