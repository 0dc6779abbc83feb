"""What a user said of a fact: right, wrong, or right like this."""

from django.conf import settings
from django.db import models

from manymentors.store.models.item import Item


class Correction(models.Model):
    """Personal. Anchored by item, fact kind and quote, so that it outlives every re-read. `changes` holds the right values."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="corrections")
    item = models.ForeignKey(Item, models.CASCADE, related_name="corrections")
    fact = models.CharField(max_length=20)
    quote = models.TextField()
    verb = models.CharField(
        max_length=10, choices=[("confirm", "confirm"), ("correct", "correct"), ("remove", "remove")]
    )
    changes = models.JSONField(default=dict)
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (
            models.UniqueConstraint("user", "item", "fact", "quote", name="one_correction_a_fact"),
        )
