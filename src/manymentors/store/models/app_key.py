"""What another program shows to get in, and where each of its log-ins has read to."""

from django.conf import settings
from django.db import models


class AppKey(models.Model):
    """Personal. Only the digest of the key is kept; it is shown once. It opens one thing: `sync`, what podcast apps sync
    (subscriptions and positions), one private podcast feed, of the `queue` or of the `roads`, or the feed of the `digest`.

    With `shows` the podcasts that I follow here are subscribed to in the app too. With `from_here` the feed hands out the
    recordings that are kept here, and not their publisher's. A key that is revoked has no row.
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
    from_here = models.BooleanField(default=False)
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


class AppRequest(models.Model):
    """An app asked to be let in by the browser (Nextcloud's login flow, version 2), and waits for a key.

    `page` and `poll` are digests of two secrets: the one opens the page on which somebody logged in says yes, with the other
    the app asks whether they did. `user` is whoever did; the key is made when the app takes it, and the row goes.
    `app` is what the app calls itself, `place` the address that it asked from.
    """

    page = models.CharField(max_length=64, unique=True)
    poll = models.CharField(max_length=64, unique=True)
    app = models.CharField(max_length=100, blank=True)
    place = models.CharField(max_length=45, blank=True)
    created = models.DateTimeField(db_index=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+")
    shows = models.BooleanField(default=True)
