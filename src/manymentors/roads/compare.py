"""My road beside theirs: which steps we share, and where my road stops."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from manymentors.errors import NothingThere
from manymentors.roads import align
from manymentors.roads.kinds import kind_of
from manymentors.roads.likeness import features, model
from manymentors.roads.sorts import sorts_of
from manymentors.roads.words import stems
from manymentors.shapes import KINDS, Comparison, HandPair, Milestone, Pair, Step

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from manymentors.shapes import Embed

A_KIND = dict(zip(KINDS, (
    "a first contact with the craft", "a time of learning", "a certificate", "a job", "a step into leading others", "a change of field",
    "a thing made", "a company founded", "the end of a company", "something published", "a talk or an event", "a part in a community",
    "a setback",
), strict=True))  # fmt: skip


def compare(
    mine: Sequence[Step], theirs: Sequence[Milestone], embed: Embed, by_hand: Sequence[HandPair] = ()
) -> Comparison:
    """Pair my steps with theirs in story order, and find their first step after the last shared one.

    What I paired by hand stays paired, even out of order, and what I parted stays apart; of two decisions about the same
    pair the later counts. All indexes are into `mine` and `theirs` as given; raises NothingThere for a hand's index beyond them.
    """
    wanted, unwanted = _decisions(by_hand, len(mine), len(theirs))
    line = in_story_order(theirs)
    place = {at: rank for rank, at in enumerate(line)}
    pairs = [Pair(i, j, 1.0, True, "you paired these by hand") for i, j in wanted]
    if mine and theirs:
        scores = pair_scores(mine, [theirs[at] for at in line], embed)
        found, likely = _found(
            scores, {(i, place[j]) for i, j in wanted}, {(i, place[j]) for i, j in unwanted}
        )
        pairs += [
            Pair(
                i,
                line[rank],
                round(float(likely[i, rank]), 3),
                False,
                why_paired(mine[i], theirs[line[rank]]),
            )
            for i, rank in found
        ]
    pairs.sort(key=lambda pair: (pair.mine, place[pair.theirs]))
    stop = stop_after(line, [place[pair.theirs] for pair in pairs])
    return Comparison(
        shared=tuple(pairs),
        mine_only=tuple(i for i in range(len(mine)) if all(pair.mine != i for pair in pairs)),
        theirs_only=tuple(j for j in range(len(theirs)) if all(pair.theirs != j for pair in pairs)),
        stop=stop,
        why=_why(mine, theirs, pairs, stop, place),
    )


def in_story_order(theirs: Sequence[Milestone]) -> list[int]:
    """The indexes of a road in story order: by `order` where every milestone has one, else as given."""
    if all(milestone.order > 0 for milestone in theirs):
        return sorted(range(len(theirs)), key=lambda at: theirs[at].order)
    return list(range(len(theirs)))


def pair_scores(mine: Sequence[Step], theirs: Sequence[Milestone], embed: Embed) -> NDArray[np.float64]:
    """How much speaks for each pair, taken by itself."""
    learned = model()
    scores: NDArray[np.float64] = features(mine, theirs, embed, learned.rarity) @ np.array(learned.pair)
    return scores


def stop_after(line: Sequence[int], shared: Sequence[int]) -> int | None:
    """The index of the first step after the last of the `shared` places; None where there is none."""
    after = max(shared, default=len(line)) + 1
    return line[after] if after < len(line) else None


def why_paired(mine: Step, theirs: Milestone) -> str:
    """What the two have in common, in words."""
    sorts = shared_sorts(mine.what, f"{theirs.what} {theirs.quote.text}")
    kind = mine.kind or kind_of(mine.what)
    if sorts:
        told_apart = [name for name in sorts[1:2] if not set(stems(name)) & set(stems(sorts[0]))]
        return "both " + " and ".join([sorts[0], *told_apart])
    if kind == theirs.kind:
        return f"both {A_KIND[kind]}" + _about(mine, theirs)
    return f"alike in meaning{_about(mine, theirs)}: yours reads as {_kind_name(kind)}, theirs as {_kind_name(theirs.kind)}"


def why_not(
    mine: Sequence[Step],
    theirs: Sequence[Milestone],
    embed: Embed,
    pair: tuple[int, int],
    by_hand: Sequence[HandPair] = (),
) -> str:
    """One sentence: why step `pair[0]` of mine and step `pair[1]` of theirs were not paired (or that they were)."""
    i, j = pair
    _decisions([HandPair(i, j)], len(mine), len(theirs))
    answer = compare(mine, theirs, embed, by_hand)
    if any((p.mine, p.theirs) == pair for p in answer.shared):
        return "They are paired."
    if (i, j) in _decisions(by_hand, len(mine), len(theirs))[1]:
        return "You said by hand that these two are not the same."
    other = next((p for p in answer.shared if p.mine == i), None)
    if other:
        return f"Your step is nearer to their “{theirs[other.theirs].what}”."
    other = next((p for p in answer.shared if p.theirs == j), None)
    if other:
        return f"Their step is nearer to your “{mine[other.mine].what}”."
    place = {at: rank for rank, at in enumerate(in_story_order(theirs))}
    across = next((p for p in answer.shared if (p.mine < i) != (place[p.theirs] < place[j])), None)
    if across:
        return f"It would cross “{mine[across.mine].what}” beside “{theirs[across.theirs].what}”: roads are compared in order."
    kind, whose = mine[i].kind or kind_of(mine[i].what), theirs[j].kind
    if kind != whose:
        return f"Yours reads as {_kind_name(kind)}, theirs as {_kind_name(whose)}, and their words have too little in common."
    return f"Both read as {_kind_name(kind)}, but their words have too little in common."


def shared_sorts(mine: str, theirs: str) -> list[str]:
    """The names of the sorts that both are of, the rarest first."""
    rarity = model().rarity
    both = sorts_of(mine) & sorts_of(theirs)
    return sorted(both, key=lambda name: (-rarity.get(name, 1.0), name))


# --- the parts ------------------------------------------------------------------------------------------------


def _decisions(
    by_hand: Iterable[HandPair], mine: int, theirs: int
) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """What must be paired and what must not."""
    same: dict[tuple[int, int], bool] = {}
    for pair in by_hand:
        if not (0 <= pair.mine < mine and 0 <= pair.theirs < theirs):
            raise NothingThere(
                f"There is no step {pair.mine + 1} of mine beside step {pair.theirs + 1} of theirs: "
                f"my road has {mine}, theirs {theirs}. Count from the lists as they are now."
            )
        same[pair.mine, pair.theirs] = pair.same
    return [at for at, yes in same.items() if yes], [at for at, yes in same.items() if not yes]


def _found(
    scores: NDArray[np.float64], wanted: set[tuple[int, int]], unwanted: set[tuple[int, int]]
) -> tuple[list[tuple[int, int]], NDArray[np.float64]]:
    """The pairs beyond those `wanted` that fit around them in order, and how likely every pair is."""
    held = np.zeros(scores.shape, bool)
    for i in range(scores.shape[0]):
        for j in range(scores.shape[1]):
            held[i, j] = (i, j) in unwanted or any((i - a) * (j - b) <= 0 for a, b in wanted)
    in_order = all((a - c) * (b - d) > 0 for a, b in wanted for c, d in wanted if (a, b) != (c, d))
    scores = np.where(held, align.NEVER, scores)
    if in_order:
        for at in wanted:
            scores[at] = CERTAIN
    learned = model()
    likely, last = align.likelihoods(scores, learned)
    likely[held] = 0.0
    if in_order:
        for at in wanted:
            likely[at] = 1.0
    found = align.best(likely, last, learned.least)
    return [at for at in found if not held[at]], likely


CERTAIN = 100.0
"""The score of a pair made by hand: any alignment without it is out of the question."""


def _why(
    mine: Sequence[Step],
    theirs: Sequence[Milestone],
    pairs: Sequence[Pair],
    stop: int | None,
    place: dict[int, int],
) -> str:
    if not mine:
        return "Your road has no steps yet, so there is nothing to compare."
    if not theirs:
        return "No step of theirs is known yet, so there is nothing to compare."
    if not pairs:
        return f"Nothing is shared: none of your {_count(len(mine), 'step')} is of the same sort as one of their {len(theirs)}."
    last = max(pairs, key=lambda pair: place[pair.theirs])
    shared = f"You share {_count(len({pair.mine for pair in pairs}), 'step')}; the last is “{mine[last.mine].what}” beside their “{theirs[last.theirs].what}”"
    if stop is None:
        return f"{shared}, and nothing of theirs is left after it."
    return f"{shared}. Then: “{theirs[stop].what}”." if theirs[stop].what else f"{shared}."


def _count(n: int, word: str) -> str:
    return f"{n} {word}" if n == 1 else f"{n} {word}s"


def _kind_name(kind: str) -> str:
    return A_KIND.get(kind, "no kind that we know")


def _about(mine: Step, theirs: Milestone) -> str:
    words = set(stems(mine.what)) & set(stems(f"{theirs.what} {theirs.quote.text}"))
    named = [word for word in mine.what.split() if set(stems(word)) & words]
    return f", both about {named[0].strip('.,;:!?').lower()}" if named else ""
