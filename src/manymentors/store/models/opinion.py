"""What I think about a topic myself, said on a day; what I thought before stays beside it."""

from django.conf import settings
from django.db import models


class Opinion(models.Model):
    """Personal. `key` is the folded topic. The latest is where I stand; earlier ones are how I came there."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="opinions")
    topic = models.CharField(max_length=200)
    key = models.CharField(max_length=200)
    line = models.TextField()
    said = models.DateField()
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = (models.Index(fields=["user", "key", "said"], name="opinions_by_topic"),)

    def __str__(self) -> str:
        return self.line
