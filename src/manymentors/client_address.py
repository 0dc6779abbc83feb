"""Where a request comes from, as far as that can be trusted."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest

FORWARDED = (
    "HTTP_FORWARDED",
    "HTTP_VIA",
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_X_REAL_IP",
)
LOCAL_NAMES = ("localhost", "127.0.0.1", "[::1]")


def from_this_machine(request: HttpRequest) -> bool:
    """Is whoever asks sitting at this machine? Not so when anything was passed on, or under a name that others could choose.

    The name matters too: a page elsewhere may have its own name lead to 127.0.0.1 (DNS rebinding). Where the pages have a
    public address or proxies, nobody is believed to be near: a proxy on this machine may pass on without saying so.
    """
    if settings.PROXIES or urlsplit(settings.ADDRESS.url).hostname not in (
        None,
        "localhost",
        "127.0.0.1",
        "::1",
    ):
        return False
    try:
        near = ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
        host = request.get_host()
    except (ValueError, DisallowedHost):
        return False
    name = host.rpartition(":")[0] if _has_port(host) else host
    return near and name in LOCAL_NAMES and not any(header in request.META for header in FORWARDED)


def client_of(request: HttpRequest) -> str:
    """The address of whoever asks, for limits and for mentors.log; "" where it cannot be known.

    Each of our own proxies adds the address that it saw at the end of X-Forwarded-For; what stands before those, anybody can
    have written there.
    """
    seen = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    hops = settings.PROXIES
    told = seen[-hops].strip() if hops and len(seen) >= hops else ""
    try:
        return str(ipaddress.ip_address(told or request.META.get("REMOTE_ADDR", "")))
    except ValueError:
        return ""


def _has_port(host: str) -> bool:
    return host.rpartition(":")[2].isdecimal() and not host.endswith("]")
