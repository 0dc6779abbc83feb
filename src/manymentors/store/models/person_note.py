"""What I note down about a person: two lines, dated, and mine alone."""

from django.conf import settings
from django.db import models

from manymentors.store.models.person import Person


class PersonNote(models.Model):
    """Personal, and locked: it goes into no feed, digest, search index, prompt, log or default export. `asks` marks a
    question that I want to put to them, open until it is `answered`.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="person_notes")
    person = models.ForeignKey(Person, models.CASCADE, related_name="person_notes")
    text = models.TextField()
    day = models.DateField()
    asks = models.BooleanField(default=False)
    answered = models.DateField(null=True)
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = (models.Index("user", "person", name="my_notes_on_a_person"),)
