"""One place to look."""

from django.db import models


class Source(models.Model):
    """A feed, a podcast, a page, a folder. The validators are saved with the items that came with them.

    `checked` is the last look, `answered` the last that brought an answer; `looks` counts them; `gap` to `moving_count` are
    the rhythm of `sources.due`; `whole_at` is when it was last fetched without validators; `old_urls` are where it was before
    it moved. `keep_audio` and `transcribe` ask for the audio and for transcripts of our own making of all that is new in it;
    `speakers` is how many voices those are to tell apart, 0 where none.
    `voices` says who speaks under a label of its transcripts, where that is no name: {"Speaker 1": ["Ada Example", "guest"]}.
    `captions` asks for YouTube's captions as transcripts. `follows_asked` is when an account was last asked whom it follows, `follows_problem` a sentence where it does not tell.
    """

    kind = models.CharField(max_length=30)
    url = models.TextField(unique=True)
    title = models.TextField(blank=True)
    site_url = models.TextField(blank=True)
    description = models.TextField(blank=True)
    etag = models.TextField(blank=True)
    last_modified = models.TextField(blank=True)
    body_hash = models.CharField(max_length=64, blank=True)
    created = models.DateTimeField(auto_now_add=True)
    checked = models.DateTimeField(null=True)
    answered = models.DateTimeField(null=True)
    next_check = models.DateTimeField(null=True, db_index=True)
    looks = models.PositiveIntegerField(default=0)
    failures = models.PositiveIntegerField(default=0)
    problem = models.TextField(blank=True)
    paused = models.BooleanField(default=False)
    gap = models.FloatField(null=True)
    gone_since = models.DateTimeField(null=True)
    whole_at = models.DateTimeField(null=True)
    moving_to = models.TextField(blank=True)
    moving_since = models.DateTimeField(null=True)
    moving_count = models.PositiveIntegerField(default=0)
    old_urls = models.JSONField(default=list)
    keep_audio = models.BooleanField(default=False)
    transcribe = models.BooleanField(default=False)
    speakers = models.PositiveSmallIntegerField(default=0)
    voices = models.JSONField(default=dict)
    captions = models.BooleanField(default=False)
    follows_asked = models.DateTimeField(null=True)
    follows_problem = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.title or self.url
