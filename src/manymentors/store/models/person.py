"""A human one may learn from, the sources that are theirs, and where they appear."""

from django.conf import settings
from django.db import models

from manymentors.store.models.item import Item
from manymentors.store.models.source import Source


class Person(models.Model):
    """`key` is the folded name by which a person is found again. A person with an `owner` is that user's alone."""

    name = models.CharField(max_length=200)
    key = models.CharField(max_length=200)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="private_people"
    )
    created = models.DateTimeField(auto_now_add=True)
    sources = models.ManyToManyField(Source, through="SourcePerson", related_name="people")
    items = models.ManyToManyField(Item, through="Appearance", related_name="people")

    class Meta:
        constraints = (
            models.UniqueConstraint("key", condition=models.Q(owner=None), name="one_public_person_a_key"),
            models.UniqueConstraint("owner", "key", name="one_private_person_a_key_and_owner"),
        )

    def __str__(self) -> str:
        return self.name


class SourcePerson(models.Model):
    """A person and a source: `owner` of a blog, `host` of a show, or `sought`: followed for when they appear in it.

    `evidence` says how we know.
    """

    source = models.ForeignKey(Source, models.CASCADE)
    person = models.ForeignKey(Person, models.CASCADE)
    role = models.CharField(max_length=20)
    evidence = models.CharField(max_length=40)

    class Meta:
        constraints = (models.UniqueConstraint("source", "person", "role", name="a_role_once_a_source"),)


class Appearance(models.Model):
    """A person speaks in, or wrote, an item. Being mentioned is no appearance."""

    item = models.ForeignKey(Item, models.CASCADE)
    person = models.ForeignKey(Person, models.CASCADE)
    role = models.CharField(max_length=20)
    evidence = models.CharField(max_length=40)

    class Meta:
        constraints = (models.UniqueConstraint("item", "person", "role", name="a_role_once_an_item"),)
