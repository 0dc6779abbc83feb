"""What the evaluation writes down is what the scorer reads."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType

import pytest

from manymentors.facts.read import read
from tests.facts.talks import INTERVIEW
from tests.shared import shared

EVALS = Path(__file__).resolve().parents[2] / "evals"


@pytest.fixture
def extraction(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    shared("eval/score.py")
    monkeypatch.syspath_prepend(str(EVALS))
    import extraction

    return extraction


def test_a_reading_is_written_in_the_form_of_the_annotations(extraction: ModuleType):
    reading = read(INTERVIEW)
    row = extraction.as_gold(reading)
    assert [m["quote"] for m in row["milestones"]] == [m.quote.text for m in reading.milestones]
    assert all(
        {"person", "kind", "what", "quote", "year", "order", "score"} == set(m) for m in row["milestones"]
    )
    assert all({"person", "quote", "skill", "field", "score"} == set(n) for n in row["nuggets"])
    assert all({"person", "type", "name", "quote", "score"} == set(e) for e in row["endorsements"])


def test_interviews_are_spread_over_folds_and_every_label_stands_in_its_quote(extraction: ModuleType):
    corpus = sys.modules["corpus"]
    path = shared("eval/gold/founders-talk-38.json")
    episode = corpus._episode(path)
    spans = [span for span in episode.spans["milestones"] if span]
    assert len(spans) == len(episode.gold["milestones"])
    for i in (i for i, label in enumerate(episode.labels["milestone"]) if label):
        unit = episode.talk.units[i]
        assert any(unit.start < end and start < unit.end for start, end in spans)
