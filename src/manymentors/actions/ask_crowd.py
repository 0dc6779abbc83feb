"""A question, asked of everybody whom the user follows → who says what on it, word for word, and who is silent, and why.

Writes nothing; works without a language model. Nuggets come before other words: they are weighed all, by an index of their
own; of the passages only the sentences that fit best are, and only as many as can be listened to in a moment.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from manymentors.actions.open_index import reading, reading_advice, reading_advice_in_context
from manymentors.actions.search import within
from manymentors.crowd.answers import answers, best_spans, nearness, weigh
from manymentors.crowd.opposed import opposed
from manymentors.crowd.silence import speaks
from manymentors.engines.embedding import load, load_sense
from manymentors.search.words import SMALL_WORDS, stems
from manymentors.shapes import Asked, Ear, Filters, Told, Weighed
from manymentors.store.folding import fold
from manymentors.store.models import Item, Keepsake, Nugget, Passage, Person, User
from manymentors.store.queries.answers import (
    Silence,
    advice,
    documents,
    interviewers,
    kept_quotes,
    people_by_key,
    shared_steps,
    silence,
    traits_proved,
)
from manymentors.store.queries.passages import passages

LONGEST = 500
"""Characters of a question."""
DEPTH, PASSAGES, LISTENED = 120, 40, 10
"""Nuggets and passages that are looked at, and passages of which sentences are listened to: ten milliseconds each."""
WHOLE, GLANCED = 3, 12
MOST, MOST_OF_ONE, MOST_COMPARED = 40, 3, 24
NEARER, NEARER_AT_MOST = 0.6, 4
"""What a step that we share, or a trait of my ideal that they prove, adds to a person when I ask for that, and how many count."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Words of somebody's, verbatim, and where they stand; `nugget` where the reader took them for advice."""

    quote: str
    item: Item
    person: Person | None
    name: str
    seconds: float | None
    place: str
    score: float
    nugget: Nugget | None = None
    confirmed: bool = False
    number: int = 0
    kept: Keepsake | None = None

    @property
    def item_id(self) -> int:
        return self.item.pk

    @property
    def day(self) -> date | None:
        return self.item.published.date() if self.item.published else None


@dataclass(frozen=True, slots=True)
class Line:
    """What one person says on it, best first. `changed` are two of their answers that seem to oppose each other, the earlier
    first; `shared` and `traits` say why they may stand higher.
    """

    person: Person | None
    name: str
    answers: tuple[Answer, ...]
    score: float
    changed: tuple[Answer, Answer] | None = None
    shared: int = 0
    traits: int = 0


@dataclass(frozen=True, slots=True)
class Answered:
    """`lines` is empty where nobody speaks to it: that is the answer. `apart` are answers of two people that seem to oppose
    each other; empty wherever that cannot be told.
    """

    question: str
    lines: tuple[Line, ...]
    silence: Silence
    apart: tuple[tuple[Answer, Answer], ...] = ()
    nearer: bool = False
    answers: tuple[Answer, ...] = field(default=())

    @property
    def speaking(self) -> int:
        return len(self.lines)


def ask_crowd(user: User, question: str, *, nearer: bool = False, filters: Filters | None = None) -> Answered:
    """At most fifteen queries, whatever is held."""
    question = " ".join(question.split())[:LONGEST]
    found = answers_to(user, question, filters or Filters())
    told = told_by_person(with_kept(user, with_people(user, found)))
    if nearer and told:
        told = with_my_road(user, told)
    numbered: list[Answer] = []
    lines = []
    for line in told:
        given = tuple(replace(one, number=len(numbered) + at) for at, one in enumerate(line.answers, 1))
        numbered += given
        lines.append(replace(line, answers=given, changed=changed_mind(given)))
    speaking = {line.person.pk for line in lines if line.person}
    return Answered(
        question,
        tuple(lines),
        silence(user, speaking),
        tuple(apart(numbered)),
        nearer,
        tuple(numbered),
    )


