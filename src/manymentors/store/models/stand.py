"""Where I stand beside a person: the comparison of our roads, worked out beforehand for lists, Today and the atlas."""

from django.conf import settings
from django.db import models

from manymentors.store.models.milestone import Milestone
from manymentors.store.models.person import Person


class Stand(models.Model):
    """Personal and derived: `actions.stand` makes it anew from my road and theirs whenever one of them changed.

    `pairs` is a list of [step id, milestone id], in the order of my road; `stop` is their first step after the last shared
    one. `inputs` is a digest of all that went in. `moved` is when the stop last changed, `moved_from` its line before that.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="stands")
    person = models.ForeignKey(Person, models.CASCADE, related_name="stands")
    told = models.PositiveIntegerField(default=0)
    pairs = models.JSONField(default=list)
    stop = models.ForeignKey(Milestone, models.SET_NULL, null=True, related_name="+")
    stop_line = models.TextField(blank=True)
    stop_quote = models.TextField(blank=True)
    inputs = models.CharField(max_length=64)
    moved = models.DateTimeField(null=True)
    moved_from = models.TextField(blank=True)

    class Meta:
        constraints = (models.UniqueConstraint("user", "person", name="a_stand_once_a_person"),)
