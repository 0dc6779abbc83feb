"""The simple part of the gpodder.net API: the whole list of subscriptions, as JSON, as lines, or as OPML."""

from __future__ import annotations

from xml.sax.saxutils import quoteattr

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

from manymentors.actions.app_subscriptions import changed_subscriptions, upload_subscriptions
from manymentors.api.answers import body_of, program
from manymentors.api.gpodder import read
from manymentors.api.gpodder.caller import app_of, caller
from manymentors.api.gpodder.v2 import device_name
from manymentors.errors import InputError
from manymentors.shapes import FoundSource
from manymentors.sources import cage
from manymentors.sources.kinds.opml import read_opml
from manymentors.store import access
from manymentors.store.models import AppLogin
from manymentors.store.queries.apps import subscribed

OPML = "text/x-opml; charset=utf-8"


@program("GET")
def everything(request: HttpRequest, username: str, form: str) -> HttpResponse:
    return listed(caller(request, username), form)


@program("GET", "PUT", "POST")
def of_device(request: HttpRequest, username: str, name: str, form: str) -> HttpResponse:
    """PUT: this is all that the device subscribes to. What it put there itself and leaves out now is removed, and nothing
    else: what others subscribed to, it may not have heard of.
    """
    mine, device = caller(request, username, name), device_name(name)
    if request.method == "GET":
        return listed(mine, form)
    urls = sent(request, form)
    kept = {read.clean_feed(url) for url in urls}
    own = access.app_subscriptions(mine.key.user).filter(device=device, added=True)
    before = {row.url for row in subscribed(mine.key.user) if row.added}
    gone = [url for url in own.values_list("url", flat=True).distinct() if url in before and url not in kept]
    upload_subscriptions(mine, device, urls, gone, read.clean_feed, timezone.now(), app=app_of(request))
    return HttpResponse(b"", content_type="text/plain; charset=utf-8")


def listed(login: AppLogin, form: str) -> HttpResponse:
    urls = changed_subscriptions(login, 0, timezone.now()).add
    if form == "json":
        return JsonResponse(urls, safe=False)
    if form == "txt":
        return HttpResponse("".join(f"{url}\n" for url in urls), content_type="text/plain; charset=utf-8")
    lines = "".join(f'<outline type="rss" text={quoteattr(url)} xmlUrl={quoteattr(url)}/>' for url in urls)
    head = (
        '<?xml version="1.0" encoding="UTF-8"?><opml version="2.0"><head><title>Subscriptions</title></head>'
    )
    return HttpResponse(f"{head}<body>{lines}</body></opml>", content_type=OPML)


def sent(request: HttpRequest, form: str) -> list[str]:
    """The addresses that were sent. Raises InputError for what is no list of them."""
    if form == "json":
        told = body_of(request)
        if isinstance(told, list):
            told = [one.get("url", one.get("feed")) if isinstance(one, dict) else one for one in told]
        return read.addresses(told, "subscriptions")
    if form == "txt":
        return [line for line in request.body.decode("utf-8", "replace").splitlines() if line.strip()]
    found: list[FoundSource] = cage.read("what was sent", read_opml, request.body, "")
    if not found and request.body.strip():
        raise InputError("There is no feed in the list that was sent. Nothing was changed.")
    return [one.url for one in found]
