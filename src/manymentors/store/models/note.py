"""What I wrote down of something that I heard."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from manymentors.store.models.item import Item


class Note(models.Model):
    """Personal. Anchored by the quote, which began at the character `start`, and by the `seconds` to `until` of an audio that was
    `duration` long: so it is found again in a transcript made anew. `noted` is the wall-clock time at which I marked it.

    `title`, `show`, `url` and `audio_url` are those of the day it was made: the note outlives its item, and keeps the way to it.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notes")
    item = models.ForeignKey(Item, models.SET_NULL, null=True, related_name="write_ups")
    quote = models.TextField(blank=True)
    words = models.TextField(blank=True)
    start = models.PositiveIntegerField(null=True)
    seconds = models.FloatField(null=True)
    until = models.FloatField(null=True)
    duration = models.FloatField(null=True)
    noted = models.DateTimeField(default=timezone.now)
    title = models.TextField(blank=True)
    show = models.TextField(blank=True)
    url = models.TextField(blank=True)
    audio_url = models.TextField(blank=True)
    created = models.DateTimeField(auto_now_add=True)
    changed = models.DateTimeField(auto_now=True)

    class Meta:
        indexes = (models.Index(fields=("user", "-noted"), name="notes_by_day"),)
