"""What a language model wrote → claims in due form about lines that it was shown; all else is dropped and counted."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from manymentors.facts.model.form import MOST, SURE
from manymentors.facts.model.windows import Window

Sort = Literal["milestones", "nuggets", "endorsements"]
SORTS: tuple[Sort, ...] = ("milestones", "nuggets", "endorsements")
LABEL: Mapping[Sort, str] = {"milestones": "kind", "nuggets": "field", "endorsements": "type"}

REASONS = {
    "no answer": "the model did not answer: too slow, refused, cut off, or the server failed",
    "not asked": "the model had failed several times in a row",
    "no JSON": "prose, half a JSON, or something else than an object",
    "wrong form": "a part that was not asked for, is missing, or has the wrong type",
    "unknown lines": "line numbers that were not shown, or not together",
    "twice": "the same thing again in one answer",
    "too many": "more entries than asked for",
    "too long": "more lines than a quote may hold",
    "nothing to quote": "lines of different speakers or paragraphs, or too few words",
    "the host's own": "a milestone in words of a host that are not about a guest",
    "name not said": "the name of an endorsement that stands neither in the lines nor in the links",
    "year not said": "a year that the lines do not tell; the milestone stays, without it",
}
"""Why something of an answer is not believed."""

Dropped = Counter[str]
"""Reason → how often."""


@dataclass(frozen=True, slots=True)
class Claim:
    """Units `first` to `last` show something of `label` (a kind, field or type)."""

    sort: Sort
    first: int
    last: int
    label: str
    sure: float
    person: str = ""
    name: str = ""
    year: int = 0


def claims(said: str, window: Window, form: Mapping[str, Any], dropped: Dropped) -> list[Claim]:
    """Return what holds; all else is counted in `dropped`."""
    answer = _object_in(said)
    if answer is None:
        dropped["no JSON"] += 1
        return []
    dropped["wrong form"] += len(answer.keys() - set(SORTS))
    found: dict[Claim, None] = {}
    for sort in SORTS:
        entries = answer.get(sort)
        if not isinstance(entries, list):
            dropped["wrong form"] += 1
            continue
        dropped["too many"] += max(0, len(entries) - MOST)
        for entry in entries[:MOST]:
            claim = _claim(sort, entry, window, form["properties"][sort]["items"]["properties"])
            if not isinstance(claim, Claim):
                dropped[claim] += 1
            elif claim in found:
                dropped["twice"] += 1
            else:
                found[claim] = None
    return list(found)


def _object_in(said: str) -> dict[str, Any] | None:
    """The JSON object that the answer is, or that stands in it between thoughts, fences and prose."""
    bare = re.sub(r"^\s*<think>.*?</think>", "", said, flags=re.DOTALL)
    for text in (bare, bare[bare.find("{") : bare.rfind("}") + 1]):
        try:
            found = json.loads(text)
        except (ValueError, RecursionError):
            continue
        if isinstance(found, dict):
            return found
    return None


def _claim(sort: Sort, entry: object, window: Window, parts: Mapping[str, Any]) -> Claim | str:
    """The claim, or why there is none."""
    if not isinstance(entry, dict) or entry.keys() != parts.keys():
        return "wrong form"
    if not all(_fits(entry[name], part) for name, part in parts.items()):
        return "wrong form"
    units = window.run(entry["first"], entry["last"])
    if units is None:
        return "unknown lines"
    return Claim(
        sort,
        *units,
        label=entry[LABEL[sort]],
        sure=SURE[entry["sure"]],
        person=entry.get("person", ""),
        name=entry.get("name", ""),
        year=entry.get("year", 0),
    )


def _fits(value: object, part: Mapping[str, Any]) -> bool:
    if part["type"] == "integer":
        return isinstance(value, int) and not isinstance(value, bool)
    return isinstance(value, str) and value in part.get("enum", (value,))
