"""I keep a nugget, write it in my own words, note when I applied it and what came of it, and let it go again."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from manymentors.actions import trail
from manymentors.errors import InputError
from manymentors.store.models import Item, Keepsake, User
from manymentors.store.queries.nuggets import kept_at

LONGEST = 4_000


def keep(
    user: User, item: Item, quote: str, *, words: str = "", applied: date | None = None, result: str = ""
) -> Keepsake:
    """Keep what is said at this place of the item; what is kept there already stays as it is. `item.text` must be loaded.

    Raises InputError for a quote that does not stand in the text.
    """
    if not quote.strip() or quote not in item.text:
        raise InputError(
            "This is not what is said there: the item was heard or read anew since. Open it again, and keep it from there."
        )
    with transaction.atomic():
        if already := kept_at(user, item, quote):
            return already
        made = Keepsake.objects.create(
            user=user, item=item, quote=quote, words=words, applied=applied, result=result
        )
        trail.kept(user, made)
    return made


def write_up(kept: Keepsake, words: str, applied: date | None, result: str, today: date) -> None:
    """What it says in my own words, when I applied it, and what came of it; what came of something was applied, today if no
    day is told. Nothing is written where one of the three is wrong: raises InputError for a day to come, or too many words.
    """
    words, result = fitting(words), fitting(result)
    if result and applied is None:
        applied = today
    if applied and applied > today:
        raise InputError("It cannot be applied on a day to come. Give the day on which you did it.")
    kept.words, kept.applied, kept.result = words, applied, result
    kept.save(update_fields=["words", "applied", "result"])


def apply(kept: Keepsake, applied: date, result: str, today: date) -> None:
    """I applied it on that day, and this came of it; my words on it stay."""
    write_up(kept, kept.words, applied, result, today)


def not_applied(kept: Keepsake) -> None:
    kept.applied, kept.result = None, ""
    kept.save(update_fields=["applied", "result"])


def let_go(kept: Keepsake) -> None:
    """Keep it no more; my words on it go too. `keep` with the same words brings it back."""
    kept.delete()


def fitting(text: str) -> str:
    text = text.replace("\r\n", "\n").strip()
    if len(text) > LONGEST:
        raise InputError(f"That is {len(text):,} characters; {LONGEST:,} fit. Say it in fewer.")
    return text
