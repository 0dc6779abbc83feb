"""Reads a road of mine from JSON: a plain list of steps, or a résumé in the form of JSON Resume 1.0.0."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from manymentors.errors import InputError
from manymentors.shapes import KINDS, Step

FORMS = 'Give a JSON list of lines, a list of {"what", "kind", "year"}, or a résumé in the JSON Resume form.'
YEAR = re.compile(r"(\d{4})(?:-\d{2}(?:-\d{2})?)?(?:T.*)?")
EARLIEST, LATEST = 1900, 2200


def steps_from_json(data: object) -> tuple[Step, ...]:
    """My steps: a list in its own order, a résumé in order of years (what has no year comes last). Raises InputError."""
    if isinstance(data, list):
        return tuple(_step(entry, at) for at, entry in enumerate(data, 1))
    if isinstance(data, Mapping):
        if "steps" in data:
            return steps_from_json(_list(data, "steps"))
        if any(section in data for section in (*SECTIONS, "basics")):
            return _resume(data)
        raise InputError(f"This is no road: it has none of the sections {', '.join(SECTIONS)}. {FORMS}")
    raise InputError(f"This is no road, but {_name(data)}. {FORMS}")


def _step(entry: object, at: int) -> Step:
    if isinstance(entry, str):
        return Step(_line(entry, at))
    if not isinstance(entry, Mapping):
        raise InputError(f"Step {at} is {_name(entry)}. {FORMS}")
    what, kind, year = entry.get("what"), entry.get("kind") or "", entry.get("year")
    if not isinstance(what, str):
        raise InputError(f'Step {at} lacks its "what". {FORMS}')
    if not isinstance(kind, str) or (kind and kind not in KINDS):
        raise InputError(
            f"Step {at} is of the kind “{kind}”, which we do not know. Leave it out, or take one of: {', '.join(KINDS)}."
        )
    if year is not None and (
        isinstance(year, bool) or not isinstance(year, int) or not EARLIEST <= year <= LATEST
    ):
        raise InputError(f"Step {at} has the year {year!r}. Give a number such as 2009, or leave it out.")
    return Step(_line(what, at), kind, year)


def _line(text: str, at: int) -> str:
    line = " ".join(text.split())
    if not line:
        raise InputError(f"Step {at} is empty. Say in a few words what you did.")
    return line


# --- résumés --------------------------------------------------------------------------------------------------


def _resume(data: Mapping[str, Any]) -> tuple[Step, ...]:
    steps = [step for section in SECTIONS for step in _section(data, section)]
    return tuple(sorted(steps, key=lambda step: LATEST + 1 if step.year is None else step.year))


def _section(data: Mapping[str, Any], section: str) -> Iterator[Step]:
    read = SECTIONS[section]
    for at, entry in enumerate(_list(data, section), 1):
        if not isinstance(entry, Mapping):
            raise InputError(
                f"Entry {at} of “{section}” in the résumé is {_name(entry)}, where an object with fields is wanted."
            )
        yield from read(entry)


def _work(entry: Mapping[str, Any]) -> Iterator[Step]:
    if what := _joined(_text(entry, "position"), _text(entry, "name", "company"), " at "):
        yield Step(
            f"worked as {what}" if _text(entry, "position") else f"worked at {what}",
            "",
            _year(entry, "startDate"),
        )


def _education(entry: Mapping[str, Any]) -> Iterator[Step]:
    subject = _joined(_text(entry, "studyType"), _text(entry, "area"), " in ")
    if what := _joined(subject, _text(entry, "institution"), " at "):
        yield Step(
            f"studied: {what}" if subject else f"studied at {what}",
            "education",
            _year(entry, "startDate", "endDate"),
        )


def _certificate(entry: Mapping[str, Any]) -> Iterator[Step]:
    if what := _joined(_text(entry, "name"), _text(entry, "issuer"), " from "):
        yield Step(f"certificate: {what}", "certification", _year(entry, "date"))


def _volunteer(entry: Mapping[str, Any]) -> Iterator[Step]:
    if what := _joined(_text(entry, "position"), _text(entry, "organization"), " at "):
        yield Step(f"volunteered: {what}", "community", _year(entry, "startDate"))


def _project(entry: Mapping[str, Any]) -> Iterator[Step]:
    if name := _text(entry, "name"):
        about = _text(entry, "description")
        yield Step(
            f"built {name}" + (f": {about}" if about else ""), "project", _year(entry, "startDate", "endDate")
        )


def _publication(entry: Mapping[str, Any]) -> Iterator[Step]:
    if what := _joined(_text(entry, "name"), _text(entry, "publisher"), " with "):
        yield Step(f"published {what}", "publishing", _year(entry, "releaseDate"))


def _award(entry: Mapping[str, Any]) -> Iterator[Step]:
    if what := _joined(_text(entry, "title"), _text(entry, "awarder"), " from "):
        yield Step(f"won an award: {what}", "", _year(entry, "date"))


SECTIONS: dict[str, Callable[[Mapping[str, Any]], Iterator[Step]]] = {
    "education": _education, "work": _work, "certificates": _certificate, "volunteer": _volunteer,
    "projects": _project, "publications": _publication, "awards": _award,
}  # fmt: skip
"""In which order steps of the same year stand: what is learned before what is done with it."""


def _list(data: Mapping[str, Any], section: str) -> list[Any]:
    found = data.get(section)
    if found is None:
        return []
    if not isinstance(found, list):
        raise InputError(f"“{section}” is {_name(found)}, where a list is wanted.")
    return found


def _text(entry: Mapping[str, Any], *names: str) -> str:
    """The first of the fields that holds text, on one line."""
    for name in names:
        if isinstance(entry.get(name), str) and entry[name].strip():
            return " ".join(entry[name].split())
    return ""


def _joined(one: str, other: str, by: str) -> str:
    return f"{one}{by}{other}" if one and other else one or other


def _year(entry: Mapping[str, Any], *names: str) -> int | None:
    for name in names:
        if found := YEAR.fullmatch(str(entry.get(name) or "").strip()):
            return int(found[1])
    return None


def _name(value: object) -> str:
    if value is None:
        return "empty (null)"
    return {
        bool: "a truth value",
        int: "a number",
        float: "a number",
        str: "a line of text",
        list: "a list",
    }.get(type(value), "an object")
