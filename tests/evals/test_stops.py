"""When a stop counts as right, and what our own sentences teach."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pytest

from manymentors.shapes import KINDS
from tests.facts.talks import GUEST, captions, turns
from tests.shared import shared

EVALS = Path(__file__).resolve().parents[2] / "evals"


@pytest.fixture
def stops(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    shared("eval/score.py")
    monkeypatch.syspath_prepend(str(EVALS))
    import stops

    return stops


def test_a_stop_is_right_within_a_minute_or_where_nothing_is_left_to_say(stops: ModuleType):
    timed = captions(*(f"A line of talk with number {i}." for i in range(100)))
    place = timed.text.index
    assert stops.near(timed, place("number 10."), place("number 39."))
    assert not stops.near(timed, place("number 10."), place("number 42."))
    assert stops.near(timed, None, None)
    assert not stops.near(timed, None, 3)


def test_without_times_a_stop_is_right_within_150_words(stops: ModuleType):
    untimed = turns((GUEST, " ".join(f"word{i}" for i in range(400))))
    place = untimed.text.index
    assert stops.near(untimed, place("word200"), place("word60"))
    assert not stops.near(untimed, place("word200"), place("word40"))


def test_our_own_sentences_cover_every_kind(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.syspath_prepend(str(EVALS))
    import spoken

    said = list(spoken.spoken(1))
    assert {kind for _, kind in said} == set(KINDS)
    assert all(text.endswith((".", "!")) and "{" not in text for text, _ in said)
