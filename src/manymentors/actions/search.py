"""Answers a search with passages that the user may see. Writes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from manymentors.actions.open_index import reading
from manymentors.search.words import matching
from manymentors.shapes import Filters, Hit
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
    """What one item says on it, the best first."""

    item: Item
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


DEPTH = 200
"""Passages that are looked at before they are put together by their items."""


def answers(
    user: User, question: str, filters: Filters, *, page: int = 1, size: int = 12
) -> tuple[list[Group], bool]:
    """One page of the same, item by item, the item of the best passage first; and whether there is more.

    Only what is shown is loaded and marked.
    """
    by_item: dict[int, list[Hit]] = {}
    for hit in reading().search(question, within(user, filters), DEPTH):
        by_item.setdefault(hit.item, []).append(hit)
    items = list(by_item)
    shown = [hit for item in items[(page - 1) * size : page * size] for hit in by_item[item]]
    scores = {hit.passage: hit.score for hit in shown}
    groups: dict[int, list[Answer]] = {}
    for row in passages(user, [hit.passage for hit in shown]):
        marks = tuple(matching(question, row.text))
        groups.setdefault(row.item_id, []).append(Answer(row, scores[row.pk], marks))
    return [Group(told[0].passage.item, tuple(told)) for told in groups.values()], len(items) > page * size


def is_built() -> bool:
    """Is there an index yet? It is built with the first sync."""
    return reading().watermark > 0
