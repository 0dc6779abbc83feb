"""A nugget that I keep, what I make of it in my words, and when I applied it."""

from django.conf import settings
from django.db import models

from manymentors.store.models.item import Item


class Keepsake(models.Model):
    """Personal. Anchored by item and quote, so that it outlives every re-read. `result` says what came of applying it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="keepsakes")
    item = models.ForeignKey(Item, models.CASCADE, related_name="keepsakes")
    quote = models.TextField()
    words = models.TextField(blank=True)
    applied = models.DateField(null=True)
    result = models.TextField(blank=True)
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (models.UniqueConstraint("user", "item", "quote", name="a_nugget_kept_once"),)
