"""A small poll: among my own people by a link for each, or asked of all who follow me on a network; closed on a day."""

import uuid

from django.conf import settings
from django.db import models

from manymentors.store.models.token import Token


class Poll(models.Model):
    """`options` are two or more; it is open to the end of the day `closes`, and no longer once `closed` early."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="polls")
    question = models.TextField()
    options = models.JSONField()
    closes = models.DateField()
    closed = models.DateTimeField(null=True)
    created = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.question


class Ballot(models.Model):
    """One voice. Who has the `token` has the vote, and may change it while the poll is open; `choice` counts the options from 0."""

    poll = models.ForeignKey(Poll, models.CASCADE, related_name="ballots")
    token = models.CharField(max_length=43, unique=True)
    choice = models.PositiveSmallIntegerField(null=True)
    voted = models.DateTimeField(null=True)


class PollPost(models.Model):
    """A poll that is held on a network: a real one on Mastodon; on Bluesky, which has none, a post with numbered answers.

    The rules of `Asked`: `key` is made with the row and goes out with the post, `tried` is when the first attempt began.
    One that somebody else holds and I only look at (`mine` is False) is never posted. `counts` are votes by option, `n` how
    many people spoke (of a poll with several answers fewer than votes), None where the network does not tell. `unread` are the
    addresses of replies that could not be read as a vote. `ends` is when the network closes it.
    """

    STATES = (("draft", "draft"), ("posting", "posting"), ("out", "out"), ("gone", "gone"))

    poll = models.OneToOneField(Poll, models.CASCADE, related_name="there")
    network = models.CharField(max_length=20, choices=Token.NETWORKS)
    mine = models.BooleanField(default=True)
    token = models.ForeignKey(Token, models.SET_NULL, null=True, related_name="+")
    several = models.BooleanField(default=False)
    author = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=STATES, default="draft")
    key = models.UUIDField(default=uuid.uuid4, unique=True)
    tried = models.DateTimeField(null=True)
    problem = models.TextField(blank=True)
    posted = models.DateTimeField(null=True)
    post = models.TextField(blank=True)
    url = models.TextField(blank=True)
    there = models.TextField(blank=True)
    ends = models.DateTimeField(null=True)
    counts = models.JSONField(default=list)
    n = models.PositiveIntegerField(null=True)
    votes = models.PositiveIntegerField(default=0)
    unread = models.JSONField(default=list)
    looked = models.DateTimeField(null=True)
    final = models.BooleanField(default=False)
