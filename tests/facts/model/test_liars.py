"""Whatever a server does: not one word is shown that was not said, nothing crashes, and what was dropped is told."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from manymentors.engines.language import LanguageModel
from manymentors.facts.model import REASONS, Mode, read
from manymentors.shapes import ENDORSED, FIELDS, KINDS
from tests.facts.model.liars import LIARS, Liar, says
from tests.facts.model.said import POISON, unsaid
from tests.facts.model.talk import (
    DOCUMENT,
    FIRST,
    Model,
    answer,
    endorsement,
    milestone,
    nugget,
)
from tests.http_client.servers import Server, serving


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as running:
        yield running


def model_at(server: Server, liar: Liar, folder: Path | None = None) -> LanguageModel:
    server.routes["/v1/chat/completions"] = liar
    return LanguageModel(
        server.url("/v1"), "tiny", key="sk-secret", folder=folder, seconds=0.4, sleep=lambda _: None
    )


@pytest.mark.parametrize("mode", ["candidates", "whole"])
@pytest.mark.parametrize("lie", LIARS)
def test_no_word_is_shown_that_was_not_said(lie: str, mode: Mode, server: Server, tmp_path: Path) -> None:
    began = time.monotonic()
    ask = model_at(server, LIARS[lie], tmp_path)
    for _ in range(2):  # asked, and perhaps kept
        result = read(DOCUMENT, first=FIRST, ask=ask, mode=mode)
        assert unsaid(DOCUMENT, result.reading) == []
        assert sum(result.dropped.values()) > 0
        assert set(result.dropped) <= set(REASONS)
        assert result.answered or result.reading == FIRST
        assert POISON not in result.trouble.replace(f"{POISON}.example", "")
        assert "sk-secret" not in repr(result)
    assert server.asked
    assert all(POISON not in path.name for path in tmp_path.iterdir())
    assert time.monotonic() - began < 5


def test_an_honest_server_is_believed(server: Server) -> None:
    said = answer([milestone(5)], [nugget(9)], [endorsement(11, "The Pragmatic Programmer")])
    result = read(DOCUMENT, first=FIRST, ask=model_at(server, says(said)), mode="whole")
    assert unsaid(DOCUMENT, result.reading) == []
    assert [
        len(facts)
        for facts in (result.reading.milestones, result.reading.nuggets, result.reading.endorsements)
    ] == [1, 1, 1]
    assert result.dropped == {}


def test_the_promise_is_one_that_can_be_broken() -> None:
    fact = FIRST.milestones[0]
    for lie in (
        replace(fact, quote=replace(fact.quote, text=f"{POISON} on a help desk")),
        replace(fact, what="sold a company"),
        replace(fact, kind="zeal"),
        replace(fact, year=1987),
        replace(fact, person="Nobody"),
    ):
        assert unsaid(DOCUMENT, replace(FIRST, milestones=(lie,)))


# --- anything at all

_LINES = st.one_of(
    st.integers(-2, 15), st.integers(), st.booleans(), st.floats(), st.text(max_size=3), st.none()
)
_WORDS = st.one_of(
    st.sampled_from(
        [
            *KINDS,
            *FIELDS,
            *ENDORSED,
            "high",
            "medium",
            "low",
            POISON,
            "Grace",
            "The Pragmatic Programmer",
            "you",
        ]
    ),
    st.text(max_size=12),
    st.none(),
)
_PARTS = st.fixed_dictionaries(
    {"first": _LINES, "last": _LINES, "sure": _WORDS},
    optional={
        "kind": _WORDS,
        "field": _WORDS,
        "type": _WORDS,
        "name": _WORDS,
        "year": _LINES,
        "person": _WORDS,
        "quote": _WORDS,
    },
)
_RIGHT = st.integers(1, 12)
_ENTRY = st.one_of(
    _PARTS,
    st.builds(milestone, _RIGHT, _RIGHT, st.sampled_from(KINDS), st.sampled_from([0, 2009, 2012, 1987])),
    st.builds(nugget, _RIGHT, _RIGHT, st.sampled_from(FIELDS)),
    st.builds(endorsement, _RIGHT, _WORDS, st.sampled_from(ENDORSED)),
    st.recursive(
        _WORDS, lambda inner: st.lists(inner) | st.dictionaries(st.text(max_size=3), inner), max_leaves=5
    ),
)
_ANSWER = st.dictionaries(
    st.one_of(st.sampled_from(["milestones", "nuggets", "endorsements"]), st.text(max_size=4)),
    st.one_of(st.lists(_ENTRY, max_size=15), _WORDS),
)


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(_ANSWER.map(json.dumps), st.text()),
    st.integers(0, 2000),
    st.sampled_from(["candidates", "whole"]),
)
def test_whatever_is_answered_only_what_was_said_is_shown(said: str, cut: int, mode: Any) -> None:
    for text in (said, said[:cut]):
        result = read(DOCUMENT, first=FIRST, ask=Model(text), mode=mode)
        assert unsaid(DOCUMENT, result.reading) == []
