"""The files of an archive are JavaScript: `window.YTD.tweets.part0 = [ … ]`. They are read as JSON and never run.

One object at a time is taken from the stream, so that a file of 200 MB needs the memory of one tweet.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO
from zipfile import ZipFile

from manymentors.errors import BrokenFile
from manymentors.sources import loose
from manymentors.sources.archives import files_of, reading

CHUNK = 1024 * 1024
LONGEST_ENTRY = 8 * CHUNK

_OPENING = re.compile(r"\ufeff?\s*(?:window\.[\w.]+\s*=\s*)?\[")
_BETWEEN = re.compile(r"[\s,]*")


def entries(archive: ZipFile, wanted: str, name: str) -> Iterator[Mapping[str, Any]]:
    """What lies under `name` in each object of the files, such as {"tweet": {…}}; of the parts of one file, all."""
    for info in files_of(archive, wanted):
        with reading(archive, info) as stream:
            for entry in objects(stream, info.filename):
                if isinstance(found := entry.get(name), dict):
                    yield found


def objects(stream: BinaryIO, where: str) -> Iterator[dict[str, Any]]:
    """Each object of the list in the stream. Raises BrokenFile for what is no list of objects, or ends early."""
    decode = codecs.getincrementaldecoder("utf-8")("replace").decode
    parse = json.JSONDecoder().raw_decode
    text = decode(stream.read(CHUNK))
    opening = _OPENING.match(text)
    if opening is None:
        raise _broken(where, "it does not begin as a file of an archive does")
    at = opening.end()
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


def first(archive: ZipFile, wanted: str, name: str) -> Mapping[str, Any]:
    return loose.table(next(entries(archive, wanted, name), None))


def _broken(where: str, why: str) -> BrokenFile:
    return BrokenFile(
        f"{where} in the archive cannot be read: {why}. Ask for the archive again, and give the new file."
    )
