"""The ledger of what I asked: what waits, what was answered, and who tends to reply."""

from __future__ import annotations

import statistics
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F, Q, QuerySet

from manymentors.errors import NothingThere
from manymentors.store import access
from manymentors.store.models import Asked, Item, Person, User

ENOUGH = 3
"""Of fewer questions no habit is told."""
OUT = ("waiting", "answered")


@dataclass(frozen=True, slots=True)
class Habit:
    """Of `asked` questions that went out to a person `answered` came back, in the median after so many `days`."""

    person: Person
    asked: int
    answered: int
    days: float | None


@dataclass(frozen=True, slots=True)
class Ledger:
    """Each the latest first."""

    drafts: list[Asked]
    waiting: list[Asked]
    answered: list[Asked]
    gone: list[Asked]
    habits: list[Habit]


def ledger(user: User, most: int = 50) -> Ledger:
    """Two queries."""
    rows = list(access.asked(user).select_related("person", "token").order_by("-created", "-pk"))
    by_state: dict[str, list[Asked]] = defaultdict(list)
    for row in rows:
        by_state[row.state].append(row)
    waiting = sorted([*by_state["posting"], *by_state["waiting"]], key=lambda row: (not row.proposed, row.pk))
    return Ledger(
        by_state["draft"],
        waiting,
        by_state["answered"][:most],
        by_state["let-go"][:most],
        habits_of([row for row in rows if row.asked is not None]),
    )


def habits_of(rows: Sequence[Asked], enough: int = ENOUGH) -> list[Habit]:
    """Of those who were asked often enough, by name."""
    about: dict[int, list[Asked]] = defaultdict(list)
    for row in rows:
        about[row.person_id].append(row)
    out = []
    for asked in about.values():
        if len(asked) >= enough:
            took = [
                (row.answered - row.asked).total_seconds() / 86400
                for row in asked
                if row.state == "answered" and row.answered and row.asked
            ]
            median = round(statistics.median(took), 1) if took else None
            out.append(Habit(asked[0].person, len(asked), len(took), median))
    return sorted(out, key=lambda habit: habit.person.name)


def find_asked(user: User, pk: int) -> Asked:
    """Raises NothingThere for another user's."""
    row = access.asked(user).select_related("person", "token", "user").filter(pk=pk).first()
    if row is None:
        raise NothingThere("There is no such question of yours.")
    return row


def asked_of(user: User, person: Person, most: int = 5) -> list[Asked]:
    """What I mean to ask them, or have asked and wait for; the latest first. One query."""
    rows = access.asked(user).filter(person=person, state__in=("draft", "posting", "waiting"))
    return list(rows.order_by("-created", "-pk")[:most])


def habit_of(user: User, person: Person) -> Habit | None:
    """How they reply, from the first question on that went out: whoever shows it says how many there were. One query."""
    rows = list(access.asked(user).filter(person=person).exclude(asked=None).select_related("person"))
    return habits_of(rows, enough=1)[0] if rows else None


def answer_item(asked: Asked) -> Item | None:
    """The post that is their answer, where it is among what I follow: from there it can be kept. One query, its text loaded."""
    if asked.state != "answered" or not asked.answer_url:
        return None
    found = access.items(asked.user).filter(url=asked.answer_url).only("text", "source").first()
    return found if found is not None and found.text.strip() else None


def accounts_of_person(user: User, person: int) -> set[str]:
    """The addresses at which they are followed on networks. One query."""
    rows = access.follows(user).filter(person=person, source__kind__in=("mastodon", "bluesky"))
    return {url for pair in rows.values_list("source__url", "source__site_url") for url in pair if url}


def handles_of(user: User, person: Person) -> dict[str, str]:
    """Network → how the person is called there, from the accounts that I follow. One query."""
    out: dict[str, str] = {}
    rows = access.follows(user).filter(person=person, source__kind__in=("mastodon", "bluesky"))
    for kind, url, site, title in rows.values_list(
        "source__kind", "source__url", "source__site_url", "source__title"
    ):
        if kind == "mastodon":
            base, _, name = url.rpartition("/@")
            out.setdefault(kind, f"@{name}@{base.partition('://')[2]}")
        else:
            shown = (site or url).rpartition("/")[2]
            told = title.rpartition("(")[2].rstrip(")") if "(@" in title else f"@{shown}"
            out.setdefault(kind, told)
    return out


def replies_due(now: datetime, every: timedelta) -> QuerySet[Asked]:
    """What waits on a network and was not looked after for so long; after a month of silence once a day."""
    fresh = Q(looked=None) | Q(looked__lt=now - every)
    old = Q(asked__gte=now - timedelta(days=31)) | Q(looked__lt=now - timedelta(days=1))
    waits = Asked.objects.filter(state="waiting", channel__in=("mastodon", "bluesky")).exclude(post="")
    return waits.filter(fresh).filter(old).select_related("user").order_by(F("looked").asc(nulls_first=True))
