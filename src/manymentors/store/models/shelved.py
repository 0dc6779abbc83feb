"""A line of a user's shelf, worked out beforehand where very much is recommended."""

from django.conf import settings
from django.db import models


class Shelved(models.Model):
    """Personal and derived: `actions.shelve` makes all lines of a user anew when a recommendation has changed.

    `place` counts the lines of a type from 0, the most recommended first; `said` lists the ids of the endorsements, the
    surest first; `inputs` is a digest of all that went in.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    type = models.CharField(max_length=20)
    place = models.PositiveIntegerField()
    title = models.TextField()
    people = models.PositiveIntegerField()
    said = models.JSONField(default=list)
    confirmed = models.BooleanField(default=False)
    inputs = models.CharField(max_length=64)

    class Meta:
        constraints = (models.UniqueConstraint("user", "type", "place", name="a_place_on_the_shelf_once"),)
