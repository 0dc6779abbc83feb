"""The reader that the settings choose."""

from __future__ import annotations

from django.conf import settings

from manymentors.facts.read import shipped
from manymentors.facts.reader import Reader


def listener() -> Reader:
    return shipped(settings.LARGE)


def make_ready() -> None:
    """Put the large listener together, where it is wanted and was not yet. Raises EngineError where it is not installed."""
    if large := listener().large:
        large.make_ready()


READER = listener().name
"""Names it and its version: what another one read is stale."""
