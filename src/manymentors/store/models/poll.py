"""A small poll among my own people: a link for each, one vote a link, closed on a day."""

from django.conf import settings
from django.db import models


class Poll(models.Model):
    """`options` are two or more; it is open to the end of the day `closes`, and no longer once `closed` early."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="polls")
    question = models.TextField()
    options = models.JSONField()
    closes = models.DateField()
    closed = models.DateTimeField(null=True)
    created = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.question


class Ballot(models.Model):
    """One voice. Who has the `token` has the vote, and may change it while the poll is open; `choice` counts the options from 0."""

    poll = models.ForeignKey(Poll, models.CASCADE, related_name="ballots")
    token = models.CharField(max_length=43, unique=True)
    choice = models.PositiveSmallIntegerField(null=True)
    voted = models.DateTimeField(null=True)
