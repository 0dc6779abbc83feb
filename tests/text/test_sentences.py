"""A sentence ends where a reader would say so, and nothing between two sentences is lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from manymentors.text import count, keys, sentences, spans


def split(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


@pytest.mark.parametrize(
    "parts",
    [
        ["I quit.", "Then I began!", "Why?", "Well…", "So."],
        ["He met Mr. Smith and Dr. Who in the U.S. Senate.", "We left the U.S.", "We came back."],
        ["I use e.g. Docker, i.e. containers, vs. Node.js 3.11.", "Then version 4.", "Fine."],
        ["J. R. R. Tolkien met Matt E. Patterson.", "Plan B.", "The end."],
        ["So do I.", "Python came later."],
        ["And... so I went... home.", "It was...", "I don't know..."],
        ['"Really?" he asked.', '"Yes."', "(He nodded.)", "Good."],
        ["That was it.", "[laughs] And then we left.", "-- So."],
        ["Really?", "yes, really!", "and so on."],
        ["It was at 5 p.m. Eastern.", "We met at 5 p.m.", "The rest is known."],
        ["Acme Inc. Boston hired me.", "I left Acme Inc.", "I was free."],
        ["See No. 5 and vol. 3 for more.", "No.", "I said no."],
        ["We built the app.", "iPhone users came.", "macOS too."],
        ["She studied C.S. and got a Ph.D.", "Then she left etc. and so on."],
        ["昔々。", "始まった！", "そして？", "終わり"],
        ["One", "Two"],
    ],
    ids=lambda parts: parts[0],
)
def test_sentences_are_found(parts: list[str]) -> None:
    joined = "\n" if parts[0] == "One" else "" if parts[0] == "昔々。" else " "
    assert split(joined.join(parts)) == parts


def test_a_line_break_always_ends_a_sentence() -> None:
    assert split("and then I --\nyeah\n\n went on") == ["and then I --", "yeah", "went on"]


def test_the_number_of_a_list_entry_is_no_sentence() -> None:
    assert split("1. Begin small.\n2. Ask. 3 is enough.") == ["1. Begin small.", "2. Ask.", "3 is enough."]


def test_who_writes_small_letters_only_still_ends_sentences() -> None:
    assert split("i quit. then i began. it was e.g. docker. so yes.") == [
        "i quit.",
        "then i began.",
        "it was e.g. docker.",
        "so yes.",
    ]


def test_a_stop_after_other_signs_is_an_end() -> None:
    assert split('He said "yes". Then "no" . Well.') == ['He said "yes".', 'Then "no" .', "Well."]


@pytest.mark.parametrize("text", ["", "  \n ", "\n"])
def test_no_words_no_sentences(text: str) -> None:
    assert sentences(text) == []


@given(st.text(st.sampled_from('ab.AB !?…"\n1,。[]-') | st.characters(), max_size=200))
def test_every_character_but_white_space_is_in_one_sentence(text: str) -> None:
    found = sentences(text)
    at = 0
    for start, end in found:
        assert not text[at:start].strip()
        assert start < end
        assert text[start:end] == text[start:end].strip()
        at = end
    assert not text[at:].strip()


def test_words_are_what_stands_between_white_space_and_keys_what_the_scorer_compares() -> None:
    text = " It's -- Node.js,\n3.11! "
    assert [text[start:end] for start, end in spans(text)] == ["It's", "--", "Node.js,", "3.11!"]
    assert count(text) == 4
    assert keys(text) == ["it's", "node", "js", "3", "11"]
