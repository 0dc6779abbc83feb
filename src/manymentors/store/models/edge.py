"""Who learns from whom, as what is held shows it; drawn anew from the items whenever they change."""

from django.conf import settings
from django.db import models

from manymentors.store.models.item import Item
from manymentors.store.models.person import Person
from manymentors.store.models.source import Source


class Node(models.Model):
    """Somebody, or a show, that an edge leads from or to. `key` is what it is found by again, and never changes: the folded
    name of a person or a show, or the network and identity of an account, whose person is looked up when it is shown.

    `person` and `source` are set where we know more than the name; `address` is where it may be followed.
    """

    key = models.TextField(unique=True)
    kind = models.CharField(max_length=10)
    label = models.TextField(blank=True)
    address = models.TextField(blank=True)
    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="nodes")
    source = models.ForeignKey(Source, models.CASCADE, null=True, related_name="nodes")

    def __str__(self) -> str:
        return self.label or self.key


class Edge(models.Model):
    """`who` follows, boosts, answers … `whom` (one of `crowd.influence.KINDS`), in `item`. `quote` is verbatim, where there
    is one. `source` is the item's, kept here so that a million edges are found without looking at their items.
    """

    source = models.ForeignKey(Source, models.CASCADE, related_name="edges")
    item = models.ForeignKey(Item, models.CASCADE, related_name="edges")
    who = models.ForeignKey(Node, models.CASCADE, related_name="learns")
    whom = models.ForeignKey(Node, models.CASCADE, related_name="teaches")
    kind = models.CharField(max_length=12)
    quote = models.TextField(blank=True)


class Drawn(models.Model):
    """Up to which change the edges are drawn (`store.queries.changes`), and by which version of the drawing; one row."""

    watermark = models.BigIntegerField(default=0)
    version = models.CharField(max_length=20, blank=True)


class Circle(models.Model):
    """Personal and derived: the picture of my circle, as `crowd.circle` laid it out. `inputs` is a digest of what went in."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="circle")
    inputs = models.CharField(max_length=64)
    picture = models.JSONField(default=dict)
    made = models.DateTimeField(auto_now=True)


class Suggestion(models.Model):
    """Personal and derived: somebody, or a show, from whom my people learn and whom I do not follow; the first is the best.

    `why` are the strongest edges from my people, each {"who", "person", "kind", "n", "item", "quote"}; `path` is how it is reached:
    a list of {"name", "person", "kind"}, where `kind` is what leads on to the next.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="suggestions")
    node = models.ForeignKey(Node, models.CASCADE, related_name="suggestions")
    rank = models.PositiveIntegerField()
    score = models.FloatField()
    why = models.JSONField(default=list)
    path = models.JSONField(default=list)

    class Meta:
        constraints = (models.UniqueConstraint("user", "node", name="a_node_suggested_once"),)
        indexes = (models.Index("user", "rank", name="suggestions_by_rank"),)


class NotForMe(models.Model):
    """Personal. What was suggested and is not for me: it is not suggested again."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="not_for_me")
    node = models.ForeignKey(Node, models.CASCADE, related_name="not_for_me")
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (models.UniqueConstraint("user", "node", name="not_for_me_once"),)
