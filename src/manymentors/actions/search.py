"""Answers a search with passages that the user may see. Writes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from manymentors.actions.open_index import reading
from manymentors.search.words import matching
from manymentors.shapes import Filters
from manymentors.store.models import Item, Passage, User
from manymentors.store.queries.passages import follows_all, passages, sources_seen


@dataclass(frozen=True, slots=True)
class Answer:
    """A passage; `marks` are the spans in its text of the words that were asked for."""

    passage: Passage
    score: float
    marks: tuple[tuple[int, int], ...]

    def pieces(self) -> Iterator[tuple[str, bool]]:
        """The text in order, each piece with whether it was asked for."""
        at = 0
        for start, end in self.marks:
            yield self.passage.text[at:start], False
            yield self.passage.text[start:end], True
            at = end
        yield self.passage.text[at:], False


@dataclass(frozen=True, slots=True)
class Group:
    """What one item says, the best first; `best` gives its place among the others."""

    item: Item
    best: float
    answers: tuple[Answer, ...]


def search(user: User, question: str, filters: Filters, limit: int) -> list[tuple[Passage, float]]:
    """Passages with their scores, best first; empty where nobody has said anything on it.

    The index knows all users' passages, and is asked within the sources that this user follows.
    """
    hits = reading().search(question, within(user, filters), limit)
    scores = {hit.passage: hit.score for hit in hits}
    return [(row, scores[row.pk]) for row in passages(user, [hit.passage for hit in hits])]


def within(user: User, filters: Filters) -> Filters:
    """Nothing narrows where the user follows all sources that there are, as on most installations."""
    return filters if follows_all(user) else replace(filters, sources=frozenset(sources_seen(user)))


def answers(user: User, question: str, filters: Filters, limit: int = 200) -> list[Group]:
    """The same, item by item: the item of the best passage first."""
    found: dict[int, list[Answer]] = {}
    for row, score in search(user, question, filters, limit):
        found.setdefault(row.item_id, []).append(Answer(row, score, ()))
    return [Group(told[0].passage.item, told[0].score, tuple(told)) for told in found.values()]


def with_marks(group: Group, question: str) -> Group:
    """Only what is shown is marked: it takes some time."""
    return replace(
        group,
        answers=tuple(
            replace(answer, marks=tuple(matching(question, answer.passage.text))) for answer in group.answers
        ),
    )


def is_built() -> bool:
    """Is there an index yet? It is built with the first sync."""
    return reading().watermark > 0
