"""Files here that hold transcripts → items. Only for paths that the user gave: no feed or page can name one."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from urllib.parse import unquote, urlsplit

from manymentors.errors import NothingThere
from manymentors.shapes import FoundItem, TranscriptLink

MEDIA_TYPES = {
    ".vtt": "text/vtt",
    ".srt": "application/x-subrip",
    ".json": "application/json",
    ".html": "text/html",
    ".htm": "text/html",
    ".md": "text/markdown",
    ".txt": "text/plain",
}


def path_of(url: str) -> Path:
    """The path in a file: address."""
    return Path(unquote(urlsplit(url).path))


def existing(url: str) -> Path:
    """The same, if there is something; raises NothingThere. What was read before is kept."""
    path = path_of(url)
    if not path.exists():
        raise NothingThere(
            f"There is no file or folder {path} any more. Nothing was changed; bring it back, or unfollow it."
        )
    return path


def is_transcript(path: Path) -> bool:
    return path.suffix.lower() in MEDIA_TYPES and path.is_file()


def transcripts_below(folder: Path) -> Iterable[Path]:
    """All files that may be transcripts, in order of their names; nothing that is hidden."""
    for path in sorted(folder.rglob("*")):
        if is_transcript(path) and not any(part.startswith(".") for part in path.relative_to(folder).parts):
            yield path


def item_of(path: Path, key: str) -> FoundItem:
    link = TranscriptLink(path.as_uri(), MEDIA_TYPES[path.suffix.lower()])
    return FoundItem(key=key, kind="episode", title=path.stem, transcripts=(link,))
