"""What all facts share: who, the verbatim quote with its place, and the reader that made it."""

from django.db import models


class Fact(models.Model):
    """`quote` equals `item.text[start:end]`. `name` is who it is about as the reader found them, `person` whom we know."""

    quote = models.TextField()
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    seconds = models.FloatField(null=True)
    name = models.TextField(blank=True)
    score = models.FloatField(default=0)
    reader = models.CharField(max_length=100)

    class Meta:
        abstract = True
