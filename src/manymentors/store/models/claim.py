"""What I believe of somebody without anything to show for it: seen in the matrix, and never counted."""

from django.conf import settings
from django.db import models

from manymentors.store.models.person import Person
from manymentors.store.models.trait import Trait


class Claim(models.Model):
    """Personal. `words` are mine: why I believe that this person has the trait."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="claims")
    trait = models.ForeignKey(Trait, models.CASCADE, related_name="claims")
    person = models.ForeignKey(Person, models.CASCADE, related_name="claims")
    words = models.TextField()
    created = models.DateTimeField(auto_now_add=True)
