"""The reader that the settings choose."""

from __future__ import annotations

from django.conf import settings

from manymentors.facts.read import shipped
from manymentors.facts.reader import Reader


def listener() -> Reader:
    return shipped(settings.LARGE)


READER = listener().name
"""Names it and its version: what another one read is stale."""
