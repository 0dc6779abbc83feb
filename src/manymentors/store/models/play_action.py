"""What was done with an episode, in an app or here: a log to which is only added."""

from django.conf import settings
from django.db import models

from manymentors.store.models.item import Item


class PlayAction(models.Model):
    """Personal. `cursor` orders by upload, `at` is when it was done. `podcast` and `episode` are addresses, `item` the
    episode that they were found to be; of one that is not known here there is none.

    `device` is "" where it was done here. The three last count seconds, and only `play` has them.
    """

    ACTIONS = ("download", "play", "delete", "new", "flattr")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="play_actions")
    cursor = models.BigIntegerField()
    podcast = models.TextField()
    episode = models.TextField()
    guid = models.TextField(blank=True)
    item = models.ForeignKey(Item, models.CASCADE, null=True, related_name="+")
    device = models.CharField(max_length=200, blank=True)
    action = models.CharField(max_length=10)
    at = models.DateTimeField()
    started = models.BigIntegerField(null=True)
    position = models.BigIntegerField(null=True)
    total = models.BigIntegerField(null=True)

    class Meta:
        indexes = (
            models.Index(fields=("user", "cursor"), name="actions_by_cursor"),
            models.Index(fields=("user", "item", "at"), name="actions_by_item"),
        )
