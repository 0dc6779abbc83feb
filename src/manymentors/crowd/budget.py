"""Of all that could be heard: what fits into my week, balanced as I want it, and what fits into the minutes that I have now."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import combinations

from manymentors.shapes import SORTS, Candidate, Mix, Pick

SORT_OF = {
    "technical": "technical",
    "career": "career",
    "business": "career",
    "soft-skills": "soft",
    "leadership": "soft",
    "learning": "soft",
}
"""The sort of each field of nuggets."""

NOTHING: Mix = (0.0, 0.0, 0.0)
BALANCE = 2.0
"""What a sort that is wholly lacking counts beside an episode's worth."""
AGAIN = 0.7
"""What each episode of the same show that was taken already takes off."""
LITTLE = 0.5
"""Less than this part of what the week should have of a sort is little of it."""
TOGETHER, POOL = 3, 40
"""So many episodes are weighed together for one sitting, of so many that are looked at; what time they leave is filled after."""


def mix_of(fields: Mapping[str, int]) -> Mix:
    """How often each field was told of → the shares of the three sorts."""
    counts = [sum(n for field, n in fields.items() if SORT_OF.get(field) == sort) for sort in SORTS]
    whole = sum(counts)
    return (counts[0] / whole, counts[1] / whole, counts[2] / whole) if whole else NOTHING


def sort_of(mix: Mix) -> str:
    """The sort that it is most of; "" where that is not known."""
    best = max(range(len(SORTS)), key=lambda at: mix[at])
    return SORTS[best] if mix[best] else ""


def minutes_of(parts: Iterable[tuple[float, Mix]]) -> Mix:
    """Minutes of each sort in some episodes, given as minutes and shares."""
    sums = [0.0, 0.0, 0.0]
    for minutes, mix in parts:
        for at, share in enumerate(mix):
            sums[at] += minutes * share
    return sums[0], sums[1], sums[2]


def fill(
    candidates: Sequence[Candidate],
    room: float,
    target: Mix,
    have: Mix = NOTHING,
    shows: Collection[int] = (),
) -> list[Pick]:
    """Choose what fits into `room` minutes: the worthiest first, and of equal worth what the week lacks most.

    `target` are the shares that I want, `have` the minutes of each sort that the week holds already, `shows` those of which
    it does. The same candidates give the same choice.
    """
    wanted = [share * (sum(have) + room) for share in target]
    left, taken, now = list(candidates), list(shows), list(have)
    picks: list[Pick] = []
    while fitting := [one for one in left if 0 < one.minutes <= room]:
        lacks = [(want - has) / want if want else -1.0 for want, has in zip(wanted, now, strict=True)]

        def speaks(one: Candidate, lacks: list[float] = lacks) -> float:
            balance = sum(share * max(-1.0, lack) for share, lack in zip(one.mix, lacks, strict=True))
            return one.worth + BALANCE * balance - AGAIN * taken.count(one.show)

        best = max(fitting, key=speaks)
        picks.append(Pick(best, best.minutes, lacked(best, lacks)))
        left.remove(best)
        taken.append(best.show)
        room -= best.minutes
        now = [has + best.minutes * share for has, share in zip(now, best.mix, strict=True)]
    return picks


def lacked(one: Candidate, lacks: Sequence[float]) -> str:
    sort = sort_of(one.mix)
    return sort if sort and lacks[SORTS.index(sort)] > 1 - LITTLE else ""


def plan(candidates: Sequence[Candidate], minutes: float) -> list[Pick]:
    """Choose what to hear in one sitting: rather a story from my stop, rather of several sorts, and then whatever still fits,
    until no more does.

    Where everything is longer than that, the beginning of what stands first. The candidates stand in order of preference.
    """
    fitting = [one for one in candidates if 0 < one.minutes <= minutes]
    if not fitting:
        return [Pick(one, minutes) for one in candidates[:1] if minutes > 0]
    order = {id(one): at for at, one in enumerate(fitting)}

    def speaks(some: tuple[Candidate, ...]) -> float:
        sorts = {sort for one in some if (sort := sort_of(one.mix)) and not one.story}
        shows = len({one.show for one in some})
        return (
            2.0 * sum(one.minutes for one in some) / minutes
            + any(one.story for one in some)
            + 0.5 * len(sorts)
            - AGAIN * (len(some) - shows)
            - 0.3 * (len(some) - 1)
            - 0.02 * sum(order[id(one)] for one in some)
        )

    possible = (
        some
        for n in range(1, TOGETHER + 1)
        for some in combinations(fitting[:POOL], n)
        if sum(one.minutes for one in some) <= minutes
    )
    best = max(possible, key=speaks)
    left = [one for one in fitting if one not in best]
    while more := [one for one in left if sum(other.minutes for other in best) + one.minutes <= minutes]:
        best = max(((*best, one) for one in more), key=speaks)
        left.remove(best[-1])
    return [Pick(one, one.minutes) for one in sorted(best, key=lambda one: not one.story)]


WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def in_words(picks: Sequence[Pick]) -> str:
    """“One story from your stop, one technical: 42 minutes”."""
    stories = sum(pick.candidate.story for pick in picks)
    parts = [f"{counted(stories)} {'story' if stories == 1 else 'stories'} from your stop"] * bool(stories)
    sorts = [sort_of(pick.candidate.mix) for pick in picks if not pick.candidate.story]
    parts += [
        f"{counted(sorts.count(sort))} {'on soft skills' if sort == 'soft' else 'on careers' if sort == 'career' else sort}"
        for sort in SORTS
        if sort in sorts
    ]
    if "" in sorts:
        parts.append(f"{counted(sorts.count(''))} {'more' if parts else 'to hear'}")
    told = ", ".join(parts)
    whole = round(sum(pick.minutes for pick in picks))
    return f"{told[:1].upper()}{told[1:]}: {whole} minute{'' if whole == 1 else 's'}" if picks else ""


def counted(n: int) -> str:
    return WORDS[n] if n < len(WORDS) else str(n)
