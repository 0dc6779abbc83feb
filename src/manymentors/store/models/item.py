"""One thing a source published."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from manymentors.shapes import Document, Utterance
from manymentors.store.models.source import Source


class Item(models.Model):
    """`text` is what passages and quotes point into: the transcript once it was heard, before that the `notes`, which are
    the plain text that the source gave. `spans` says who spoke which part of a transcript when.

    `voices` are as those of the source, and go before them, for labels that mean somebody else here.

    `cut_by` and `read_by` name the version of the step that was last done on `text_hash`.
    """

    source = models.ForeignKey(Source, models.CASCADE, related_name="items")
    key = models.TextField()
    kind = models.CharField(max_length=20)
    title = models.TextField(blank=True)
    url = models.TextField(blank=True)
    author = models.TextField(blank=True)
    text_hash = models.CharField(max_length=64, blank=True)
    published = models.DateTimeField(null=True)
    published_raw = models.TextField(blank=True)
    first_seen = models.DateTimeField()
    thread = models.TextField(blank=True)
    reply_to = models.TextField(blank=True)
    boost_of = models.TextField(blank=True)
    audio_url = models.TextField(blank=True)
    audio_type = models.CharField(max_length=100, blank=True)
    audio_length = models.BigIntegerField(null=True)
    duration = models.FloatField(null=True)
    heard_from = models.TextField(blank=True)
    hear_problem = models.TextField(blank=True)
    hear_tries = models.PositiveIntegerField(default=0)
    hear_after = models.DateTimeField(null=True)
    cut_by = models.CharField(max_length=100, blank=True)
    read_by = models.CharField(max_length=100, blank=True)
    chapters_url = models.TextField(blank=True)
    # The long ones stand last: SQLite reads a row from its front, and what lies behind a long text costs the way there.
    transcripts = models.JSONField(default=list)
    chapters = models.JSONField(default=list)
    tags = models.JSONField(default=list)
    links = models.JSONField(default=list)
    html = models.TextField(blank=True)
    notes = models.TextField(blank=True)
    text = models.TextField(blank=True)
    spans = models.JSONField(default=list)
    voices = models.JSONField(default=dict)

    class Meta:
        constraints = (models.UniqueConstraint("source", "key", name="an_item_once_a_source"),)
        indexes = (
            models.Index("published", "source", name="items_by_date"),
            models.Index("source", "read_by", "cut_by", name="items_by_step"),
            models.Index("key", name="items_by_key"),
            models.Index("url", name="items_by_url"),
            models.Index("boost_of", name="items_by_what_they_boost"),
            models.Index("audio_url", name="items_by_audio"),
            models.Index("source", condition=~Q(heard_from=""), name="items_heard"),
            models.Index("heard_from", "kind", "source", name="items_by_hearing"),
            models.Index(
                "source", "hear_after", condition=Q(heard_from="") & ~Q(transcripts=[]), name="items_to_hear"
            ),
        )

    def __str__(self) -> str:
        return self.title or self.url or self.key

    @property
    def document(self) -> Document:
        """The text with its speakers and seconds; of a written item each line is an utterance of its author.

        `document.text == text`, so that places in the one are places in the other.
        """
        if not self.spans:
            paragraphs = self.text.split("\n") if self.text else []
            return Document(
                tuple(Utterance(part, speaker=self.author, opens="paragraph") for part in paragraphs),
                self.title,
            )
        utterances, at = [], 0
        called = {label: name for label, (name, _) in {**self.source.voices, **self.voices}.items()}
        for length, start, end, label, opens in self.spans:
            speaker = called.get(label, label)
            utterances.append(Utterance(self.text[at : at + length], start, end, speaker, opens))
            at += length + 1
        return Document(tuple(utterances), self.title)
