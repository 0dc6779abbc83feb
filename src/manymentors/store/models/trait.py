"""A trait of the mentor I would wish for, in my own words."""

from django.conf import settings
from django.db import models


class Trait(models.Model):
    """Personal. `weight` is 1 to 5. `inputs` is a digest of all that its proofs were last looked for in; "" until they were."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="traits")
    text = models.TextField()
    must = models.BooleanField(default=True)
    weight = models.PositiveSmallIntegerField(default=3)
    position = models.PositiveIntegerField()
    inputs = models.CharField(max_length=64, blank=True)
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = (models.Index(fields=["user", "position"], name="traits_in_order"),)
        constraints = (models.UniqueConstraint("user", "text", name="a_trait_once"),)

    def __str__(self) -> str:
        return self.text
