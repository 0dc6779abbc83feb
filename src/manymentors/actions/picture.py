"""Brings a remote picture here, once: fetched within limits, told by its bytes what it is, kept in the data folder."""

from __future__ import annotations

import hashlib
import os
import re
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from manymentors.actions.client import new_client
from manymentors.errors import BrokenFile, Busy

MOST_BYTES = 10 * 1024 * 1024
SECONDS = 10.0
KEEP_BYTES = 200 * 1024 * 1024
KEEP_DAYS = 30
AT_ONCE = 3

_SVG = re.compile(
    rb"\A(?:\xef\xbb\xbf)?\s*+(?:<\?xml[^>]*+>\s*+|<!--(?:(?!-->).)*+-->\s*+|<!DOCTYPE\ssvg[^>\[]*+>\s*+)*+<svg[\s>]",
    re.DOTALL | re.IGNORECASE,
)
_turns = threading.BoundedSemaphore(AT_ONCE)


@dataclass(frozen=True, slots=True)
class Picture:
    """`digest` is of its bytes; `kind` is what the bytes are, whatever the server said."""

    digest: str
    kind: str
    body: bytes


def picture(url: str) -> Picture:
    """From the data folder, else from the network; waits for it. Raises FetchError, BrokenFile for what is no picture, Busy."""
    folder = settings.HOME / "media"
    known = folder / "by-address" / hashlib.sha256(url.encode()).hexdigest()
    if kept := _kept(folder, known):
        return kept
    if not _turns.acquire(timeout=SECONDS):
        raise Busy("Other pictures are being fetched. Load the page again in a moment.")
    try:
        with new_client() as client:
            body = client.get(url, max_bytes=MOST_BYTES, seconds=SECONDS, accept="image/*").body
    finally:
        _turns.release()
    kind = kind_of(body)
    if not kind:
        raise BrokenFile("What is at this address is no picture.")
    digest = hashlib.sha256(body).hexdigest()
    with suppress(OSError):  # a full disk costs the copy, not the picture
        _write(folder / digest[:2] / digest, body)
        _write(known, f"{digest} {kind}".encode())
        if digest.startswith("0"):  # about every sixteenth picture: looking through the folder takes a while
            trim(folder, KEEP_BYTES)
    return Picture(digest, kind, body)


def kind_of(body: bytes) -> str:
    """The media type that the first bytes tell; "" for what is no picture that we show."""
    for start, kind in (
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"\xff\xd8\xff", "image/jpeg"),
        (b"GIF8", "image/gif"),
    ):
        if body.startswith(start):
            return kind
    if body[:4] == b"RIFF" and body[8:12] == b"WEBP":
        return "image/webp"
    if body[4:8] == b"ftyp" and body[8:12] in (b"avif", b"avis"):
        return "image/avif"
    return "image/svg+xml" if _SVG.match(body[:4096]) else ""


def trim(folder: Path, most: int) -> None:
    """Delete what was not used for longest, until the folder holds no more than `most` bytes."""
    files = []
    for file in folder.rglob("*"):
        with suppress(OSError):
            if file.is_file():
                told = file.stat()
                files.append((told.st_mtime, told.st_size, file))
    held = sum(size for _, size, _ in files)
    for _, size, file in sorted(files):
        if held <= most:
            break
        file.unlink(missing_ok=True)
        held -= size


def _kept(folder: Path, known: Path) -> Picture | None:
    try:
        if time.time() - known.stat().st_mtime > KEEP_DAYS * 86400:
            return None
        digest, kind = known.read_text().split()
        file = folder / digest[:2] / digest
        body = file.read_bytes()
        if time.time() - file.stat().st_mtime > 86400:
            os.utime(file)
    except (OSError, ValueError):
        return None
    return Picture(digest, kind, body)


def _write(path: Path, body: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.{os.getpid()}-{threading.get_ident()}.part")
    part.write_bytes(body)
    part.replace(path)
