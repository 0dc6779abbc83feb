"""The weekly digest as an Atom feed, behind a secret address that can be revoked."""

from __future__ import annotations

import hashlib
import uuid

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from lxml import etree

from manymentors.actions.app_key import key_for, note_use
from manymentors.actions.tell_digest import as_html, subject
from manymentors.api.answers import not_too_often, program, wrong_key
from manymentors.errors import NothingThere
from manymentors.sources.clean import printable
from manymentors.store.models import AppKey
from manymentors.store.queries.digest import latest

ATOM = "http://www.w3.org/2005/Atom"
WEEKS = 12
IDS = uuid.UUID("6c1b6a0e-5f0d-5a3b-9a39-0f2f3a8a7f10")
"""The namespace of our ids: the same digest has the same id in every reader, however the address changes."""


@program("GET", "HEAD")
def digest_feed(request: HttpRequest, token: str) -> HttpResponse:
    """The last weeks, the latest first. Raises NothingThere for an address that was revoked, or never was."""
    not_too_often(request)
    key = key_for(token, "digest")
    if key is None:
        wrong_key(request, "feed")
        raise NothingThere("There is no such feed. It was revoked, or the address is not whole.")
    note_use(key, request.headers.get("User-Agent", ""), timezone.now())
    body = atom(key, settings.ADDRESS.url or request.build_absolute_uri("/").rstrip("/"))
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    if tag in request.headers.get("If-None-Match", ""):
        return HttpResponse(status=304, headers={"ETag": tag})
    return HttpResponse(body, content_type="application/atom+xml; charset=utf-8", headers={"ETag": tag})


def atom(key: AppKey, server: str) -> bytes:
    root = etree.Element("feed", nsmap={None: ATOM})  # type: ignore[dict-item]  # lxml's way to name no prefix
    put(root, "title", f"{_('My weekly digest')} · Manymentors")
    put(root, "id", f"urn:uuid:{uuid.uuid5(IDS, f'feed {key.pk} {key.digest}')}")
    put(root, "link", href=server + reverse("digest"))
    author = etree.SubElement(root, "author")
    put(author, "name", "Manymentors")
    digests = latest(key.user, WEEKS)
    put(root, "updated", max((digest.made for digest in digests), default=key.created).isoformat())
    for digest in digests:
        entry = etree.SubElement(root, "entry")
        put(entry, "title", subject(digest))
        put(entry, "id", f"urn:uuid:{uuid.uuid5(IDS, f'digest {digest.pk} {digest.made.isoformat()}')}")
        put(entry, "link", href=server + reverse("digest-week", args=[digest.day]))
        put(entry, "updated", digest.made.isoformat())
        put(entry, "content", as_html(digest, server), type="html")
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def put(parent: etree._Element, name: str, text: str = "", **attributes: str) -> None:
    child = etree.SubElement(parent, name, attributes)
    if text:
        child.text = printable(text)
