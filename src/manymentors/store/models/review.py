"""When a nugget that I keep comes back to be looked at."""

from django.db import models

from manymentors.store.models.keepsake import Keepsake


class Review(models.Model):
    """Personal, by its keepsake. `card` is what the scheduler knows of it; one that was never looked at has no row."""

    keepsake = models.OneToOneField(Keepsake, models.CASCADE, related_name="review")
    card = models.JSONField()
    due = models.DateTimeField(db_index=True)
    seen = models.DateTimeField()
