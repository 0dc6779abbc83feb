"""A conversation → an interview: one line of speeches to read from the top, and beside each what leads aside."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from manymentors.shapes import Speech, Turn


def arrange(turns: Sequence[Turn], focus: str, mine: Collection[str]) -> list[Speech]:
    """The line leads through the post with the key `focus`; else where most is said by those at the accounts `mine`, then
    where most is said at all. Every turn is in it exactly once.
    """
    known = {turn.key: turn for turn in turns}
    below = children(list(known.values()), known)
    order = [turn for top in below[None] for turn in whole(top, below)]
    seen = {turn.key for turn in order}
    lost = [turn for turn in known.values() if turn.key not in seen]  # they answer each other in a circle
    weight: dict[str, tuple[bool, int, int]] = {}
    for turn in reversed(order):
        inside = [weight[child.key] for child in below[turn.key]]
        weight[turn.key] = (
            turn.key == focus or any(one[0] for one in inside),
            (turn.account in mine) + sum(one[1] for one in inside),
            1 + sum(one[2] for one in inside),
        )
    line: list[tuple[Turn, list[tuple[Turn, ...]]]] = []
    here = below[None]
    while here:
        best = max(here, key=lambda turn: weight[turn.key])  # of equals the earliest
        aside = [tuple(whole(turn, below)) for turn in here if turn is not best]
        if line:
            line[-1][1].extend(aside)
            line.append((best, []))
        else:
            line.append((best, aside))
        here = below[best.key]
    if lost and line:
        line[-1][1].append(tuple(lost))
    elif lost:
        line = [(turn, []) for turn in lost]
    return joined(line)


def children(turns: Sequence[Turn], known: Mapping[str, Turn]) -> defaultdict[str | None, list[Turn]]:
    """Key → what answers it, by time; None → those that answer nothing that is here."""
    below: defaultdict[str | None, list[Turn]] = defaultdict(list)
    for turn in turns:
        below[turn.reply_to if turn.reply_to in known else None].append(turn)
    for answers in below.values():
        answers.sort(key=lambda turn: (turn.published is None, turn.published and turn.published.timestamp()))
    return below


def whole(top: Turn, below: Mapping[str | None, Sequence[Turn]]) -> list[Turn]:
    """The turn and all below it, each answer after what it answers."""
    out, waiting = [], [top]
    while waiting:
        turn = waiting.pop()
        out.append(turn)
        waiting += reversed(below.get(turn.key, ()))
    return out


def joined(line: Sequence[tuple[Turn, Sequence[tuple[Turn, ...]]]]) -> list[Speech]:
    """Turns of one author in a row as one speech."""
    out: list[Speech] = []
    for turn, aside in line:
        if out and turn.account and out[-1].author.account == turn.account:
            out[-1] = Speech((*out[-1].turns, turn), (*out[-1].branches, *aside))
        else:
            out.append(Speech((turn,), tuple(aside)))
    return out
