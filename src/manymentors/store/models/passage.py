"""40 to 120 words of an item, the unit of search and citation."""

from django.db import models

from manymentors.store.models.item import Item
from manymentors.store.models.person import Person


class Passage(models.Model):
    """`start` and `end` are characters of the item's text; `seconds` and `until` of its audio."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="passages")
    position = models.PositiveIntegerField()
    text = models.TextField()
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    speaker = models.TextField(blank=True)
    person = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="passages")
    seconds = models.FloatField(null=True)
    until = models.FloatField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint("item", "position", name="a_position_once_an_item"),)
