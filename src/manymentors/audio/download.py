"""An address → a whole, checked audio file; what a broken connection left is taken up again where it ended.

The bytes go into `<target>.part`, and the name is theirs only when all have come and are on the disk. Beside it lies a note of
what file they are part of. Many hosts put advertisements in for every listener anew, so that half of one answer and half
of the next make no file: a part is only ever continued under the same strong ETag, asked for by If-Range, and thrown
away where the server does not confirm it.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from manymentors.audio.kind import HEAD, Kind, kind_of
from manymentors.errors import BrokenFile, DiskFull, FetchError, ServerFailed, TooLarge, TooSlow, Unreachable
from manymentors.http_client import Client, Stream, size_in_words

ATTEMPTS = 12
"""Answers taken in one go, as long as each brings something new."""
SPARE = 200 * 1024 * 1024
"""Bytes of the disk that are left to others."""

_RANGE = re.compile(r"\s*bytes\s+(\d{1,15})-(\d{1,15})/(\d{1,15}|\*)\s*", re.ASCII | re.IGNORECASE)
_NO_RANGE = re.compile(r"\s*bytes\s+\*/(\d{1,15})\s*", re.ASCII | re.IGNORECASE)

Told = Callable[[int, int | None], object]
"""(bytes that are here, of how many, where that is known)"""


@dataclass(frozen=True, slots=True)
class Got:
    """The file that was kept; `url` is where the redirects ended. `etag` is "" where it had no strong one."""

    path: Path
    bytes: int
    sha256: str
    etag: str
    kind: Kind
    url: str


@dataclass(frozen=True, slots=True)
class Note:
    """What a part is a part of: address asked, strong ETag, bytes of the whole, where that is known."""

    url: str
    etag: str
    of: int | None


class _StartOver(Exception):
    """The server cannot go on with this part."""


def download(
    url: str,
    target: Path,
    client: Client,
    *,
    most: int,
    check: Callable[[Path], object] = lambda path: None,
    told: Told = lambda done, of: None,
) -> Got:
    """Fetch `url` into `target` plus the suffix of its kind. Waits as long as bytes come.

    Killed or cut off anywhere, the next call goes on. Raises FetchError, BrokenFile for what is no audio or what `check`
    refuses, DiskFull. Where trying again can help the part stays; else nothing stays.
    """
    part, noted = target.with_name(f"{target.name}.part"), target.with_name(f"{target.name}.part.json")
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        where = _all_of(url, part, noted, client, most, told)
        kind = _kind(part, url)
        check(part)
    except (BrokenFile, TooLarge):
        forget_part(target)
        raise
    digest, size = _digest(part), part.stat().st_size
    whole = target.with_name(target.name + kind.suffix)
    note = _read(noted)
    part.replace(whole)
    _sync(whole.parent)
    noted.unlink(missing_ok=True)
    return Got(whole, size, digest, note.etag if note else "", kind, where)


def forget_part(target: Path) -> None:
    """Throw away what was begun."""
    for suffix in (".part", ".part.json"):
        target.with_name(target.name + suffix).unlink(missing_ok=True)


def _all_of(url: str, part: Path, noted: Path, client: Client, most: int, told: Told) -> str:
    """Answers are taken until all is there; returns where the last one came from."""
    trouble: FetchError | None = None
    for _ in range(ATTEMPTS):
        before = _size(part)
        note = _read(noted)
        if not (before and note and note.url == url and note.etag):
            part.unlink(missing_ok=True)
            before, note = 0, None
        if note and note.of == before:  # killed between the last byte and the name
            return url
        try:
            where = _take(url, part, noted, note, client, most, told)
        except _StartOver:
            part.unlink(missing_ok=True)
            continue
        except (Unreachable, TooSlow) as exc:
            if _size(part) <= before:
                raise
            trouble = exc
            continue
        if where:
            return where
    raise trouble or ServerFailed(url, f"{url} never sends its whole file. Try again later.", 206)


def _take(url: str, part: Path, noted: Path, note: Note | None, client: Client, most: int, told: Told) -> str:
    """Append one answer to the part; returns its address where the file is whole then, else ""."""
    have = _size(part)
    headers = {"Range": f"bytes={have}-", "If-Range": note.etag} if note else {}
    with client.open(url, headers=headers) as answer:
        if answer.status == 416:
            return _already_whole(answer, note, have)
        if answer.status == 206:
            of = _goes_on(answer, note, have)
        elif answer.status == 200:
            have, of = 0, _length(answer)
        else:
            message = f"{url} answered with status {answer.status}, which brings no file. Tell its owner."
            raise ServerFailed(url, message, answer.status)
        _room(url, part, have, of, most)
        with part.open("ab" if have else "wb") as file:
            if not have:
                _write(noted, Note(url, _strong(answer), of))
            told(have, of)
            for piece in answer.parts:
                if have < HEAD:
                    _refuse_text(url, piece if not have else b"")
                have += len(piece)
                if have > most:
                    raise TooLarge(url, too_large(url, most))
                file.write(piece)
                told(have, of)
            file.flush()
            os.fsync(file.fileno())
        return answer.url if of is None or have == of else ""


def _already_whole(answer: Stream, note: Note | None, have: int) -> str:
    """416 to what we asked: there is nothing behind what we have, if the file is still as long and the same."""
    said = _NO_RANGE.fullmatch(answer.headers.get("content-range", ""))
    etag = answer.headers.get("etag", "")
    if note and said and int(said[1]) == have and etag in ("", note.etag):
        return answer.url
    raise _StartOver


def _goes_on(answer: Stream, note: Note | None, have: int) -> int | None:
    """206: the bytes must be the next ones of the same file; returns how many it has in all."""
    said = _RANGE.fullmatch(answer.headers.get("content-range", ""))
    if note is None:
        message = f"{answer.url} sends a piece of a file though it was asked for all of it. Tell its owner."
        raise ServerFailed(answer.url, message, 206)
    of = int(said[3]) if said and said[3] != "*" else note.of
    etag = answer.headers.get("etag", note.etag)
    if not said or int(said[1]) != have or etag != note.etag or of is None or of != (note.of or of):
        raise _StartOver
    return of


def _room(url: str, part: Path, have: int, of: int | None, most: int) -> None:
    if of is not None and of > most:
        raise TooLarge(url, too_large(url, most))
    free = shutil.disk_usage(part.parent).free
    if (of or 0) - have > free - SPARE:
        raise DiskFull(
            f"There is no room for {url} ({size_in_words(of or 0)}) on the disk of the data folder. Free some, then ask for it again."
        )


def too_large(url: str, most: int) -> str:
    return f"{url} is larger than the room for audio ({size_in_words(most)}). Set MANYMENTORS_AUDIO_LIMIT higher to keep it."


def _length(answer: Stream) -> int | None:
    said = answer.headers.get("content-length", "")
    return int(said) if re.fullmatch(r"\d{1,15}", said, re.ASCII) else None


def _strong(answer: Stream) -> str:
    etag = answer.headers.get("etag", "").strip()
    return etag if re.fullmatch(r'"[\x21\x23-\x7e]*"', etag) else ""


def _refuse_text(url: str, head: bytes) -> None:
    """Before much of it is fetched: a page that says who may listen, for one."""
    if head and kind_of(head[:HEAD]) is None and re.match(rb"[\s\xef\xbb\xbf]*[<{\[]", head):
        raise BrokenFile(f"{url} answers with a page instead of audio. Open it in a browser to see why.")


def _kind(part: Path, url: str) -> Kind:
    with part.open("rb") as file:
        kind = kind_of(file.read(HEAD))
    if kind is None:
        raise BrokenFile(
            f"What {url} sent is no audio that we know (MP3, AAC, Ogg, FLAC, WAV, WebM). Open it in a browser to see what it is."
        )
    return kind


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _read(noted: Path) -> Note | None:
    try:
        said = json.loads(noted.read_text())
        return Note(str(said["url"]), str(said["etag"]), said["of"] if isinstance(said["of"], int) else None)
    except (OSError, ValueError, LookupError, TypeError):
        return None


def _write(noted: Path, note: Note) -> None:
    fresh = noted.with_suffix(".new")
    fresh.write_text(json.dumps(asdict(note)))
    fresh.replace(noted)


def _sync(folder: Path) -> None:
    """The name is on the disk too, not only the bytes."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
