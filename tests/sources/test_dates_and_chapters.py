"""Date strings and chapters files, in all their dialects."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from manymentors.errors import BrokenFile
from manymentors.shapes import Chapter
from manymentors.sources.chapters import read_chapters, seconds
from manymentors.sources.dates import believable, read_date
from tests.shared import shared

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def test_all_date_strings_of_a_big_reader_are_read() -> None:
    strings = json.loads(shared("fixtures/feeds/miniflux/date_strings.json").read_text())
    assert [text for text in strings if read_date(text) is None] == []


@pytest.mark.parametrize(
    ("raw", "moment"),
    [
        ("Tue, 17 Feb 2026 18:03:07 EST", datetime(2026, 2, 17, 23, 3, 7, tzinfo=UTC)),
        ("2026-02-17T10:00:00.5+02:00", datetime(2026, 2, 17, 8, 0, 0, 500000, tzinfo=UTC)),
        ("mar., 01 déc. 2020 16:11:02 +0000", datetime(2020, 12, 1, 16, 11, 2, tzinfo=UTC)),
        ("Di, 23 Jan 2018 00:00:00 +0100", datetime(2018, 1, 22, 23, tzinfo=UTC)),
        ("Lundi, 16. Novembre 2020 - 15:54", datetime(2020, 11, 16, 15, 54, tzinfo=UTC)),
        ("Κυρ, 11 Ιούλ 2004 12:00:00 EST", datetime(2004, 7, 11, 17, tzinfo=UTC)),
        ("2026", datetime(2026, 1, 1, tzinfo=UTC)),
        ("2026-03", datetime(2026, 3, 1, tzinfo=UTC)),
        ("March 5, 2026", datetime(2026, 3, 5, tzinfo=UTC)),
        ("03 Mar 26 10:00 GMT", datetime(2026, 3, 3, 10, tzinfo=UTC)),
        ("Nov. 2020", datetime(2020, 11, 1, tzinfo=UTC)),
        ("30.10.23", datetime(2023, 10, 30, tzinfo=UTC)),
        ("00000000-01", None),
        ("0000\uc6d4 1 2", None),
        ("20260305", datetime(2026, 3, 5, tzinfo=UTC)),
        ("2020 at 10 pm GMT", None),
        ("10 Mar 12:00", None),
        ("5 Foo 2026 10:00:00", None),
        ("", None),
        ("soon", None),
        ("1" * 101, None),
        ("not 1 date", None),
    ],
)
def test_a_date_is_read_in_many_tongues(raw: str, moment: datetime | None) -> None:
    assert read_date(raw) == moment


@pytest.mark.filterwarnings("ignore::dateutil.parser.UnknownTimezoneWarning")
@given(
    st.one_of(
        st.text(max_size=40),
        st.from_regex(r"\d{1,4}[-/. ]\d{1,2}[-/. ]\d{1,4}[T ]\d\d:\d\d(Z|[+-]\d{4})?", fullmatch=True),
    )
)
def test_no_text_as_a_date_ever_crashes(raw: str) -> None:
    moment = read_date(raw)
    assert moment is None or moment.tzinfo is UTC


@pytest.mark.parametrize(
    ("moment", "good"),
    [
        (datetime(2026, 11, 22, 23, tzinfo=UTC), True),
        (datetime(2026, 11, 23, 1, tzinfo=UTC), False),
        (datetime(1990, 1, 1, tzinfo=UTC), True),
        (datetime(1989, 12, 31, tzinfo=UTC), False),
        (None, False),
    ],
)
def test_only_believable_moments_are_believed(moment: datetime | None, good: bool) -> None:
    assert believable(moment, NOW) == (moment if good else None)


def test_the_example_chapters_are_read() -> None:
    folder = shared("fixtures/feeds/podcast-namespace/chapters")
    simple = read_chapters((folder / "example.json").read_bytes())
    assert (len(simple), simple[0], simple[3].url) == (
        9, Chapter("Intro", 0.0), "https://github.com/Podcastindex-org/podcast-namespace",
    )  # fmt: skip
    assert any(chapter.hidden for chapter in read_chapters((folder / "exampleComplex.json").read_bytes()))


def test_chapters_come_in_order_and_the_hopeless_are_left_out() -> None:
    listed = [
        {"startTime": "1:00", "title": "b <i>c</i>", "toc": False, "url": "javascript:x"},
        {"startTime": 0},
        {"startTime": -1, "title": "x"},
        {"startTime": True, "title": "x"},
        {"title": "x"},
        "x",
    ]
    found = read_chapters(json.dumps({"chapters": listed}).encode())
    assert found == (Chapter("", 0.0), Chapter("b c", 60.0, hidden=True))


@pytest.mark.parametrize("data", [b"", b"{}", b"[]", b'{"chapters": 1}', b"\xff", b"[" * 100_000])
def test_what_is_no_chapters_file_is_named(data: bytes) -> None:
    with pytest.raises(BrokenFile, match="not a chapters file"):
        read_chapters(data)


@given(st.one_of(st.binary(max_size=80), st.recursive(st.none() | st.text() | st.floats() | st.integers(), lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["chapters", "startTime", "title", "url", "toc"]), inner), max_leaves=20).map(lambda value: json.dumps({"chapters": value}).encode())))  # fmt: skip
def test_no_chapters_file_ever_crashes(data: bytes) -> None:
    try:
        found = read_chapters(data)
    except BrokenFile:
        return
    assert list(found) == sorted(found, key=lambda chapter: chapter.start)


@pytest.mark.parametrize(
    ("value", "found"),
    [(62.5, 62.5), ("62.5", 62.5), ("1:02.5", 62.5), ("0:01:02.500", 62.5), ("1:1:1:1", None), ("nan", None), ("1e9", None), (None, None), ("", None), ("-5", None)],
)  # fmt: skip
def test_seconds_are_read_in_all_their_spellings(value: object, found: float | None) -> None:
    assert seconds(value) == found
