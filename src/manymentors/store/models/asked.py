"""A question that I ask a person, by the way that reaches them; the ledger of what waits for an answer."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from manymentors.store.models.person import Person
from manymentors.store.models.token import Token


class Asked(models.Model):
    """Personal. `words` go out as they stand. `key` is made with the row and goes out with the post, so that no network takes
    it twice; `tried` is when the first attempt began.

    `handle` is whom the post mentions, `post` its key on the network, `nudge` what I wrote when I asked once more. `answer`
    is what they said, verbatim; while `proposed` it was found and I have not said yet that it is the answer.
    """

    CHANNELS = (
        ("mastodon", "Mastodon"),
        ("bluesky", "Bluesky"),
        ("mail", "mail"),
        ("in-person", "in person"),
    )
    STATES = (
        ("draft", "draft"),
        ("posting", "posting"),
        ("waiting", "waiting"),
        ("answered", "answered"),
        ("let-go", "let go"),
    )

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="asked")
    person = models.ForeignKey(Person, models.CASCADE, related_name="asked")
    words = models.TextField()
    channel = models.CharField(max_length=20, choices=CHANNELS)
    token = models.ForeignKey(Token, models.SET_NULL, null=True, related_name="+")
    handle = models.TextField(blank=True)
    on = models.DateField(null=True)
    state = models.CharField(max_length=10, choices=STATES, default="draft")
    key = models.UUIDField(default=uuid.uuid4, unique=True)
    tried = models.DateTimeField(null=True)
    problem = models.TextField(blank=True)
    asked = models.DateTimeField(null=True)
    post = models.TextField(blank=True)
    url = models.TextField(blank=True)
    nudge = models.TextField(blank=True)
    nudging = models.BooleanField(default=False)
    nudged = models.DateTimeField(null=True)
    looked = models.DateTimeField(null=True)
    answer = models.TextField(blank=True)
    answer_url = models.TextField(blank=True)
    proposed = models.BooleanField(default=False)
    answered = models.DateTimeField(null=True)
    created = models.DateTimeField(auto_now_add=True)
