"""How long I listen in a week, and how much of it should be technical, about careers, and about soft skills."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class Budget(models.Model):
    """Personal. The three shares are per cent, and are a hundred together. Without a row it is as the defaults say.

    With `refills` the worker fills the queue each week; `filled` is the Monday of the week for which it last did.
    """

    MINUTES, TECHNICAL, CAREER, SOFT = 180, 40, 30, 30

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="budget")
    minutes = models.PositiveIntegerField(default=MINUTES)
    technical = models.PositiveSmallIntegerField(default=TECHNICAL)
    career = models.PositiveSmallIntegerField(default=CAREER)
    soft = models.PositiveSmallIntegerField(default=SOFT)
    refills = models.BooleanField(default=False)
    filled = models.DateField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(technical=100 - F("career") - F("soft")), name="shares_are_a_hundred"
            ),
        )
