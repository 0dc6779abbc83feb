"""One person under two names: which name now stands for whom, and what it takes to part them again."""

from django.conf import settings
from django.db import models

from manymentors.store.models.person import Person


class Merge(models.Model):
    """`key` and `name` were those of a person who is now `person`; whoever bears that name is found as `person`.

    `rows` lists by table the ids of the rows that were moved, so that a split gives back exactly those (and what was read
    under that name since).
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="merges")
    key = models.CharField(max_length=200, unique=True)
    name = models.CharField(max_length=200)
    rows = models.JSONField(default=dict)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="merges")
    created = models.DateTimeField(auto_now_add=True)
