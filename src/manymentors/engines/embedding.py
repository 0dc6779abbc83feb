"""Turns texts into vectors that lie near each other where the texts mean alike.

The default needs no network and no model runtime: a vector per token, distilled by us from all-MiniLM-L6-v2 and shipped in `weights/`
(see `weights/CARD.md`), averaged over a text. A folder with `model.onnx` and `tokenizer.json` may be named instead.
"""

from __future__ import annotations

import importlib
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from manymentors.errors import EngineError

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from tokenizers import Tokenizer

BUNDLED = Path(__file__).parent / "weights"
SENSE = BUNDLED / "sense"
"""all-MiniLM-L6-v2, trained on by us, int8: a hundred times slower than the default, for the few texts on which a decision hangs."""
LONGEST = 512
"""Tokens of a text that are read; what comes after changes a mean little."""
BATCH = 32


class Embedder(Protocol):
    """Texts → float32 array (texts, dimensions), each row of length 1 (of zeros where a text holds no known word).

    `name` changes whenever the vectors would: vectors of different names must not be compared.
    """

    @property
    def name(self) -> str: ...
    @property
    def dimensions(self) -> int: ...
    def __call__(self, texts: Sequence[str]) -> NDArray[np.float32]: ...


def load(setting: str = "") -> Embedder:
    """The bundled embedder, or the model in the folder that `setting` names. Loaded once; raises EngineError."""
    return _loaded(setting.strip())


@cache
def load_sense() -> Embedder:
    """A transformer that was taught which advice answers which questions, on one thread: for advice and questions, not for all passages."""
    return load_onnx(SENSE, tokens=BUNDLED, threads=1)


@lru_cache(maxsize=2)
def _loaded(setting: str) -> Embedder:
    if not setting:
        return load_static(BUNDLED)
    folder = Path(setting).expanduser()
    if (folder / "static.npz").is_file():
        return load_static(folder)
    if (folder / "model.onnx").is_file():
        return load_onnx(folder)
    raise EngineError(
        f"No embedding model at {folder}: a folder with model.onnx and tokenizer.json is wanted. Leave the setting empty for the bundled model."
    )


# --- the bundled kind: a mean of token vectors --------------------------------------------------------------


@dataclass(frozen=True)
class StaticEmbedder:
    name: str
    codes: NDArray[np.int8]
    scale: NDArray[np.float32]
    tokenizer: Tokenizer

    @property
    def dimensions(self) -> int:
        return int(self.codes.shape[1])

    def __call__(self, texts: Sequence[str]) -> NDArray[np.float32]:
        out = np.zeros((len(texts), self.dimensions), np.float32)
        # A few hundred at a time: the gathered rows then stay in the processor's cache.
        for at in range(0, len(texts), 256):
            found = [
                e.ids[:LONGEST]
                for e in self.tokenizer.encode_batch(list(texts[at : at + 256]), add_special_tokens=False)
            ]
            for row, ids in enumerate(found):
                if ids:
                    out[at + row] = self.scale[ids] @ self.codes[ids].astype(np.float32)
        return _unit(out)


def load_static(folder: Path) -> StaticEmbedder:
    try:
        with (folder / "static.npz").open("rb") as file, np.load(file) as stored:
            codes, scale = stored["codes"], stored["scale"]
        tokenizer = _tokenizer(folder)
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as exc:
        raise EngineError(
            f"The embedding model in {folder} cannot be read ({exc}). Install Manymentors again, or name another folder."
        ) from exc
    if codes.ndim != 2 or scale.shape != codes.shape[:1] or tokenizer.get_vocab_size() > len(codes):
        raise EngineError(f"static.npz and tokenizer.json in {folder} do not belong together.")
    return StaticEmbedder(f"static-{codes.shape[1]}-{_fingerprint(codes)}", codes, scale, tokenizer)


def _fingerprint(codes: NDArray[np.int8]) -> str:
    return f"{zlib.crc32(codes.tobytes()):08x}"


# --- a stronger kind, where onnxruntime is installed --------------------------------------------------------


@dataclass(frozen=True)
class OnnxEmbedder:
    """A transformer's token states, averaged over the tokens of each text: right for the MiniLM, E5 and GTE families."""

    name: str
    dimensions: int
    session: Any
    tokenizer: Tokenizer

    def __call__(self, texts: Sequence[str]) -> NDArray[np.float32]:
        out = np.zeros((len(texts), self.dimensions), np.float32)
        found = self.tokenizer.encode_batch(list(texts))
        by_length = sorted(range(len(found)), key=lambda i: len(found[i].ids))
        for at in range(0, len(by_length), BATCH):
            batch = by_length[at : at + BATCH]
            out[batch] = self._mean_states([found[i].ids for i in batch])
        return _unit(out)

    def _mean_states(self, rows: list[list[int]]) -> NDArray[np.float32]:
        ids = np.zeros((len(rows), max(map(len, rows))), np.int64)
        mask = np.zeros_like(ids)
        for row, tokens in enumerate(rows):
            ids[row, : len(tokens)], mask[row, : len(tokens)] = tokens, 1
        given = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        states = self.session.run(None, {i.name: given[i.name] for i in self.session.get_inputs()})[0]
        mean: NDArray[np.float32] = (states * mask[:, :, None]).sum(1) / np.maximum(
            mask.sum(1, keepdims=True), 1
        )
        return mean


def load_onnx(folder: Path, *, tokens: Path | None = None, threads: int = 0) -> OnnxEmbedder:
    """`tokens` is the folder of tokenizer.json, where that is another; no `threads` are as many as there are cores."""
    try:
        runtime = importlib.import_module("onnxruntime")
    except ImportError as exc:
        raise EngineError(
            f"The embedding model in {folder} needs onnxruntime: pip install onnxruntime."
        ) from exc
    tokenizer = _tokenizer(tokens or folder)
    tokenizer.no_padding()
    tokenizer.enable_truncation(LONGEST)
    options = runtime.SessionOptions()
    options.log_severity_level = 3
    options.intra_op_num_threads = threads
    try:
        session = runtime.InferenceSession(
            str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"]
        )
        dimensions = int(session.get_outputs()[0].shape[-1])
    except Exception as exc:  # onnxruntime's own errors share no base class
        raise EngineError(f"{folder / 'model.onnx'} cannot be run ({exc}).") from exc
    made = _made(folder / "model.onnx")
    return OnnxEmbedder(f"onnx-{folder.name}-{dimensions}-{made}", dimensions, session, tokenizer)


def _made(path: Path) -> str:
    """What tells two models of one size apart: the size, and a sum over 64 places of the file."""
    size, total = path.stat().st_size, 0
    with path.open("rb") as file:
        for at in range(64):
            file.seek(at * size // 64)
            total = zlib.crc32(file.read(4096), total)
    return f"{size}-{total:08x}"


# --- both ---------------------------------------------------------------------------------------------------


def _tokenizer(folder: Path) -> Tokenizer:
    from tokenizers import Tokenizer

    try:
        return Tokenizer.from_file(str(folder / "tokenizer.json"))
    except Exception as exc:  # tokenizers raises bare Exception
        raise EngineError(f"{folder / 'tokenizer.json'} is missing or is no tokenizer ({exc}).") from exc


def _unit(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    out: NDArray[np.float32] = (rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)).astype(
        np.float32
    )
    return out
