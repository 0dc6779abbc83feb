"""All that touched my gaps in a week → the few things that fit one screen, from many voices and on many gaps."""

from __future__ import annotations

from collections.abc import Sequence

from manymentors.shapes import GAPS, Touch

MOST, OF_GAP, OF_ONE = 12, 3, 3
"""Things in a digest; of them on one gap, and from one voice."""


def choose(found: Sequence[Touch], most: int = MOST) -> list[Touch]:
    """One thing for each gap, then a second for each, until it is full. Told gap by gap, what is surest first.

    The same words stand once, at the gap that comes first; no voice has more than OF_ONE, as long as it is not an answer to
    what I asked.
    """
    gaps: dict[tuple[str, str], list[Touch]] = {}
    for one in sorted(found, key=lambda one: (GAPS.index(one.about), -one.score, one.key)):
        gaps.setdefault((one.about, one.gap), []).append(one)
    taken: list[Touch] = []
    said: set[tuple[int | None, str]] = set()
    for _ in range(OF_GAP):
        for waiting in gaps.values():
            while waiting:
                one = waiting.pop(0)
                voices = sum(other.who == one.who for other in taken)
                if (one.item, one.quote) in said or (
                    voices >= OF_ONE and one.why not in ("reply", "answered")
                ):
                    continue
                said.add((one.item, one.quote))
                taken.append(one)
                break
            if len(taken) >= most:
                break
    order = {gap: at for at, gap in enumerate(gaps)}
    return sorted(taken[:most], key=lambda one: (order[one.about, one.gap], -one.score, one.key))
