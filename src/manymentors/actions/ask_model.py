"""Lets the user's language model choose again among what was said in an item; what it would cost is told before."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from django.conf import settings

from manymentors.actions.read import first_reading, keep_reading
from manymentors.engines.language import Cost, LanguageModel, Price
from manymentors.environment import LanguageModelSettings
from manymentors.errors import SettingsError
from manymentors.facts.model.read import questions, read
from manymentors.shapes import Link
from manymentors.store.models import Item


def chosen() -> LanguageModelSettings:
    """What the settings say of the model. Raises SettingsError where they name none."""
    told: LanguageModelSettings | None = settings.LANGUAGE_MODEL
    if told is None:
        raise SettingsError(
            "No language model is set. Set MANYMENTORS_LLM_URL and MANYMENTORS_LLM_MODEL, then run this again."
        )
    return told


@cache
def language_model() -> LanguageModel:
    """The model that the settings name; one a process. Raises SettingsError where they name none."""
    told = chosen()
    price = Price(*told.price) if told.price else None
    return LanguageModel(told.url, told.model, key=told.key, folder=settings.HOME / "answers", price=price)


def cost_of(items: Iterable[Item]) -> Cost:
    """What asking about these items would cost. Asks nobody; reads each item once with the reader."""
    model = language_model()
    asked = [
        question
        for item in items
        for question in questions(item.document, first=first_reading(item), mode=chosen().mode)
    ]
    return model.estimate(asked)


def ask_model(item: Item) -> str:
    """Keep what the model chose in place of the reader's facts; returns the trouble there was, in words, or "".

    Where the model gives no answer that holds, the reader's facts stay.
    """
    choice = read(
        item.document,
        first=first_reading(item),
        ask=language_model(),
        mode=chosen().mode,
        links=[Link(**link) for link in item.links],
    )
    keep_reading(item, choice.reading)
    return choice.trouble
