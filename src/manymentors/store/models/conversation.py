"""The conversation around a post, as its network showed it when it was last asked for."""

from django.db import models

from manymentors.store.models.item import Item


class Conversation(models.Model):
    """`turns` are those of `shapes.Turn`, the moment as ISO text. Asking again replaces all of them: what somebody has
    deleted since is not kept here. `fetched` is the last answer, `problem` a sentence where the last question brought none.
    """

    item = models.OneToOneField(Item, models.CASCADE, related_name="conversation")
    turns = models.JSONField(default=list)
    fetched = models.DateTimeField(null=True)
    problem = models.TextField(blank=True)
