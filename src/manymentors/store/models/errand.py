"""Something the pages asked the worker to do."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class Errand(models.Model):
    """`verb` is sync (of `payload["sources"]`, or of all that the user follows), reread, stand, index, keep (the audio of
    `payload["item"]`) or transcribe (that item).

    A worker takes the oldest that has not `begun`, and puts its name on it; what it had not `ended` when it was killed it takes
    up when it runs again.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="errands")
    verb = models.CharField(max_length=20)
    payload = models.JSONField(default=dict)
    created = models.DateTimeField(auto_now_add=True)
    begun = models.DateTimeField(null=True)
    ended = models.DateTimeField(null=True)
    worker = models.CharField(max_length=100, blank=True)
    problem = models.TextField(blank=True)

    class Meta:
        indexes = (models.Index("id", condition=Q(ended=None), name="open_errands"),)
