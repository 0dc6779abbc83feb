"""A way in for one more user of this installation."""

from django.conf import settings
from django.db import models


class Invitation(models.Model):
    """Only the digest of its token is kept; the link is shown once. It opens one account, until it `expires`."""

    digest = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="invitations")
    note = models.CharField(max_length=200, blank=True)
    created = models.DateTimeField(auto_now_add=True)
    expires = models.DateTimeField()
    used_by = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="invited_by"
    )
