"""Answers a search with passages that the user may see. Writes nothing."""

from __future__ import annotations

from manymentors.actions.open_index import reading
from manymentors.shapes import Filters
from manymentors.store.models import Passage, User
from manymentors.store.queries.passages import passages


def search(user: User, question: str, filters: Filters, limit: int) -> list[tuple[Passage, float]]:
    """Passages with their scores, best first; empty where nobody has said anything on it.

    The index knows all users' passages: more are asked for than wanted, so that enough are left of those seen.
    """
    hits = reading().search(question, filters, limit * 3)
    scores = {hit.passage: hit.score for hit in hits}
    rows = passages(user, [hit.passage for hit in hits])
    return [(row, scores[row.pk]) for row in rows[:limit]]
