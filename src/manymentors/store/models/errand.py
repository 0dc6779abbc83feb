"""Something the pages asked the worker to do."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class Errand(models.Model):
    """`verb` is sync (of `payload["sources"]`, or of all that the user follows), reread, stand or index.

    The worker takes the oldest that has not `begun`; a killed worker takes up what has begun and not `ended`.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="errands")
    verb = models.CharField(max_length=20)
    payload = models.JSONField(default=dict)
    created = models.DateTimeField(auto_now_add=True)
    begun = models.DateTimeField(null=True)
    ended = models.DateTimeField(null=True)
    problem = models.TextField(blank=True)

    class Meta:
        indexes = (models.Index("id", condition=Q(ended=None), name="open_errands"),)
