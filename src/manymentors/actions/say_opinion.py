"""I say where I stand on a topic, today; what I said before stays beside it, unless I take it back."""

from __future__ import annotations

from datetime import date

from manymentors.actions.topic import LONGEST
from manymentors.errors import InputError
from manymentors.store.folding import fold
from manymentors.store.models import Opinion, User

LONGEST_LINE = 2_000


def say_opinion(user: User, topic: str, line: str, said: date, today: date) -> Opinion:
    """Raises InputError for no topic, no words, too many, or a day to come."""
    topic, line = " ".join(topic.split())[:LONGEST], line.replace("\r\n", "\n").strip()
    if not fold(topic):
        raise InputError("Say on which topic.")
    if not line:
        raise InputError("Write where you stand, in a line.")
    if len(line) > LONGEST_LINE:
        raise InputError(f"That is {len(line):,} characters; {LONGEST_LINE:,} fit. Say it in fewer.")
    if said > today:
        raise InputError("You cannot have said it on a day to come. Give the day on which you thought so.")
    return Opinion.objects.create(user=user, topic=topic, key=fold(topic), line=line, said=said)


def take_back(opinion: Opinion) -> None:
    """As if it had never been said. `say_opinion` with the same words brings it back."""
    opinion.delete()
