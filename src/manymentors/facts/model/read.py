"""A document and the first reader's facts → the facts that a language model chose, each cut from the document by us."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeVar, get_args

from manymentors.errors import MentorsError
from manymentors.facts import evidence, names, same, skills, what, years
from manymentors.facts.features import Talk, talk_of
from manymentors.facts.kinds.milestone import in_story_order
from manymentors.facts.model import spelling, windows
from manymentors.facts.model.answers import Claim, Dropped, Sort, claims
from manymentors.facts.model.form import VERSION, form, task
from manymentors.facts.model.windows import Window
from manymentors.facts.people import people_of
from manymentors.facts.roles import same_person
from manymentors.facts.showlinks import spelled
from manymentors.shapes import Ask, Document, Endorsement, Link, Milestone, Nugget, Question, Quote, Reading
from manymentors.text import units

Mode = Literal["candidates", "whole"]
MODES: tuple[Mode, ...] = get_args(Mode)

WORDS: Mapping[Sort, tuple[int, int]] = {
    "milestones": (5, 45),
    "nuggets": (8, 70),
    "endorsements": (4, 45),
}
"""Least and most of a quote."""
NUGGETS = 20
"""The most that are kept of one document, the surest."""
NEAR = 5
"""Units on either side in which a year may be told."""
PATIENCE = 3
"""Questions in a row that may stay without an answer before no more are asked."""
LONGEST_NAME = 100
"""Letters of a reader's name, as the store keeps it."""

_TO_A_GUEST = re.compile(r"\b(?!you know\b)(?:you|your|yours|yourself)\b", re.IGNORECASE)

Fact = TypeVar("Fact", Milestone, Nugget, Endorsement)


@dataclass(frozen=True, slots=True)
class Chosen:
    """A reading, and how it came about: of `asked` windows `answered` gave something that holds.

    `dropped` counts by reason (`answers.REASONS`) what was not believed; `trouble` is the first failure in words, or empty.
    Where fewer were answered than asked, the rest is still the first reader's: asking again later may bring more.
    """

    reading: Reading
    asked: int
    answered: int
    dropped: Mapping[str, int]
    trouble: str = ""


def questions(document: Document, *, first: Reading, mode: Mode = "candidates") -> list[Question]:
    """What `read` would ask: to tell the cost before. Asks nobody."""
    return [_question(window, first, mode) for window in _windows(_listen(document, first), first, mode)]


def read(
    document: Document, *, first: Reading, ask: Ask, mode: Mode = "candidates", links: Sequence[Link] = ()
) -> Chosen:
    """Waits for the model, once for each window. Never raises for what the model does.

    `first` is what the first reader found: "candidates" shows the model what lies around that, "whole" shows it everything.
    Where a window brings no answer that holds, the facts of `first` in it stay.
    """
    talk = _listen(document, first)
    todo = _windows(talk, first, mode)
    dropped: Dropped = Counter()
    found = _Facts(talk, first, links)
    read_units: set[int] = set()
    answered = failures = 0
    trouble = ""
    for number, window in enumerate(todo):
        question = _question(window, first, mode)
        try:
            said = ask(question)
        except MentorsError as exc:
            dropped["no answer"] += 1
            trouble, failures = trouble or str(exc), failures + 1
            if failures == PATIENCE:
                dropped["not asked"] += len(todo) - number - 1
                break
            continue
        failures, before, known = 0, dropped.total(), found.count
        for claim in claims(said, window, question.form, dropped):
            if why := found.add(claim, window):
                dropped[why] += 1
        if found.count > known or dropped.total() == before:
            answered += 1
            read_units.update(window.shown)
    reading = found.reading(read_units, _name(first, ask, mode)) if answered else first
    return Chosen(reading, len(todo), answered, dict(+dropped), trouble)


def _name(first: Reading, ask: Ask, mode: Mode) -> str:
    ours = f"{mode}-{VERSION} after {first.reader}"
    return f"{ask.name[: LONGEST_NAME - 1 - len(ours)]} {ours}"[:LONGEST_NAME]


# --- what is asked ------------------------------------------------------------------------------------------


