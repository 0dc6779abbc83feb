"""A quote → a short line that says what happened, in the quote's own words and nothing but them."""

from __future__ import annotations

import re

from manymentors.text import count

LEAST, MOST = 4, 14
_SPLIT = re.compile(
    r"(?<=[.!?;…])[\"”]?\s+|\s+(?:--|–|—|-)\s+|,?\s+(?=(?:and|but|so|because|which|where|who|then|while|although)\s)|,\s+|\.\.\.\s*"
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
_THOUGHT = re.compile(r"\b(?:was|were|am|is|are)(?:\s+all|\s+just)?\s+like(?:,?\s*[\"“]|$)", re.IGNORECASE)
"""Opens what somebody said or thought."""
_LAST = re.compile(
    r"(?:[\s,]+(?:and|but|so|or|the|a|an|of|to|in|on|at|for|with|by|that|which|my|their|was|is|like|as|than|from|into|because|really|very|i|we))+$",
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
        if count(told) >= 5 or _THOUGHT.search(more) or count(told) + count(more) > MOST:
            break
        told = f"{told}, {more}"
    told = _I.sub("", told) if _EVENT.search(_I.sub("", told)) else told
    short = _ended(_whole(_closed(_ended(_whole(" ".join(told.split()[:MOST]))))))
    return short or " ".join(re.sub('[()"“”]', " ", quote).split()[:MOST]) or quote


def _whole(clause: str) -> str:
    """Without a bracket that is not closed, and what follows it as an aside, or that is not opened."""
    opened: list[int] = []
    astray: list[int] = []
    for at, mark in enumerate(clause):
        if mark == "(":
            opened.append(at)
        elif mark == ")":
            if opened:
                opened.pop()
            else:
                astray.append(at)
    if opened and count(clause[: opened[0]]) >= LEAST:
        return _whole(clause[: opened[0]])
    for at in sorted(opened + astray, reverse=True):
        clause = _without(clause, at)
    return clause


def _without(clause: str, at: int) -> str:
    """Without the mark at this place; the words beside it stay two."""
    before, after = clause[:at], clause[at + 1 :]
    return f"{before} {after}" if before[-1:].isalnum() and after[:1].isalnum() else before + after


def _ended(clause: str) -> str:
    return _LAST.sub("", clause.strip()).strip(" ,.;:!?…-–—")


def _closed(clause: str) -> str:
    """A title or a saying that was cut off is closed, or left out where one word of it is left; a mark that closes nothing goes."""
    plain = clause.replace("“", '"').replace("”", '"')
    if plain.count('"') % 2 == 0:
        return clause.strip('"“”') if plain.count('"') == 2 and plain[0] == plain[-1] == '"' else clause
    at = plain.rindex('"')
    if at == 0 or plain[at - 1] not in " (":
        return _without(clause, at)
    if " " not in plain[at:]:
        return _ended(clause[:at])
    return clause + ("”" if clause[at] == "“" else '"')


def _bare(piece: str) -> str:
    return _FILLER.sub("", _FRONT.sub("", piece.strip())).strip(' ,.;:!?…-–—"“”')


def _telling(clause: str) -> tuple[int, int]:
    """A clause with an event in it before one without; one about oneself before one about others; then the longer."""
    mine = bool(re.match(r"(?:i|we|my|our|you)\b", clause, re.IGNORECASE))
    verbs = [match[0].lower() for match in _EVENT.finditer(clause)]
    if _THOUGHT.search(clause):
        verbs = []
    strong = any(verb not in ("was", "were", "had", "did", "been", "got", "went") for verb in verbs)
    return 4 * strong + 2 * bool(verbs) + mine, min(count(clause), MOST)
