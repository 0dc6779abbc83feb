"""Walks the pages of an account's posts: what is new first, then on through what is older, some pages a look.

    first look        the newest pages; how far it came is kept
    each look after   the newest page, or as many as it takes to reach what was seen; then on where the last one stopped

So a look asks for few pages, nothing between two looks is missed, and the whole history is here after some of them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from manymentors.errors import FetchError, InputError
from manymentors.shapes import Validators

MOST_PAGES = 8

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """`marks` rise with time: the newest entry has the greatest. `older` is where to go on, "" at the end."""

    entries: tuple[T, ...]
    marks: tuple[str, ...]
    older: str = ""


@dataclass(frozen=True, slots=True)
class Gathered(Generic[T]):
    entries: tuple[T, ...]
    kept: Validators


def gather(ask: Callable[[str], Page[T]], before: Validators) -> Gathered[T]:
    """`ask` brings the page at a place, "" for the newest. Raises the error of the first page only.

    Where a later page fails, what came is kept, and the next look goes on there. In the validators, `etag` is the mark
    of the newest entry and `last_modified` the place where older ones are still to be asked for.
    """
    page = ask("")
    entries = list(page.entries)
    newest = max((*page.marks, before.etag))
    is_new = not _reaches(page, before.etag)
    place = page.older if is_new else before.last_modified
    for _ in range(MOST_PAGES - 1):
        if not place:
            break
        try:
            page = ask(place)
        except (FetchError, InputError):
            break
        entries += page.entries
        reached = is_new and _reaches(page, before.etag)
        is_new = is_new and not reached
        older = page.older if page.older != place else ""
        place = before.last_modified if reached else older
    return Gathered(tuple(entries), Validators(newest, place))


def _reaches(page: Page[T], seen: str) -> bool:
    """Does the page lead back to what was seen? Not the first time, when nothing was."""
    return bool(seen) and any(mark <= seen for mark in page.marks)
