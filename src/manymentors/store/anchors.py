"""Finds again what a person pointed at, after the text was read anew: by the words of the quote, not by row."""

from __future__ import annotations


def same_place(text: str, anchor: str, start: int, end: int) -> bool:
    """Does the span overlap one place in `text` where the anchor's words stand, by at least half of the shorter?"""
    if text[start:end] == anchor:
        return True
    at = text.find(anchor)
    while at >= 0:
        overlap = min(end, at + len(anchor)) - max(start, at)
        if overlap * 2 >= min(end - start, len(anchor)):
            return True
        at = text.find(anchor, at + 1)
    return False


def where(text: str, quote: str, start: int) -> tuple[int, int] | None:
    """The span of the quote: where it was said to start, else the place nearest to that where its words stand; else None."""
    if text.startswith(quote, start):
        return start, start + len(quote)
    before, after = text.rfind(quote, 0, max(0, start) + len(quote)), text.find(quote, max(0, start))
    places = [at for at in (before, after) if at >= 0]
    if not quote or not places:
        return None
    at = min(places, key=lambda at: abs(at - start))
    return at, at + len(quote)
