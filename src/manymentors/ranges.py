"""A file and the headers of a request → the answer with the asked part of it: 200, 206, 304, 412 or 416, as RFC 9110 has it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.cache import get_conditional_response

AT_ONCE = 2 * 1024 * 1024
"""Bytes of one 206. A browser asks for “from here to the end” and then reads as slowly as it plays: answered in full, each
paused tab would hold a thread of the server for hours. It asks again for what follows."""
PIECE = 64 * 1024
_ONE_RANGE = re.compile(r"\s*bytes\s*=\s*(\d{0,15})\s*-\s*(\d{0,15})\s*", re.ASCII | re.IGNORECASE)


def asked_part(header: str, size: int) -> tuple[int, int] | Literal["none"] | None:
    """First and last byte of the part that a Range header asks for; None where the whole is to be sent (no range, several,
    or one that is malformed, which RFC 9110 lets a server ignore); "none" where no byte of it exists.
    """
    found = _ONE_RANGE.fullmatch(header)
    if not found or found[1] == found[2] == "":
        return None
    if not found[1]:
        length = int(found[2])
        return (max(0, size - length), size - 1) if length and size else "none"
    first, last = int(found[1]), min(int(found[2] or size), size - 1)
    if found[2] and int(found[2]) < int(found[1]):
        return None
    return (first, last) if first < size else "none"


def part_of(
    request: HttpRequest, path: Path, *, etag: str, media_type: str, at_once: int | None = AT_ONCE
) -> HttpResponseBase:
    """The answer to a GET or HEAD of this file. `etag` is strong and in its quotes: it changes with the bytes. With `at_once`
    None a part has all that was asked for.
    """
    size = path.stat().st_size
    unchanged = get_conditional_response(request, etag=etag)
    if unchanged is not None:
        return _told(unchanged, etag)
    wanted = request.headers.get("Range", "") if request.method == "GET" else ""
    same = request.headers.get("If-Range", etag) == etag
    part = asked_part(wanted, size) if same else None
    if part == "none":
        refused = HttpResponse(status=416, content_type="text/plain")
        refused["Content-Range"] = f"bytes */{size}"
        return _told(refused, etag)
    if part is None:
        whole: HttpResponseBase = (
            HttpResponse(content_type=media_type)
            if request.method == "HEAD"
            else StreamingHttpResponse(_bytes(path, 0, size - 1), content_type=media_type)
        )
        whole["Content-Length"] = str(size)
        return _told(whole, etag)
    first, last = part[0], part[1] if at_once is None else min(part[1], part[0] + at_once - 1)
    answer = StreamingHttpResponse(_bytes(path, first, last), status=206, content_type=media_type)
    answer["Content-Range"] = f"bytes {first}-{last}/{size}"
    answer["Content-Length"] = str(last - first + 1)
    return _told(answer, etag)


def _told(answer: HttpResponseBase, etag: str) -> HttpResponseBase:
    answer["ETag"] = etag
    answer["Accept-Ranges"] = "bytes"
    return answer


def _bytes(path: Path, first: int, last: int) -> Iterator[bytes]:
    with path.open("rb") as file:
        file.seek(first)
        left = last - first + 1
        while left > 0 and (piece := file.read(min(PIECE, left))):
            left -= len(piece)
            yield piece
