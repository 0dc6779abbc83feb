"""Polls with their results, always with how many spoke."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet

from manymentors.errors import NothingThere
from manymentors.search.words import SMALL_WORDS, stems
from manymentors.store import access
from manymentors.store.models import Ballot, Poll, PollPost, User

HELD = ("there", "there__token")
ENOUGH = 2
"""Words that count which a poll shares with a question that it speaks to; or all of them, where the poll has fewer."""


@dataclass(frozen=True, slots=True)
class Result:
    """`counts` are (answer, votes), in the order of the answers; `n` of those asked (`of`) spoke.

    One held on a network (`there`) was asked of nobody by name, so `of` is None; `n` is None where the network does not tell,
    and `unread` is how many replies could not be read as a vote, the first of them at the addresses `unread_at`.
    """

    poll: Poll
    counts: tuple[tuple[str, int], ...]
    n: int | None
    of: int | None
    open: bool
    there: PollPost | None = None
    votes: int = 0
    unread: int = 0
    unread_at: tuple[str, ...] = ()

    @property
    def told(self) -> bool:
        """Is there a result yet?"""
        return self.there is None or bool(self.counts)


def results(user: User, today: date) -> list[Result]:
    """The latest first. Two queries."""
    return [result_of(poll, list(poll.ballots.all()), today) for poll in with_votes(access.polls(user))]


def with_votes(polls: QuerySet[Poll]) -> list[Poll]:
    return list(polls.order_by("-created", "-pk").select_related(*HELD).prefetch_related("ballots"))


def polls_on(user: User, question: str, today: date, most: int = 3) -> list[Result]:
    """Those of my polls with a vote that share their words with the question; what shares most stands first. Two queries."""
    asked = set(stems(question)) - SMALL_WORDS
    found: list[tuple[int, int, Result]] = []
    for result in results(user, today):
        words = set(stems(result.poll.question)) - SMALL_WORDS
        both = len(asked & words)
        if (result.n or result.votes) and both and both >= min(ENOUGH, len(words)):
            found.append((-both, len(found), result))
    return [result for _, _, result in sorted(found, key=lambda one: one[:2])[:most]]


def polls_due(now: datetime, every: timedelta) -> QuerySet[PollPost]:
    """What is out, was not looked at for so long, and may still change; soon after its end once more."""
    fresh = Q(looked=None) | Q(looked__lt=now - every)
    return (
        PollPost.objects.filter(fresh, state="out", final=False)
        .select_related("poll", "token")
        .order_by("looked")
    )


def result_of(poll: Poll, ballots: list[Ballot], today: date) -> Result:
    there = getattr(poll, "there", None)
    if there is not None:
        return result_there(poll, there, today)
    votes = Counter(ballot.choice for ballot in ballots if ballot.choice is not None)
    counts = tuple((option, votes[at]) for at, option in enumerate(poll.options))
    return Result(poll, counts, votes.total(), len(ballots), poll.closed is None and today <= poll.closes)


def result_there(poll: Poll, there: PollPost, today: date) -> Result:
    counts = tuple(zip(map(str, poll.options), there.counts, strict=False)) if there.counts else ()
    unread, *addresses = there.unread or [0]
    open_ = there.state == "out" and not there.final and poll.closed is None and today <= poll.closes
    return Result(poll, counts, there.n, None, open_, there, there.votes, unread, tuple(addresses))


def find_poll(user: User, pk: int) -> Poll:
    """Raises NothingThere for another user's."""
    poll = access.polls(user).filter(pk=pk).select_related(*HELD).first()
    if poll is None:
        raise NothingThere("There is no such poll of yours.")
    return poll


def ballot_of(token: str) -> Ballot:
    """For whoever has the link. Raises NothingThere."""
    ballot = Ballot.objects.select_related("poll").filter(token=token).first()
    if ballot is None:
        raise NothingThere("This link leads to no poll: it was dropped, or the link is not whole.")
    return ballot
