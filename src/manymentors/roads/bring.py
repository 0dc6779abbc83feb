"""A file that I bring → the steps in it: JSON Resume, a JSON list of steps, LinkedIn's ZIP, or a CSV out of it."""

from __future__ import annotations

import json

from manymentors.errors import BrokenFile, InputError
from manymentors.roads.linkedin import steps_from_linkedin
from manymentors.roads.mine import steps_from_json
from manymentors.shapes import Step

MEGABYTE = 1024 * 1024
JSON_LIMIT, ZIP_LIMIT = 2 * MEGABYTE, 20 * MEGABYTE


def steps_from_file(data: bytes, name: str) -> tuple[Step, ...]:
    """Told apart by content, and by `name` where that does not tell. Raises InputError or BrokenFile, which name the file."""
    zipped = data.startswith(b"PK")
    limit = ZIP_LIMIT if zipped else JSON_LIMIT
    if len(data) > limit:
        raise InputError(
            f"{name} is larger than {limit // MEGABYTE} MB, which no road needs. Bring a résumé as JSON, or LinkedIn's export."
        )
    if zipped or name.lower().endswith(".csv"):
        return steps_from_linkedin(data)
    try:
        return steps_from_json(json.loads(data))
    except (ValueError, RecursionError) as exc:
        raise BrokenFile(
            f"{name} is neither JSON ({exc}) nor a ZIP file nor a CSV. Export it again, then bring it."
        ) from exc
