"""One place to look."""

from django.db import models


class Source(models.Model):
    """A feed, a podcast, a page, a folder. The validators are saved with the items that came with them."""

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
    next_check = models.DateTimeField(null=True, db_index=True)
    looks = models.PositiveIntegerField(default=0)
    failures = models.PositiveIntegerField(default=0)
    problem = models.TextField(blank=True)
    paused = models.BooleanField(default=False)
    moved_to = models.TextField(blank=True)
    moved_times = models.PositiveIntegerField(default=0)
    moved_since = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.title or self.url
