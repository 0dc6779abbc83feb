"""What the index promises to those who write it and those who search it."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from manymentors.errors import Busy, DiskFull, StoreError
from manymentors.search.index import Index
from manymentors.shapes import Entry, Filters
from tests.search.hashing_embedder import DIMS, all_alike, embed, nothing_alike

Open = Callable[..., Index]

NAMING = Entry(
    1,
    10,
    100,
    "Naming things is the hardest part of programming, said the lighthouse",
    (7,),
    "episode",
    ("technical",),
    738_000,
)
HIRING = Entry(
    2,
    10,
    100,
    "We hired people who wrote well, said the lighthouse",
    (7, 8),
    "episode",
    ("leadership", "career"),
    738_000,
)
WRITING = Entry(
    3, 11, 200, "Write every day before breakfast, said the lighthouse", (9,), "post", (), 738_500
)
ALL = [NAMING, HIRING, WRITING]


def found(index: Index, query: str, filters: Filters | None = None, limit: int = 20) -> list[int]:
    return [hit.passage for hit in index.search(query, filters or Filters(), limit)]


def filled(index: Index, entries: Sequence[Entry] = ALL, watermark: int = 1) -> Index:
    index.upsert(entries)
    index.commit(watermark)
    return index


def test_a_folder_that_is_not_there_is_an_empty_index_and_searching_does_not_make_it(
    open_index: Open, folder: Path
):
    index = open_index()
    assert (index.watermark, index.search("anything")) == (0, [])
    assert not folder.exists()


def test_what_is_committed_is_found_with_its_item_and_the_watermark_moves(open_index: Open):
    index = filled(open_index(), watermark=41)
    (hit,) = index.search("naming things")
    assert (hit.passage, hit.item, index.watermark) == (1, 10, 41)


def test_other_forms_of_a_word_and_accents_are_found(open_index: Open):
    index = filled(open_index(nothing_alike), [*ALL, Entry(4, 12, 1, "José programs in Zürich")])
    assert set(found(index, "programmed")) == {1, 4}
    assert found(index, "jose") == found(index, "zurich") == [4]


def test_a_near_vector_is_found_without_a_common_word(open_index: Open):
    near = {"ship it": [1.0, 0.0], "release early": [0.8, 0.6], "sleep well": [0.0, 1.0]}

    def meaning(texts: Sequence[str]) -> NDArray[np.float32]:
        return np.array([near[text] + [0.0] * (DIMS - 2) for text in texts], dtype=np.float32)

    entries = [Entry(1, 1, 1, "release early"), Entry(2, 2, 1, "sleep well")]
    assert found(filled(open_index(meaning), entries), "ship it") == [1]


def test_no_common_word_and_nothing_near_is_answered_with_silence(open_index: Open):
    index = filled(open_index())
    assert index.search("sourdough hydration") == []


def test_small_words_alone_do_not_make_a_match_but_can_be_asked_for(open_index: Open):
    index = filled(open_index(nothing_alike))
    assert found(index, "how do we get sourdough") == []
    assert found(index, "we") == [2]
    assert found(index, "is of the") == [1]


def test_where_no_vector_is_near_a_passage_must_hold_more_than_a_third_of_the_words(open_index: Open):
    words = "naming sourdough cinnamon"
    assert found(filled(open_index(nothing_alike)), words) == []
    assert found(open_index(nothing_alike), words + " programming") == [1]


def test_where_a_vector_is_near_any_word_is_enough(open_index: Open):
    index = filled(open_index(all_alike))
    assert set(found(index, "naming sourdough cinnamon")) == {1, 2, 3}


def test_a_quoted_part_must_stand_there_as_it_is(open_index: Open):
    entries = [Entry(1, 1, 1, "burn the ships today"), Entry(2, 2, 1, "the ships burn today")]
    index = filled(open_index(all_alike), entries)
    assert found(index, '"burn the ships"') == [1]
    assert found(index, "“the ships burn”") == [2]
    assert found(index, '"today" ships') == [1, 2]
    assert found(index, '"burn the boats"') == []
    assert set(found(index, '"burn the boats')) == {1, 2}


@pytest.mark.parametrize(
    ("filters", "passing"),
    [
        (Filters(), {1, 2, 3}),
        (Filters(person=7), {1, 2}),
        (Filters(person=8), {2}),
        (Filters(source=200), {3}),
        (Filters(kind="post"), {3}),
        (Filters(field="career"), {2}),
        (Filters(since=738_500), {3}),
        (Filters(until=738_499), {1, 2}),
        (Filters(since=738_000, until=738_000), {1, 2}),
        (Filters(since=-5, until=date.max.toordinal()), {1, 2, 3}),
        (Filters(until=-1), set()),
        (Filters(person=7, kind="post"), set()),
        (Filters(person=404), set()),
        (Filters(sources=frozenset({100, 404})), {1, 2}),
        (Filters(sources=frozenset({100, 200})), {1, 2, 3}),
        (Filters(sources=frozenset({200}), person=7), set()),
        (Filters(sources=frozenset()), set()),
    ],
)
@pytest.mark.parametrize("embedder", [all_alike, nothing_alike])
def test_filters_narrow_words_and_vectors_alike(
    open_index: Open, embedder, filters: Filters, passing: set[int]
):
    index = filled(open_index(embedder))
    assert set(found(index, "lighthouse", filters)) == passing


def test_one_reader_may_search_within_other_sources_each_time_and_sees_what_was_committed_since(
    open_index: Open,
):
    index = filled(open_index(all_alike))
    for sources, passing in (({100}, {1, 2}), ({100}, {1, 2}), ({200}, {3}), ({100}, {1, 2})):
        assert set(found(index, "lighthouse", Filters(sources=frozenset(sources)))) == passing
    filled(index, [Entry(4, 12, 100, "another lighthouse")])
    assert set(found(index, "lighthouse", Filters(sources=frozenset({100})))) == {1, 2, 4}


def test_the_limit_is_kept_and_can_be_nothing(open_index: Open):
    index = filled(open_index(all_alike), [Entry(n, n, 1, f"same words {n}") for n in range(300)])
    assert len(index.search("same", limit=250)) == 250
    assert index.search("same", limit=0) == []


def test_nothing_shows_before_the_commit_and_readers_see_it_without_reopening(open_index: Open):
    writer, reader = open_index(), open_index()
    assert found(reader, "naming") == []
    writer.upsert(ALL)
    assert (found(reader, "naming"), found(writer, "naming")) == ([], [])
    writer.commit(5)
    assert (found(reader, "naming"), reader.watermark) == ([1], 5)


def test_upserting_twice_is_upserting_once(open_index: Open):
    index = filled(open_index(all_alike))
    once = index.search("naming hired write")
    filled(index).upsert([NAMING, *ALL])
    index.commit(1)
    assert index.search("naming hired write") == once


def test_an_upsert_replaces_text_and_tags(open_index: Open):
    index = filled(open_index(nothing_alike))
    filled(index, [Entry(1, 10, 100, "Cache invalidation", (70,))])
    assert found(index, "naming") == []
    assert found(index, "cache", Filters(person=70)) == [1]
    assert found(index, "cache", Filters(person=7)) == []


def test_deleting_an_item_takes_out_all_its_passages_and_no_others(open_index: Open):
    index = filled(open_index(all_alike))
    index.delete([10, 404])
    index.commit(2)
    assert found(index, "naming hired write") == [3]
    index.delete([])
    index.delete([11])
    index.commit(3)
    assert index.search("naming hired write") == []


def test_an_item_cut_anew_in_one_batch_has_its_new_passages_only(open_index: Open):
    index = filled(open_index(all_alike))
    index.delete([10])
    index.upsert([Entry(8, 10, 100, NAMING.text), Entry(2, 10, 100, "other words")])
    index.upsert([])
    index.commit(2)
    assert set(found(index, "naming hired write other")) == {2, 3, 8}
    assert found(index, "hired", limit=1) != [1]


def test_texts_that_an_item_had_before_are_not_embedded_again(open_index: Open):
    embedded: list[str] = []

    def counting(texts: Sequence[str]) -> NDArray[np.float32]:
        embedded.extend(texts)
        return embed(texts)

    with open_index(counting) as index:
        filled(index)
        index.delete([10])
        filled(index, [Entry(5, 10, 100, HIRING.text), Entry(6, 10, 100, "brand new words")])
    assert embedded == [*(entry.text for entry in ALL), "brand new words"]
    assert found(index, HIRING.text)[0] == 5


def test_a_second_writer_is_told_in_words_and_may_write_once_the_first_has_closed(open_index: Open):
    first, second = filled(open_index()), open_index()
    with pytest.raises(Busy, match=r"Another process is writing the search index .* try again"):
        second.upsert(ALL)
    assert found(second, "naming") == [1]
    first.close()
    assert filled(second, watermark=2).watermark == 2


def test_what_was_not_committed_is_dropped_by_closing(open_index: Open):
    with open_index() as index:
        filled(index)
        index.delete([10])
        index.upsert([Entry(9, 9, 9, "never committed")])
    assert (found(index, "never naming"), index.watermark) == ([1], 1)
    filled(index, [Entry(9, 9, 9, "committed later")], watermark=2)
    assert set(found(index, "never naming later")) == {1, 9}


def test_a_wiped_index_is_empty_at_once_and_can_be_filled_again(open_index: Open):
    index, reader = filled(open_index()), open_index()
    index.wipe()
    assert (index.watermark, found(index, "naming"), found(reader, "naming")) == (0, [], [])
    assert found(filled(index), "naming") == found(reader, "naming") == [1]


def test_what_another_maker_embedded_counts_as_nothing_and_is_replaced(open_index: Open):
    filled(open_index(), watermark=9).close()
    newer = open_index(maker="hashing 2")
    assert (newer.watermark, found(newer, "naming")) == (0, [])
    filled(newer, [WRITING], watermark=3)
    assert (found(newer, "naming"), found(newer, "breakfast"), newer.watermark) == ([], [3], 3)
    assert open_index().watermark == 0


def every_file(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and "lock" not in path.name)


@pytest.mark.parametrize("how", ["gone", "empty", "cut short", "garbage in front"])
def test_a_broken_folder_is_an_empty_index_that_can_be_built_again(open_index: Open, folder: Path, how: str):
    filled(open_index(), watermark=4).close()
    for at in range(len(every_file(folder))):
        path = every_file(folder)[at]
        data = path.read_bytes()
        broken = {
            "gone": None,
            "empty": b"",
            "cut short": data[: len(data) // 2],
            "garbage in front": b"\xff" * 8 + data[8:],
        }
        if broken[how] is None:
            path.unlink()
        else:
            path.write_bytes(broken[how])
        index = open_index()
        assert index.watermark in (0, 4)
        with suppress(StoreError):  # damage within a file shows only when it is read
            index.search("naming")
        index.wipe()
        assert found(filled(index, watermark=4), "naming") == [1]
        index.close()


def test_damage_met_while_searching_is_told_in_words(open_index: Open, folder: Path):
    filled(open_index()).close()
    (words,) = folder.glob("words/*.term")
    words.write_bytes(b"\xff" * 32 + words.read_bytes()[32:])
    with pytest.raises(StoreError, match=r"is damaged.*Delete that folder"):
        open_index().search("naming")


def test_codes_that_are_missing_make_the_index_empty(open_index: Open, folder: Path):
    filled(open_index(), watermark=4).close()
    (folder / "codes-0" / "rows").write_bytes(b"")
    index = open_index()
    assert (index.watermark, found(index, "naming")) == (0, [])
    assert found(filled(index), "naming") == [1]


@pytest.mark.parametrize(
    ("failure", "error", "words"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), DiskFull, "No room left"),
        (OSError(errno.EIO, "Input/output error"), StoreError, "cannot be written"),
        (KeyboardInterrupt(), KeyboardInterrupt, None),
    ],
)
def test_a_commit_that_fails_harms_nothing_and_can_be_tried_again(
    open_index: Open,
    monkeypatch: pytest.MonkeyPatch,
    failure: BaseException,
    error: type[BaseException],
    words: str | None,
):
    index = filled(open_index(), watermark=1)
    index.delete([10])
    index.upsert([Entry(9, 9, 9, "late arrival")])

    def fail(descriptor: int) -> None:
        raise failure

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", fail)
        with pytest.raises(error, match=words):
            index.commit(2)
    assert (found(index, "naming"), found(index, "arrival"), index.watermark) == ([1], [], 1)
    filled(index, [Entry(9, 9, 9, "late arrival")], watermark=2)
    assert (found(index, "naming"), found(index, "arrival"), index.watermark) == ([1], [9], 2)


def test_outdated_rows_are_left_behind_when_they_are_most(open_index: Open, folder: Path):
    index, reader = filled(open_index(all_alike, compact_from=10)), open_index(all_alike)
    before = index.search("naming hired write")
    for watermark in range(2, 7):
        filled(index, watermark=watermark)
        assert index.search("naming hired write") == before == reader.search("naming hired write")
        assert found(reader, "naming hired", Filters(field="career")) == [2]
    assert [path.name for path in folder.glob("codes-*")] == ["codes-1"]
    assert (folder / "codes-1" / "rows").stat().st_size < 10 * 32
    index.delete([10, 11])
    for watermark in range(7, 20):
        filled(index, [WRITING], watermark=watermark)
    assert found(reader, "naming hired write") == [3]
    assert reader.watermark == 19
    index.close()
    assert found(open_index(all_alike), "naming hired write") == [3]


def test_numbers_that_cannot_be_are_refused_before_anything_changes(open_index: Open):
    index = filled(open_index())
    with pytest.raises(OverflowError):
        index.upsert([Entry(-1, 1, 1, "below nothing")])
    assert found(filled(index, [WRITING]), "naming") == [1]


def test_heard_is_all_that_words_or_vectors_find_each_with_its_cosine(open_index: Open):
    index = filled(open_index())
    hits = index.heard(ALL[0].text)
    assert {hit.passage for hit in hits} == {entry.passage for entry in ALL}
    assert len({hit.passage for hit in hits}) == len(hits)
    best = max(hits, key=lambda hit: hit.score)
    assert best.passage == ALL[0].passage
    assert best.score == pytest.approx(1, abs=0.02)
    few = index.heard(ALL[0].text, depth=1)
    assert {hit.passage for hit in few} <= {hit.passage for hit in hits}


def test_what_was_said_before_a_text_is_half_of_its_vector_and_none_of_its_words(open_index: Open):
    index = filled(
        open_index(),
        [Entry(1, 1, 100, "swallow your ego", before="how do you delegate"), Entry(2, 2, 100, "write tests")],
    )
    assert index.heard("how do you delegate")[0].passage == 1
    assert index.heard("how do you delegate")[0].score == pytest.approx(0.7, abs=0.15)
    assert index.search('"delegate"') == []
    again = filled(index, [Entry(1, 1, 100, "swallow your ego", before="what about lunch")])
    assert again.heard("how do you delegate")[0].score < 0.5, "another surrounding is another vector"


def test_a_question_without_words_or_an_index_that_is_not_there_is_heard_with_nothing(open_index: Open):
    assert open_index().heard("anything") == []
    assert open_index().rarity("anything") == {}
    assert filled(open_index()).heard("?!") == []


def test_a_word_that_few_hold_is_rarer_than_one_that_many_hold(open_index: Open):
    index = open_index()
    index.upsert([Entry(at, at, 1, "a keel of oak" if at else "a keel of iron") for at in range(6)])
    index.commit(1)
    rare = index.rarity("which keel, iron or “unheard of”?")
    assert rare["keel"] < rare["iron"] < rare["unheard"] <= 1
    assert "or" not in rare
