"""The request as our views see it: always of a user who is logged in, and knowing of htmx."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest

if TYPE_CHECKING:
    from django_htmx.middleware import HtmxDetails

    from manymentors.store.models import User


class Request(HttpRequest):
    user: User
    htmx: HtmxDetails
    under: str
    """The way of the frame below which this page stands, where that is not the same for all pages of the view."""
