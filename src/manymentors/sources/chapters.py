"""Podcasting 2.0 chapters files (JSON) → [Chapter]."""

from __future__ import annotations

import json
import math

from manymentors.errors import BrokenFile
from manymentors.shapes import Chapter
from manymentors.sources.clean import one_line, web_address

MOST_CHAPTERS = 2000


def read_chapters(data: bytes) -> tuple[Chapter, ...]:
    """The chapters in order of time; those with `toc: false` are hidden, those without a start are left out.

    Raises BrokenFile for what is not a chapters file.
    """
    try:
        listed = json.loads(data)["chapters"]
        if not isinstance(listed, list):
            raise TypeError
    except (ValueError, TypeError, KeyError, RecursionError) as exc:
        raise BrokenFile(
            "This is not a chapters file: there should be JSON with a list called “chapters”."
        ) from exc
    found = [_chapter(entry) for entry in listed[:MOST_CHAPTERS] if isinstance(entry, dict)]
    return tuple(sorted((chapter for chapter in found if chapter), key=lambda chapter: chapter.start))


def _chapter(entry: dict[str, object]) -> Chapter | None:
    start = seconds(entry.get("startTime"))
    if start is None:
        return None
    return Chapter(
        title=one_line(str(entry.get("title") or "")),
        start=start,
        url=web_address(str(entry.get("url") or "")),
        hidden=entry.get("toc") is False,
    )


def seconds(value: object) -> float | None:
    """Seconds out of 62.5, "62.5", "1:02.5" or "0:01:02.500"; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        total = 0.0
        for part in str(value).strip().split(":"):
            total = total * 60 + float(part)
    except ValueError:
        return None
    return total if math.isfinite(total) and 0 <= total < 1e7 and str(value).count(":") <= 2 else None
