"""A poll: asked with a link for each voice, voted by link, closed early, or dropped."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction

from manymentors.errors import InputError
from manymentors.store.models import Ballot, Poll, PollPost, User

OPTIONS, VOICES = (2, 10), (1, 200)
LONGEST, DAYS = 300, 366


def ask_poll(
    user: User, question: str, options: Sequence[str], *, voices: int, closes: date, today: date
) -> Poll:
    """Raises InputError for a poll that cannot be."""
    question, told = checked_poll(question, options, closes=closes, today=today)
    if not VOICES[0] <= voices <= VOICES[1]:
        raise InputError(f"A poll is for {VOICES[0]} to {VOICES[1]} people.")
    with transaction.atomic():
        poll = Poll.objects.create(user=user, question=question, options=told, closes=closes)
        Ballot.objects.bulk_create(Ballot(poll=poll, token=secrets.token_urlsafe(24)) for _ in range(voices))
    return poll


def checked_poll(
    question: str, options: Sequence[str], *, closes: date, today: date
) -> tuple[str, list[str]]:
    """The question and the answers as they are kept. Raises InputError for what is no poll, wherever it is held."""
    question, told = question.strip(), [one for line in options if (one := line.strip())]
    if not question or len(question) > LONGEST or any(len(one) > LONGEST for one in told):
        raise InputError(
            f"A poll has a question, and neither it nor an answer is longer than {LONGEST} characters."
        )
    if not OPTIONS[0] <= len(told) <= OPTIONS[1] or len(set(told)) < len(told):
        raise InputError(f"Give {OPTIONS[0]} to {OPTIONS[1]} different answers, one a line.")
    if not today <= closes <= today + timedelta(days=DAYS):
        raise InputError("It closes on a day from today on, within a year.")
    return question, told


def vote(ballot: Ballot, choice: int, now: datetime, today: date) -> None:
    """Raises InputError where the poll is closed or has no such answer."""
    if not is_open(ballot.poll, today):
        raise InputError("This poll is closed; votes are counted no more.")
    if not 0 <= choice < len(ballot.poll.options):
        raise InputError("Choose one of the answers.")
    Ballot.objects.filter(pk=ballot.pk).update(choice=choice, voted=now)


def is_open(poll: Poll, today: date) -> bool:
    return poll.closed is None and today <= poll.closes


def close(poll: Poll, now: datetime) -> None:
    poll.closed = now
    poll.save(update_fields=["closed"])


def open_again(poll: Poll) -> None:
    poll.closed = None
    poll.save(update_fields=["closed"])


def drop(poll: Poll) -> str:
    """With all its votes, for good. Returns a sentence on what stays elsewhere, "" where nothing does. Raises InputError while
    it is on its way out: it could be out already."""
    there: PollPost | None = getattr(poll, "there", None)
    if there is not None and there.state == "posting":
        raise InputError("It is being posted just now. Wait a moment.")
    out = there is not None and there.mine and there.state == "out"
    poll.delete()
    return "It is gone here. The post itself stays where it is; delete it there, if you want." if out else ""
