"""What somebody told that proves a trait of theirs."""

from django.conf import settings
from django.db import models

from manymentors.store.models.item import Item
from manymentors.store.models.milestone import Milestone
from manymentors.store.models.nugget import Nugget
from manymentors.store.models.person import Person
from manymentors.store.models.trait import Trait


class Proof(models.Model):
    """Personal and derived: `actions.ideal` makes it anew whenever a trait or what is told changed.

    It rests on one milestone or one nugget; one that I accepted, and that a later reading did not find again, rests on its
    `quote` alone. `score` is how likely it proves it; `clear` is what the reader thought; `says` what I said to it, which outweighs that (see `Judgement`).
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="proofs")
    trait = models.ForeignKey(Trait, models.CASCADE, related_name="proofs")
    person = models.ForeignKey(Person, models.CASCADE, related_name="proofs")
    item = models.ForeignKey(Item, models.CASCADE, related_name="proofs")
    milestone = models.ForeignKey(Milestone, models.CASCADE, null=True, related_name="proofs")
    nugget = models.ForeignKey(Nugget, models.CASCADE, null=True, related_name="proofs")
    quote = models.TextField()
    score = models.FloatField(default=0)
    clear = models.BooleanField(default=False)
    says = models.CharField(max_length=10, blank=True)

    class Meta:
        indexes = (models.Index(fields=["trait", "person", "-score"], name="proofs_of_a_trait"),)

    @property
    def counts(self) -> bool:
        """Does it prove the trait: clearly, and I did not reject it; or I accepted it?"""
        return self.says == "accept" or (self.clear and self.says != "reject")
