"""A key to an account of mine on a network: with it more can be read there, and posted when I say so."""

from django.conf import settings
from django.db import models


class Token(models.Model):
    """`server` is the address of the account's server, `handle` the account's name there, `account` its identity (the id or
    the DID). `sealed` is opened by `store.sealed` alone. `problem` is a sentence where the network takes it no more.
    """

    NETWORKS = (("mastodon", "Mastodon"), ("bluesky", "Bluesky"))

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="tokens")
    network = models.CharField(max_length=20, choices=NETWORKS)
    server = models.TextField()
    account = models.TextField()
    handle = models.TextField()
    sealed = models.TextField()
    problem = models.TextField(blank=True)
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (
            models.UniqueConstraint("user", "network", "account", "server", name="an_account_once"),
        )

    def __str__(self) -> str:
        return self.handle
