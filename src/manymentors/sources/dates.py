"""Turns the date strings of feeds, in all their dialects, into moments."""

from __future__ import annotations

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
    """The moment in UTC; None for what cannot be read, or would have to be completed with today's date."""
    text = raw.strip()
    if len(text) > LONGEST:
        return None
    text = re.sub(
        r"(?<= \d{4}) (?:GMT|UTC)$", "", text
    )  # a zone without a time, which the parser does not take
    if found := re.fullmatch(r"(\d{4})(?:-(0[1-9]|1[0-2]))?", text, re.ASCII):
        return datetime(max(1, int(found[1])), int(found[2] or 1), 1, tzinfo=UTC)
    if re.fullmatch(r"\D*\d{4}\D*", text) and _in_english(text):  # “Nov. 2020”
        text = f"1 {_in_english(text)}"
    if not _is_whole(text):
        return None
    iso = cast("str | None", parse_common(text))
    if iso is None and (rare := _read_rare(text)):
        return rare
    iso = iso or cast("str | None", parse_common(_in_english(text)))
    return datetime.fromisoformat(iso).astimezone(UTC) if iso else None


def _is_whole(text: str) -> bool:
    """Does it hold a year, a month and a day? The parsers would take what is missing from today."""
    numbers = re.findall(r"\d+", text)
    if any(len(number) >= 8 for number in numbers) or len(numbers) >= 4:
        return True
    if re.fullmatch(r"\d\d?[./-]\d\d?[./-]\d\d", text):
        return True
    has_year = any(len(number) == 4 for number in numbers)
    return has_year and len(numbers) >= (2 if any(map(_month, _WORD.findall(text))) else 3)


def believable(moment: datetime | None, now: datetime) -> datetime | None:
    """None for a moment that a feed can only have by mistake: the far past, or more than a day ahead."""
    if moment is None or moment.year < FIRST_YEAR or moment > now + timedelta(days=1):
        return None
    return moment


def _in_english(text: str) -> str:
    """“ven., 03 juil. 2020 15:09:58 +0000” → “03 Jul 2020 15:09:58 +0000”; "" where the month cannot be made out."""
    text = re.sub(r"^[^\W\d_]+\.?, *", "", text).replace("\\n", " ").replace(" - ", " ")
    text = re.sub(r"([+-]\d\d:\d\d)Z$", r"\1", text)
    words = _WORD.findall(text)
    if any(not _translated(word) for word in words) and not any(map(_month, words)):
        return ""
    return re.sub(r"(\d)\.(?=\s)", r"\1", _WORD.sub(lambda word: _translated(word[0]), text)).strip(" ,")


_WORD = re.compile(r"[^\W\d_]+\.?,?")


def _translated(word: str) -> str:
    kept = word.strip(".,").lower() in ("t", "z", "am", "pm", "gmt", "utc")
    return word if kept else _month(word)


def _month(word: str) -> str:
    """“avril” → “Apr”; "" for what is no month."""
    letters = word.strip(".,").lower()
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
    return datetime(*parts[:6], tzinfo=UTC) if parts and 1 <= parts.tm_year <= 9999 else None
