"""Bytes → text: the byte order mark, UTF-8, the charset that was declared, and at last what Windows wrote."""

from __future__ import annotations

import codecs
import re

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_BINARY = (
    (b"ID3", "an MP3 file"),
    (b"\xff\xfb", "an MP3 file"),
    (b"\xff\xf3", "an MP3 file"),
    (b"OggS", "an Ogg file"),
    (b"fLaC", "a FLAC file"),
    (b"RIFF", "a sound or picture file"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"%PDF", "a PDF"),
    (b"PK\x03\x04", "a ZIP or office file"),
    (b"\x1f\x8b", "a compressed file"),
)
_CHARSET = re.compile(r"charset=[\"']?([\w.:-]{1,40})", re.IGNORECASE)
_CONTROL = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffe\uffff]"
)


class NotText(ValueError):
    """The bytes are no text; str() ends the sentence “<file> …”."""


def decode(data: bytes, media_type: str = "") -> str:
    """Return the text with plain line breaks and without control characters."""
    for start, what in _BINARY:
        if data.startswith(start):
            raise NotText(f"is {what}, not a transcript")
    text = _decoded(data, media_type)
    if "\x00" in text:
        raise NotText("is a binary file, not a transcript")
    text = without_controls(text).replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise NotText("is empty")
    return text


def without_controls(text: str) -> str:
    return _CONTROL.sub("", text)


def _decoded(data: bytes, media_type: str) -> str:
    for mark, charset in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(charset, errors="replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    declared = _CHARSET.search(media_type)
    if declared:
        try:
            return data.decode(declared[1])
        except (LookupError, UnicodeError):
            pass
    mended = data.decode("utf-8", errors="replace")
    broken = mended.count("\ufffd")
    whole = sum(character > "\x7f" for character in mended) - broken
    return mended if whole >= broken else data.decode("cp1252", errors="replace")
