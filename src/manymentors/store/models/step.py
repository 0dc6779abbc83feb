"""A step of my own road."""

from django.conf import settings
from django.db import models


class Step(models.Model):
    """Personal. `position` is its place in my road; `origin` says what it was imported from.

    A step that is `planned` (since that day) is not done yet: it is no part of my road, and is compared with nothing.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="steps")
    what = models.TextField()
    kind = models.CharField(max_length=20, blank=True)
    year = models.IntegerField(null=True)
    position = models.PositiveIntegerField()
    origin = models.TextField(blank=True)
    planned = models.DateField(null=True)
    created = models.DateTimeField(auto_now_add=True)
