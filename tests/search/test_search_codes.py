"""The codes find what an exact comparison of all vectors would find."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from manymentors.search.codes import RESCORED, ROW, Codes, Sizes, View, is_one_of, to_bits, to_bytes


def clustered(count: int, dims: int, seed: int = 1) -> NDArray[np.float32]:
    chance = np.random.default_rng(seed)
    middles = chance.normal(size=(40, dims))
    vectors = middles[chance.integers(0, 40, count)] + 0.8 * chance.normal(size=(count, dims))
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)


def stored(folder: Path, vectors: NDArray[np.float32]) -> View:
    codes = Codes(folder, vectors.shape[1])
    codes.open(Sizes())
    rows = np.zeros(len(vectors), dtype=ROW)
    rows["passage"] = np.arange(len(vectors))
    as_bytes, rows["scale"] = to_bytes(vectors)
    codes.append(rows, to_bits(vectors), as_bytes, [[at % 10] for at in range(len(vectors))])
    sizes = codes.sync()
    codes.close()
    return codes.view(sizes)


@pytest.mark.parametrize("dims", [64, 100, 256])
def test_the_ten_nearest_are_nearly_always_the_exact_ten(tmp_path: Path, dims: int):
    vectors = clustered(5 * RESCORED, dims)
    view, found = stored(tmp_path, vectors), 0
    for query in clustered(20, dims, seed=2):
        slots, cosines = view.nearest(query, view.alive, 10)
        exact = vectors @ query
        assert cosines == pytest.approx(exact[slots], abs=0.01)
        found += len(set(slots.tolist()) & set(np.argsort(-exact)[:10].tolist()))
    assert found >= 0.9 * 200  # clouds of random numbers are harder than texts: those keep .98


def test_what_a_mask_hides_is_never_near_however_few_remain(tmp_path: Path):
    vectors = clustered(2 * RESCORED, 64)
    view = stored(tmp_path, vectors)
    mask = view.passing([3], None, None)
    slots, _ = view.nearest(vectors[0], mask, RESCORED)
    assert set(slots.tolist()) == set(range(3, 2 * RESCORED, 10))


@pytest.mark.parametrize("wanted", [[], [0], [7, 7 + 2**16, 7 + 2**63], list(range(0, 2**20, 37))])
def test_numbers_are_found_wherever_they_share_a_shelf(wanted: list[int]):
    numbers = np.random.default_rng(3).integers(0, 2**20, 40_000, dtype=np.uint64)
    numbers[::5] += np.uint64(2**63)
    assert np.array_equal(is_one_of(numbers, wanted), np.isin(numbers, np.array(wanted, dtype=np.uint64)))


def test_the_opposite_vector_is_the_farthest_not_the_nearest(tmp_path: Path):
    vectors = clustered(3 * RESCORED, 256)
    vectors[:RESCORED] = -vectors[RESCORED]  # 256 bits differ: one more than a byte can count
    view = stored(tmp_path, vectors)
    slots, _ = view.nearest(vectors[RESCORED], view.alive, 20)
    assert slots[0] == RESCORED
    assert slots.min() >= RESCORED


def test_a_vector_of_zeros_is_near_nothing(tmp_path: Path):
    view = stored(tmp_path, np.zeros((3, 64), dtype=np.float32))
    _, cosines = view.nearest(clustered(1, 64)[0], view.alive, 3)
    assert cosines.tolist() == [0, 0, 0]
