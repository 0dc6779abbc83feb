"""What I say to a proof: it holds, or it does not."""

from django.conf import settings
from django.db import models

from manymentors.store.models.item import Item
from manymentors.store.models.person import Person
from manymentors.store.models.trait import Trait


class Judgement(models.Model):
    """Personal. Anchored by item, kind of fact and quote, so that it outlives every re-read."""

    SAYS = (("accept", "accept"), ("reject", "reject"))

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="judgements")
    trait = models.ForeignKey(Trait, models.CASCADE, related_name="judgements")
    person = models.ForeignKey(Person, models.CASCADE, related_name="judgements")
    item = models.ForeignKey(Item, models.CASCADE, related_name="judgements")
    fact = models.CharField(max_length=20)
    quote = models.TextField()
    says = models.CharField(max_length=10, choices=SAYS)
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (
            models.UniqueConstraint("trait", "item", "fact", "quote", name="one_judgement_a_proof"),
        )
