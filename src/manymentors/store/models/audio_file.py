"""The audio of an item, kept on our disk."""

from django.db import models
from django.db.models import Q

from manymentors.store.models.item import Item


class AudioFile(models.Model):
    """One an item, for all users. A row says that the audio is wanted; the file is there, whole and checked, once it is `whole`.

    `path` is below the folder `audio` of the data folder. `url`, `etag` and `sha256` are those of the file that was kept: a
    host that puts other advertisements in gives other bytes the next time. `by_hand` was asked for by itself, not by its
    show; `last_played` decides which goes first when the room is used up.
    """

    WANTED, WHOLE, REFUSED, DROPPED = "wanted", "whole", "refused", "dropped"
    STATES = (
        (WANTED, "to be fetched, or on its way"),
        (WHOLE, "here"),
        (REFUSED, "cannot be had"),
        (DROPPED, "was here, and made room for others"),
    )

    item = models.OneToOneField(Item, models.CASCADE, related_name="audio_file")
    state = models.CharField(max_length=10, choices=STATES, default=WANTED)
    by_hand = models.BooleanField(default=False)
    path = models.TextField(blank=True)
    url = models.TextField(blank=True)
    media_type = models.CharField(max_length=100, blank=True)
    etag = models.TextField(blank=True)
    bytes = models.BigIntegerField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)
    duration = models.FloatField(null=True)
    problem = models.TextField(blank=True)
    tries = models.PositiveIntegerField(default=0)
    try_after = models.DateTimeField(null=True)
    kept_at = models.DateTimeField(null=True)
    last_played = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index("try_after", condition=Q(state="wanted"), name="audio_to_fetch"),)
