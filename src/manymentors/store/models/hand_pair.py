"""My decision that a step of mine and a step of theirs are, or are not, the same sort."""

from django.conf import settings
from django.db import models

from manymentors.store.models.item import Item
from manymentors.store.models.step import Step


class HandPair(models.Model):
    """Personal. Anchored by item and quote, so that it outlives every re-read."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="hand_pairs")
    step = models.ForeignKey(Step, models.CASCADE, related_name="hand_pairs")
    item = models.ForeignKey(Item, models.CASCADE, related_name="hand_pairs")
    quote = models.TextField()
    same = models.BooleanField(default=True)
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (models.UniqueConstraint("user", "step", "item", "quote", name="one_decision_a_pair"),)
