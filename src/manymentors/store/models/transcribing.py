"""A transcript that we make ourselves, or in which we tell voices apart: how far it is."""

from django.db import models

from manymentors.store.models.item import Item


class Transcribing(models.Model):
    """One an item. `done` of `of` seconds of its audio were heard; `spent` seconds went into that, for an estimate.

    `speakers` is how many voices are to be told apart, 0 where none; where the item has a transcript that names nobody, that
    is all that is done. `engine` is what hears or heard it. What was heard is saved in files beside the audio, step by step; the row only tells.
    """

    ASKED, WORKING, DONE, FAILED = "asked", "working", "done", "failed"
    STATES = ((ASKED, "asked for"), (WORKING, "under way"), (DONE, "made"), (FAILED, "could not be made"))

    item = models.OneToOneField(Item, models.CASCADE, related_name="transcribing")
    state = models.CharField(max_length=10, choices=STATES, default=ASKED)
    engine = models.TextField(blank=True)
    speakers = models.PositiveSmallIntegerField(default=0)
    done = models.FloatField(default=0)
    of = models.FloatField(null=True)
    spent = models.FloatField(default=0)
    problem = models.TextField(blank=True)
    tries = models.PositiveIntegerField(default=0)
    try_after = models.DateTimeField(null=True)
    asked = models.DateTimeField(auto_now_add=True)
    ended = models.DateTimeField(null=True)
