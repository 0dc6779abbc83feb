"""Turns the date strings of feeds, in all their dialects, into moments."""

from __future__ import annotations

import calendar
import re
import time
from datetime import UTC, datetime, timedelta
from typing import cast

from fastfeedparser.main import (
    _parse_date as parse_common,
)  # private, and so the version is pinned and a test reads 48

FIRST_YEAR = 1990
LONGEST = 100


def read_date(raw: str) -> datetime | None:
    """The moment in UTC; None for what cannot be read."""
    text = raw.strip()
    if not text or len(text) > LONGEST or not re.search(r"\d", text):
        return None
    found = cast("str | None", parse_common(text)) or cast("str | None", parse_common(_in_english(text)))
    if found:
        return datetime.fromisoformat(found).astimezone(UTC)
    return _read_rare(text)


def believable(moment: datetime | None, now: datetime) -> datetime | None:
    """None for a moment that a feed can only have by mistake: the far past, or more than a day ahead."""
    if moment is None or moment.year < FIRST_YEAR or moment > now + timedelta(days=1):
        return None
    return moment


def _in_english(text: str) -> str:
    """“ven., 03 juil. 2020 15:09:58 +0000” → “03 Jul 2020 15:09:58 +0000”."""
    text = re.sub(r"^[^\W\d_]+\.?, *", "", text).replace("\\n", " ").replace(" - ", " ")
    text = re.sub(r"([+-]\d\d:\d\d)Z$", r"\1", text)
    words = re.sub(r"[^\W\d_]+\.?,?", lambda word: _translated(word[0]), text)
    return re.sub(r"(\d)\.(?=\s)", r"\1", words).strip(" ,")


def _translated(word: str) -> str:
    letters = word.strip(".,").lower()
    if letters in ("t", "z", "am", "pm", "gmt", "utc"):
        return word
    return next((month for start, month in _MONTHS if letters.startswith(start)), "")


_MONTHS = [
    (start, month)
    for month, starts in {
        "Jan": "jan gen ene", "Feb": "feb fév fev", "Mar": "mar mär mrt", "Apr": "apr avr abr", "May": "mai may mag mei",
        "Jun": "jun juin giu", "Jul": "jul juil lug", "Aug": "aug aoû ago", "Sep": "sep set", "Oct": "oct okt ott out",
        "Nov": "nov", "Dec": "dec déc dez dic",
    }.items()
    for start in starts.split()
]  # fmt: skip


def _read_rare(text: str) -> datetime | None:
    from feedparser.datetimes import _parse_date as parse_rare

    parts = cast("time.struct_time | None", parse_rare(text))
    try:
        return datetime.fromtimestamp(calendar.timegm(parts), UTC) if parts else None
    except (ValueError, OverflowError, OSError):
        return None
