"""A worker that is, or was, at work on this store."""

from django.db import models


class Worker(models.Model):
    """`beat` is when it last said that it is alive, every few seconds; one that has been silent for longer is gone."""

    name = models.CharField(max_length=100, unique=True)
    beat = models.DateTimeField()