def is_spoken_of(user: User, question: str, filters: Filters) -> bool:
    """The decision alone, from less: the nearest nuggets, and the sentences of three passages. For whoever shows answers in
    another way, and only of whole questions: of one word or two it is not asked, for these are looked for as they are.
    """
    index, narrowed = reading(), within(user, filters)
    asked = Asked(question, index.rarity(question))
    if len(asked.rarity) < WHOLE:
        return True
    hits = reading_advice().heard(question, narrowed, GLANCED)
    rows = passages(user, [hit.passage for hit in index.heard(question, narrowed, GLANCED)])
    told = [Told(row.text[slice(*span)], row.item_id) for row, span in sentences_for(asked, rows)[:3]]
    near = [*(hit.score for hit in hits), *nearness(asked, told, ear()).tolist()]
    return speaks([Weighed(0.0, cosine) for cosine in near])


def answers_to(user: User, question: str, filters: Filters) -> list[Answer]:
    """Best first; none where nobody speaks to it.

    What is not among the nearest counts as far. Whether it is spoken of is told by all that was listened to, a host's question too; shown are only words that can be an
    answer, under the name of who says them.
    """
    index, narrowed = reading(), within(user, filters)
    asked = Asked(question, index.rarity(question))
    if not asked.rarity:
        return []
    near = {hit.passage: hit.score for hit in reading_advice().heard(question, narrowed, DEPTH)}
    about = {hit.passage: hit.score for hit in reading_advice_in_context().heard(question, narrowed, DEPTH)}
    nearest = sorted(near, key=lambda pk: -near[pk])[:GLANCED]
    nuggets = advice(user, list({**about, **dict.fromkeys(nearest)}))
    listened = sentences_for(
        asked, passages(user, [hit.passage for hit in index.heard(question, narrowed, PASSAGES)])
    )
    told = [
        Told(
            row.quote,
            row.item_id,
            row.skill if confirmed else "",
            row.field,
            near.get(row.pk, 0.0),
            about.get(row.pk, near.get(row.pk)),
        )
        for row, confirmed in nuggets
    ]
    told += [Told(row.text[slice(*span)], row.item_id) for row, span in listened]
    weighed = weigh(asked, told, ear())
    if not speaks(weighed):
        return []
    by_sentence = dict(zip(listened, weighed[len(nuggets) :], strict=True))
    found = [
        (of_nugget(*nugget), best_of(nugget[0], weight, by_sentence))
        for nugget, weight in zip(nuggets, weighed, strict=False)
    ]
    found += [
        (of_passage(row, span), by_sentence[row, span])
        for row, span in may_answer(user, listened, [row for row, _ in nuggets])
    ]
    found.sort(key=lambda pair: -pair[1].score)
    enough = [pair for pair in found if answers(pair[1])][:MOST] or found[:1]
    return [replace(one, score=weight.score) for one, weight in enough]


Place = tuple[Passage, tuple[int, int]]
"""A passage, and the characters of it that fit the question best."""


def sentences_for(asked: Asked, rows: Sequence[Passage]) -> list[Place]:
    best = best_spans(asked, [row.text for row in rows], ear())
    places = sorted(zip(best, rows, strict=True), key=lambda pair: -pair[0][0])
    return [(row, span) for (_, span), row in places[:LISTENED]]


def best_of(nugget: Nugget, own: Weighed, by_sentence: Mapping[Place, Weighed]) -> Weighed:
    """A long nugget answers as well as its best sentences do."""
    within_it = [weight for place, weight in by_sentence.items() if overlaps(nugget, place)]
    return max([own, *within_it], key=lambda weight: weight.score)


def overlaps(nugget: Nugget, place: Place) -> bool:
    row, (start, end) = place
    return row.item_id == nugget.item_id and nugget.start < row.start + end and nugget.end > row.start + start


def may_answer(user: User, places: Sequence[Place], nuggets: Sequence[Nugget]) -> list[Place]:
    """Without questions, what a nugget says already, what one says who interviews a guest and whom I do not follow, and words that
    somebody else says in the passage: it bears the name of who says most of it. Two queries at most.
    """
    asking = interviewers(user, {row.item_id for row, _ in places}) if places else set()
    some = [
        (row, span)
        for row, span in places
        if not row.text[slice(*span)].endswith("?")
        and (row.item_id, row.person.key if row.person else fold(row.speaker)) not in asking
        and not any(overlaps(nugget, (row, span)) for nugget in nuggets)
    ]
    mixed = {row.item_id for row, _ in some if "\n" in row.text and row.speaker}
    talks = documents(mixed) if mixed else {}
    return [
        (row, span)
        for row, span in some
        if row.item_id not in talks or talks[row.item_id].speaker_at(row.start + span[0]) == row.speaker
    ]


