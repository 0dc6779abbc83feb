"""The real interviews of the evaluation set as passages, and as many more as a bench asks for."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from manymentors.passages.cut import cut
from manymentors.search.words import SMALL_WORDS
from manymentors.shapes import Document
from manymentors.transcripts.read import read

EVAL = Path(__file__).resolve().parents[2] / "shared" / "eval"


@dataclass(frozen=True, slots=True)
class Piece:
    """A passage and the interview it is from; `start`/`end` are characters of that interview's text."""

    interview: str
    text: str
    start: int = 0
    end: int = 0


def documents() -> Iterator[tuple[str, Document]]:
    for path in sorted((EVAL / "corpora").glob("*/*")):
        yield path.stem, read(path.read_bytes(), name=path.name)


def real_pieces() -> list[Piece]:
    return [
        Piece(name, passage.text, passage.start, passage.end)
        for name, document in documents()
        for passage in cut(document)
    ]


def pieces(count: int) -> tuple[list[Piece], int]:
    """`count` pieces, and how many of them are real: the rest are copies, rotated, a fifth of their words redrawn."""
    real = real_pieces()[:count]
    return real + list(islice(copies(real), count - len(real))), len(real)


def copies(real: list[Piece]) -> Iterator[Piece]:
    """Copies without end, rotated, a fifth of their words redrawn from all that was said; the same at each run."""
    chance = random.Random(1)
    spoken = [word for piece in real for word in piece.text.split()]
    while True:
        words = chance.choice(real).text.split()
        turn = chance.randrange(len(words))
        turned = words[turn:] + words[:turn]
        for at in chance.sample(range(len(words)), len(words) // 5):
            turned[at] = chance.choice(spoken)
        yield Piece("made", " ".join(turned))


def short_queries(real: list[Piece], count: int) -> list[str]:
    """One to three weighty words of one passage, as typed into a search box."""
    chance = random.Random(2)
    queries: list[str] = []
    while len(queries) < count:
        words = re.findall(r"[a-z]{3,}", chance.choice(real).text.lower())
        weighty = sorted(set(words) - SMALL_WORDS)
        if len(weighty) > 3:
            queries.append(" ".join(chance.sample(weighty, chance.randint(1, 3))))
    return queries


def long_queries(real: list[Piece], count: int) -> list[str]:
    """Questions of 12 to 30 words that were asked in the interviews."""
    asked = {
        sentence
        for piece in real
        for sentence in re.split(r"(?<=[.!?…])\s+", piece.text)
        if sentence.endswith("?") and 12 <= len(sentence.split()) <= 30
    }
    return random.Random(3).sample(sorted(asked), count)


def nuggets() -> Iterator[tuple[str, int, dict[str, str]]]:
    """Each nugget that a careful listener wrote down: interview, number in it, quote and gist."""
    for path in sorted((EVAL / "gold").glob("*.json")):
        for at, nugget in enumerate(json.loads(path.read_text(encoding="utf-8"))["nuggets"]):
            yield path.stem, at, nugget
