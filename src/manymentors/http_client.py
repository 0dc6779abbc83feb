"""Every outgoing request: an address → its bytes, or one of our errors that says what happened, to what, and what next.

What a stranger's server could do to us ends here. A request never reaches a private network: each address of the host
is tested at the moment of connecting, so that neither redirects nor rebinding help. It never takes longer than its
seconds, never brings more than its bytes after decompression, and never takes a password along to another host.
"""

from __future__ import annotations

import base64
import hashlib
import ipaddress
import mimetypes
import re
import socket
import ssl
import threading
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from email.message import Message
from email.utils import parsedate_to_datetime
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from urllib.parse import unquote, urlsplit

import httpcore2
import httpx2

from manymentors.errors import (
    AddressRefused,
    Challenged,
    FetchError,
    NotFound,
    RateLimited,
    ServerFailed,
    SourceGone,
    TooLarge,
    TooSlow,
    Unreachable,
)
from manymentors.shapes import Validators

MAX_BYTES = 15 * 1024 * 1024
MAX_REDIRECTS = 5
LONGEST_RETRY_AFTER = 24 * 3600.0

Resolve = Callable[[str, int], Collection[str]]
"""(host, port) → all addresses of the host. Waits for the network; raises OSError where there is no such host."""


@dataclass(frozen=True, slots=True)
class Response:
    """An answer: status 200 (or another 2xx), or 304 as `not_modified`, and then `body` is empty.

    `url` is where the redirects ended, without credentials. `moved_to` is that address too, but only where there were
    redirects and every one was permanent (301, 308). Header names are lower case; `body` is decompressed.
    """

    url: str
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    not_modified: bool = False
    moved_to: str = ""

    @property
    def content_type(self) -> str:
        """ "text/html"; empty where the server does not say."""
        return self._content_type.get_content_type() if "content-type" in self.headers else ""

    @property
    def charset(self) -> str:
        """As the server says, in lower case; empty where it does not."""
        return self._content_type.get_content_charset("")

    @property
    def _content_type(self) -> Message:
        message = Message()
        message["content-type"] = self.headers.get("content-type", "")
        return message


class Politeness:
    """One connection and one start per `gap` seconds for each host, over all threads that share the object."""

    def __init__(
        self,
        gap: float = 1.0,
        *,
        patience: float = 300.0,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.gap, self.patience = gap, patience
        self._clock, self._sleep = clock, sleep
        self._lanes: dict[str, _Lane] = {}
        self._lock = threading.Lock()

    @contextmanager
    def turn(self, host: str, url: str) -> Iterator[None]:
        """Wait until the host may be asked for `url`. Raises RateLimited when others keep it busy past `patience`."""
        with self._lock:
            lane = self._lanes.setdefault(host, _Lane())
        if not lane.lock.acquire(timeout=self.patience):
            message = f"Too many requests to {host} are waiting here. {url} will be asked later."
            raise RateLimited(url, message, wait=60.0)
        try:
            if (wait := lane.next_start - self._clock()) > 0:
                self._sleep(wait)
            lane.next_start = self._clock() + self.gap
            yield
        finally:
            lane.lock.release()


@dataclass(slots=True)
class _Lane:
    lock: threading.Lock = field(default_factory=threading.Lock)
    next_start: float = 0.0


EVERYONE = Politeness()
"""What clients share unless told otherwise, so that two clients of one process are as polite as one."""


def resolve(host: str, port: int) -> list[str]:
    """Ask the system's resolver, which has time limits of its own."""
    answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in answers))


