"""What another reading of an item changed."""

from django.db import models

from manymentors.store.models.item import Item


class Revision(models.Model):
    """`before` and `after` name the readers; `gained` and `lost` list facts as {"fact", "quote", "says"}."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="revisions")
    at = models.DateTimeField(auto_now_add=True)
    before = models.CharField(max_length=100)
    after = models.CharField(max_length=100)
    gained = models.JSONField(default=list)
    lost = models.JSONField(default=list)
