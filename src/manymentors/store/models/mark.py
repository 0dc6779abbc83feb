"""A one-press bookmark made while listening, looked through later."""

from django.conf import settings
from django.db import models

from manymentors.store.models.item import Item
from manymentors.store.models.keepsake import Keepsake
from manymentors.store.models.note import Note


class Mark(models.Model):
    """Personal. `client` was made up by the device that it was pressed on: sent twice, it is one mark.

    What is meant lies in the `reach` seconds before `seconds` of an audio that was `duration` long then; `pressed` is the
    wall-clock time. `quote`, beginning at the character `start`, is what the transcript of that day had there; "" where there
    was none. `note` and `keepsake` are what was made of it; `draft` holds words that were taken back.
    """

    NEW, KEPT, WRITTEN, DROPPED = "new", "kept", "written", "dropped"
    STATES = ((NEW, "to look through"), (KEPT, "kept"), (WRITTEN, "written up"), (DROPPED, "dropped"))

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="marks")
    item = models.ForeignKey(Item, models.SET_NULL, null=True, related_name="marks")
    client = models.UUIDField()
    seconds = models.FloatField()
    reach = models.FloatField(default=30)
    pressed = models.DateTimeField()
    duration = models.FloatField(null=True)
    title = models.TextField(blank=True)
    quote = models.TextField(blank=True)
    start = models.PositiveIntegerField(null=True)
    state = models.CharField(max_length=10, choices=STATES, default=NEW)
    note = models.ForeignKey(Note, models.SET_NULL, null=True, related_name="marks")
    keepsake = models.ForeignKey(Keepsake, models.SET_NULL, null=True, related_name="marks")
    draft = models.TextField(blank=True)
    decided = models.DateTimeField(null=True)
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (models.UniqueConstraint("user", "client", name="a_press_is_one_mark"),)
        indexes = (models.Index(fields=("user", "state", "pressed"), name="marks_to_look_through"),)
