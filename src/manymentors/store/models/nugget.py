"""A quote worth keeping."""

from django.db import models

from manymentors.store.models.fact import Fact
from manymentors.store.models.item import Item
from manymentors.store.models.person import Person


class Nugget(Fact):
    """The surest first is how they are shown: found over an index, however many there are."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="nuggets")
    person = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="nuggets")
    field = models.CharField(max_length=20)
    skill = models.TextField(blank=True)

    class Meta:
        indexes = (models.Index(fields=["-score", "item", "start"], name="nuggets_by_score"),)
