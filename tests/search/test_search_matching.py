"""The words of an answer that a question asked for are found in whatever form they stand there."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from manymentors.search.words import matching


def marked(query: str, text: str) -> list[str]:
    return [text[start:end] for start, end in matching(query, text)]


@pytest.mark.parametrize(
    ("query", "text", "words"),
    [
        ("how do I delegate", "I delegated it. How? By delegating.", ["delegated", "delegating"]),
        ("jose", "Ask José; JOSE knows", ["José", "JOSE"]),
        ('"burn the ships"', "They burn the last ship.", ["burn", "the", "ship"]),
        ("who is it", "It is who it is", ["It", "is", "who", "it", "is"]),
        ("on-call", "We were on call.", ["call"]),
        ("", "nothing is asked", []),
        ("\ud800", "half a character", []),
    ],
)
def test_words_are_marked_in_every_form(query: str, text: str, words: list[str]):
    assert marked(query, text) == words


@given(st.text(max_size=60), st.text(max_size=200))
def test_marks_are_whole_words_in_order_and_never_overlap(query: str, text: str):
    end = 0
    for start, stop in matching(query, text):
        assert end <= start < stop <= len(text)
        assert text[start:stop].isalnum()
        end = stop
