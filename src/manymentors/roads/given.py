"""Reads a road given as JSON, as `mentors read --json` prints it: {"guests": [...], "milestones": [{person, kind, what, quote, …}]}."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from manymentors.errors import InputError
from manymentors.shapes import KINDS, Milestone, Quote

HINT = "Make one with: mentors read FILE --json"


def road_from_json(data: object) -> tuple[str, tuple[Milestone, ...]]:
    """Whose road it is, and all its milestones as listed, so that indexes into them are indexes into the file's list.

    The person is "person" where the file names one, else the one of whom most is told. Raises InputError.
    """
    if not isinstance(data, Mapping) or not isinstance(data.get("milestones"), list):
        raise InputError(f'This is no road: an object with a list of "milestones" is wanted. {HINT}')
    milestones = tuple(_milestone(entry, at) for at, entry in enumerate(data["milestones"], 1))
    return _person(data, milestones), milestones


def _person(data: Mapping[str, Any], milestones: tuple[Milestone, ...]) -> str:
    if isinstance(data.get("person"), str) and data["person"]:
        return str(data["person"])
    told = [milestone.person for milestone in milestones if milestone.person]
    if told:
        return max(told, key=told.count)
    guests = data.get("guests")
    return next((name for name in guests if isinstance(name, str)), "") if isinstance(guests, list) else ""


def _milestone(entry: object, at: int) -> Milestone:
    if not isinstance(entry, Mapping):
        raise InputError(f"Milestone {at} is not an object with fields. {HINT}")
    what, said, kind = entry.get("what") or "", entry.get("quote") or "", entry.get("kind")
    if not isinstance(what, str) or not isinstance(said, str) or not (what.strip() or said.strip()):
        raise InputError(f'Milestone {at} has neither a "what" nor a "quote". {HINT}')
    if kind not in KINDS:
        raise InputError(
            f"Milestone {at} is of the kind {kind!r}, which is none of: {', '.join(KINDS)}. {HINT}"
        )
    seconds, score = _number(entry, "seconds", at), _number(entry, "score", at)
    year, order, start = (_whole(entry, name, at) for name in ("year", "order", "start"))
    quote = Quote(said, start or 0, (start or 0) + len(said))
    person = entry.get("person")
    return Milestone(
        person if isinstance(person, str) else "",
        str(kind),
        what,
        quote,
        seconds,
        year,
        order or 0,
        score or 0.0,
    )


def _number(entry: Mapping[str, Any], name: str, at: int) -> float | None:
    value = entry.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise InputError(f'Milestone {at} has {value!r} for "{name}", where a number is wanted. {HINT}')
    return value


def _whole(entry: Mapping[str, Any], name: str, at: int) -> int | None:
    value = _number(entry, name, at)
    return None if value is None else int(value)
