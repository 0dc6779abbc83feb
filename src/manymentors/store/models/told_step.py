"""A step of the road of somebody I work with, as they told me: typed in by hand, and mine alone."""

from django.conf import settings
from django.db import models

from manymentors.store.models.person import Person
from manymentors.store.models.step import Step


class ToldStep(models.Model):
    """Personal, and locked as the notes are: it goes into no feed, digest, atlas, search index, prompt, log or default export.

    `what` in a few words, `words` as they said it where I remember that. `says` is my word on it; `step` the step of mine that
    is the same, so that a “done too” never copies what they told into my road.
    """

    SAYS = (("done", "done too"), ("not-yet", "not yet"), ("not-for-me", "not for me"))

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="told_steps")
    person = models.ForeignKey(Person, models.CASCADE, related_name="told_steps")
    what = models.TextField()
    kind = models.CharField(max_length=20, blank=True)
    year = models.IntegerField(null=True)
    words = models.TextField(blank=True)
    position = models.PositiveIntegerField()
    says = models.CharField(max_length=10, choices=SAYS, blank=True)
    step = models.ForeignKey(Step, models.SET_NULL, null=True, related_name="+")
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = (models.Index("user", "person", "position", name="told_steps_in_order"),)