class Client:
    """Safe to share between threads. `allow_hosts` ("host" or "host:port") may be private and are not held back.

    `mounts` answers addresses below a prefix from a folder, without the network: {"https://sample.invalid/": folder}.
    """

    def __init__(
        self,
        *,
        user_agent: str,
        allow_hosts: Collection[str] = (),
        mounts: Mapping[str, Path] | None = None,
        politeness: Politeness = EVERYONE,
        resolve: Resolve = resolve,
        clock: Callable[[], float] = time.monotonic,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._user_agent, self._clock, self._politeness = user_agent, clock, politeness
        self._allowed = frozenset(host.strip().lower() for host in allow_hosts)
        self._mounts = dict(mounts or {})
        self._deadline = _Deadline(clock)
        self._transport = _Transport(
            _GuardedBackend(self._is_allowed, resolve, self._deadline), tls or _tls()
        )

    def __enter__(self) -> Client:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._transport.close()

    def get(
        self,
        url: str,
        *,
        validators: Validators = Validators(),  # noqa: B008 (frozen)
        max_bytes: int = MAX_BYTES,
        seconds: float = 30.0,
        accept: str = "",
    ) -> Response:
        """Fetch one address. Waits for the network, and before that for the host's turn.

        `seconds` is for all of it, redirects included, but not the wait for a turn. Raises FetchError only.
        """
        for prefix, folder in self._mounts.items():
            if url.startswith(prefix):
                return _from_folder(url, url.removeprefix(prefix), folder, validators, max_bytes)
        headers = {
            "User-Agent": self._user_agent,
            "Accept": accept or "*/*",
            "Accept-Encoding": "gzip, deflate",
        }
        if validators.etag:
            headers["If-None-Match"] = validators.etag
        if validators.last_modified:
            headers["If-Modified-Since"] = validators.last_modified
        first = _parse(url)
        here, seen, permanent = first, [_plain(first)], True
        while True:
            secret = _authorization(first) if _same_house(first, here) else {}
            with self._turn(here), self._exchange(here, headers | secret, seconds) as (answer, end):
                if answer.status_code not in (301, 302, 303, 307, 308) or "location" not in answer.headers:
                    _raise_for_status(
                        answer, here, conditional=bool(validators.etag or validators.last_modified)
                    )
                    return Response(
                        url=_plain(here),
                        status=answer.status_code,
                        headers={name.lower(): value for name, value in answer.headers.items()},
                        body=b"" if answer.status_code == 304 else self._read(answer, here, max_bytes),
                        not_modified=answer.status_code == 304,
                        moved_to=_plain(here) if len(seen) > 1 and permanent else "",
                    )
                permanent = permanent and answer.status_code in (301, 308)
                here = _redirected(here, answer, seen)
                seconds = end - self._clock()

    def post(
        self,
        url: str,
        body: bytes,
        *,
        headers: Mapping[str, str],
        max_bytes: int = MAX_BYTES,
        seconds: float = 30.0,
    ) -> Response:
        """Send `body` to one address, guarded as `get` is. Raises FetchError only.

        A redirect is not followed but is a ServerFailed: the body, and a key in `headers`, are meant for this address alone.
        """
        here = _parse(url)
        about_us = {"User-Agent": self._user_agent, "Accept": "*/*", "Accept-Encoding": "gzip, deflate"}
        told = {**about_us, **_authorization(here), **headers}
        with self._turn(here), self._exchange(here, told, seconds, body) as (answer, _):
            _raise_for_status(answer, here, conditional=False)
            return Response(
                url=_plain(here),
                status=answer.status_code,
                headers={name.lower(): value for name, value in answer.headers.items()},
                body=self._read(answer, here, max_bytes),
            )

    def _turn(self, url: httpx2.URL) -> AbstractContextManager[None]:
        if self._is_allowed(url.host, _port(url)):
            return nullcontext()
        return self._politeness.turn(url.host, _plain(url))

    @contextmanager
    def _exchange(
        self, url: httpx2.URL, headers: Mapping[str, str], seconds: float, body: bytes | None = None
    ) -> Iterator[tuple[httpx2.Response, float]]:
        """Ask, by POST where there is a body."""
        end = self._deadline.start(seconds)
        limits = dict.fromkeys(("connect", "read", "write", "pool"), seconds)
        request = httpx2.Request(
            "GET" if body is None else "POST",
            url.copy_with(userinfo=b""),
            headers=headers,
            content=body,
            extensions={"timeout": limits},
        )
        where = _plain(url)
        try:
            answer = self._transport.handle_request(request)
            try:
                yield answer, end
            finally:
                answer.close()
        except _Refused as exc:
            raise AddressRefused(
                where,
                f"{where} leads into a private network ({exc}), which is not allowed. "
                f"If the machine is yours, add {url.host}:{_port(url)} to MANYMENTORS_ALLOW_HOSTS.",
            ) from exc
        except (httpx2.ConnectTimeout, httpx2.ConnectError) as exc:
            message = f"{url.host} cannot be reached ({_reason(exc)}). Check the address, or try again later."
            raise Unreachable(where, message) from exc
        except httpx2.TimeoutException as exc:
            raise TooSlow(where, f"{where} did not finish its answer in time. Try again later.") from exc
        except httpx2.DecodingError as exc:
            message = f"{where} sent compressed bytes that are broken. Nothing was changed; try again later."
            raise ServerFailed(where, message, answer.status_code) from exc
        except httpx2.TransportError as exc:
            message = (
                f"The connection to {url.host} broke while reading {where} ({_reason(exc)}). Try again later."
            )
            raise Unreachable(where, message) from exc

    def _read(self, answer: httpx2.Response, url: httpx2.URL, max_bytes: int) -> bytes:
        """The body, counted after decompression while it comes in."""
        where = _plain(url)
        packed = [word for word in _words(answer.headers.get("content-encoding", "")) if word != "identity"]
        if len(packed) > 1 or not set(packed) <= {"gzip", "deflate"}:
            message = (
                f"{where} packed its answer as “{', '.join(packed)}”, which is not read here. Tell its owner."
            )
            raise ServerFailed(where, message, answer.status_code)
        parts: list[bytes] = []
        room = max_bytes
        for part in answer.iter_bytes():
            room -= len(part)
            if room < 0:
                message = (
                    f"{where} is larger than {_in_words(max_bytes)}, the most that is read from one address."
                )
                raise TooLarge(where, message)
            self._deadline.check()
            parts.append(part)
        return b"".join(parts)

    def _is_allowed(self, host: str, port: int) -> bool:
        name = f"[{host}]" if ":" in host else host.rstrip(".")
        return not self._allowed.isdisjoint((host, name, f"{name}:{port}"))


# --- what an address is ------------------------------------------------------------------------------------


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


def _parse(url: str) -> httpx2.URL:
    try:
        parsed = httpx2.URL(url.strip())
    except httpx2.InvalidURL as exc:
        where = re.sub(r"//[^/@]*@", "//", url)
        raise AddressRefused(
            where, f"“{where}” is not an address that can be asked ({exc}). Check it."
        ) from exc
    if parsed.scheme not in ("http", "https") or not parsed.host or not 0 < _port(parsed) < 65536:
        where = _plain(parsed)
        message = (
            f"“{where}” is not an address that can be asked: it should begin with https:// and name a host."
        )
        raise AddressRefused(where, message)
    return parsed


def _plain(url: httpx2.URL) -> str:
    """The address without credentials and fragment, fit to be shown and stored."""
    return str(url.copy_with(userinfo=b"", fragment=None))


def _port(url: httpx2.URL) -> int:
    return url.port if url.port is not None else {"http": 80, "https": 443}.get(url.scheme, 0)


def _authorization(url: httpx2.URL) -> dict[str, str]:
    if not url.userinfo:
        return {}
    pair = base64.b64encode(f"{url.username}:{url.password}".encode()).decode()
    return {"Authorization": f"Basic {pair}"}


def _same_house(first: httpx2.URL, here: httpx2.URL) -> bool:
    """May the credentials for `first` be shown to `here`? The same origin, or the same host now encrypted."""
    if (first.scheme, first.host, _port(first)) == (here.scheme, here.host, _port(here)):
        return True
    return first.host == here.host and (_port(first), _port(here)) == (80, 443) and here.scheme == "https"


def _redirected(here: httpx2.URL, answer: httpx2.Response, seen: list[str]) -> httpx2.URL:
    """The next address, which is added to `seen`."""
    try:
        target = _parse(str(here.join(answer.headers["location"])))
    except httpx2.InvalidURL as exc:
        message = f"{_plain(here)} redirects to something that is not an address ({exc}). Tell its owner."
        raise ServerFailed(_plain(here), message, answer.status_code) from exc
    if _plain(target) in seen or len(seen) > MAX_REDIRECTS:
        why = "in a circle" if _plain(target) in seen else f"more than {MAX_REDIRECTS} times"
        message = f"{seen[0]} redirects {why}, at last to {_plain(target)}. Look for a newer address."
        raise ServerFailed(seen[0], message, answer.status_code)
    seen.append(_plain(target))
    return target


# --- connecting --------------------------------------------------------------------------------------------


class _Refused(Exception):
    """An address outside the open internet; str() is the address."""


class _Deadline(threading.local):
    """When the request that this thread is making must have ended."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock, self._end = clock, float("inf")

    def start(self, seconds: float) -> float:
        self._end = self._clock() + seconds
        return self._end

    def check(self, most: float | None = None) -> float:
        """The seconds left, but not more than `most`; raises where there are none."""
        left = self._end - self._clock()
        if left <= 0:
            raise httpx2.ReadTimeout("the time allowed is over")
        return left if most is None else min(left, most)


class _GuardedBackend(httpcore2.NetworkBackend):
    """Resolves by itself, tests every answer, and connects to an address that was tested."""

    def __init__(self, is_allowed: Callable[[str, int], bool], resolve: Resolve, deadline: _Deadline) -> None:
        self._is_allowed, self._resolve, self._deadline = is_allowed, resolve, deadline
        self._sockets = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:
        addresses = self._addresses(host, port)
        if not self._is_allowed(host, port):
            for address in addresses:
                if not is_public(address):
                    raise _Refused(address)
        trouble: Exception = httpcore2.ConnectError("the host has no address")
        for address in addresses:
            try:
                left = min(self._deadline.check(timeout), 10.0)
                stream = self._sockets.connect_tcp(address, port, left, local_address, socket_options or ())
                return _TimedStream(stream, self._deadline)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as exc:
                trouble = exc
        raise trouble

    def _addresses(self, host: str, port: int) -> Collection[str]:
        name = host.rstrip(".").lower()
        try:
            return [str(ipaddress.ip_address(name))]
        except ValueError:
            # "2130706433", "0x7f.1": the system's resolver would read these as 127.0.0.1. Nobody honest writes them.
            if re.fullmatch(r"\d+|0x[0-9a-f]*", name.rpartition(".")[2]):
                raise _Refused(host) from None
        try:
            return self._resolve(name, port)
        except (OSError, UnicodeError) as exc:
            raise httpcore2.ConnectError("there is no such host") from exc


class _TimedStream(httpcore2.NetworkStream):
    """Gives each wait no more than what is left, for a server that sends a byte now and then."""

    def __init__(self, stream: httpcore2.NetworkStream, deadline: _Deadline) -> None:
        self._stream, self._deadline = stream, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.check(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.check(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        left = self._deadline.check(timeout)
        return _TimedStream(self._stream.start_tls(ssl_context, server_hostname, left), self._deadline)

    def get_extra_info(self, info: str) -> object:
        return self._stream.get_extra_info(info)


class _Transport(httpx2.HTTPTransport):
    """httpx2 has no public place for a network backend, so the pool is made here; a test holds us to the version."""

    def __init__(self, backend: httpcore2.NetworkBackend, tls: ssl.SSLContext) -> None:
        self._pool = httpcore2.ConnectionPool(
            ssl_context=tls,
            max_connections=None,
            max_keepalive_connections=20,
            keepalive_expiry=5.0,
            network_backend=backend,
        )


@lru_cache(maxsize=1)
def _tls() -> ssl.SSLContext:
    return httpx2.create_ssl_context(trust_env=False)


# --- what a status means -----------------------------------------------------------------------------------


def _raise_for_status(answer: httpx2.Response, url: httpx2.URL, *, conditional: bool) -> None:
    status, where = answer.status_code, _plain(url)
    if answer.headers.get("cf-mitigated", "").lower() == "challenge":
        raise Challenged(
            where, f"{url.host} lets only browsers read {where}. It is tried again now and then."
        )
    if 200 <= status < 300 or (status == 304 and conditional):
        return
    if status in (429, 503):
        wait = retry_after(answer.headers.get("retry-after", ""), answer.headers.get("date", ""))
        ask = f" and asks for {wait:.0f} seconds of peace" if wait else ""
        message = (
            f"{url.host} is too busy to answer for {where} (status {status}){ask}. It is tried again later."
        )
        raise RateLimited(where, message, wait, whole_host=status == 429)
    raise _error_for(status, where)


def _error_for(status: int, where: str) -> FetchError:
    if status == 404:
        return NotFound(where, f"There is nothing at {where} (status 404). Check the address.")
    if status == 410:
        return SourceGone(
            where, f"{where} is gone for good, says its server (status 410). Look for a newer address."
        )
    if status in (401, 402, 403, 407):
        next_step = "If you have a login for it, give it in the address: https://name:password@host/."
        return ServerFailed(where, f"{where} is not open to everyone (status {status}). {next_step}", status)
    return ServerFailed(where, f"The server answered {where} with status {status}. Try again later.", status)


def retry_after(value: str, date: str = "", now: Callable[[], float] = time.time) -> float | None:
    """The seconds that a Retry-After header asks for, at most a day; None where it asks for nothing that makes sense.

    A date in it is measured against the answer's own `date`, since the server's clock may be wrong.
    """
    if re.fullmatch(r"\s*\d+\s*", value, re.ASCII):
        return min(float(value), LONGEST_RETRY_AFTER)
    if (until := _timestamp(value)) is None:
        return None
    since = _timestamp(date)
    wait = until - (now() if since is None else since)
    return min(wait, LONGEST_RETRY_AFTER) if wait > 0 else None


def _timestamp(value: str) -> float | None:
    try:
        return parsedate_to_datetime(value).timestamp()
    except (ValueError, TypeError, OverflowError):
        return None


def _words(header: str) -> list[str]:
    return [word.strip().lower() for word in header.split(",") if word.strip()]


def _reason(exc: Exception) -> str:
    return str(exc) or type(exc).__name__


def _in_words(count: int) -> str:
    return f"{count / 1024 / 1024:.0f} MB" if count >= 1024 * 1024 else f"{count} bytes"


# --- folders in place of the network -----------------------------------------------------------------------

for _suffix, _type in {
    ".atom": "application/atom+xml",
    ".md": "text/markdown",
    ".opml": "text/x-opml",
    ".rss": "application/rss+xml",
    ".srt": "application/x-subrip",
    ".vtt": "text/vtt",
}.items():
    mimetypes.add_type(_type, _suffix)


def _from_folder(url: str, rest: str, folder: Path, validators: Validators, max_bytes: int) -> Response:
    root = folder.resolve()
    path = (root / unquote(urlsplit(rest).path).lstrip("/").replace("\0", "")).resolve()
    if not path.is_relative_to(root):
        raise AddressRefused(url, f"{url} leads out of the folder that answers for it. Check the address.")
    if path.is_dir():
        path = path / "index.html"
    if not path.is_file():
        raise NotFound(url, f"There is nothing at {url}. Check the address.")
    if path.stat().st_size > max_bytes:
        message = f"{url} is larger than {_in_words(max_bytes)}, the most that is read from one address."
        raise TooLarge(url, message)
    body = path.read_bytes()
    headers = {"etag": f'"{hashlib.sha256(body).hexdigest()[:32]}"'}
    if kind := mimetypes.guess_type(path.name)[0]:
        headers["content-type"] = kind
    if validators.etag == headers["etag"]:
        return Response(url, 304, headers, not_modified=True)
    return Response(url, 200, headers, body)
