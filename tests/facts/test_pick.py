from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from manymentors.facts import evidence
from manymentors.facts.pick import pick
from manymentors.shapes import Document
from tests.facts.talks import GUEST, HOST, captions, cut, turns

LINES = [f"Sentence number {i} tells something that happened to me then." for i in range(40)]


def chances(n: int, **at: float) -> np.ndarray:
    out = np.full(n, 0.01, np.float32)
    for name, value in at.items():
        out[int(name[1:])] = value
    return out


def test_the_likeliest_stretches_come_first_and_what_they_explain_is_not_picked_again():
    talk = cut(captions(*LINES))
    picked = pick(talk, chances(40, u5=0.9, u6=0.5, u30=0.6), words=(5, 45, 0), least_chance=0.3, most=9)
    assert [p.unit for p in picked] == [5, 30]
    assert picked[0].chance > picked[1].chance


def test_two_sure_neighbours_are_both_picked():
    talk = cut(captions(*LINES))
    picked = pick(talk, chances(40, u5=0.95, u7=0.95), words=(5, 45, 0), least_chance=0.3, most=9)
    assert {p.unit for p in picked} == {5, 7}


def test_no_more_than_asked_and_nothing_from_nothing():
    talk = cut(captions(*LINES))
    assert len(pick(talk, np.full(40, 0.9, np.float32), words=(5, 45, 0), least_chance=0.3, most=2)) == 2
    assert pick(cut(Document(())), np.zeros(0, np.float32), words=(5, 45, 0), least_chance=0.3, most=2) == []
    assert pick(talk, np.zeros(40, np.float32), words=(5, 45, 0), least_chance=0.0, most=2) == []


def test_what_cannot_be_quoted_is_not_picked():
    talk = cut(turns((HOST, "Really?"), (GUEST, "Yes, really, I did."), (HOST, "Wow.")))
    picked = pick(talk, np.full(len(talk.units), 0.9, np.float32), words=(4, 45, 0), least_chance=0.1, most=5)
    assert [p.quote.text for p in picked] == ["Yes, really, I did."]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from([HOST, GUEST]), st.text("ab .,\n!'", min_size=1, max_size=120)), max_size=8
    ),
    st.floats(0, 1),
)
def test_whatever_is_said_a_pick_is_verbatim_and_of_due_length(said, level):
    talk = cut(turns(*said))
    for picked in pick(
        talk, np.full(len(talk.units), level, np.float32), words=(3, 9, 5), least_chance=0.1, most=9
    ):
        assert evidence.stands_in(talk.document, picked.quote)
        assert 3 <= len(picked.quote.text.split()) <= 9
        assert 0 <= picked.chance <= 1


@pytest.mark.parametrize("level", [0.2, 0.9])
def test_picks_do_not_overlap(level):
    talk = cut(captions(*LINES))
    quotes = sorted(
        p.quote.start
        for p in pick(talk, np.full(40, level, np.float32), words=(5, 45, 25), least_chance=0.1, most=30)
    )
    spans = [
        p.quote
        for p in pick(talk, np.full(40, level, np.float32), words=(5, 45, 25), least_chance=0.1, most=30)
    ]
    spans.sort(key=lambda quote: quote.start)
    assert all(a.end <= b.start for a, b in pairwise(spans))
    assert quotes == [quote.start for quote in spans]
