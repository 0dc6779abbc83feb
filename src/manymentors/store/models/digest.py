"""Once a week: who said what that touches my gaps; worked out beforehand, and kept."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models

from manymentors.store.models.asked import Asked
from manymentors.store.models.item import Item
from manymentors.store.models.person import Person


class DigestPlan(models.Model):
    """Personal. On which weekday it is made (0 is Monday, None never), and the address to which it is mailed, "" for none.
    Without a row it is as the defaults say.
    """

    MONDAY = 0

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="digest_plan")
    weekday = models.PositiveSmallIntegerField(default=MONDAY, null=True, validators=[MaxValueValidator(6)])
    mail = models.EmailField(blank=True)


class Digest(models.Model):
    """Personal and derived, but kept: the week that ended before `day`. `said` things were said in it by `people` of mine.

    `mix` counts what I took in (or, where I took in nothing, what was said) by technical, career and soft, and `took` says
    which of the two it was; `target` are the shares that I wanted then, in per cent. `gaps` is how many gaps were looked at.
    Mail goes out once: `mailing` is written before it is tried, `mailed` after.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="digests")
    day = models.DateField()
    since = models.DateTimeField()
    until = models.DateTimeField()
    said = models.PositiveIntegerField(default=0)
    people = models.PositiveIntegerField(default=0)
    gaps = models.PositiveIntegerField(default=0)
    waiting = models.PositiveIntegerField(default=0)
    mix = models.JSONField(default=dict)
    took = models.BooleanField(default=False)
    target = models.JSONField(default=dict)
    made = models.DateTimeField(auto_now_add=True)
    mailing = models.DateTimeField(null=True)
    mailed = models.DateTimeField(null=True)
    problem = models.TextField(blank=True)

    class Meta:
        constraints = (models.UniqueConstraint("user", "day", name="a_digest_once_a_week"),)


class DigestLine(models.Model):
    """Somebody's words that touch a gap of mine. `gap` is the gap in my words, as it stood then. Anchored by item and quote, so
    that it outlives every re-read; it goes with its item, its person or its question.
    """

    ABOUT = (
        ("trait", "my ideal mentor"),
        ("step", "my next steps"),
        ("topic", "where I stand"),
        ("question", "what I asked"),
    )

    digest = models.ForeignKey(Digest, models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField()
    about = models.CharField(max_length=10, choices=ABOUT)
    gap = models.TextField()
    why = models.CharField(max_length=20, blank=True)
    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="+")
    name = models.TextField(blank=True)
    item = models.ForeignKey(Item, models.CASCADE, null=True, related_name="digest_lines")
    asked = models.ForeignKey(Asked, models.CASCADE, null=True, related_name="+")
    quote = models.TextField()
    seconds = models.FloatField(null=True)
    place = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ("position",)
        constraints = (models.UniqueConstraint("digest", "position", name="a_place_in_a_digest_once"),)