def of_nugget(nugget: Nugget, confirmed: bool) -> Answer:
    name = nugget.person.name if nugget.person else nugget.name or nugget.item.author
    place = f"nugget-{nugget.pk}"
    return Answer(
        nugget.quote, nugget.item, nugget.person, name, nugget.seconds, place, 0.0, nugget, confirmed
    )


def of_passage(row: Passage, span: tuple[int, int]) -> Answer:
    """The second of a passage is that of its beginning; sentences further on are as much later as they stand further on."""
    seconds = row.seconds
    if seconds is not None and row.until is not None and row.text:
        seconds += (row.until - seconds) * span[0] / len(row.text)
    name = row.person.name if row.person else row.speaker or row.item.author
    return Answer(row.text[slice(*span)], row.item, row.person, name, seconds, f"passage-{row.pk}", 0.0)


def with_people(user: User, found: Sequence[Answer]) -> list[Answer]:
    """A speaker of whom only the name is written there, and who is somebody we know, stands as that person. One query."""
    keys = {fold(one.name) for one in found if one.person is None}
    known = people_by_key(user, keys) if keys else {}
    return [one if one.person else replace(one, person=known.get(fold(one.name))) for one in found]


def with_kept(user: User, found: Sequence[Answer]) -> list[Answer]:
    kept = kept_quotes(user, {one.item_id for one in found}) if found else {}
    return [replace(one, kept=kept.get((one.item_id, one.quote))) for one in found]


def told_by_person(found: Sequence[Answer]) -> list[Line]:
    """The person of the best answer first; of each the best few. Who is known by name only stands under that name."""
    theirs: dict[int | str, list[Answer]] = defaultdict(list)
    for one in found:
        theirs[one.person.pk if one.person else one.name].append(one)
    return [
        Line(all_[0].person, all_[0].name, tuple(all_[:MOST_OF_ONE]), all_[0].score)
        for all_ in theirs.values()
    ]


def with_my_road(user: User, lines: Sequence[Line]) -> list[Line]:
    """Those first who share steps of my road or prove traits of my ideal, as far as that outweighs how well they answer."""
    shared, traits = shared_steps(user), traits_proved(user)

    def higher(line: Line) -> Line:
        pk = line.person.pk if line.person else 0
        mine, wished = shared.get(pk, 0), traits.get(pk, 0)
        return replace(
            line,
            shared=mine,
            traits=wished,
            score=line.score + NEARER * min(NEARER_AT_MOST, mine) + NEARER * min(NEARER_AT_MOST, wished),
        )

    return sorted((higher(line) for line in lines), key=lambda line: -line.score)


def changed_mind(answers: Sequence[Answer]) -> tuple[Answer, Answer] | None:
    """Two dated answers of one person that seem to oppose each other, the earlier first."""
    dated = sorted((one for one in answers if one.day), key=lambda one: (one.day or date.min, one.number))
    for at, one in enumerate(dated):
        for other in dated[at + 1 :]:
            if one.day != other.day and opposed(one.quote, other.quote, stems, SMALL_WORDS):
                return one, other
    return None


def apart(answers: Sequence[Answer]) -> list[tuple[Answer, Answer]]:
    """Where two people seem to say the opposite: each answer once."""
    found: list[tuple[Answer, Answer]] = []
    used: set[int] = set()
    some = sorted(answers, key=lambda one: -one.score)[:MOST_COMPARED]
    for at, one in enumerate(some):
        for other in some[at + 1 :]:
            strangers = (one.person, one.name) != (other.person, other.name)
            if (
                strangers
                and not used & {one.number, other.number}
                and opposed(one.quote, other.quote, stems, SMALL_WORDS)
            ):
                found.append((one, other))
                used |= {one.number, other.number}
    return found


# --- what it is listened with -----------------------------------------------------------------------------------


def ear() -> Ear:
    return Ear(stems, load(), sense)


def sense(texts: Sequence[str]) -> NDArray[np.float32]:
    """The slow embedder, one text at a time, because it remembers those it heard last."""
    return np.stack([heard(text) for text in texts])


@lru_cache(maxsize=4_000)
def heard(text: str) -> NDArray[np.float32]:
    vector: NDArray[np.float32] = load_sense()([text])[0]
    return vector
