"""Pictures from elsewhere, fetched and shown by us."""

from __future__ import annotations

from django.core.cache import cache
from django.http import Http404, HttpResponse, HttpResponseBase
from django.urls import path
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from manymentors.actions.picture import picture
from manymentors.errors import BrokenFile, Busy, FetchError
from manymentors.web.media import opened
from manymentors.web.request import Request

WAIT = 600
"""So many seconds a picture that could not be had is not asked for again."""


@require_safe
def media(request: Request, sign: str, name: str) -> HttpResponseBase:
    """The picture, in a sandbox; 404 without our signature for this user, an empty 502 where it cannot be had."""
    url = opened(sign, name, request.user)
    if not url:
        raise Http404
    failed = f"media-{sign}"
    if cache.get(failed):
        return _nothing(502)
    try:
        found = picture(url)
    except (FetchError, BrokenFile):
        cache.set(failed, True, WAIT)
        return _nothing(502)
    except Busy:
        return _nothing(503)
    response = HttpResponse(found.body, content_type=found.kind)
    response["Cache-Control"] = "private, max-age=86400"
    response["Content-Disposition"] = "inline"
    response["ETag"] = f'"{found.digest}"'
    return _sandboxed(get_conditional_response(request, etag=response["ETag"], response=response) or response)


def _nothing(status: int) -> HttpResponseBase:
    return _sandboxed(HttpResponse(status=status, content_type="text/plain"))


def _sandboxed(response: HttpResponseBase) -> HttpResponseBase:
    """Even an SVG that is opened by itself runs nothing and asks nobody; a 304 says so again."""
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    return response


urlpatterns = [path("media/<str:sign>/<str:name>", media, name="media")]
