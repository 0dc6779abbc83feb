"""Follows what is found at an address that was pressed, not typed: the worker looks there, follows, and reads it."""

from __future__ import annotations

from manymentors.actions.errand import ask
from manymentors.actions.follow import follow
from manymentors.actions.preview import look_there
from manymentors.errors import MentorsError
from manymentors.store.models import User


def follow_there(user: User, address: str, *, person: str = "", via: str = "", found_in: str = "") -> str:
    """Follow the first thing that can be followed there; returns a sentence where nothing could be, else "".

    Waits for the network, outside any transaction. Following twice changes nothing.
    """
    try:
        found = look_there(address)
        told = follow(user, found[0], person=person, via=via, found_in=found_in)
    except MentorsError as exc:
        return str(exc)
    ask(user, "sync", sources=[told.follow.source_id])
    return ""
