"""I ask a person: draft, press post once, wait, ask once more, write down the answer, or let it go."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.core import signing
from django.db import transaction

from manymentors.actions.errand import ask
from manymentors.errors import InputError
from manymentors.sources.post import LIMITS
from manymentors.store.models import Asked, Person, Token, User

LONGEST = 4_000
PATIENCE = timedelta(days=7)
"""After which one may ask once more; once."""
UNDO_FOR = 86400
KEPT = ("state", "asked", "url", "answer", "answer_url", "proposed", "answered", "problem")


def draft(
    user: User, person: Person, words: str, *, channel: str, token: Token | None, handle: str, on: date | None
) -> Asked:
    """Raises InputError for no words, and for what does not fit the channel."""
    made = Asked(user=user, person=person)
    return rewrite(made, words, channel=channel, token=token, handle=handle, on=on)


def rewrite(
    asked: Asked, words: str, *, channel: str, token: Token | None, handle: str, on: date | None
) -> Asked:
    """Raises InputError for what has left my hands already."""
    if asked.state != "draft":
        raise InputError("This has been asked already. Write a new question instead.")
    if channel not in dict(Asked.CHANNELS):
        raise InputError("Say by which way it goes: Mastodon, Bluesky, mail or in person.")
    asked.words, asked.channel = checked(words), channel
    asked.token = token if token and token.network == channel else None
    asked.handle, asked.on = handle.strip(), on if channel == "in-person" else None
    asked.problem = ""
    asked.save()
    return asked


def text_of(asked: Asked, words: str = "") -> str:
    """What goes out, to the letter: on a network it begins with whom it is for."""
    words = words or asked.words
    return f"{asked.handle} {words}" if asked.channel in LIMITS and asked.handle else words


def press(asked: Asked) -> None:
    """I press post: the worker posts it, once. Raises InputError where it cannot go out."""
    if asked.state not in ("draft", "posting"):
        raise InputError("This has been asked already.")
    can_go_out(asked, asked.words)
    with transaction.atomic():
        asked.state, asked.problem = "posting", ""
        asked.save(update_fields=["state", "problem"])
        ask(asked.user, "post", asked=asked.pk)


def press_nudge(asked: Asked, words: str, now: datetime) -> None:
    """Ask once more, in the same thread. Raises InputError before PATIENCE is over, and where it was done already."""
    if asked.state != "waiting" or asked.asked is None:
        raise InputError("Only what waits for an answer can be asked once more.")
    if asked.nudged is not None:
        raise InputError("You have asked once more already. It is up to them now.")
    if now - asked.asked < PATIENCE:
        raise InputError(f"Give them a little time: {PATIENCE.days} days at least.")
    words = checked(words)
    if asked.post and asked.token:
        can_go_out(asked, words)
        with transaction.atomic():
            asked.nudge, asked.nudging, asked.tried, asked.problem = words, True, None, ""
            asked.save(update_fields=["nudge", "nudging", "tried", "problem"])
            ask(asked.user, "post", asked=asked.pk)
    else:  # what I asked by hand I ask again by hand
        asked.nudge, asked.nudged = words, now
        asked.save(update_fields=["nudge", "nudged"])


def can_go_out(asked: Asked, words: str) -> None:
    if asked.channel not in LIMITS or asked.token is None:
        raise InputError(
            "Only with a connected account can it be posted from here. Ask by hand, and mark it as asked."
        )
    if asked.token.problem:
        raise InputError(f"{asked.token.handle}: {asked.token.problem}")
    long = len(text_of(asked, words)) - LIMITS[asked.channel]
    if long > 0:
        raise InputError(
            f"It is {long} characters too long for {asked.get_channel_display()}. Say it in fewer."
        )


def mark_asked(asked: Asked, now: datetime, url: str = "") -> str:
    """I asked it by hand; returns a note with which `as_before` undoes it."""
    if asked.state != "draft":
        raise InputError("This has been asked already.")
    note = seal(asked)
    asked.state, asked.asked, asked.url = (
        "waiting",
        now,
        url if url.startswith(("http://", "https://")) else "",
    )
    asked.save()
    return note


def answered(asked: Asked, words: str, now: datetime, url: str = "") -> str:
    """They answered: these words, verbatim or as I remember them. Returns a note with which `as_before` undoes it."""
    if asked.state == "draft":
        raise InputError("It has not been asked yet.")
    note = seal(asked)
    asked.answer, asked.answer_url = checked(words), url or asked.answer_url
    asked.state, asked.proposed, asked.answered = "answered", False, now
    asked.save()
    return note


def not_the_answer(asked: Asked) -> str:
    """What was found is no answer."""
    note = seal(asked)
    asked.answer, asked.answer_url, asked.proposed = "", "", False
    asked.save()
    return note


def let_go(asked: Asked) -> str:
    """I wait no more, or drop the draft."""
    if asked.state == "posting":
        raise InputError("It is being posted just now. Wait a moment.")
    note = seal(asked)
    asked.state, asked.proposed = "let-go", False
    asked.save()
    return note


def seal(asked: Asked) -> str:
    told: dict[str, Any] = {name: getattr(asked, name) for name in KEPT}
    plain = {
        name: value.isoformat() if isinstance(value, datetime) else value for name, value in told.items()
    }
    return signing.dumps([asked.pk, plain], salt="asked", compress=True)


def as_before(asked: Asked, note: str) -> None:
    """Raises InputError for a note that is old or of another question, and for what went out to the world."""
    try:
        pk, told = signing.loads(note, salt="asked", max_age=UNDO_FOR)
    except signing.BadSignature as exc:
        raise InputError("This can no longer be undone.") from exc
    if pk != asked.pk or (asked.post and told["state"] == "draft"):
        raise InputError("This can no longer be undone.")
    for name, value in told.items():
        moment = name in ("asked", "answered") and value
        setattr(asked, name, datetime.fromisoformat(value) if moment else value)
    asked.save()


def checked(words: str) -> str:
    words = words.replace("\r\n", "\n").strip()
    if not words:
        raise InputError("There are no words. Write what you want to ask.")
    if len(words) > LONGEST:
        raise InputError(f"That is {len(words):,} characters; {LONGEST:,} fit. Say it in fewer.")
    return words