def _listen(document: Document, first: Reading) -> Talk:
    people, cut = people_of(document, first.guests, first.hosts), units(document)
    return talk_of(document, cut, [people.role_at(unit.start) for unit in cut])


def _windows(talk: Talk, first: Reading, mode: Mode) -> list[Window]:
    head = "\n".join(
        f"{word}: {', '.join(people)}"
        for word, people in (("Guests", first.guests), ("Hosts", first.hosts))
        if people
    )
    if mode == "whole":
        return windows.whole(talk, head)
    quotes = [fact.quote for facts in (first.milestones, first.nuggets, first.endorsements) for fact in facts]
    return windows.around(talk, head, [(quote.start, quote.end) for quote in quotes])


def _question(window: Window, first: Reading, mode: Mode) -> Question:
    people = first.guests if len(first.guests) > 1 else ()
    return Question(task(people, marked=mode == "candidates"), window.text, form(len(window.shown), people))


# --- what is believed ---------------------------------------------------------------------------------------


class _Facts:
    """Claims come in, facts stay: each with a quote that stands in the document."""

    def __init__(self, talk: Talk, first: Reading, links: Sequence[Link]) -> None:
        self._talk, self._first, self._links = talk, first, links
        self._people = people_of(talk.document, first.guests, first.hosts)
        self._born = years.birth(talk.document.text)
        self._milestones: list[Milestone] = []
        self._nuggets: list[Nugget] = []
        self._endorsements: list[Endorsement] = []

    @property
    def count(self) -> int:
        return len(self._milestones) + len(self._nuggets) + len(self._endorsements)

    def add(self, claim: Claim, window: Window) -> str:
        """Return why something of the claim was dropped; empty where all of it holds."""
        quote = self._quote(claim)
        if isinstance(quote, str):
            return quote
        add = {
            "milestones": self._add_milestone,
            "nuggets": self._add_nugget,
            "endorsements": self._add_endorsement,
        }
        return add[claim.sort](claim, quote, window)

    def _add_milestone(self, claim: Claim, quote: Quote, window: Window) -> str:
        if self._talk.roles[claim.first] == "host" and not self._is_about_a_guest(quote.text):
            return "the host's own"
        near = range(claim.first - NEAR, claim.last + NEAR + 1)
        heard = re.findall(r"\b(?:19|20)\d\d\b", self._shown(i for i in window.shown if i in near))
        told = years.told(quote.text) or years.at_age(quote.text, self._born)
        year = told or (claim.year if str(claim.year) in heard else None)
        score = _score(claim, _same(self._first.milestones, quote))
        self._milestones.append(
            Milestone(
                self._guest(claim),
                claim.label,
                what.line(quote.text),
                quote,
                self._seconds(quote),
                year,
                score=score,
            )
        )
        return "year not said" if claim.year not in (0, year) else ""

    def _add_nugget(self, claim: Claim, quote: Quote, window: Window) -> str:
        first = _same(self._first.nuggets, quote)
        skill = skills.of(quote.text, claim.label)
        score = _score(claim, first)
        self._nuggets.append(
            Nugget(self._speaker(claim, first), quote, claim.label, skill, self._seconds(quote), score)
        )
        return ""

    def _add_endorsement(self, claim: Claim, quote: Quote, window: Window) -> str:
        linked = " \n".join(link.text for link in self._links)
        places = (quote.text, self._shown(window.shown), linked)
        name = next((name for place in places if (name := spelling.stands(claim.name, place))), "")
        if not name:
            return "name not said"
        first = _same(self._first.endorsements, quote)
        who, score = self._speaker(claim, first), _score(claim, first)
        shown = spelled(name, self._links)
        self._endorsements.append(Endorsement(who, claim.label, shown, quote, self._seconds(quote), score))
        return ""

    def _seconds(self, quote: Quote) -> float | None:
        return self._talk.document.seconds_at(quote.start)

    def _quote(self, claim: Claim) -> Quote | str:
        """The quote, or why there is none."""
        talk, (least, most) = self._talk, WORDS[claim.sort]
        count = talk.places[claim.last + 1] - talk.places[claim.first]
        if count > 2 * most:
            return "too long"
        start, end = talk.units[claim.first].start, talk.units[claim.last].end
        if count < least:
            start, end = evidence.stretch(talk, claim.first, least, most)
        return evidence.quote(talk.document, start, end, least, most) or "nothing to quote"

    def _shown(self, numbers: Iterable[int]) -> str:
        """What was said in these units, without what we wrote around it."""
        return "".join(f"{self._talk.text(i)} \n" for i in numbers)

    def _is_about_a_guest(self, text: str) -> bool:
        said = re.findall(r"\w+", text.casefold())
        parts = {part for guest in self._first.guests for part in guest.casefold().split()}
        return bool(_TO_A_GUEST.search(text)) or not parts.isdisjoint(said)

    def _guest(self, claim: Claim) -> str:
        """Whose step it is: the guest who speaks; else the one whom the model chose; else the one last spoken of."""
        if self._talk.roles[claim.first] == "guest":
            return self._speaker(claim)
        return claim.person or self._people.guest_meant(self._talk.units[claim.first].start)

    def _speaker(self, claim: Claim, first: Nugget | Endorsement | None = None) -> str:
        """Who says it, by the name that the first reader knows them by; where nobody is labelled, as the first reader says."""
        label = self._talk.document.speaker_at(self._talk.units[claim.first].start)
        if not label:
            only = self._first.guests[0] if len(self._first.guests) == 1 else ""
            return first.person if first else only
        people = (*self._first.guests, *self._first.hosts)
        return next((person for person in people if same_person(label, person)), label)

    def reading(self, read_units: set[int], reader: str) -> Reading:
        """The facts of all windows, each once, with those of the first reader where no window was read."""

        def kept(facts: Iterable[Fact]) -> list[Fact]:
            return [fact for fact in facts if not self._units(fact.quote) <= read_units]

        milestones = _once([*self._milestones, *kept(self._first.milestones)])
        nuggets = same.without_echoes(_once([*self._nuggets, *kept(self._first.nuggets)]))[:NUGGETS]
        endorsements = _once([*self._endorsements, *kept(self._first.endorsements)])
        return replace(
            self._first,
            milestones=tuple(in_story_order(same.without_retellings(milestones))),
            nuggets=tuple(sorted(nuggets, key=lambda fact: fact.quote.start)),
            endorsements=tuple(sorted(endorsements, key=lambda fact: fact.quote.start)),
            reader=reader,
        )

    def _units(self, quote: Quote) -> set[int]:
        return {
            i for i, unit in enumerate(self._talk.units) if unit.start < quote.end and quote.start < unit.end
        }


