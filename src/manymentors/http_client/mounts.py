"""Folders that answer in place of the network."""

from __future__ import annotations

import hashlib
import mimetypes
from pathlib import Path
from urllib.parse import unquote, urlsplit

from manymentors.errors import AddressRefused, NotFound, TooLarge
from manymentors.http_client.answer import Response, size_in_words
from manymentors.shapes import Validators

for _suffix, _type in {
    ".atom": "application/atom+xml",
    ".md": "text/markdown",
    ".opml": "text/x-opml",
    ".rss": "application/rss+xml",
    ".srt": "application/x-subrip",
    ".vtt": "text/vtt",
}.items():
    mimetypes.add_type(_type, _suffix)


def from_folder(url: str, rest: str, folder: Path, validators: Validators, max_bytes: int) -> Response:
    root = folder.resolve()
    path = (root / unquote(urlsplit(rest).path).lstrip("/").replace("\0", "")).resolve()
    if not path.is_relative_to(root):
        raise AddressRefused(url, f"{url} leads out of the folder that answers for it. Check the address.")
    if path.is_dir():
        path = path / "index.html"
    if not path.is_file():
        raise NotFound(url, f"There is nothing at {url}. Check the address.")
    if path.stat().st_size > max_bytes:
        message = f"{url} is larger than {size_in_words(max_bytes)}, the most that is read from one address."
        raise TooLarge(url, message)
    body = path.read_bytes()
    headers = {"etag": f'"{hashlib.sha256(body).hexdigest()[:32]}"'}
    if kind := mimetypes.guess_type(path.name)[0]:
        headers["content-type"] = kind
    if validators.etag == headers["etag"]:
        return Response(url, 304, headers, not_modified=True)
    return Response(url, 200, headers, body)
