"""A question that I asked of all my people, and how the answer stood when I kept it."""

from django.conf import settings
from django.db import models


class Question(models.Model):
    """Personal. `key` is the folded text, so that it is kept once. `spoke` of `people` said something on it on the day
    `asked`; none is silence, from which I may go on to ask them.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="questions")
    text = models.TextField()
    key = models.CharField(max_length=500)
    asked = models.DateField()
    spoke = models.PositiveIntegerField(default=0)
    people = models.PositiveIntegerField(default=0)
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (models.UniqueConstraint("user", "key", name="a_question_kept_once"),)

    def __str__(self) -> str:
        return self.text
