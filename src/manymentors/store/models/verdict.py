"""What I say to a step of theirs that I have not taken: done too, not yet, not for me."""

from django.conf import settings
from django.db import models

from manymentors.store.models.item import Item
from manymentors.store.models.step import Step


class Verdict(models.Model):
    """Personal. Anchored by item and quote, so that it outlives every re-read. `step` is the step of mine that “done too” made."""

    SAYS = (("done", "done too"), ("not-yet", "not yet"), ("not-for-me", "not for me"))

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="verdicts")
    item = models.ForeignKey(Item, models.CASCADE, related_name="verdicts")
    quote = models.TextField()
    says = models.CharField(max_length=10, choices=SAYS)
    step = models.ForeignKey(Step, models.SET_NULL, null=True, related_name="verdicts")
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (models.UniqueConstraint("user", "item", "quote", name="one_verdict_a_milestone"),)
