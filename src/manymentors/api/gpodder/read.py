"""What a podcast app sends → addresses as they are kept, and what it did with which episode. Knows nothing of users."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from urllib.parse import urlsplit, urlunsplit

from manymentors.actions.app_key import ALPHABET, EACH, GROUPS
from manymentors.api.answers import whole
from manymentors.errors import InputError
from manymentors.shapes import EpisodeAction
from manymentors.sources.clean import printable, web_address
from manymentors.store.models import PlayAction

LONGEST_GUID = 1_000
LONGEST_DEVICE = 200
LONGEST = 360_000
"""Seconds; no episode is longer."""

DEVICE = re.compile(r"[\w.-]{1,200}", re.ASCII)
_OURS = re.compile(rf"/feed/[{ALPHABET}]{{{GROUPS * EACH}}}(?:/|$)")
_OUR_RECORDING = re.compile(rf"/feed/[{ALPHABET}]{{{GROUPS * EACH}}}/([0-9]{{1,18}})/audio\.[^/?#]+$")
_PORTS = {"http": ":80", "https": ":443"}


def clean_url(told: str) -> str:
    """The address as it is kept: nothing around it, scheme and host in small letters, no fragment. "" for what is none."""
    text = re.sub(r"^feed:(?=\s*https?:)", "", told.strip(), flags=re.IGNORECASE)
    text = re.sub(r"^(feed|pcast|itpc|podcast)://", "http://", text, flags=re.IGNORECASE)
    try:
        address = web_address(text)
        parts = urlsplit(address)
        if not address or not parts.hostname:
            return ""
        user, at, host = parts.netloc.rpartition("@")
        host = host.lower().removesuffix(_PORTS[parts.scheme])
        return urlunsplit((parts.scheme, f"{user}{at}{host}", parts.path, parts.query, ""))
    except (ValueError, KeyError):
        return ""


def clean_feed(told: str) -> str:
    """The same for a feed; "" also for a private feed of ours: its address is a secret, and no row may hold it."""
    url = clean_url(told)
    return "" if _OURS.search(url) else url


def addresses(told: object, name: str) -> list[str]:
    """A list of texts. Raises InputError for anything else."""
    if told is None:
        return []
    if not isinstance(told, list) or not all(isinstance(one, str) for one in told):
        raise InputError(f"“{name}” is a list of addresses. Nothing was changed.")
    return told


def actions(told: object) -> tuple[list[EpisodeAction], list[list[str]]]:
    """What was done, and which addresses were cleaned, as sent and as they are.

    An action that cannot be used is left out, so that it does not hold up the others for ever. Raises InputError for what
    is no list.
    """
    if not isinstance(told, list):
        raise InputError("Episode actions are a list of objects. Nothing was changed.")
    out: list[EpisodeAction] = []
    updated: dict[str, str] = {}
    for one in told:
        if not isinstance(one, dict):
            continue
        podcast, episode = one.get("podcast"), one.get("episode")
        if not isinstance(podcast, str) or not isinstance(episode, str):
            continue
        kept, media = clean_feed(podcast), clean_url(episode)
        ours = bool(_OURS.search(podcast))
        here = _OUR_RECORDING.search(media)
        if podcast != kept and not ours:
            updated[podcast] = kept
        if _OURS.search(media):
            media = ""
        elif episode != media:
            updated[episode] = media
        action = text(one.get("action")).lower()
        if action not in PlayAction.ACTIONS or not (media or here) or not (kept or ours):
            continue
        out.append(_action(one, kept, media, action, int(here[1]) if here else None))
    return out, [[before, after] for before, after in updated.items()]


def _action(
    one: Mapping[str, object], podcast: str, episode: str, action: str, here: int | None
) -> EpisodeAction:
    position, total = seconds(one.get("position")), seconds(one.get("total"))
    started = seconds(one.get("started"))
    played = action == "play"
    return EpisodeAction(
        podcast=podcast,
        episode=episode,
        action=action,
        guid=text(one.get("guid"))[:LONGEST_GUID],
        device=text(one.get("device"))[:LONGEST_DEVICE],
        at=moment(one.get("timestamp")),
        started=started if played and position is not None and total is not None else None,
        position=position if played else None,
        total=total if played and position is not None else None,
        here=here,
    )


def text(value: object) -> str:
    return printable(value).strip() if isinstance(value, str) else ""


def seconds(value: object) -> int | None:
    """None for what is no number, and for -1, which some apps send for “not known”."""
    number = whole(value)
    return number if number is not None and 0 <= number <= LONGEST else None


def moment(value: object) -> datetime | None:
    """A time in ISO form, of UTC where it tells no zone, or in seconds since 1970; None for anything else."""
    number = whole(value)
    try:
        if number is not None:
            found = datetime.fromtimestamp(number, UTC)
        elif isinstance(value, str):
            found = datetime.fromisoformat(value.strip())
            found = (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
        else:
            return None
    except (ValueError, OverflowError, OSError):
        return None
    return found if found.year >= 1990 else None
