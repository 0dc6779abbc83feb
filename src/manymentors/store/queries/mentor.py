"""My mentor of a year: what I kept and applied of it, from how many voices, on what."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models.functions import ExtractYear

from manymentors.crowd.budget import SORT_OF
from manymentors.shapes import SORTS
from manymentors.store import access
from manymentors.store.models import Keepsake, Person, User
from manymentors.store.queries.nuggets import NuggetLine, kept_lines

EVERYTHING = 1_000_000
CAP = 0.3
"""The most of the strip that one voice takes: nobody looks like *the* mentor."""


@dataclass(frozen=True, slots=True)
class Voice:
    """Somebody of whom I kept something; `on` is what it is about, the most first; `width` their part of the strip, in percent."""

    name: str
    person: Person | None
    kept: int
    on: tuple[str, ...]
    width: float


@dataclass(frozen=True, slots=True)
class Mentor:
    """`sorts` counts nuggets by technical, career and soft; `strengths` names for each skill or field the voices it came from."""

    year: int
    years: tuple[int, ...]
    lines: tuple[NuggetLine, ...]
    voices: tuple[Voice, ...]
    sorts: dict[str, int]
    strengths: tuple[tuple[str, tuple[str, ...]], ...]
    changed: tuple[Keepsake, ...]


def mentor_of(user: User, year: int | None, today: date) -> Mentor:
    """Of this year (the latest in which something was kept, where none is given). At most six queries: a person keeps by hand."""
    found = access.keepsakes(user).annotate(year=ExtractYear("created")).values_list("year", flat=True)
    years = tuple(sorted(set(found), reverse=True))
    year = year or (years[0] if years else today.year)
    ids = list(access.keepsakes(user).filter(created__year=year).values_list("pk", flat=True))
    lines = kept_lines(user, only=ids, size=EVERYTHING)[0] if ids else []
    applied = access.keepsakes(user).filter(applied__year=year).select_related("item", "item__source")
    sorts = Counter(
        SORT_OF[line.nugget.field] for line in lines if line.nugget and line.nugget.field in SORT_OF
    )
    return Mentor(
        year,
        years,
        tuple(lines),
        voices_of(lines),
        {name: sorts[name] for name in SORTS},
        strengths_of(lines),
        tuple(applied.order_by("applied", "id")),
    )


def voices_of(lines: Sequence[NuggetLine]) -> tuple[Voice, ...]:
    """By how much I kept of each. What a later reading no longer takes for a nugget has no voice that is known."""
    about: dict[str, list[NuggetLine]] = defaultdict(list)
    for line in lines:
        if line.nugget:
            about[line.nugget.person.name if line.nugget.person else line.nugget.name].append(line)
    named = {name: rows for name, rows in about.items() if name}
    widths = capped([len(rows) for rows in named.values()])
    voices = [
        Voice(name, rows[0].nugget.person if rows[0].nugget else None, len(rows), topics(rows)[:3], width)
        for (name, rows), width in zip(named.items(), widths, strict=True)
    ]
    return tuple(sorted(voices, key=lambda voice: (-voice.kept, voice.name)))


def capped(counts: Sequence[int]) -> list[float]:
    """Parts of a hundred, none above CAP where there are enough voices for that; what is cut off goes to the others."""
    total = sum(counts)
    most = max(CAP, 1 / len(counts)) if counts else CAP
    shares = [count / total for count in counts]
    for _ in counts:
        over = sum(share - most for share in shares if share > most)
        room = sum(share for share in shares if share < most)
        if over < 1e-9 or not room:
            break
        shares = [most if share >= most else share * (1 + over / room) for share in shares]
    return [round(100 * share, 2) for share in shares]


def strengths_of(lines: Sequence[NuggetLine]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """On what most was kept, and from whom."""
    by_topic: dict[str, Counter[str]] = defaultdict(Counter)
    for line in lines:
        if line.nugget:
            topic = line.nugget.skill or line.nugget.field
            by_topic[topic][line.nugget.person.name if line.nugget.person else line.nugget.name] += 1
    ranked = sorted(by_topic.items(), key=lambda pair: (-pair[1].total(), pair[0]))
    return tuple(
        (topic, tuple(name for name, _ in names.most_common(3) if name)) for topic, names in ranked[:6]
    )


def topics(lines: Sequence[NuggetLine]) -> tuple[str, ...]:
    told = Counter(line.nugget.skill or line.nugget.field for line in lines if line.nugget)
    return tuple(topic for topic, _ in told.most_common())
