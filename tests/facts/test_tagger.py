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
from manymentors.facts.tagger import (
    CLOSER,
    CLOSES,
    HEADS,
    OPENS,
    SIZE,
    Stretch,
    Tagger,
    marks_of,
    packed,
    surroundings,
    window,
)
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
    tags, closer = np.zeros((2 * WIDTH + 4, HEADS)), np.zeros((2 * WIDTH, CLOSER))
    tags[WIDTH, 0] = 1  # the id of the mark
    closer[0, 0] = 1  # the mean id of the stretch's own tokens
    closer[WIDTH, 1] = 1  # the id of its mark
    np.savez(
        tmp_path / "tagger.npz",
        tags=tags,
        tags_bias=np.zeros(HEADS),
        closer=closer,
        closer_bias=np.ones(CLOSER),
    )
    return tmp_path


TALK = cut(turns((HOST, "Welcome. What then?"), (GUEST, "I was a cook. I was a cook then."), title="a talk"))


def test_each_unit_is_told_with_its_mark(folder: Path):
    tags = Tagger(folder).tags(TALK)
    assert tags.shape == (len(TALK.units), HEADS)
    assert tags[:, 0].tolist() == marks_of(TALK)


def test_a_stretch_is_heard_again_among_its_neighbours(folder: Path):
    one = Tagger(folder)
    assert one.listens_again
    last = len(TALK.units) - 1
    heard = one.closer(TALK, [Stretch(0, 0), Stretch(last, last)])
    assert heard.shape == (2, CLOSER)
    assert heard[1, 0] == pytest.approx(np.mean(one.pieces(TALK)[last]) + 1)
    assert heard[:, 1].tolist() == [marks_of(TALK)[0] + 1, marks_of(TALK)[last] + 1]
    wanted, ids = one._session.given[0]
    assert wanted == ["closer"]
    assert ids[0, 0] == OPENS
    assert CLOSES in ids[0]


def test_a_tagger_without_upper_layers_of_its_own_does_not_listen_again(folder: Path):
    np.savez(folder / "tagger.npz", tags=np.zeros((2 * WIDTH + 4, HEADS)), tags_bias=np.zeros(HEADS))
    assert not Tagger(folder).listens_again


def pieces(*units: list[int]) -> dict[int, tuple[list[int], list[tuple[int, int]]]]:
    """Tokens of units, each token one character wide."""
    return {i: (ids, [(k, k + 1) for k in range(len(ids))]) for i, ids in enumerate(units)}


MARKS = [1] * 3
TALK_OF_NINE = cut(captions(*(f"I was there in the year {n}." for n in range(9))))


def test_a_window_holds_the_stretch_whole_and_what_is_near_around_it():
    encoded = pieces(list(range(200, 250)), [300, 301], list(range(400, 450)))
    found = window(encoded, MARKS, Stretch(1, 1), TALK)
    assert found.ids == [OPENS, 1, *range(220, 250), 1, 300, 301, 1, *range(400, 430), CLOSES]
    assert (found.ids[found.mark], found.ids[found.start : found.end]) == (1, [300, 301])
    both = window(encoded, MARKS, Stretch(0, 1), TALK)
    assert both.ids[both.start : both.end] == [*range(200, 250), 1, 300, 301]


def test_a_window_never_holds_more_than_the_model_takes():
    """A sentence without spaces between words may have a hundred tokens, and a stretch many sentences."""
    many = pieces(*([[300] * 200] * 9))
    found = window(many, [1] * 9, Stretch(2, 8), TALK_OF_NINE)
    assert len(found.ids) <= 512
    assert found.ids[-1] == CLOSES
    assert found.ids[found.start : found.end].count(300) > 300


def test_a_window_of_a_name_listens_to_the_name():
    encoded = pieces([200], [300, 301, 302, 303], [400])
    begins = TALK.units[1].start
    found = window(encoded, MARKS, Stretch(1, 1, (begins + 1, begins + 3)), TALK)
    assert found.ids[found.start : found.end] == [301, 302]
    beyond = window(encoded, MARKS, Stretch(1, 1, (begins + 90, begins + 95)), TALK)
    assert beyond.ids[beyond.start : beyond.end] == [300, 301, 302, 303]


def test_a_window_without_tokens_listens_to_the_mark():
    found = window(pieces([200], [], [400]), MARKS, Stretch(1, 1), TALK)
    assert (found.start, found.end) == (found.mark, found.mark + 1)


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
