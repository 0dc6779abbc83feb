"""A zip that somebody brought → the few files in it that we know, as streams. Nothing is unpacked to the disk.

What a zip can do to its reader ends here: millions of entries, a file that swells a thousandfold, names that lead elsewhere.
"""

from __future__ import annotations

import codecs
import json
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, cast

from manymentors.errors import BrokenFile

MOST_ENTRIES = 300_000
"""An archive of twelve years with all its pictures has some ten thousand."""

MOST_BYTES = 2 * 1024**3
MOST_TIMES = 200
"""JSON shrinks to a tenth, rarely to a fiftieth; a bomb to a thousandth."""

CHUNK = 1024 * 1024
LONGEST_ENTRY = 8 * CHUNK

_BETWEEN = re.compile(r"[\s,]*")


def is_zip(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) == b"PK\3\4"


def state_of(path: Path) -> str:
    """Another word when the file has changed."""
    told = path.stat()
    return f"{told.st_size}-{told.st_mtime_ns}"


@contextmanager
def opened(path: Path) -> Iterator[zipfile.ZipFile]:
    """The archive, while the block lasts. Whatever is wrong with it, then or while it is read, is a BrokenFile."""
    try:
        if (count := _entries_told(path)) > MOST_ENTRIES:
            raise _refused(
                path, f"it says that it holds {count} files, and at most {MOST_ENTRIES} are opened"
            )
        with zipfile.ZipFile(path) as archive:
            yield archive
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError, struct.error) as exc:
        raise _refused(path, f"it cannot be unpacked ({exc})") from exc


def files_of(archive: zipfile.ZipFile, wanted: str) -> list[zipfile.ZipInfo]:
    """The files with such a name (with * for anything), in any folder; each name once. Refuses what swells too much."""
    found = {
        info.filename: info
        for info in archive.infolist()
        if Path(info.filename).match(wanted) and not info.is_dir()
    }
    path = Path(cast(str, archive.filename))
    if (total := sum(info.file_size for info in found.values())) > MOST_BYTES:
        raise _refused(path, f"unpacked, {wanted} would take {total // 1024**2} MB")
    for info in found.values():
        if info.file_size > 1024**2 and info.file_size > MOST_TIMES * max(1, info.compress_size):
            raise _refused(path, f"{info.filename} would swell to {info.file_size // 1024**2} MB")
    return sorted(found.values(), key=lambda info: info.filename)


@contextmanager
def reading(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[BinaryIO]:
    with archive.open(info) as stream:
        yield cast(BinaryIO, stream)


def objects(stream: BinaryIO, where: str, opening: re.Pattern[str]) -> Iterator[dict[str, Any]]:
    """Each object of the JSON list that begins after `opening`; one at a time, so that a file of 200 MB takes no room.

    Raises BrokenFile, which names the file as `where`, for what is no list of objects, or ends early.
    """
    decode = codecs.getincrementaldecoder("utf-8")("replace").decode
    parse = json.JSONDecoder().raw_decode
    text = decode(stream.read(CHUNK))
    begun = opening.match(text)
    if begun is None:
        raise _broken(where, "it does not begin as a file of an archive does")
    at = begun.end()
    while True:
        at = _BETWEEN.match(text, at).end()  # type: ignore[union-attr]  # it matches nothing, too
        if text.startswith("{", at):
            try:
                entry, at = parse(text, at)
            except (ValueError, RecursionError):
                pass  # perhaps the rest of it is still to come
            else:
                yield entry
                continue
        elif text.startswith("]", at):
            return
        elif at < len(text):
            raise _broken(where, "something stands in it that is no entry")
        more = stream.read(CHUNK)
        if not more:
            raise _broken(where, "it ends in the middle")
        if len(text) - at > LONGEST_ENTRY:
            raise _broken(where, "an entry in it does not end")
        text, at = text[at:] + decode(more), 0


def _entries_told(path: Path) -> int:
    """How many entries the end of the file tells of, before the library makes an object of each."""
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(0, size - 65_557))
        tail = file.read()
    at = tail.rfind(b"PK\6\6")  # the record of large archives comes first, and counts beyond 65,535
    if at >= 0 and len(tail) >= at + 40:
        return int(struct.unpack_from("<Q", tail, at + 32)[0])
    at = tail.rfind(b"PK\5\6")
    return int(struct.unpack_from("<H", tail, at + 10)[0]) if at >= 0 and len(tail) >= at + 12 else 0


def _refused(path: Path, why: str) -> BrokenFile:
    return BrokenFile(f"{path.name} was not read: {why}. Ask for the archive again, and give the new file.")


def _broken(where: str, why: str) -> BrokenFile:
    return BrokenFile(
        f"{where} in the archive cannot be read: {why}. Ask for the archive again, and give the new file."
    )
