"""How far I have listened to an item, on whatever device."""

from django.conf import settings
from django.db import models

from manymentors.store.models.item import Item


class Listening(models.Model):
    """Personal. What the newest report said: `seconds` of `total` (None where the device does not know it), at the moment `at`
    of listening, on `device`. `finished` says that it was heard to its end. Written by `actions.listen` alone.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="listenings")
    item = models.ForeignKey(Item, models.CASCADE, related_name="listenings")
    seconds = models.FloatField()
    total = models.FloatField(null=True)
    finished = models.BooleanField(default=False)
    at = models.DateTimeField()
    device = models.CharField(max_length=100, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint("user", "item", name="an_item_listened_to_once"),)
        indexes = (models.Index(fields=("user", "-at"), name="listened_last"),)
