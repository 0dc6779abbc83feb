"""Whatever is written in whatever order: the index answers as a plain list of the same passages would."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from manymentors.search.index import Index
from manymentors.search.words import SMALL_WORDS, ask
from manymentors.shapes import Entry, Filters
from tests.search.conftest import MEMORY
from tests.search.hashing_embedder import DIMS, all_alike, embed, nothing_alike

WORDS = ("rope", "lamp", "fern", "mint")
EMBEDDERS = {"words": nothing_alike, "vectors": all_alike}

entries = st.builds(
    Entry,
    passage=st.integers(0, 12),
    item=st.integers(0, 3),
    source=st.integers(0, 1),
    text=st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(" ".join),
    people=st.lists(st.integers(0, 2), max_size=3).map(tuple),
    kind=st.sampled_from(["post", "episode"]),
    fields=st.lists(st.sampled_from(["career", "technical"]), max_size=2).map(tuple),
    day=st.integers(0, 3),
)
narrowings = st.builds(
    Filters,
    person=st.none() | st.integers(0, 2),
    source=st.none() | st.integers(0, 1),
    sources=st.none() | st.frozensets(st.integers(0, 2)),
    kind=st.sampled_from(["", "", "post", "episode"]),
    field=st.sampled_from(["", "", "career", "technical"]),
    since=st.none() | st.integers(0, 3),
    until=st.none() | st.integers(0, 3),
)


def passes(entry: Entry, filters: Filters) -> bool:
    return (
        (filters.person is None or filters.person in entry.people)
        and (filters.source is None or filters.source == entry.source)
        and (filters.sources is None or entry.source in filters.sources)
        and (not filters.kind or filters.kind == entry.kind)
        and (not filters.field or filters.field in entry.fields)
        and (filters.since is None or entry.day >= filters.since)
        and (filters.until is None or entry.day <= filters.until)
    )


class BesideAPlainList(RuleBasedStateMachine):
    """Two indexes, one that finds by words alone and one by vectors, beside a dict of what they should hold."""

    def __init__(self) -> None:
        super().__init__()
        self.place = TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None)
        self.open()
        self.pending: dict[int, Entry] = {}
        self.committed: dict[int, Entry] = {}
        self.watermark = 0

    def open(self) -> None:
        self.indexes = {
            by: Index.open(Path(self.place.name) / by, embedder, DIMS, by, floor=0.5, compact_from=6)
            for by, embedder in EMBEDDERS.items()
        }

    def teardown(self) -> None:
        for index in self.indexes.values():
            index.close()
        self.place.cleanup()

    @rule(batch=st.lists(entries, max_size=6))
    def upsert(self, batch: list[Entry]) -> None:
        for index in self.indexes.values():
            index.upsert(batch)
        self.pending |= {entry.passage: entry for entry in batch}

    @rule(items=st.sets(st.integers(0, 4), max_size=3))
    def delete(self, items: set[int]) -> None:
        for index in self.indexes.values():
            index.delete(items)
        self.pending = {number: entry for number, entry in self.pending.items() if entry.item not in items}

    @rule()
    def commit(self) -> None:
        self.watermark += 1
        for index in self.indexes.values():
            index.commit(self.watermark)
        self.committed = dict(self.pending)

    @rule()
    def stop_and_start_again(self) -> None:
        for index in self.indexes.values():
            index.close()
        self.open()
        self.pending = dict(self.committed)

    @rule()
    def wipe(self) -> None:
        for index in self.indexes.values():
            index.wipe()
        self.pending, self.committed, self.watermark = {}, {}, 0

    @invariant()
    def the_watermark_is_the_last_one_committed(self) -> None:
        assert {index.watermark for index in self.indexes.values()} == {self.watermark}

    @rule(words=st.lists(st.sampled_from(WORDS), min_size=1, max_size=2), filters=narrowings)
    def search(self, words: list[str], filters: Filters) -> None:
        passing = [entry for entry in self.committed.values() if passes(entry, filters)]
        with_a_word = {(e.passage, e.item) for e in passing if set(e.text.split()) & set(words)}
        hits = self.indexes["words"].search(" ".join(words), filters, limit=50)
        assert len(hits) == len(with_a_word)
        assert {(hit.passage, hit.item) for hit in hits} == with_a_word
        assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
        near = self.indexes["vectors"].search("unheard", filters, limit=50)
        assert sorted((hit.passage, hit.item) for hit in near) == sorted((e.passage, e.item) for e in passing)


TestBesideAPlainList = BesideAPlainList.TestCase
TestBesideAPlainList.settings = settings(max_examples=25, stateful_step_count=16, deadline=None)

anything = st.text(st.characters(exclude_categories=()), max_size=80) | st.text(
    st.sampled_from("\"“”'+-*:()[]{}^~\\/ \x00ab½\ud800\u202e🎧"), max_size=40
)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=anything)
def test_no_query_is_an_error(searched: Index, query: str):
    searched.search(query)
    assert searched.search("+(" + query)[:0] == []


@pytest.fixture(scope="module")
def searched(tmp_path_factory: pytest.TempPathFactory) -> Index:
    with Index.open(tmp_path_factory.mktemp("search"), embed, DIMS, "hashing 1") as index:
        index.upsert([Entry(1, 1, 1, "a ab ½ 🎧 the quick \ud800 fox"), Entry(2, 1, 1, "")])
        index.commit(1)
    return index


def test_a_pasted_page_is_a_query_too(searched: Index):
    assert [hit.passage for hit in searched.search("fox " * 100_000)] == [1]


@given(query=anything)
def test_reading_a_query_loses_no_word_but_small_ones(query: str):
    query = query.encode("utf-8", "replace").decode()
    asked = ask(query)
    stems = {*asked.words, *(stem for phrase in asked.phrases for stem in phrase)}
    for word in ask(query.replace('"', " ")).words:
        assert word in stems or word in SMALL_WORDS or not stems


@pytest.mark.parametrize(
    ("query", "words", "phrases"),
    [
        ("How do I get started?", ("start",), ()),
        ("what is it", ("what", "is", "it"), ()),
        ('"burn the ships" today today', ("today",), (("burn", "the", "ship"),)),
        ('«Zürich» "" "!"', (), (("zurich",),)),
        ('half "open', ("half", "open"), ()),
        ("?!", (), ()),
    ],
)
def test_a_query_is_read_as_words_and_quoted_parts(
    query: str, words: tuple[str, ...], phrases: tuple[tuple[str, ...], ...]
):
    asked = ask(query)
    assert (asked.words, asked.phrases) == (words, phrases)
