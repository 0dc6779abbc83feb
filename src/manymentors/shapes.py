"""The frozen shapes that travel between stages; rows stay in the store.

Where a shape says *characters*, they index `Document.text`; where it says *seconds*, they count from the start of the audio.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Embed = Callable[[Sequence[str]], NDArray[np.float32]]
    """Texts → array of shape (len(texts), dimensions), each row of length 1."""

KINDS = (
    "origin", "education", "certification", "job", "leadership", "change", "project",
    "founding", "exit", "publishing", "speaking", "community", "setback",
)  # fmt: skip
FIELDS = ("technical", "career", "soft-skills", "leadership", "learning", "business")
ENDORSED = ("person", "book", "show", "blog", "course", "talk", "community", "tool", "other")

Role = Literal["host", "guest", "author", "unknown"]


# --- what a source published -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PersonTag:
    """Somebody named by a feed: a `podcast:person`, an author. `role` is lower case ("host", "guest", "author")."""

    name: str
    role: str = "host"
    group: str = "cast"
    href: str = ""
    image: str = ""


@dataclass(frozen=True, slots=True)
class TranscriptLink:
    url: str
    media_type: str = ""
    language: str = ""
    rel: str = ""


@dataclass(frozen=True, slots=True)
class Audio:
    """An enclosure. `length` in bytes and `duration` in seconds as the feed claims them, None where it does not."""

    url: str
    media_type: str = ""
    length: int | None = None
    duration: float | None = None


@dataclass(frozen=True, slots=True)
class Link:
    url: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Chapter:
    title: str
    start: float
    url: str = ""
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class FoundItem:
    """One thing a source published, as the source tells it.

    `key` identifies it within the source and is stable over fetches. `html` is sanitised, `text` is plain.
    `published` is aware (UTC) or None; `published_raw` is the source's own string.
    """

    key: str
    kind: Literal["post", "article", "episode", "video", "note"] = "article"
    title: str = ""
    url: str = ""
    html: str = ""
    text: str = ""
    author: str = ""
    published: datetime | None = None
    published_raw: str = ""
    thread: str = ""
    reply_to: str = ""
    boost_of: str = ""
    audio: Audio | None = None
    transcripts: tuple[TranscriptLink, ...] = ()
    chapters_url: str = ""
    chapters: tuple[Chapter, ...] = ()
    people: tuple[PersonTag, ...] = ()
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class AccountLink:
    """Another place that a profile calls its own. `evidence` says how much that is worth:

    "verified" the network saw the other side link back, "moved" the account has moved there, "rel=me" it is claimed in a
    link of that kind, "profile" it only stands in the profile.
    """

    url: str
    evidence: Literal["verified", "moved", "rel=me", "profile"] = "profile"


@dataclass(frozen=True, slots=True)
class FoundSource:
    """A place that can be followed. `people` are those the whole source names; `folder` is its OPML folder path.

    `accounts` are other places of the same person, as the source says; nothing is followed or joined because of them.
    """

    kind: str
    url: str
    title: str = ""
    site_url: str = ""
    description: str = ""
    people: tuple[PersonTag, ...] = ()
    items: tuple[FoundItem, ...] = ()
    folder: tuple[str, ...] = ()
    accounts: tuple[AccountLink, ...] = ()


@dataclass(frozen=True, slots=True)
class Validators:
    """What lets the next request be conditional; empty where the server gave none.

    A kind whose server knows no validators may keep here how far it has read; nobody else looks into them.
    """

    etag: str = ""
    last_modified: str = ""
    body_hash: str = ""


@dataclass(frozen=True, slots=True)
class Fetched:
    """The answer of one look at a source. `source` is None where nothing has changed since."""

    source: FoundSource | None
    validators: Validators = field(default_factory=Validators)
    moved_to: str = ""
    fresh_for: float | None = None
    """Seconds for which the source asks not to be looked at again (max-age, ttl), None where it does not say."""


# --- speech and text ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Utterance:
    """A stretch of speech. `opens` says what stood between the previous one and this in the file:

    "" nothing (text flows on), "stamp" something that is not speech, such as a time stamp within a sentence,
    "paragraph" a new paragraph.
    """

    text: str
    start: float | None = None
    end: float | None = None
    speaker: str = ""
    opens: Literal["", "stamp", "paragraph"] = ""


@dataclass(frozen=True)
class Document:
    """The utterances of one item as one text, and back: any character knows its speaker and second.

    Utterances are joined by a space, or by a newline where the speaker changes or a paragraph opens.
    """

    utterances: tuple[Utterance, ...]
    title: str = ""

    @cached_property
    def text(self) -> str:
        parts: list[str] = []
        for before, here in zip((None, *self.utterances), self.utterances, strict=False):
            if before is not None:
                parts.append("\n" if here.opens == "paragraph" or here.speaker != before.speaker else " ")
            parts.append(here.text)
        return "".join(parts)

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """The character at which each utterance begins."""
        at, out = 0, []
        for utterance in self.utterances:
            out.append(at)
            at += len(utterance.text) + 1
        return tuple(out)

    @cached_property
    def gaps(self) -> tuple[int, ...]:
        """Characters that no quote may cross: something stood there in the file that is not in the text."""
        return tuple(
            start
            for before, here, start in zip(
                self.utterances, self.utterances[1:], self.starts[1:], strict=False
            )
            if here.opens or here.speaker != before.speaker
        )

    def utterance_at(self, character: int) -> Utterance | None:
        """The utterance that covers a character; None only where there are no utterances."""
        if not self.utterances:
            return None
        return self.utterances[max(0, bisect_right(self.starts, character) - 1)]

    def speaker_at(self, character: int) -> str:
        utterance = self.utterance_at(character)
        return utterance.speaker if utterance else ""

    def seconds_at(self, character: int) -> float | None:
        """The second at which a character is spoken, told in proportion within its utterance.

        Where an utterance has no start, the last known one before it (second 0 at the beginning) and the next after it
        bound the guess; None where the transcript has no times at all.
        """
        known = self._known_seconds
        if not known:
            return None
        at = bisect_right(known, (character, float("inf"))) - 1
        if at < 0:
            return known[0][1] * max(0, character) / known[0][0] if known[0][0] else known[0][1]
        (c0, s0) = known[at]
        if at + 1 == len(known):
            return s0
        (c1, s1) = known[at + 1]
        return s0 + (s1 - s0) * (character - c0) / (c1 - c0) if c1 > c0 and s1 > s0 else s0

    @cached_property
    def _known_seconds(self) -> list[tuple[int, float]]:
        """Characters with their second, both rising: an end behind the next start gives way to it, and of stamps that
        contradict one another as few as possible are left out."""
        known: list[tuple[int, float]] = []
        following = float("inf")
        for utterance, start in zip(reversed(self.utterances), reversed(self.starts), strict=True):
            if utterance.end is not None and utterance.end <= following:
                known.append((start + len(utterance.text), utterance.end))
            if utterance.start is not None:
                known.append((start, utterance.start))
                following = utterance.start
        return _rising(known[::-1])

    @property
    def duration(self) -> float | None:
        """Seconds from the start of the audio to the last known time; None where there are no times."""
        times = (
            second for here in self.utterances for second in (here.start, here.end) if second is not None
        )
        return max(times, default=None)


def _rising(known: list[tuple[int, float]]) -> list[tuple[int, float]]:
    """The longest run of entries, not all neighbours, in which the seconds never fall."""
    tails: list[float] = []  # the least second on which a run of each length can end
    lengths: list[int] = []
    for _, second in known:
        length = bisect_right(tails, second)
        tails[length : length + 1] = [second]
        lengths.append(length)
    kept: list[tuple[int, float]] = []
    wanted = len(tails) - 1
    for entry, length in zip(reversed(known), reversed(lengths), strict=True):
        if length == wanted and (not kept or entry[1] <= kept[-1][1]):
            kept.append(entry)
            wanted -= 1
    return kept[::-1]


@dataclass(frozen=True, slots=True)
class Passage:
    """40–120 words of a document, never split inside a sentence. `start`/`end` characters, `seconds`/`until` of audio."""

    text: str
    start: int
    end: int
    speaker: str = ""
    seconds: float | None = None
    until: float | None = None


@dataclass(frozen=True, slots=True)
class Quote:
    """A verbatim span: `text == document.text[start:end]`, always."""

    text: str
    start: int
    end: int


# --- facts -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Milestone:
    """A step in a person's road. `order` counts from 1 in story order; `score` is the reader's confidence, 0 to 1."""

    person: str
    kind: str
    what: str
    quote: Quote
    seconds: float | None = None
    year: int | None = None
    order: int = 0
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class Nugget:
    """A quote worth keeping: advice one can use."""

    person: str
    quote: Quote
    field: str
    skill: str = ""
    seconds: float | None = None
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class Endorsement:
    """`person` recommends or credits `name`, which is of `type` (one of ENDORSED)."""

    person: str
    type: str
    name: str
    quote: Quote
    seconds: float | None = None
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class Reading:
    """What a careful listener would write down from one document. `reader` names the reader and its version."""

    guests: tuple[str, ...]
    hosts: tuple[str, ...]
    milestones: tuple[Milestone, ...]
    nuggets: tuple[Nugget, ...]
    endorsements: tuple[Endorsement, ...]
    reader: str


# --- a language model, where the user has set one -----------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Question:
    """`task` says what to do, `text` is what to do it with, `form` is the JSON schema of the answer."""

    task: str
    text: str
    form: Mapping[str, Any]


class Ask(Protocol):
    """A question → what a language model writes back, of which nothing is proved.

    Waits, and may cost money; raises MentorsError where no answer came. `name` changes whenever the answers could.
    """

    @property
    def name(self) -> str: ...
    def __call__(self, question: Question) -> str: ...


# --- roads -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Step:
    """A step of my own road, in my own words; `kind` one of KINDS, "" where I did not say."""

    what: str
    kind: str = ""
    year: int | None = None


@dataclass(frozen=True, slots=True)
class HandPair:
    """What I decided about one of my steps and one of theirs (indexes): they are, or are not, the same sort of step."""

    mine: int
    theirs: int
    same: bool = True


@dataclass(frozen=True, slots=True)
class Pair:
    """`mine` and `theirs` are indexes into the two roads; `why` says in words why they were paired."""

    mine: int
    theirs: int
    score: float
    by_hand: bool = False
    why: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """My road beside theirs. `stop` is the index of their first step after the last shared one, None where there is none."""

    shared: tuple[Pair, ...]
    mine_only: tuple[int, ...]
    theirs_only: tuple[int, ...]
    stop: int | None
    why: str


@dataclass(frozen=True, slots=True)
class NextStep:
    """One person's next step in an atlas: `person` did milestone `theirs` (index into their road) after the `shared` one."""

    person: str
    theirs: int
    shared: int
    years: int | None = None


