"""Whom and what a user follows, why, and through whom (the trail)."""

from django.conf import settings
from django.db import models

from manymentors.store.models.person import Person
from manymentors.store.models.source import Source


class Follow(models.Model):
    """A source, followed for a person or for itself. `via` is how I came to it in my words, `found_in` where in the
    program it was found. `tier` is how much of my attention it has. While it is `paused` the source is not looked at for me.
    `asks_follows` allows that its network is asked whom the account follows, for the circle.
    """

    TIERS = (
        ("now", "now"),
        ("daily", "daily"),
        ("weekly", "weekly"),
        ("monthly", "monthly"),
        ("yearly", "yearly"),
    )

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="follows")
    source = models.ForeignKey(Source, models.CASCADE, related_name="follows")
    person = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="follows")
    via = models.TextField(blank=True)
    found_in = models.TextField(blank=True)
    why = models.TextField(blank=True)
    tier = models.CharField(max_length=10, choices=TIERS, default="weekly")
    paused = models.BooleanField(default=False)
    asks_follows = models.BooleanField(default=True)
    folder = models.TextField(blank=True)
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (
            models.UniqueConstraint("user", "source", "person", name="a_source_followed_once_a_person"),
            models.UniqueConstraint(
                "user", "source", condition=models.Q(person=None), name="a_source_followed_once_for_itself"
            ),
        )