def _once(facts: Sequence[Fact]) -> list[Fact]:
    """Each thing once, its surest and fullest telling: windows overlap, and books are praised more than once."""
    out: list[Fact] = []
    for fact in sorted(facts, key=lambda fact: (-fact.score, -len(fact.quote.text), fact.quote.start)):
        if not any(_tells_the_same(fact, other) for other in out):
            out.append(fact)
    return out


def _tells_the_same(one: Milestone | Nugget | Endorsement, other: Milestone | Nugget | Endorsement) -> bool:
    if isinstance(one, Endorsement) and isinstance(other, Endorsement):
        return _key(one.name) == _key(other.name)
    if isinstance(one, Milestone) and isinstance(other, Milestone) and one.kind != other.kind:
        return False
    return _overlap(one.quote, other.quote)


def _key(name: str) -> str:
    return names.key(name) or spelling.fold(name)


def _same(facts: Iterable[Fact], quote: Quote) -> Fact | None:
    """What the first reader found there."""
    return next((fact for fact in facts if _overlap(fact.quote, quote)), None)


def _overlap(one: Quote, other: Quote) -> bool:
    return one.start < other.end and other.start < one.end


def _score(claim: Claim, first: Milestone | Nugget | Endorsement | None) -> float:
    """As sure as the model says, a little more where both readers saw it."""
    return min(1.0, claim.sure + 0.1 * (first.score if first else 0.0))
