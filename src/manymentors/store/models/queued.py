"""An episode that I mean to hear, its place in my queue, and why it is there."""

from django.conf import settings
from django.db import models

from manymentors.store.models.item import Item
from manymentors.store.models.person import Person


class Queued(models.Model):
    """Personal. `why` says in words why it is there; `person` is whom the words name, so that they go when that one is
    forgotten. `by` is who put it there: me, or the budget. `start` is the second to listen from, None for the beginning.

    What is heard after it was put here is in the queue no more.
    """

    BY = (("me", "me"), ("budget", "the weekly budget"))

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="queue")
    item = models.ForeignKey(Item, models.CASCADE, related_name="queued")
    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="queued")
    position = models.PositiveIntegerField()
    why = models.TextField(blank=True)
    by = models.CharField(max_length=10, choices=BY, default="me")
    start = models.FloatField(null=True)
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (models.UniqueConstraint("user", "item", name="an_item_queued_once"),)
