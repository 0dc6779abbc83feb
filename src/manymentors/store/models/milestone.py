"""A step in a person's road."""

from django.db import models

from manymentors.store.models.fact import Fact
from manymentors.store.models.item import Item
from manymentors.store.models.person import Person


class Milestone(Fact):
    """`order` counts in story order within its item."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="milestones")
    person = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="milestones")
    kind = models.CharField(max_length=20)
    what = models.TextField()
    year = models.IntegerField(null=True)
    order = models.PositiveIntegerField()
