"""Bytes become text whatever wrote them."""

from __future__ import annotations

import pytest

from manymentors.transcripts.decode import decode

SAID = "Ellie café “naïve”"


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252"])
def test_the_usual_charsets_are_told_from_the_bytes(charset: str) -> None:
    assert decode(SAID.encode(charset)) == SAID


@pytest.mark.parametrize(
    ("mark", "charset"), [(b"\xfe\xff", "utf-16-be"), (b"\x00\x00\xfe\xff", "utf-32-be")]
)
def test_the_mark_tells_the_order_of_the_bytes(mark: bytes, charset: str) -> None:
    assert decode(mark + SAID.encode(charset)) == SAID


def test_a_declared_charset_is_believed_where_the_bytes_are_not_utf_8() -> None:
    assert decode("Привет".encode("koi8-r"), 'text/plain; charset="koi8-r"') == "Привет"


@pytest.mark.parametrize("charset", ["no-such-charset", "ascii", "idna"])
def test_a_wrong_declaration_does_no_harm(charset: str) -> None:
    assert decode("café".encode("cp1252"), f"text/plain; charset={charset}") == "café"


def test_one_broken_byte_does_not_turn_a_whole_file_into_another_charset() -> None:
    assert decode("café naïve ".encode() + b"\xff!") == "café naïve \ufffd!"


def test_line_breaks_are_plain() -> None:
    assert decode(b"a\r\nb\rc\n") == "a\nb\nc\n"
