"""A subscription that was added or removed, on a device or here: a log to which is only added."""

from django.conf import settings
from django.db import models

from manymentors.store.models.source import Source


class AppSubscription(models.Model):
    """Personal. Of one `url` the latest row counts. `device` is "" where it was done here.

    `open` is a removal on a device of what is still followed here: I am asked whether to unfollow it here too.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="app_subscriptions")
    cursor = models.BigIntegerField()
    url = models.TextField()
    source = models.ForeignKey(Source, models.CASCADE, null=True, related_name="+")
    added = models.BooleanField()
    device = models.CharField(max_length=200, blank=True)
    open = models.BooleanField(default=False)
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = (models.Index(fields=("user", "cursor"), name="subscriptions_by_cursor"),)
