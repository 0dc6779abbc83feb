"""Works out a week's digest: who said what that touches my gaps. Made once for a day of mine, and kept as it was."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from manymentors.actions.ask_crowd import WHOLE, Answer, answers_to, of_nugget, with_people
from manymentors.crowd.digest import choose
from manymentors.errors import InputError
from manymentors.search.words import SMALL_WORDS, stems
from manymentors.shapes import Filters, Touch
from manymentors.sources.clean import printable
from manymentors.store.models import Digest, DigestLine, DigestPlan, User
from manymentors.store.queries.answers import advice
from manymentors.store.queries.digest import (
    due_day,
    find_digest,
    gaps_of,
    in_week,
    mix_in,
    nuggets_in,
    plan_of,
    proofs_in,
    replies_in,
    said_in,
    stops_in,
    told_before,
)
from manymentors.store.queries.queue import budget_of
from manymentors.text import sentences

WEEK = timedelta(days=7)
LATE = timedelta(days=7)
"""What was published so long before the week, but could not be read in time, is told still; nothing is told twice."""
CLEAR, PARTIAL = 2.0, 1.0
NAMED = 20
"""Nuggets that name a topic, of which the surest are told."""


@dataclass(frozen=True, slots=True)
class Row:
    """What may become a line, with what it is chosen by."""

    touch: Touch
    line: DigestLine


def digest_due(user: User, now: datetime) -> Digest | None:
    """Make the digest that is due, and return it; None where it was made already, or none is wanted. May take some seconds.

    Killed anywhere it is made the next time: until it is whole there is nothing of it.
    """
    day = due_day(plan_of(user), timezone.localtime(now).date())
    last = Digest.objects.filter(user=user).order_by("-day").first()
    if day is None or (last is not None and last.day >= day):
        return None
    until = timezone.make_aware(datetime.combine(day, time()))
    since = last.until if last is not None and last.until >= until - 2 * WEEK else until - WEEK
    return work_out(user, day, since, until)


def work_out(user: User, day: date, since: datetime, until: datetime) -> Digest:
    """The digest of this day; one that is there stays as it is."""
    gaps, late = gaps_of(user), since - LATE
    known = told_before(user)
    rows = [row for row in touches(user, late, until) if (row.line.item_id, row.line.quote) not in known]
    numbered = dict(enumerate(rows))
    chosen = choose([replace(row.touch, key=key) for key, row in numbered.items()])
    said, people = said_in(user, since, until)
    (mix, took), budget = mix_in(user, since, until), budget_of(user)
    target = {"technical": budget.technical, "career": budget.career, "soft": budget.soft}
    with transaction.atomic():
        digest, new = Digest.objects.get_or_create(
            user=user,
            day=day,
            defaults={
                "since": since, "until": until, "said": said, "people": people, "gaps": gaps.n, "mix": mix,
                "took": took, "target": target, "waiting": len(gaps.asked),
            },
        )  # fmt: skip
        if new:
            lines = [numbered[one.key].line for one in chosen]
            for position, line in enumerate(lines):
                line.digest, line.position = digest, position
            DigestLine.objects.bulk_create(lines)
    return find_digest(user, day)


def touches(user: User, since: datetime, until: datetime) -> Iterator[Row]:
    """All that was said then and touches a gap of mine, in whatever way that is told."""
    gaps = gaps_of(user)
    for asked in replies_in(user, since, until):
        why = "answered" if asked.state == "answered" else "reply"
        line = DigestLine(person=asked.person, asked=asked, quote=asked.answer, name=asked.person.name)
        yield a_row("question", asked.words, why, line, CLEAR)
    for stand in stops_in(user, since, until):
        stop = stand.stop
        if stop is None:
            continue
        line = DigestLine(
            person=stand.person, name=stand.person.name, item_id=stop.item_id, quote=stop.quote,
            seconds=stop.seconds, place=f"milestone-{stop.pk}",
        )  # fmt: skip
        yield a_row("step", "", "moved" if stand.moved and stand.moved >= since else "stop", line, stop.score)
    voices = {trait.pk: n for trait, n in gaps.traits}
    for proof in proofs_in(user, list(voices), since, until):
        fact = proof.milestone or proof.nugget
        if fact is None:
            continue
        line = DigestLine(
            person=proof.person, name=proof.person.name, item_id=proof.item_id, quote=proof.quote,
            seconds=fact.seconds, place=f"{type(fact).__name__.lower()}-{fact.pk}",
        )  # fmt: skip
        score = (CLEAR if proof.counts else PARTIAL) + proof.score
        yield a_row("trait", proof.trait.text, "clear" if proof.counts else "partial", line, score)
    yield from spoken_to(user, [("step", step.what, "plan") for step in gaps.plans], since, until)
    yield from named(user, [one.topic for one in gaps.topics], since, until)
    asked_of_all = [("question", one.text, "speaks") for one in gaps.questions]
    asked_of_one = [("question", one.words, "others") for one in gaps.asked]
    yield from spoken_to(user, [*asked_of_one, *asked_of_all], since, until)


def spoken_to(
    user: User, gaps: Iterable[tuple[str, str, str]], since: datetime, until: datetime
) -> Iterator[Row]:
    """Whether anybody speaks to it that week is decided as on the Ask page: rather nothing than something near."""
    days = Filters(since=since.date().toordinal(), until=until.date().toordinal())
    week: set[int] | None = None
    for about, gap, why in gaps:
        found = with_people(user, answers_to(user, gap, days))
        if found and week is None:
            week = set(in_week(user, since, until).values_list("pk", flat=True))
        for answer in found:
            if answer.item_id in (week or ()) and (answer.person is None or answer.person.owner_id is None):
                yield a_row(about, gap, why, line_of(answer), answer.score)


def named(user: User, topics: Sequence[str], since: datetime, until: datetime) -> Iterator[Row]:
    """Nuggets of the week that name all words of the topic, in what was said or in their skill; and of a topic that is a whole
    question, whatever answers it.
    """
    wanted = {topic: set(stems(topic)) - SMALL_WORDS for topic in topics}
    if any(wanted.values()):
        told = [(pk, set(stems(f"{quote} {skill}"))) for pk, quote, skill in nuggets_in(user, since, until)]
        for topic, words in wanted.items():
            ids = [pk for pk, has in told if words and words <= has][:NAMED]
            for nugget, confirmed in advice(user, ids) if ids else ():
                line = line_of(of_nugget(nugget, confirmed))
                line.quote = from_where(nugget.quote, words)
                yield a_row("topic", topic, "topic", line, nugget.score)
    whole = [("topic", topic, "topic") for topic, words in wanted.items() if len(words) >= WHOLE]
    yield from spoken_to(user, whole, since, until)


def from_where(quote: str, words: set[str]) -> str:
    """The quote from the sentence on that names one of the words."""
    found = (start for start, end in sentences(quote) if words & set(stems(quote[start:end])))
    return quote[next(found, 0) :]


def line_of(answer: Answer) -> DigestLine:
    return DigestLine(
        person=answer.person, name=answer.name, item_id=answer.item_id, quote=answer.quote,
        seconds=answer.seconds, place=answer.place,
    )  # fmt: skip


def a_row(about: str, gap: str, why: str, line: DigestLine, score: float) -> Row:
    line.about, line.gap, line.why = about, gap, why
    who = f"{line.person_id or line.name}"
    return Row(Touch(0, about, gap, why, who, line.item_id, line.quote, score), line)


# --- how I want it ------------------------------------------------------------------------------------------------


def plan_digest(user: User, weekday: int | None, mail: str) -> DigestPlan:
    """On which weekday (0 is Monday; None never), and the address to which it is mailed too, "" for none. Raises InputError."""
    mail = printable(mail).strip()
    if weekday is not None and not 0 <= weekday <= 6:
        raise InputError("Choose one of the seven weekdays, or none.")
    local, at, host = mail.rpartition("@")
    if mail and (not local or not at or not host or any(ch.isspace() or ch in ",;<>\"'" for ch in mail)):
        raise InputError(f"“{mail}” is no address of mail. Give one, such as ada@example.org, or none.")
    if len(mail) > 254:
        raise InputError("This address is too long for one of mail.")
    return DigestPlan.objects.update_or_create(user=user, defaults={"weekday": weekday, "mail": mail})[0]
