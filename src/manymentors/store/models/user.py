"""Someone who uses Manymentors."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models


class User(AbstractUser):
    """The command line acts as the `local` user, made on first use; the first visit to the pages gives them a password.

    `seen` is when Today was last opened, `seen_before` the visit before that one: what is new is newer than it.
    """

    LOCAL = "me"
    THEMES = (("", "as the device"), ("light", "light"), ("dark", "dark"))

    local = models.BooleanField(default=False)
    theme = models.CharField(max_length=5, blank=True, choices=THEMES)
    seen = models.DateTimeField(null=True)
    seen_before = models.DateTimeField(null=True)

    class Meta(AbstractUser.Meta):
        constraints = (
            models.UniqueConstraint("local", condition=models.Q(local=True), name="one_local_user"),
        )
