"""The second, closer listening: what it changes, with a tagger that says what the test wants."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest

from manymentors.facts import closer
from manymentors.facts.features import Talk
from manymentors.facts.kinds import endorsement
from manymentors.facts.large.listen import COLUMN, COLUMNS, SORTS
from manymentors.facts.names import Mention
from manymentors.facts.reader import Scores
from manymentors.facts.tagger import CLOSER, Stretch
from manymentors.shapes import ENDORSED, FIELDS, KINDS
from tests.facts.talks import captions, cut

WORDS = (5, 45, 5)


@dataclass
class Says:
    """Stands for a tagger: a stretch of unit i gets row i."""

    rows: np.ndarray
    asked: list[Stretch] = field(default_factory=list)

    def closer(self, talk: Talk, stretches: Sequence[Stretch]) -> np.ndarray:
        self.asked += stretches
        return self.rows[[stretch.first for stretch in stretches]]


@dataclass
class Names:
    types: tuple[str, ...] = ("book", "person")


@dataclass
class Listener:
    """Stands for a reader."""

    settings: dict[str, Any]
    tagger: Says | None = None
    large: Says | None = None
    names: Names = field(default_factory=Names)


FAR = "The weather was fine in all of those weeks and nothing at all went on there as far as I know."
TALK = cut(captions("I did a thing of note then.", FAR, FAR, "I did a thing of note again."))
N = len(TALK.units)


def scores(*chances: float) -> Scores:
    level = np.array(chances, np.float32)
    kinds = np.tile(np.eye(13, dtype=np.float32)[3] * 0.6 + 0.4 / 13, (N, 1))
    fields = np.tile(np.eye(6, dtype=np.float32)[1], (N, 1))
    return Scores(level, level, kinds, fields, level, level)


def listener(rows: np.ndarray | None, **again: Any) -> Any:
    told: dict[str, Any] = {"least": 0.3}
    if again:
        told["again"] = {"least": 0.05, "most": 9, "first": 1.0, "closer": 1.0, "shift": 0.0} | again
    return Listener({"sorts": 0.5, "milestone": told, "nugget": told}, None if rows is None else Says(rows))


def found(reader: Any, fact: str = "milestone", most: int = 9) -> list[tuple[int, str]]:
    got = closer.facts(TALK, scores(0.9, 0.001, 0.001, 0.1), reader, fact, words=WORDS, most=most)
    assert [picked.chance for picked, _ in got] == sorted((p.chance for p, _ in got), reverse=True)
    return [(picked.unit, sort) for picked, sort in got]


def test_without_a_tagger_the_first_listening_decides():
    assert found(listener(None)) == [(0, KINDS[3])]
    assert found(listener(None), "nugget") == [(0, FIELDS[1])]


def test_a_tagger_that_does_not_listen_again_is_not_asked():
    reader = listener(np.zeros((N, CLOSER), np.float32))
    assert found(reader) == [(0, KINDS[3])]
    assert reader.tagger.asked == []


def test_the_second_listening_takes_in_leaves_out_and_names_the_kind():
    rows = np.zeros((N, CLOSER), np.float32)
    rows[0, closer.COLUMN["milestone"]] = -9
    rows[3, closer.COLUMN["milestone"]] = 9
    rows[3, 7] = 9
    assert found(listener(rows, shift=0.0)) == [(3, KINDS[7])]


def test_no_more_are_taken_than_wanted():
    rows = np.full((N, CLOSER), 9.0, np.float32)
    assert len(found(listener(rows, shift=0.0), most=1)) == 1


def test_the_large_listener_has_its_say_on_milestones_and_none_on_nuggets():
    rows = np.zeros((N, COLUMNS), np.float32)
    rows[0, COLUMN["milestone"]], rows[3, COLUMN["milestone"]] = -9, 9
    rows[3, 5] = 9
    reader = listener(np.zeros((N, CLOSER), np.float32), large=1.0, sorts=0.8)
    reader.large = Says(rows)
    assert found(reader) == [(3, KINDS[5])]
    reader.large.asked.clear()
    assert found(reader, "nugget") == [(0, FIELDS[1])]
    assert reader.large.asked == []


MENTIONS = [
    Mention("Ada Baum", 3, 7, 0, "run"),
    Mention("Ada", 3, 7, 1, "word"),
    Mention("Deep Down", 3, 7, 2, "run"),
    Mention("Ada Baum", 3, 7, 3, "run"),
    Mention("!", 3, 4, 3, "word"),
]
MARGINS = np.array([[1.0, 0, 1], [0.5, 0, 1], [0.4, 0, 1], [0.2, 0, 1], [0.1, 0, 1]], np.float32)


def judged(reader: Any) -> list[tuple[float, str, str]]:
    return [
        (round(figure, 2), mention.name, kind)
        for figure, mention, kind in endorsement.judged(TALK, MENTIONS, MARGINS, reader)
    ]


def test_names_are_judged_once_each_by_the_words_around_them():
    assert judged(Listener({"endorsement": {}})) == [
        (1.0, "Ada Baum", "person"),
        (0.5, "Ada", "person"),
        (0.4, "Deep Down", "person"),
    ]


def test_names_are_heard_again_as_names_and_may_change_place_and_type():
    rows = np.zeros((N, CLOSER), np.float32)
    rows[2, closer.COLUMN["endorsement"]] = 4
    rows[2, closer.SORTS["endorsement"].start + ENDORSED.index("book")] = 9
    reader = Listener({"endorsement": {"again": {"most": 4, "first": 1.0, "closer": 0.5}}}, Says(rows))
    assert judged(reader)[0] == (2.4, "Deep Down", "book")
    assert reader.tagger is not None
    assert {stretch.name for stretch in reader.tagger.asked} == {(3, 7)}


def test_the_large_listener_has_its_say_on_names():
    rows = np.zeros((N, COLUMNS), np.float32)
    rows[1, COLUMN["endorsement"]] = 4
    rows[1, SORTS["endorsement"].start + ENDORSED.index("book")] = 9
    told = {"most": 4, "first": 1.0, "closer": 0.5, "large": 0.5, "sorts": 0.9}
    small = Says(np.zeros((N, CLOSER), np.float32))
    reader = Listener({"endorsement": {"again": told}}, small, Says(rows))
    assert judged(reader)[0] == (2.5, "Ada", "book")


@pytest.mark.parametrize(("most", "kept"), [(9, [0, 3, 1, 2, 4]), (2, [0, 3])])
def test_a_name_is_heard_again_at_most_so_often(most, kept):
    order = [0, 3, 1, 2, 4, 0]
    assert endorsement.likeliest(MENTIONS, order, most) == kept
