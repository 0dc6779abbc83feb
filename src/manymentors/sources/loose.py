"""The JSON of strangers → the part that was expected, or nothing where it is missing or of another kind."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from manymentors.errors import BrokenFile
from manymentors.sources.clean import printable
from manymentors.sources.dates import believable, read_date


def parse(data: bytes | str, where: str) -> Any:
    """Raises BrokenFile, which names `where` the bytes are from."""
    try:
        return json.loads(data)
    except (ValueError, RecursionError) as exc:
        raise BrokenFile(
            f"{where} brought something that is not JSON. Check the address, or try again later."
        ) from exc


def at(data: object, *path: str) -> object:
    """What lies at the end of the path, None where it ends before."""
    for name in path:
        data = data.get(name) if isinstance(data, Mapping) else None
    return data


def text(data: object, *path: str) -> str:
    """A string, or a number as one; "" for anything else."""
    found = at(data, *path)
    if isinstance(found, bool) or not isinstance(found, str | int):
        return ""
    return printable(str(found) if isinstance(found, str) or abs(found) < 10**30 else "")


def table(data: object, *path: str) -> Mapping[str, Any]:
    found = at(data, *path)
    return found if isinstance(found, Mapping) else {}


def tables(data: object, *path: str) -> list[Mapping[str, Any]]:
    """The objects in a list; what else is in it is left out."""
    found = at(data, *path)
    if not isinstance(found, Sequence) or isinstance(found, str | bytes):
        return []
    return [entry for entry in found if isinstance(entry, Mapping)]


def moment(data: object, *path: str) -> datetime | None:
    """A believable moment in UTC, from a string or from what a library has made of one."""
    found = at(data, *path)
    if isinstance(found, str):
        found = read_date(found)
    if not isinstance(found, datetime):
        return None
    try:
        whole = found if found.tzinfo else found.replace(tzinfo=UTC)
        return believable(whole.astimezone(UTC), datetime.now(UTC))
    except (ValueError, OverflowError):
        return None