@dataclass(frozen=True, slots=True)
class Branch:
    """Where some of those who stood where I stand went next. `years` is the median gap, of the `dated` who tell both years."""

    kind: str
    steps: tuple[NextStep, ...]
    years: float | None = None
    dated: int = 0


@dataclass(frozen=True, slots=True)
class Atlas:
    """`people` is how many stood where I stand, `looked_at` how many roads were compared; branches, most travelled first."""

    looked_at: int
    people: int
    branches: tuple[Branch, ...]


# --- search ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Entry:
    """A passage as the search index keeps it. `day` is a date ordinal (0 where unknown)."""

    passage: int
    item: int
    source: int
    text: str
    people: tuple[int, ...] = ()
    kind: str = ""
    fields: tuple[str, ...] = ()
    day: int = 0


@dataclass(frozen=True, slots=True)
class Filters:
    """Narrow a search; empty means any. `since` and `until` are date ordinals, both included.

    `sources` is a set to stay within, such as all that a user may see: None means any, an empty set means nothing.
    """

    person: int | None = None
    source: int | None = None
    sources: frozenset[int] | None = None
    kind: str = ""
    field: str = ""
    since: int | None = None
    until: int | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found, best first; `score` orders hits within one answer only."""

    passage: int
    item: int
    score: float
