"""The audio of an item, under one address: the file that we keep, in the parts that a player asks for, else its publisher's."""

from __future__ import annotations

from django.http import HttpResponseBase, HttpResponseRedirect
from django.urls import path
from django.views.decorators.http import require_safe

from manymentors.ranges import part_of
from manymentors.store.queries.listening import audio_of, find_playable
from manymentors.web.request import Request

OTHERWISE = "application/octet-stream"


@require_safe
def audio(request: Request, pk: int) -> HttpResponseBase:
    """200, 206 or 416 of our file; else a redirect to its publisher, who is told no more than that somebody listens."""
    found = audio_of(find_playable(request.user, pk))
    if found.path is None:
        return HttpResponseRedirect(found.url)
    kind = found.media_type.partition(";")[0].strip().lower()
    answer = part_of(
        request,
        found.path,
        etag=f'"{found.sha256[:32]}"',
        media_type=kind if kind.startswith(("audio/", "video/")) else OTHERWISE,
    )
    # A stranger's bytes, whatever they are: nothing in them runs, and no cache but this browser's has them unasked.
    answer["Content-Security-Policy"] = "default-src 'none'; media-src 'self'; sandbox"
    answer["Cache-Control"] = "private, no-cache"
    answer["Content-Disposition"] = "inline"
    return answer


urlpatterns = [path("items/<int:pk>/audio", audio, name="audio")]
