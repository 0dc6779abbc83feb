"""Topics that there is something on: nuggets of a skill, the skills people speak to most, and where I stand."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count

from manymentors.store import access
from manymentors.store.folding import fold
from manymentors.store.models import Opinion, User
from manymentors.store.queries.nuggets import seen

MOST = 60


@dataclass(frozen=True, slots=True)
class SkillLine:
    skill: str
    people: int


def nuggets_of_skill(user: User, text: str) -> list[int]:
    """The surest nuggets whose skill is just this. Two queries."""
    wanted = fold(text)
    named = [
        skill
        for skill in seen(user).exclude(skill="").values_list("skill", flat=True).distinct()
        if fold(skill) == wanted
    ]
    if not named:
        return []
    return list(
        seen(user).filter(skill__in=named).order_by("-score", "pk").values_list("pk", flat=True)[:MOST]
    )


def skills_spoken_to(user: User, most: int = 24) -> list[SkillLine]:
    """The skills to which most people speak. One query."""
    rows = (
        seen(user)
        .exclude(skill="")
        .values("skill")
        .annotate(n=Count("person", distinct=True))
        .order_by("-n", "skill")
    )
    return [SkillLine(row["skill"], row["n"]) for row in rows[:most]]


def opinions_on(user: User, text: str) -> list[Opinion]:
    """Where I stand on it, and stood, the latest first. One query."""
    return list(access.opinions(user).filter(key=fold(text)[:200]).order_by("-said", "-id"))


def my_topics(user: User) -> list[Opinion]:
    """Of each topic on which I stand somewhere, the latest I said; the latest topic first. One query."""
    latest: dict[str, Opinion] = {}
    for opinion in access.opinions(user).order_by("-said", "-id"):
        latest.setdefault(opinion.key, opinion)
    return list(latest.values())
