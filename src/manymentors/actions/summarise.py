"""Lets the user's language model sum up an answer of all; every sentence is checked before it is shown.

Only public people's words go to the model: what is mine alone, such as notes on those I work with, is never among them.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

from manymentors.actions.ask_crowd import Answered, ask_crowd
from manymentors.actions.ask_model import language_model
from manymentors.crowd.summary import QUOTES, Sentence, Shown, question_of, sentences_of
from manymentors.search.words import SMALL_WORDS, stems
from manymentors.store.models import User


@dataclass(frozen=True, slots=True)
class Summary:
    """`sentences` is None where the model gave no answer in due form."""

    sentences: tuple[Sentence, ...] | None
    model: str

    @property
    def struck(self) -> int:
        return sum(bool(one.why) for one in self.sentences or ())


def has_model() -> bool:
    return settings.LANGUAGE_MODEL is not None


def shown_of(answered: Answered) -> list[Shown]:
    """What the model is shown of an answer."""
    return [
        Shown(one.number, one.name, one.quote, one.day.isoformat() if one.day else "")
        for one in answered.answers
        if one.person is None or one.person.owner_id is None
    ][:QUOTES]


def summarise(user: User, question: str, *, nearer: bool = False) -> Summary | None:
    """Waits for the model, unless it answered this before. None where there is nothing to sum up. Raises MentorsError where
    the model cannot be asked.
    """
    answered = ask_crowd(user, question, nearer=nearer)
    shown = shown_of(answered)
    if not shown:
        return None
    model = language_model()
    said = model(question_of(answered.question, shown))
    found = sentences_of(said, shown, stems, SMALL_WORDS)
    return Summary(None if found is None else tuple(found), model.name)


def summary_kept(answered: Answered) -> Summary | None:
    """The summary, where the model wrote it before; asks nobody."""
    shown = shown_of(answered)
    if not shown or not has_model():
        return None
    asked, model = question_of(answered.question, shown), language_model()
    if not model.estimate([asked]).kept:
        return None
    found = sentences_of(model(asked), shown, stems, SMALL_WORDS)
    return Summary(None if found is None else tuple(found), model.name)
