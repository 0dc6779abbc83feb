"""A quote → a short line that says what happened, in the quote's own words and nothing but them."""

from __future__ import annotations

import re

from manymentors.text import count

MOST = 14
_SPLIT = re.compile(
    r"(?<=[.!?;…])\s+|\s+(?:--|–|—|-)\s+|,?\s+(?=(?:and|but|so|because|which|where|who|then|while|although)\s)|,\s+|\.\.\.\s*"
)
_EVENT = re.compile(
    r"\b(?:started|began|founded|co-?founded|created|built|wrote|made|released|shipped|launched|published|joined|moved|switched|went|came|left|quit|got|became|"
    r"worked|studied|graduated|learned|taught|sold|acquired|hired|fired|led|ran|spoke|gave|organi[sz]ed|contributed|failed|dropped|decided|discovered|bought|"
    r"took|landed|interned|promoted|majored|finished|opened|raised|met|found|introduced|maintain\w*|been|was|were|had|did)\b",
    re.IGNORECASE,
)
_FRONT = re.compile(
    r"^(?:(?:so|and|but|then|well|yeah|yes|now|okay|like|you know|i mean|basically|actually|i guess|i think|because|that|which|where|who|when|"
    r"eventually|at that point|at some point|right|also|just|kind of|sort of|of course|obviously|anyway|honestly|essentially|literally|um|uh)\b[,\s.]*)+",
    re.IGNORECASE,
)
_FILLER = re.compile(
    r",?\s*\b(?:you know|i mean|kind of|sort of|basically|actually|literally|obviously|um|uh)\b,?",
    re.IGNORECASE,
)
_I = re.compile(
    r"^(?:i|we)(?:['’](?:d|ve|m|re))?\s+(?:(?:had|have|also|just|actually|then|finally|eventually|really|ended up|was able to|got to)\s+)*",
    re.IGNORECASE,
)
_LAST = re.compile(
    r"(?:[\s,]+(?:and|but|so|or|the|a|an|of|to|in|on|at|for|with|by|that|which|my|their|was|is|like|as|from|into|because|really|very))+$",
    re.IGNORECASE,
)


def line(quote: str) -> str:
    """The clause that tells the event, at most 14 words, without the “I” that it begins with.

    The speaker's own “my” and “me” stay: to make them “their” and “them” turns what was said into bad grammar.
    """
    clauses = [bare for piece in _SPLIT.split(quote) if (bare := _bare(piece))]
    told = max(clauses, key=_telling, default=quote.strip())
    place = clauses.index(told) if told in clauses else 0
    for more in clauses[place + 1 :]:
        if count(told) >= 5 or count(told) + count(more) > MOST:
            break
        told = f"{told}, {more}"
    told = _I.sub("", told) if _EVENT.search(_I.sub("", told)) else told
    short = _LAST.sub("", " ".join(told.split()[:MOST])).strip(' ,.;:!?…-–—"“”')
    return short or " ".join(quote.split()[:MOST])


def _bare(piece: str) -> str:
    return _FILLER.sub("", _FRONT.sub("", piece.strip())).strip(' ,.;:!?…-–—"“”')


def _telling(clause: str) -> tuple[int, int]:
    """A clause with an event in it before one without; one about oneself before one about others; then the longer."""
    mine = bool(re.match(r"(?:i|we|my|our|you)\b", clause, re.IGNORECASE))
    verbs = [match[0].lower() for match in _EVENT.finditer(clause)]
    strong = any(verb not in ("was", "were", "had", "did", "been", "got", "went") for verb in verbs)
    return 4 * strong + 2 * bool(verbs) + mine, min(count(clause), MOST)
