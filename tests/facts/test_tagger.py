"""The tagger's arithmetic, with a transformer that only remembers what it was given."""

from __future__ import annotations

import json
import shutil
import sys
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from manymentors.facts import tagger
from manymentors.facts.evidence import stands_in
from manymentors.facts.read import read
from manymentors.facts.reader import WEIGHTS, Reader
from manymentors.facts.tagger import CLOSES, HEADS, OPENS, SIZE, SORTS, Tagger, marks_of, packed, surroundings
from tests.facts.talks import GUEST, HOST, INTERVIEW, captions, cut, turns

WIDTH = 4
WORDS = [
    "[PAD]",
    *(f"[unused{i}]" for i in range(99)),
    "[UNK]",
    "[CLS]",
    "[SEP]",
    "i",
    "was",
    "a",
    "cook",
    "then",
    "?",
    ".",
]


class Echo:
    """Stands for onnxruntime's session: each token's vector holds its id and its place."""

    def __init__(self, path: str, options: Any, providers: list[str]) -> None:
        self.given: list[tuple[list[str], np.ndarray]] = []

    def run(self, wanted: list[str], given: dict[str, np.ndarray]) -> list[np.ndarray]:
        ids = given["ids"]
        assert ids.shape == given["mask"].shape
        assert ((ids != 0) == (given["mask"] == 1)).all()
        self.given.append((wanted, ids))
        out = np.zeros((*ids.shape, WIDTH), np.float32)
        out[..., 0] = ids
        out[..., 1] = np.arange(ids.shape[1])
        return [out]


@pytest.fixture
def runtime(monkeypatch: pytest.MonkeyPatch) -> None:
    module = ModuleType("onnxruntime")
    module.__spec__ = ModuleSpec("onnxruntime", None)
    module.InferenceSession = Echo  # type: ignore[attr-defined]
    module.SessionOptions = type("SessionOptions", (), {})  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "onnxruntime", module)


@pytest.fixture
def folder(tmp_path: Path, runtime: None) -> Path:
    (tmp_path / "vocab.txt").write_text("\n".join(WORDS) + "\n")
    (tmp_path / "tagger.onnx").write_bytes(b"")
    tags, sorts = np.zeros((2 * WIDTH + 4, HEADS)), np.zeros((2 * WIDTH, SORTS))
    tags[WIDTH, 0] = 1  # the id of the mark
    sorts[0, 0] = 1  # the mean id of the unit's own tokens
    np.savez(
        tmp_path / "tagger.npz", tags=tags, tags_bias=np.zeros(HEADS), sorts=sorts, sorts_bias=np.ones(SORTS)
    )
    return tmp_path


TALK = cut(turns((HOST, "Welcome. What then?"), (GUEST, "I was a cook. I was a cook then."), title="a talk"))


def test_each_unit_is_told_with_its_mark(folder: Path):
    tags = Tagger(folder).tags(TALK)
    assert tags.shape == (len(TALK.units), HEADS)
    assert tags[:, 0].tolist() == marks_of(TALK)


def test_sorts_look_at_a_unit_among_its_neighbours(folder: Path):
    one = Tagger(folder)
    last = len(TALK.units) - 1
    sorts = one.sorts(TALK, [0, last])
    own = one.pieces(TALK)[last]
    assert sorts.shape == (2, SORTS)
    assert sorts[1, 0] == pytest.approx(np.mean(own) + 1)
    wanted, ids = one._session.given[0]
    assert wanted == ["sorts"]
    assert (ids[0, 0], ids[0, -1]) == (OPENS, CLOSES)


def test_a_unit_without_tokens_has_only_its_mark():
    hidden = np.arange(12, dtype=np.float32).reshape(3, 4)
    assert tagger._sense(hidden, 1, 2).tolist() == [4, 5, 6, 7, 4, 5, 6, 7]


def test_marks_tell_the_role_and_where_turns_open():
    assert marks_of(TALK) == [5, 4, 1] if len(TALK.units) == 3 else marks_of(TALK)[0] == 5
    assert set(marks_of(cut(captions("I was there once.", "So were you, then.")))) == {3}
    assert surroundings(cut(captions("I was there once.")))[0, 3] == 1
    assert surroundings(TALK)[0, 3] == 0


def test_units_are_packed_whole_into_chunks():
    lengths = [100, 100, 100, 300, 10]
    assert list(packed(lengths)) == [[0, 1], [2], [3], [4]]
    assert list(packed([])) == []
    assert list(packed([SIZE])) == [[0]]


def test_a_reader_with_a_tagger_listens_to_both(folder: Path):
    shutil.copyfile(WEIGHTS / "linear.npz", folder / "linear.npz")
    shutil.copyfile(WEIGHTS / "words-names.npz", folder / "listener-names.npz")
    told = json.loads((WEIGHTS / "words.json").read_text())
    (folder / "listener.json").write_text(json.dumps(told))
    reader = Reader(folder)
    assert reader.tagger is not None
    reading = read(INTERVIEW, reader=reader)
    assert reading.milestones
    for fact in (*reading.milestones, *reading.nuggets, *reading.endorsements):
        assert stands_in(INTERVIEW, fact.quote)


def test_without_the_runtime_there_is_no_tagger(folder: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("manymentors.facts.reader.find_spec", lambda name: None)
    assert Reader(folder).tagger is None
