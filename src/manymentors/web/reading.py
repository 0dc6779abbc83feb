"""A text and the places pointed at in it → paragraphs and marked pieces, from which the reader's page is written.

Nothing here changes a word: the pieces of a paragraph, put together, are its text, and the pieces under a mark are its quote.
"""

from __future__ import annotations

import html as entities
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from manymentors.shapes import Document
from manymentors.text.sentences import sentences

LONG = 70
"""Words after which a paragraph of running speech ends with its sentence; captions open no paragraphs of their own."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in the text that has a name: `name` is “milestone-12”, `noun` is “milestone”."""

    start: int
    end: int
    name: str
    noun: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """`text[start:end]`; `turns` says that another speaker than before begins here. `seconds` is None where no time is known."""

    start: int
    end: int
    speaker: str
    turns: bool
    seconds: float | None


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of text, or the begin or end of a mark. A mark that had to be interrupted begins more than once: `first` is
    True for its first begin.
    """

    text: str = ""
    opens: Mark | None = None
    closes: Mark | None = None
    first: bool = True


# --- a document ------------------------------------------------------------------------------------------------


def paragraphs(document: Document) -> list[Paragraph]:
    """The paragraphs in order; between two of them lies one white space of the text, and nothing else."""
    out: list[Paragraph] = []
    words = 0
    for utterance, start in zip(document.utterances, document.starts, strict=True):
        end = start + len(utterance.text)
        last = out[-1] if out else None
        turns = last is None or last.speaker != utterance.speaker
        long = last is not None and words >= LONG and _ends_sentence(document.text[last.start : last.end])
        if last is None or turns or long or utterance.opens == "paragraph":
            out.append(Paragraph(start, end, utterance.speaker, turns, document.seconds_at(start)))
            words = 0
        else:
            out[-1] = Paragraph(last.start, end, last.speaker, last.turns, last.seconds)
        words += utterance.text.count(" ") + 1
    return out


LONG_SENTENCE = 300
"""Characters after which a sentence of running captions is marked by its utterances, since nobody can follow so much at once."""


def heard_sentences(document: Document) -> list[Mark]:
    """Each sentence of a transcript with its second, so that it can be marked while it is heard; none where no time is known.
    A mark of the noun “sentence” is named by its second.
    """
    if document.duration is None:
        return []
    cuts: list[tuple[int, int]] = []
    for start, end in sentences(document.text):
        inner = bisect_left(document.starts, start + 1), bisect_left(document.starts, end)
        at = [start, *(document.starts[slice(*inner)] if end - start > LONG_SENTENCE else ()), end]
        cuts += pairwise(at)
    return [
        Mark(start, end, f"{second:.2f}", "sentence")
        for start, end in cuts
        if (second := document.seconds_at(start)) is not None
    ]


def _ends_sentence(text: str) -> bool:
    return text.rstrip("\"'”’)")[-1:] in (".", "?", "!", "…")


def marked(text: str, spans: Iterable[tuple[int, int]], marks: Iterable[Mark]) -> Iterator[list[Piece]]:
    """The pieces of each span; the spans come in order and do not overlap."""
    waiting = sorted(marks, key=lambda mark: (mark.start, -mark.end, mark.name))[::-1]
    here: list[Mark] = []
    for start, end in spans:
        here = [mark for mark in here if mark.end > start]
        while waiting and waiting[-1].start < end:
            mark = waiting.pop()
            if mark.end > max(start, mark.start):
                here.append(mark)
        yield list(_pieces(text, start, end, here))


def _pieces(text: str, start: int, end: int, marks: Sequence[Mark]) -> Iterator[Piece]:
    """Marks that cross are interrupted, so that begins and ends always stand within each other, as HTML wants it."""
    if not marks:
        if end > start:
            yield Piece(text[start:end])
        return
    edges = {max(start, mark.start) for mark in marks} | {min(end, mark.end) for mark in marks} | {start, end}
    points = sorted(edge for edge in edges if start <= edge <= end)
    open_: list[Mark] = []
    for at, until in pairwise(points):
        ended = next((i for i, mark in enumerate(open_) if mark.end <= at), len(open_))
        again = [mark for mark in open_[ended:] if mark.end > at]
        yield from (Piece(closes=mark) for mark in reversed(open_[ended:]))
        del open_[ended:]
        begun = [mark for mark in marks if max(start, mark.start) == at]
        for mark in (*again, *begun):
            yield Piece(opens=mark, first=mark.start == at)
            open_.append(mark)
        yield Piece(text[at:until])
    yield from (Piece(closes=mark) for mark in reversed(open_))


# --- HTML --------------------------------------------------------------------------------------------------------


def written(pieces: Iterable[Piece]) -> str:
    """The pieces as HTML. Entities that a transcript carries (&#39;) become what they stand for, and are then escaped."""
    out = []
    for piece in pieces:
        if piece.opens:
            out.append(_begin(piece.opens, piece.first))
        elif piece.closes:
            out.append("</span>" if piece.closes.noun in ("passage", "sentence") else "</mark>")
        else:
            out.append(entities.escape(entities.unescape(piece.text), quote=False))
    return "".join(out)


def _begin(mark: Mark, first: bool) -> str:
    if mark.noun == "sentence":
        return f'<span class="sentence" data-at="{mark.name}">'
    tag = "span" if mark.noun == "passage" else "mark"
    return (
        f'<{tag} id="{mark.name}" class="{mark.noun}">'
        if first
        else f'<{tag} class="{mark.noun}" data-of="{mark.name}">'
    )


_TAG = re.compile(r"""(<[^">]*(?:"[^"]*"[^">]*)*>)""")
_BREAKS = re.compile(
    r"</?(?:p|div|ul|ol|li|dl|dt|dd|table|tr|td|th|caption|blockquote|pre|figure|figcaption|h[1-6]|hr|br)\b"
)
_HEADING = re.compile(r"<(/?)h([1-6])>")
REL = 'rel="noopener noreferrer nofollow ugc"'


def marked_html(html: str, text: str, marks: Iterable[Mark]) -> str | None:
    """Sanitised HTML with the places of `text` marked in it; None where its words are not those of the text.

    The two are laid on each other letter by letter, white space not counted, so that no other place is ever marked. Without a text
    (a list of links, a week told in our sentences) nothing is.
    """
    parts = list(_levelled(_polite(part) for part in _TAG.split(html)))
    plain, spans = _plain(parts)
    letters = [at for at, letter in enumerate(plain) if not letter.isspace()]
    counted = [at for at, letter in enumerate(text) if not letter.isspace()]
    if counted and [plain[at] for at in letters] != [text[at] for at in counted]:
        return None
    moved = []
    for mark in marks:
        first, last = bisect_left(counted, mark.start), bisect_left(counted, mark.end)
        if first < last:
            moved.append(Mark(letters[first], letters[last - 1] + 1, mark.name, mark.noun))
    words = marked(plain, [span for span in spans if span], moved)
    return "".join(
        part if span is None else written(_as_plain(next(words)))
        for part, span in zip(parts, spans, strict=True)
    )


def _polite(part: str) -> str:
    return part.replace("<a ", f"<a {REL} ", 1) if part.startswith("<a ") and ' rel="' not in part else part


def _levelled(parts: Iterable[str]) -> Iterator[str]:
    """Headings below ours, which is the only h1 of the page, and none more than one level below the one before."""
    open_: list[int] = []
    for part in parts:
        if heading := _HEADING.fullmatch(part):
            level = int(heading[2])
            if not heading[1]:
                open_ = [*(higher for higher in open_ if higher < level), level]
            part = f"<{heading[1]}h{max(2, min(6, 1 + len(open_)))}>"
        yield part


def _plain(parts: Sequence[str]) -> tuple[str, list[tuple[int, int] | None]]:
    """The words of HTML with a line end where a block begins or ends, and for each part its span in them; None for a tag,
    and for white space between tags, which no mark may wrap.
    """
    plain: list[str] = []
    spans: list[tuple[int, int] | None] = []
    at = 0
    for part in parts:
        if part.startswith("<"):
            spans.append(None)
            said = "\n" if _BREAKS.match(part) else ""
        else:
            said = entities.unescape(part)
            spans.append((at, at + len(said)) if said.strip() else None)
        plain.append(said)
        at += len(said)
    return "".join(plain), spans


def _as_plain(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """What was unescaped once must not be unescaped again when it is written."""
    for piece in pieces:
        yield Piece(entities.escape(piece.text, quote=False)) if piece.text else piece
