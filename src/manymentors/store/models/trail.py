"""How I came to something: who opened the door, with what, and what was behind it."""

from django.conf import settings
from django.db import models

from manymentors.store.models.item import Item
from manymentors.store.models.person import Person
from manymentors.store.models.source import Source


class Trail(models.Model):
    """Personal. `person` opened the door, or `words` say who or what did; `item` is where (the boost, the episode), and
    `quote` the words that did it. It led to a person, a source or an item. `happened` is when, `how` in which way.
    """

    HOW = (
        ("boost", "passed on"),
        ("mention", "mentioned"),
        ("recommendation", "recommended"),
        ("appearance", "appeared"),
        ("told", "told me"),
    )

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="trails")
    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="doors_opened")
    words = models.TextField(blank=True)
    item = models.ForeignKey(Item, models.SET_NULL, null=True, related_name="+")
    quote = models.TextField(blank=True)
    how = models.CharField(max_length=20, choices=HOW)
    to_person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="trails")
    to_source = models.ForeignKey(Source, models.CASCADE, null=True, related_name="trails")
    to_item = models.ForeignKey(Item, models.CASCADE, null=True, related_name="trails")
    happened = models.DateTimeField()
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(to_person__isnull=False)
                | models.Q(to_source__isnull=False)
                | models.Q(to_item__isnull=False),
                name="a_trail_leads_somewhere",
            ),
            models.CheckConstraint(
                condition=models.Q(person__isnull=False) | ~models.Q(words=""),
                name="somebody_opened_the_door",
            ),
        )
