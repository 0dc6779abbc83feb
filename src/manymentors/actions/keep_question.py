"""I keep a question that I asked of all, and how the answer stood; I let it go again."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from manymentors.actions.ask_crowd import LONGEST
from manymentors.errors import InputError
from manymentors.store import access
from manymentors.store.folding import fold
from manymentors.store.models import Question, User


def keep_question(user: User, text: str, *, spoke: int = 0, people: int = 0) -> Question:
    """Once, however it is written; asked again, it says how the answer stands now."""
    text = " ".join(text.split())[:LONGEST]
    if not (key := fold(text)[:LONGEST]):
        raise InputError("There is no question in this. Write what you would like to know.")
    with transaction.atomic():
        kept, _ = access.questions(user).update_or_create(
            user=user,
            key=key,
            defaults={"text": text, "asked": timezone.localdate(), "spoke": spoke, "people": people},
        )
    return kept


def let_question_go(question: Question) -> None:
    question.delete()
