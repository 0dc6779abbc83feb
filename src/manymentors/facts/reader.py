"""The weights of a reader, loaded when first used: units of talk → how likely each holds a fact, and of which kind."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from manymentors.errors import EngineError
from manymentors.facts import features
from manymentors.facts.features import Array, Rows, Talk

if TYPE_CHECKING:
    from manymentors.facts.large.listen import Large
    from manymentors.facts.tagger import Tagger

WEIGHTS = Path(__file__).with_name("weights")
AROUND_SCALE, DENSE_SCALE, CLIP = 0.5, 0.117, 4.0


@dataclass(frozen=True, slots=True)
class Scores:
    """For each unit: the chance that it holds a milestone or a nugget, that a host speaks, of each kind and field.

    `praise` says how much a unit sounds like an endorsement; it has no scale and is 0 where no tagger is at hand.
    """

    milestone: Array
    nugget: Array
    kinds: Array
    fields: Array
    hosting: Array
    praise: Array


class Reader:
    """A folder of weights. Nothing is read before the first question.

    With onnxruntime and a tagger.onnx in the folder it reads by words and by sense; else by words alone, with
    thresholds and calibration of their own. Where `together` is told, a folder to put the large listener together in, that one
    is asked too.
    """

    def __init__(self, folder: Path = WEIGHTS, together: Path | None = None) -> None:
        self.folder, self.together = folder, together

    @cached_property
    def name(self) -> str:
        """Names the reader and its version: what another one read is stale."""
        small = "listener 5" if self.tagger else "words 5"
        return f"large listener 2 with {small}" if self.large else small

    @cached_property
    def tagger(self) -> Tagger | None:
        if not (self.folder / "tagger.onnx").exists() or find_spec("onnxruntime") is None:
            return None
        from manymentors.facts.tagger import Tagger

        return Tagger(self.folder)

    @cached_property
    def large(self) -> Large | None:
        """Raises EngineError where it is wanted and onnxruntime is not installed."""
        if self.together is None:
            return None
        if self.tagger is None:
            raise EngineError(
                "The large listener needs onnxruntime, which is not installed: pip install onnxruntime"
            )
        from manymentors.facts.large.listen import Large

        return Large(self.tagger, self._file("large.npz"), self.together)

    @cached_property
    def settings(self) -> dict[str, Any]:
        """Calibration and thresholds, as `evals/train.py` chose them."""
        name = "large.json" if self.large else "listener.json" if self.tagger else "words.json"
        loaded: dict[str, Any] = json.loads(self._file(name).read_text(encoding="utf-8"))
        return loaded

    @cached_property
    def linear(self) -> Linear:
        return Linear(self._arrays("linear.npz"))

    @cached_property
    def names(self) -> NameWeights:
        return NameWeights(self._arrays("listener-names.npz" if self.tagger else "words-names.npz"))

    def scores(self, talk: Talk) -> Scores:
        """Read every unit once by its words and, where there is a tagger, by its sense."""
        margins = self.linear.margins(talk)
        tags = self.tagger.tags(talk) if self.tagger else None
        return mix(margins, tags, self.settings)

    def _arrays(self, name: str) -> dict[str, NDArray[Any]]:
        with np.load(self._file(name)) as arrays:
            return {key: arrays[key] for key in arrays.files}

    def _file(self, name: str) -> Path:
        path = self.folder / name
        if not path.exists():
            raise EngineError(
                f"The reader's weights are not whole: {path} is missing. Install Manymentors again."
            )
        return path


@dataclass(frozen=True, slots=True)
class Margins:
    """What the linear part says of each unit, before it is brought to chances."""

    targets: Array
    """(units, 3): milestone, nugget, hosting."""
    kinds: Array
    fields: Array


class Linear:
    """Linear weights over words, words around and cues."""

    def __init__(self, arrays: Mapping[str, NDArray[Any]]) -> None:
        self.near, self.far = vocabulary(arrays["near"]), vocabulary(arrays["far"])
        self.near_idf, self.far_idf = _full(arrays["near_idf"]), _full(arrays["far_idf"])
        self.mean, self.spread = _full(arrays["mean"]), _full(arrays["spread"])
        self.weights = {name: _full(arrays[name]) for name in ("targets", "kinds", "fields")}
        self.bias = {name: _full(arrays[f"{name}_bias"]) for name in ("targets", "kinds", "fields")}

    def margins(self, talk: Talk) -> Margins:
        near = features.weigh([features.terms(words) for words in talk.words], self.near, self.near_idf)
        before = features.weigh(features.before(talk.words), self.far, self.far_idf, AROUND_SCALE)
        after = features.weigh(features.after(talk.words), self.far, self.far_idf, AROUND_SCALE)
        dense = scaled(features.dense(talk), self.mean, self.spread)
        out = {name: self._margin(name, near, before, after, dense) for name in self.weights}
        return Margins(out["targets"], out["kinds"], out["fields"])

    def _margin(self, name: str, near: Rows, before: Rows, after: Rows, dense: Array) -> Array:
        a, b = len(self.near), len(self.far)
        w = self.weights[name]
        sparse = near.times(w[:a]) + before.times(w[a : a + b]) + after.times(w[a + b : a + 2 * b])
        total: Array = sparse + dense @ w[a + 2 * b :] + self.bias[name]
        return total


class NameWeights:
    """Weights over the surroundings of a name: does somebody recommend it, and what is it."""

    def __init__(self, arrays: Mapping[str, NDArray[Any]]) -> None:
        self.signs = vocabulary(arrays["signs"])
        self.weights, self.bias = _full(arrays["weights"]), _full(arrays["bias"])
        """Column 0 says whether; the others say what, in the order of `types`."""
        self.types = tuple(vocabulary(arrays["types"]))

    def margins(self, bags: Sequence[Sequence[str]]) -> Array:
        out = np.tile(self.bias, (len(bags), 1))
        for row, bag in zip(out, bags, strict=True):
            known = [column for sign in set(bag) if (column := self.signs.get(sign)) is not None]
            row += self.weights[known].sum(axis=0)
        return out


def scaled(dense: Array, mean: Array, spread: Array) -> Array:
    out: Array = np.clip((dense - mean) / spread, -CLIP, CLIP) * np.float32(DENSE_SCALE)
    return out


def mix(margins: Margins, tags: Array | None, settings: Mapping[str, Any]) -> Scores:
    """Bring both voices to chances. The columns of `tags` are told in `tagger.HEADS`."""
    chance: dict[str, Array] = {}
    heard = voices(tags, settings) if tags is not None else {}
    for k, name in enumerate(("milestone", "nugget")):
        told = settings[name]
        margin = margins.targets[:, k]
        if name in heard:
            margin = (1 - told["tagger"]) * margin + told["tagger"] * _levelled(heard[name], told)
        chance[name] = sigmoid(told["slope"] * margin + told["shift"])
    kinds, fields = softmax(margins.kinds), softmax(margins.fields)
    hosting: Array = margins.targets[:, 2]
    praise: Array = np.zeros(len(hosting), np.float32)
    if tags is not None:
        kinds = (kinds + softmax(tags[:, 6:19])) * np.float32(0.5)
        fields = (fields + softmax(tags[:, 19:25])) * np.float32(0.5)
        hosting = hosting * np.float32(0.5) + tags[:, 25]
        praise = _levelled(heard["endorsement"], settings["endorsement"])
    return Scores(chance["milestone"], chance["nugget"], kinds, fields, sigmoid(_smooth(hosting)), praise)


def voices(tags: Array, settings: Mapping[str, Any]) -> dict[str, Array]:
    """What the tagger says of each unit as a fact, with its say on units near one; not levelled."""
    near = [settings[name]["near"] for name in ("milestone", "nugget")]
    return {
        "milestone": tags[:, 0] + near[0] * tags[:, 4],
        "nugget": tags[:, 1] + near[1] * tags[:, 5],
        "endorsement": tags[:, 2],
    }


def _levelled(voice: Array, told: Mapping[str, Any]) -> Array:
    """Relative to its mean over the document: how loud it is differs from talk to talk.

    But not to a mean above `loudest`, which nine of ten long interviews have not: a short talk full of facts is loud all
    through, and would be silenced. `evals/train.py` measures it.
    """
    out: Array = voice - np.float32(min(float(voice.mean()), told.get("loudest", np.inf)))
    return out


def vocabulary(packed: NDArray[Any]) -> dict[str, int]:
    """Terms are kept as one array of UTF-8 bytes, one term a line."""
    return {term: i for i, term in enumerate(bytes(packed).decode("utf-8").split("\n"))}


def sigmoid(x: Array) -> Array:
    out: Array = (1 / (1 + np.exp(-np.clip(x, -30, 30)))).astype(np.float32)
    return out


def softmax(x: Array) -> Array:
    e = np.exp(x - x.max(axis=1, keepdims=True))
    out: Array = (e / e.sum(axis=1, keepdims=True)).astype(np.float32)
    return out


def _smooth(x: Array) -> Array:
    """The mean over a unit and its neighbours: turns last longer than units."""
    padded = np.concatenate([x[:1], x, x[-1:]])
    out: Array = ((padded[:-2] + padded[1:-1] + padded[2:]) / 3).astype(np.float32)
    return out


def _full(array: NDArray[Any]) -> Array:
    return array.astype(np.float32)
