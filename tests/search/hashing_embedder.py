"""An embedder without a model: each word is a fixed random direction, so texts that share words are near."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import shake_256

import numpy as np
from numpy.typing import NDArray

DIMS = 96


def embed(texts: Sequence[str]) -> NDArray[np.float32]:
    sums = np.zeros((len(texts), DIMS), dtype=np.float32)
    for at, text in enumerate(texts):
        for word in text.lower().split():
            bits = np.frombuffer(shake_256(word.encode("utf-8")).digest(DIMS // 8), dtype=np.uint8)
            sums[at] += np.unpackbits(bits).astype(np.float32) - 0.5
    return np.asarray(sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-9), dtype=np.float32)


def all_alike(texts: Sequence[str]) -> NDArray[np.float32]:
    """Everything is as near as can be, so that every passage is found by its vector."""
    return np.full((len(texts), DIMS), DIMS**-0.5, dtype=np.float32)


def nothing_alike(texts: Sequence[str]) -> NDArray[np.float32]:
    """Nothing is near anything, so that only words find."""
    return np.zeros((len(texts), DIMS), dtype=np.float32)
