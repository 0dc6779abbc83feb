"""Where an OpenAI-compatible server is asked, by the address that the user has set for it."""

from __future__ import annotations

from urllib.parse import urlsplit

from manymentors.errors import SettingsError


def address_for(url: str, call: str) -> str:
    """The address of a call such as "/chat/completions": of a server, of its version (…/v1), or already the whole of it."""
    parts = urlsplit(url.strip())
    path = parts.path.rstrip("/")
    if not path.endswith(call):
        last = path.rpartition("/")[2]
        versioned = last[:1] == "v" and last[1:2].isdigit()
        path += call if versioned else f"/v1{call}"
    return parts._replace(path=path, fragment="").geturl()


def host_of(url: str, setting: str) -> str:
    """ "host:port" of an address, which the user has allowed by setting it, be it private or not. Raises SettingsError."""
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname or "", parts.port or {"http": 80, "https": 443}[parts.scheme]
    except (ValueError, KeyError):
        host, port = "", 0
    if not host:
        raise SettingsError(f"{setting} must be an address such as http://localhost:8000/v1")
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
