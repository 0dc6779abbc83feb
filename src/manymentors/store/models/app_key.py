"""What another program shows to get in, and where each of its log-ins has read to."""

from django.conf import settings
from django.db import models


class AppKey(models.Model):
    """Personal. Only the digest of the key is kept; it is shown once. It opens one thing: `sync`, what podcast apps sync
    (subscriptions and positions), one private podcast feed, of the `queue` or of the `roads`, or the feed of the `digest`.

    With `shows` the podcasts that I follow here are subscribed to in the app too. A key that is revoked has no row.
    """

    OPENS = (
        ("sync", "subscriptions and positions"),
        ("queue", "the feed of my queue"),
        ("roads", "the feed of stops beside my road"),
        ("digest", "the feed of my weekly digest"),
    )

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="app_keys")
    opens = models.CharField(max_length=10, choices=OPENS)
    label = models.CharField(max_length=100)
    digest = models.CharField(max_length=64, unique=True)
    shows = models.BooleanField(default=True)
    created = models.DateTimeField(auto_now_add=True)
    used = models.DateTimeField(null=True)
    used_by = models.CharField(max_length=100, blank=True)


class AppLogin(models.Model):
    """One log-in of an app; of apps that send their key with each request, one row a device, for as long as the key holds.

    `name` is made up, or “device:…”. `subscriptions` and `actions` are the cursors up to
    which it has surely read, None where it has not asked yet.
    """

    key = models.ForeignKey(AppKey, models.CASCADE, related_name="logins")
    name = models.CharField(max_length=300)
    subscriptions = models.BigIntegerField(null=True)
    actions = models.BigIntegerField(null=True)
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (models.UniqueConstraint("key", "name", name="a_login_once_a_key"),)
