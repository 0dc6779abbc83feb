"""Any transcript file becomes the same kind of document, or a sentence that says why it cannot."""

from __future__ import annotations

import runpy
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from manymentors.errors import NotATranscript
from manymentors.shapes import Document
from manymentors.text import keys
from manymentors.transcripts.read import TAKEN, read

GOLDEN = Path(__file__).resolve().parents[1] / "data" / "transcripts"
PAIRS = sorted(path for path in GOLDEN.iterdir() if path.suffix != ".py" and path.is_file())


@pytest.mark.parametrize("path", PAIRS, ids=lambda path: path.name)
def test_a_file_reads_as_its_golden_twin_says(path: Path) -> None:
    expected = runpy.run_path(f"{path}.py")["expected"]
    assert read(path.read_bytes(), name=path.name) == expected


@pytest.mark.parametrize("path", PAIRS, ids=lambda path: path.name)
@pytest.mark.parametrize(
    ("name", "media_type"), [("", ""), ("talk.txt", "text/plain"), ("talk.json", "text/html")]
)
def test_a_wrong_name_or_media_type_loses_no_words(path: Path, name: str, media_type: str) -> None:
    right = read(path.read_bytes(), name=path.name)
    told_by_content = path.suffix != ".md" or path.name == "turns.md"
    wrong = read(path.read_bytes(), name=name, media_type=media_type)
    if told_by_content:
        assert wrong == right
    else:
        assert set(keys(right.text)) <= set(keys(wrong.text))


def test_where_the_content_leaves_a_choice_the_media_type_goes_before_the_name() -> None:
    data = b"# Night Shift\n\nSome *words* here.\n"
    as_markdown = read(data, name="talk.txt", media_type="text/markdown; charset=utf-8")
    as_plain = read(data, name="talk.md", media_type="text/plain")
    assert (as_markdown.title, as_markdown.text) == ("Night Shift", "Some words here.")
    assert (as_plain.title, as_plain.text) == ("", "# Night Shift\nSome *words* here.")


def test_an_address_with_a_query_still_has_its_suffix() -> None:
    read_as = read(b"# Night Shift\n\nWords.\n", name="https://example.org/a.md?x=1.txt#y")
    assert read_as.title == "Night Shift"


@pytest.mark.parametrize(
    ("data", "name", "sentence"),
    [
        (b"", "a.vtt", "“a.vtt” is empty."),
        (b" \r\n\t\xef\xbb\xbf", "", "This file is empty."),
        (b"ID3\x04\x00", "https://example.org/ep/1.mp3", "“1.mp3” is an MP3 file, not a transcript."),
        (b"\x89PNG\r\n\x1a\n", "a.txt", "“a.txt” is a picture, not a transcript."),
        (b"some\x00thing", "a.txt", "“a.txt” is a binary file, not a transcript."),
        (b"WEBVTT\n\nNOTE nothing\n", "a.vtt", "“a.vtt” is WebVTT without a cue that says anything."),
        (b"1\n00:00:01,000 --> 00:00:02,000\n", "a.srt", "“a.srt” is SRT without a cue that says anything."),
        (b'{"segments": []}', "a.json", "“a.json” is JSON without “segments” in which something is said."),
        (b'{"segments": 5}', "a.json", "“a.json” is JSON without “segments” in which something is said."),
        (b'{"segments": [{"bo', "a.json", "“a.json” is JSON without “segments” in which something is said."),
        (b'{"a": ' * 99999, "a.json", "“a.json” is JSON without “segments” in which something is said."),
        (
            b"<!doctype html><title>Log in</title><p>Please log in.</p>",
            "a.vtt",
            "“a.vtt” is a web page in which nobody is marked as speaking.",
        ),
        (b"# Only a heading\n", "a.md", "“a.md” is Markdown in which nobody says anything."),
        (b"... -- !\n", "a.txt", "“a.txt” holds no words."),
    ],
)
def test_what_holds_no_speech_gets_one_clear_sentence(data: bytes, name: str, sentence: str) -> None:
    with pytest.raises(NotATranscript) as caught:
        read(data, name=name)
    assert str(caught.value) == f"{sentence} {TAKEN}"


def test_control_characters_never_reach_the_text() -> None:
    data = "WEBVTT\n\n00:01.000 --> 00:02.000\nA\x07d\u200ba\x1b said&#x200b; he\u202ello&lrm;.\n".encode()
    assert read(data).text == "Ada said hello."


def test_reading_is_found_by_walking_and_imports_nothing_heavy() -> None:
    code = (
        "import sys; from manymentors.transcripts.read import read; read(b'Hello there.');"
        "print(sorted({'lxml', 'selectolax', 'webvtt', 'srt', 'numpy', 'django'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def checked(document: Document) -> None:
    """What holds for every document, wherever it came from."""
    assert document.utterances
    for utterance in document.utterances:
        assert utterance.text == " ".join(utterance.text.split()) != ""
        assert utterance.start is None or utterance.start >= 0
        assert utterance.end is None or utterance.start is None or utterance.end >= utterance.start
    for start, utterance in zip(document.starts, document.utterances, strict=True):
        assert document.text[start : start + len(utterance.text)] == utterance.text


def read_or_refused(data: bytes, name: str = "", media_type: str = "") -> None:
    try:
        document = read(data, name=name, media_type=media_type)
    except NotATranscript as exc:
        assert str(exc).endswith(TAKEN)  # noqa: PT017 # either outcome is right
    else:
        checked(document)


NAMES = st.sampled_from(["", "a.vtt", "a.srt", "a.json", "a.html", "a.md", "a.txt", "..", "/", "?#"])


@given(st.binary(max_size=300), NAMES, st.sampled_from(["", "text/vtt", "text/html; charset=nonsense", ";"]))
def test_random_bytes_are_read_or_refused_in_words(data: bytes, name: str, media_type: str) -> None:
    read_or_refused(data, name, media_type)


PARTS = st.sampled_from(
    ["WEBVTT", "\n", "\n\n", "00:00:01.000 --> 00:00:02.000", "1", "--> ", "<v Ada>", "</v>", "<i>", "**Ada:** ", "**", "Ada:",
     "\\[01:02\\]", "[1:2", "(0:09)", "0:10", "[a](b)", "![", "hello", "world.", "&amp;", "&#0;", '{"segments": [', '{"body": "x y"}',
     "]}", "NOTE", "<cite>", "</cite>", "<time>0:01", "<p>", "</p>", "<!--", "-->", "<script>", "---\n", "title: x", "# x", "> ", " "]
)  # fmt: skip


@given(st.lists(PARTS, max_size=40).map("".join), NAMES)
def test_shuffled_pieces_of_all_formats_are_read_or_refused_in_words(text: str, name: str) -> None:
    read_or_refused(text.encode(), name)


@given(st.sampled_from(PAIRS), st.data())
def test_a_damaged_file_is_read_or_refused_in_words(path: Path, data: st.DataObject) -> None:
    whole = path.read_bytes()
    start = data.draw(st.integers(0, len(whole)))
    end = data.draw(st.integers(start, len(whole)))
    read_or_refused(whole[:start] + data.draw(st.binary(max_size=8)) + whole[end:], path.name)
