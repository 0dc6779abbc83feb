"""Polls with their results, always with how many spoke."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from manymentors.errors import NothingThere
from manymentors.store import access
from manymentors.store.models import Ballot, Poll, User


@dataclass(frozen=True, slots=True)
class Result:
    """`counts` are (answer, votes), in the order of the answers; `n` of those asked (`of`) spoke."""

    poll: Poll
    counts: tuple[tuple[str, int], ...]
    n: int
    of: int
    open: bool


def results(user: User, today: date) -> list[Result]:
    """The latest first. Two queries."""
    polls = list(access.polls(user).order_by("-created", "-pk").prefetch_related("ballots"))
    return [result_of(poll, list(poll.ballots.all()), today) for poll in polls]


def result_of(poll: Poll, ballots: list[Ballot], today: date) -> Result:
    votes = Counter(ballot.choice for ballot in ballots if ballot.choice is not None)
    counts = tuple((option, votes[at]) for at, option in enumerate(poll.options))
    return Result(poll, counts, votes.total(), len(ballots), poll.closed is None and today <= poll.closes)


def find_poll(user: User, pk: int) -> Poll:
    """Raises NothingThere for another user's."""
    poll = access.polls(user).filter(pk=pk).first()
    if poll is None:
        raise NothingThere("There is no such poll of yours.")
    return poll


def ballot_of(token: str) -> Ballot:
    """For whoever has the link. Raises NothingThere."""
    ballot = Ballot.objects.select_related("poll").filter(token=token).first()
    if ballot is None:
        raise NothingThere("This link leads to no poll: it was dropped, or the link is not whole.")
    return ballot
