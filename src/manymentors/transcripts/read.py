"""The bytes of a transcript file → a Document; the format is told by the content first, then by media type and name."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from pathlib import PurePosixPath
from typing import Protocol, cast

from manymentors.errors import NotATranscript
from manymentors.shapes import Document
from manymentors.transcripts import formats
from manymentors.transcripts.decode import NotText, decode

TAKEN = "Give a transcript as WebVTT, SRT, Podcasting 2.0 JSON or HTML, Markdown or plain text."


class Format(Protocol):
    """What each file in `formats/` offers."""

    MEDIA_TYPES: tuple[str, ...]
    SUFFIXES: tuple[str, ...]
    NOTHING: str
    """Ends the sentence “<file> …” where nothing spoken was found."""

    def fits(self, text: str) -> int:
        """3 surely this format, whatever its name says; 2 probably; 1 could be; 0 no."""
        ...

    def parse(self, text: str) -> Document: ...


def read(data: bytes, *, name: str = "", media_type: str = "") -> Document:
    """Return what was said, by whom and when. `name` is a file name or address; both hints may be wrong or missing.

    Raises NotATranscript, in one sentence, for what holds no speech.
    """
    called = f"“{PurePosixPath(name).name}”" if PurePosixPath(name).name else "This file"
    try:
        text = decode(data, media_type)
    except NotText as exc:
        raise NotATranscript(f"{called} {exc}. {TAKEN}") from exc
    kind = _told(text, name, media_type)
    document = kind.parse(text)
    if not any(any(map(str.isalnum, utterance.text)) for utterance in document.utterances):
        raise NotATranscript(f"{called} {kind.NOTHING}. {TAKEN}")
    return document


def _told(text: str, name: str, media_type: str) -> Format:
    """The content decides where it is plain; where it leaves a choice, the media type does, then the name."""
    plain_type = media_type.partition(";")[0].strip().lower()
    suffix = PurePosixPath(name.partition("?")[0].partition("#")[0]).suffix.lower()

    def likeness(kind: Format) -> tuple[int, bool, bool]:
        return kind.fits(text), plain_type in kind.MEDIA_TYPES, suffix in kind.SUFFIXES

    return max(_formats(), key=likeness)


@cache
def _formats() -> tuple[Format, ...]:
    found = sorted(module.name for module in pkgutil.iter_modules(formats.__path__))
    return tuple(cast(Format, importlib.import_module(f"{formats.__name__}.{name}")) for name in found)
