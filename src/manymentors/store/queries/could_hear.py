"""What I could hear that is not in my queue: what most speaks for it first, each with why."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Avg, Exists, F, OuterRef, Q

from manymentors.shapes import Candidate
from manymentors.store import access
from manymentors.store.corrected import corrected
from manymentors.store.folding import fold_title
from manymentors.store.models import Appearance, Endorsement, Item, Listening, SourcePerson, User
from manymentors.store.queries.queue import BEGUN, LATELY, LONG_ONES, begins_at, mixes_of

NEWEST = 300
"""So many of the newest episodes are looked at."""
STOP, GO_ON, RECOMMENDED, NEW = 3.0, 2.5, 2.0, 1.0
"""What speaks for an episode, by how much it counts."""
TIERS = {"now": 0.5, "daily": 0.4, "weekly": 0.3, "monthly": 0.1, "yearly": 0.0}
MINUTES = "{minutes}"
"""Stands in the words of a reason until the minutes are known."""


@dataclass(frozen=True, slots=True)
class Possible:
    """A candidate with where to begin and whom its words name."""

    candidate: Candidate
    start: float | None = None
    person: int | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    item: int
    worth: float
    why: str
    start: float | None = None
    person: int | None = None


@dataclass(frozen=True, slots=True)
class Followed:
    """Whom I follow a source for, "" where it is for itself; with `for_them`, only for when they appear in it."""

    name: str
    tier: str
    person: int | None
    for_them: bool


def possible(user: User, now: datetime, without: Collection[int] = ()) -> list[Possible]:
    """What could be heard and is not in the queue, what most speaks for it first: stops, what I began, what is recommended,
    what is new. What was heard to its end, and what has no known length, is no such thing. At most sixteen queries.
    """
    heard = {one.item_id: one for one in Listening.objects.filter(user=user)}
    left_out = {pk for pk, one in heard.items() if one.finished} | set(without)
    left_out |= set(access.queue(user).values_list("item", flat=True))
    told: dict[int, Reason] = {}
    for reason in (*_stops(user), *_begun(heard, now)):
        told.setdefault(reason.item, reason)
    follows, recommended = _follows(user), _recommended(user)
    rows = _episodes(user, told, recommended, follows)
    lengths = _usual_lengths({row[1] for row in rows})
    mixes = mixes_of({row[0]: row[1] for row in rows})
    out = []
    for pk, source, duration, published, title in rows:
        listening = heard.get(pk)
        length = duration or (listening.total if listening else None) or lengths.get(source)
        if pk in left_out or not length:
            continue
        reason = (
            told.get(pk)
            or recommended.pop(source, None)
            or _new(pk, follows.get(source), title, published, now)
        )
        begin = begins_at(reason.start, listening)
        minutes = (length - (begin or 0.0)) / 60
        if minutes >= 1:
            words = reason.why.replace(MINUTES, f"{round(minutes)} min")
            story = reason.worth == STOP
            candidate = Candidate(pk, minutes, words, reason.worth, mixes[pk], source, story)
            out.append(Possible(candidate, reason.start, reason.person))
    return sorted(out, key=lambda one: (-one.candidate.worth, -one.candidate.key))


def _episodes(
    user: User, told: Collection[int], recommended: Collection[int], follows: Mapping[int, Followed]
) -> list[tuple[int, int, float | None, datetime | None, str]]:
    """(item, source, seconds, published, title of the show): of which something is told, the newest of what is recommended,
    and the newest of all. Of shows that I follow for somebody, only those in which they appear. Three queries.
    """
    columns = ("id", "source", "duration", "published", "source__title")
    paused = access.follows(user).filter(paused=True).values("pk")
    audio = access.items(user).exclude(audio_url="").exclude(source__follows__in=paused)
    people = {one.person for one in follows.values() if one.for_them}
    for_them = {source for source, one in follows.items() if one.for_them}
    appears = Appearance.objects.filter(item=OuterRef("pk"), person__in=people)
    newest = audio.exclude(Q(source__in=for_them) & ~Exists(appears))
    newest = newest.order_by(F("published").desc(nulls_last=True), "-id")
    rows = {row[0]: row for row in audio.filter(pk__in=told).values_list(*columns)}
    rows |= {row[0]: row for row in newest.filter(source__in=recommended).values_list(*columns)[:NEWEST]}
    rows |= {row[0]: row for row in newest.values_list(*columns)[:NEWEST]}
    return sorted(rows.values(), key=lambda row: (row[3] is not None, row[3], row[0]), reverse=True)


def _new(item: int, follow: Followed | None, title: str, published: datetime | None, now: datetime) -> Reason:
    days = (now - published).days if published else 365
    worth = NEW + TIERS[follow.tier if follow else "weekly"] - min(max(days, 0), 60) / 60
    age = "new " if days <= LATELY.days else ""
    if follow is None or not follow.name:
        return Reason(item, worth, f"{age}in {title or 'a show'}, which you follow")
    how = "with" if follow.for_them else "from"
    return Reason(item, worth, f"{age}{how} {follow.name}, whom you follow", person=follow.person)


def _stops(user: User) -> Iterator[Reason]:
    """Where my road stops beside theirs: their story goes on from there. One query."""
    rows = (
        access.stands(user)
        .exclude(stop=None)
        .exclude(stop__seconds=None)
        .order_by("-told", "person__name")
        .values_list("stop__item", "stop__seconds", "person", "person__name")
    )
    for item, seconds, person, name in rows:
        why = f"{name}’s story goes on from your stop: {MINUTES}"
        yield Reason(item, STOP, why, start=seconds, person=person)


def _begun(heard: Mapping[int, Listening], now: datetime) -> Iterator[Reason]:
    for item, one in heard.items():
        if not one.finished and one.seconds > BEGUN and one.at >= now - 3 * LATELY:
            minutes, second = divmod(int(one.seconds), 60)
            yield Reason(item, GO_ON, f"you stopped at {minutes}:{second:02}: {MINUTES} are left")


def _follows(user: User) -> dict[int, Followed]:
    """Source → how I follow it; for itself or for its owner before for somebody who appears in it. One query."""
    sought = SourcePerson.objects.filter(source=OuterRef("source"), person=OuterRef("person"), role="sought")
    rows = access.follows(user).annotate(sought=Exists(sought)).order_by("-sought", "person__name")
    columns = ("source", "person__name", "tier", "person", "sought")
    return {
        source: Followed(name or "", tier, person, only)
        for source, name, tier, person, only in rows.values_list(*columns)
    }


def _recommended(user: User) -> dict[int, Reason]:
    """Source that I follow → who recommends the show, where somebody does. At most six queries."""
    titles = {fold_title(title): pk for pk, title in access.sources(user).values_list("pk", "title") if title}
    rows = Endorsement.objects.filter(
        item__source__in=access.follows(user).values("source"), type="show", key__in=titles
    )
    said = rows.select_related("person", "item").defer(*[f"item__{name}" for name in LONG_ONES])
    out: dict[int, Reason] = {}
    for row, _confirmed in corrected(user, said.order_by("-score", "pk")):
        source, name = titles.get(fold_title(row.title)), row.person.name if row.person else row.name
        if source is not None and name and row.item.source_id != source:
            out.setdefault(
                source, Reason(0, RECOMMENDED, f"{name} recommends this show", person=row.person_id)
            )
    return out


def _usual_lengths(sources: Collection[int]) -> dict[int, float]:
    """What the episodes of each show take on the average, in seconds, for those whose own length is not told."""
    rows = Item.objects.filter(source__in=sources, duration__gt=0).order_by().values("source")
    return dict(rows.annotate(usual=Avg("duration")).values_list("source", "usual"))
