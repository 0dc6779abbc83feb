"""A device on which an app of mine plays, and the one clock by which all that apps upload is ordered."""

from django.conf import settings
from django.db import models


class AppDevice(models.Model):
    """Personal. `name` is the id that the app gave it, `caption` what a person reads."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="app_devices")
    name = models.CharField(max_length=200)
    caption = models.CharField(max_length=200, blank=True)
    type = models.CharField(max_length=20, blank=True)
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (models.UniqueConstraint("user", "name", name="a_device_once_a_user"),)


class AppClock(models.Model):
    """`last` is the cursor of the last upload of this user: the server's seconds, or one more than the one before.

    Its row is locked while something is uploaded, so that whoever reads up to a cursor has read all below it.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="app_clock")
    last = models.BigIntegerField()
