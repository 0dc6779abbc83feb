"""The captions of a channel on YouTube are read as transcripts, or not; off until somebody turns it on."""

from __future__ import annotations

from dataclasses import asdict

from django.db import transaction

from manymentors.actions.errand import ask
from manymentors.errors import InputError
from manymentors.shapes import TranscriptLink
from manymentors.sources.captions import MEDIA_TYPE
from manymentors.store.models import Source, User


def read_captions(user: User, source: Source, *, yes: bool) -> None:
    """Of what is here already too; what was heard stays heard. Raises InputError for what is not on YouTube."""
    if source.kind != "youtube":
        raise InputError(f"{source} is not on YouTube: it has no captions.")
    with transaction.atomic():
        Source.objects.filter(pk=source.pk).update(captions=yes)
        waiting = list(source.items.filter(heard_from=""))
        for item in waiting:
            item.transcripts = [named(item.url)] if yes else []
            item.hear_tries, item.hear_after, item.hear_problem = 0, None, ""
        source.items.bulk_update(waiting, ["transcripts", "hear_tries", "hear_after", "hear_problem"])
        if yes:
            ask(user, "sync", sources=[source.pk])


def named(url: str) -> dict[str, str]:
    """The captions of the video at this address, as an item names its transcripts."""
    return asdict(TranscriptLink(url, MEDIA_TYPE))
