"""A person recommends or credits a person, book, show, blog, course, talk, community or tool."""

from django.db import models

from manymentors.store.models.fact import Fact
from manymentors.store.models.item import Item
from manymentors.store.models.person import Person


class Endorsement(Fact):
    """`key` is the folded title, by which the same book is counted once."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="endorsements")
    person = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="endorsements")
    type = models.CharField(max_length=20)
    title = models.TextField()
    key = models.TextField(db_index=True)
