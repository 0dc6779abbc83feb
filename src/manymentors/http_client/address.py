"""What an address is: where it leads, and what of it may be shown."""

from __future__ import annotations

import base64
import ipaddress
import re

import httpx2

from manymentors.errors import AddressRefused


def is_public(address: str) -> bool:
    """Does this IP address lie in the open internet, and so does what is wrapped in it (mapped, 6to4, NAT64)?

    Stricter than `is_global` of Python 3.11, which lets NAT64, 6to4, multicast and site-local addresses through.
    """
    ip = ipaddress.ip_address(address)
    if isinstance(ip, ipaddress.IPv4Address):
        return ip.is_global and not ip.is_multicast and not ip.is_reserved and ip not in _6TO4_RELAYS
    inner = (
        ip.ipv4_mapped
        or ip.sixtofour
        or (ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF) if ip in _NAT64 else None)
    )
    if inner is not None:
        return is_public(str(inner))
    return ip.is_global and ip in _UNICAST and ip.teredo is None


_6TO4_RELAYS = ipaddress.ip_network("192.88.99.0/24")
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_UNICAST = ipaddress.ip_network("2000::/3")


def parse(url: str) -> httpx2.URL:
    try:
        parsed = httpx2.URL(url.strip())
    except httpx2.InvalidURL as exc:
        where = re.sub(r"//[^/@]*@", "//", url)
        raise AddressRefused(
            where, f"“{where}” is not an address that can be asked ({exc}). Check it."
        ) from exc
    if parsed.scheme not in ("http", "https") or not parsed.host or not 0 < port_of(parsed) < 65536:
        where = plain(parsed)
        message = (
            f"“{where}” is not an address that can be asked: it should begin with https:// and name a host."
        )
        raise AddressRefused(where, message)
    return parsed


def plain(url: httpx2.URL) -> str:
    """The address without credentials and fragment, fit to be shown and stored."""
    return str(url.copy_with(userinfo=b"", fragment=None))


def port_of(url: httpx2.URL) -> int:
    return url.port if url.port is not None else {"http": 80, "https": 443}.get(url.scheme, 0)


def authorization(url: httpx2.URL) -> dict[str, str]:
    if not url.userinfo:
        return {}
    pair = base64.b64encode(f"{url.username}:{url.password}".encode()).decode()
    return {"Authorization": f"Basic {pair}"}


def same_house(first: httpx2.URL, here: httpx2.URL) -> bool:
    """May the credentials for `first` be shown to `here`? The same origin, or the same host now encrypted."""
    if (first.scheme, first.host, port_of(first)) == (here.scheme, here.host, port_of(here)):
        return True
    return first.host == here.host and (port_of(first), port_of(here)) == (80, 443) and here.scheme == "https"
