"""The client: asks, within all limits."""

from __future__ import annotations

import copy
import ssl
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from pathlib import Path
from types import TracebackType

import httpx2

from manymentors.errors import AddressRefused, ServerFailed, TooLarge, TooSlow, Unreachable
from manymentors.http_client.address import authorization, parse, plain, port_of, same_house
from manymentors.http_client.answer import Response, Stream, size_in_words
from manymentors.http_client.connect import (
    Deadline,
    GuardedBackend,
    GuardedTransport,
    Refused,
    Resolve,
    default_tls,
    resolve,
)
from manymentors.http_client.mounts import from_folder
from manymentors.http_client.politeness import EVERYONE, Politeness
from manymentors.http_client.status import header_words, raise_for_status, reason, redirected
from manymentors.shapes import Validators

MAX_BYTES = 15 * 1024 * 1024
REDIRECTS = (301, 302, 303, 307, 308)


class Client:
    """Safe to share between threads. `allow_hosts` ("host" or "host:port") may be private and are not held back.

    `mounts` answers addresses below a prefix from a folder, without the network: {"https://sample.invalid/": folder}.
    `instead` names the server that is asked in place of another: {"https://api.example": "https://api.mine.example"}.
    """

    def __init__(
        self,
        *,
        user_agent: str,
        allow_hosts: Collection[str] = (),
        mounts: Mapping[str, Path] | None = None,
        instead: Mapping[str, str] | None = None,
        politeness: Politeness = EVERYONE,
        resolve: Resolve = resolve,
        clock: Callable[[], float] = time.monotonic,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._user_agent, self._clock, self._politeness = user_agent, clock, politeness
        self._allowed = frozenset(host.strip().lower() for host in allow_hosts)
        self._mounts = dict(mounts or {})
        self._instead = dict(instead or {})
        self._keys: dict[str, str] = {}
        self._deadline = Deadline(clock)
        self._transport = GuardedTransport(
            GuardedBackend(self._is_allowed, resolve, self._deadline), tls or default_tls()
        )

    def __enter__(self) -> Client:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._transport.close()

    def with_keys(self, keys: Mapping[str, str]) -> Client:
        """The same client, which sends `get` with a key to some origins: {"https://social.example": "Bearer …"}.

        No other origin is ever shown it, whatever redirects there. It shares connections and turns with this one: close this.
        """
        keyed = copy.copy(self)
        keyed._keys = dict(keys)
        return keyed

    def _key(self, url: httpx2.URL) -> dict[str, str]:
        key = self._keys.get(f"{url.scheme}://{url.netloc.decode()}")
        return {"Authorization": key} if key else {}

    def _there(self, url: str) -> str:
        for usual, other in self._instead.items():
            if url.startswith(f"{usual}/"):
                return other + url.removeprefix(usual)
        return url

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
                return from_folder(url, url.removeprefix(prefix), folder, validators, max_bytes)
        url = self._there(url)
        headers = {
            "User-Agent": self._user_agent,
            "Accept": accept or "*/*",
            "Accept-Encoding": "gzip, deflate",
        }
        if validators.etag:
            headers["If-None-Match"] = validators.etag
        if validators.last_modified:
            headers["If-Modified-Since"] = validators.last_modified
        first = parse(url)
        here, seen, permanent = first, [plain(first)], True
        while True:
            secret = self._key(here) | (authorization(first) if same_house(first, here) else {})
            with self._turn(here), self._exchange(here, headers | secret, seconds) as (answer, end):
                if answer.status_code not in REDIRECTS or "location" not in answer.headers:
                    raise_for_status(
                        answer, here, conditional=bool(validators.etag or validators.last_modified)
                    )
                    return Response(
                        url=plain(here),
                        status=answer.status_code,
                        headers={name.lower(): value for name, value in answer.headers.items()},
                        body=b"" if answer.status_code == 304 else self._read(answer, here, max_bytes),
                        not_modified=answer.status_code == 304,
                        moved_to=plain(here) if len(seen) > 1 and permanent else "",
                    )
                permanent = permanent and answer.status_code in (301, 308)
                here = redirected(here, answer, seen)
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
        here = parse(self._there(url))
        about_us = {"User-Agent": self._user_agent, "Accept": "*/*", "Accept-Encoding": "gzip, deflate"}
        told = {**about_us, **authorization(here), **headers}
        with self._turn(here), self._exchange(here, told, seconds, body) as (answer, _):
            raise_for_status(answer, here, conditional=False)
            return Response(
                url=plain(here),
                status=answer.status_code,
                headers={name.lower(): value for name, value in answer.headers.items()},
                body=self._read(answer, here, max_bytes),
            )

    @contextmanager
    def open(
        self,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        seconds: float = 3600.0,
        idle: float = 30.0,
    ) -> Iterator[Stream]:
        """Ask for one address, guarded as `get` is, and hand over the answer while it comes: for what is too large to hold.

        `headers` such as Range are sent to every redirect too. Nothing limits the bytes here: whoever takes the parts counts
        them. `idle` is the longest silence of the server, `seconds` the limit for all of it. The host's turn is waited for,
        but not kept while the body comes. 416 is handed over as it is. Raises FetchError, from the block as well.
        """
        for prefix, folder in self._mounts.items():
            if url.startswith(prefix):
                whole = from_folder(url, url.removeprefix(prefix), folder, Validators(), 1 << 40)
                yield Stream(whole.url, whole.status, whole.headers, iter((whole.body,)))
                return
        told = {"User-Agent": self._user_agent, "Accept": "*/*", "Accept-Encoding": "identity"}
        told |= headers or {}
        first = parse(self._there(url))
        here, seen = first, [plain(first)]
        while True:
            secret = authorization(first) if same_house(first, here) else {}
            with ExitStack() as exchange:
                with self._turn(here):
                    asked = self._exchange(here, told | secret, seconds, idle=idle)
                    answer, end = exchange.enter_context(asked)
                if answer.status_code not in REDIRECTS or "location" not in answer.headers:
                    if answer.status_code != 416:
                        raise_for_status(answer, here, conditional=False)
                    said = {name.lower(): value for name, value in answer.headers.items()}
                    yield Stream(plain(here), answer.status_code, said, self._parts(answer, here))
                    return
                here = redirected(here, answer, seen)
                seconds = end - self._clock()

    def _parts(self, answer: httpx2.Response, url: httpx2.URL) -> Iterator[bytes]:
        """The body as it comes; one that is packed cannot be counted nor taken up again, and nobody packs audio."""
        if set(header_words(answer.headers.get("content-encoding", ""))) - {"identity"}:
            message = f"{plain(url)} packed its answer though it was asked not to. Tell its owner."
            raise ServerFailed(plain(url), message, answer.status_code)
        for part in answer.iter_raw():
            self._deadline.check()
            yield part

    def _turn(self, url: httpx2.URL) -> AbstractContextManager[None]:
        if self._is_allowed(url.host, port_of(url)):
            return nullcontext()
        return self._politeness.turn(url.host, plain(url))

    @contextmanager
    def _exchange(
        self,
        url: httpx2.URL,
        headers: Mapping[str, str],
        seconds: float,
        body: bytes | None = None,
        idle: float | None = None,
    ) -> Iterator[tuple[httpx2.Response, float]]:
        """Ask, by POST where there is a body. `idle` is the longest wait for anything at all."""
        end = self._deadline.start(seconds)
        limits = dict.fromkeys(("connect", "read", "write", "pool"), idle or seconds)
        request = httpx2.Request(
            "GET" if body is None else "POST",
            url.copy_with(userinfo=b""),
            headers=headers,
            content=body,
            extensions={"timeout": limits},
        )
        where = plain(url)
        try:
            answer = self._transport.handle_request(request)
            try:
                yield answer, end
            finally:
                answer.close()
        except Refused as exc:
            raise AddressRefused(
                where,
                f"{where} leads into a private network ({exc}), which is not allowed. "
                f"If the machine is yours, add {url.host}:{port_of(url)} to MANYMENTORS_ALLOW_HOSTS.",
            ) from exc
        except (httpx2.ConnectTimeout, httpx2.ConnectError) as exc:
            message = f"{url.host} cannot be reached ({reason(exc)}). Check the address, or try again later."
            raise Unreachable(where, message) from exc
        except httpx2.TimeoutException as exc:
            raise TooSlow(where, f"{where} did not finish its answer in time. Try again later.") from exc
        except httpx2.DecodingError as exc:
            message = f"{where} sent compressed bytes that are broken. Nothing was changed; try again later."
            raise ServerFailed(where, message, answer.status_code) from exc
        except httpx2.TransportError as exc:
            message = (
                f"The connection to {url.host} broke while reading {where} ({reason(exc)}). Try again later."
            )
            raise Unreachable(where, message) from exc

    def _read(self, answer: httpx2.Response, url: httpx2.URL, max_bytes: int) -> bytes:
        """The body, counted after decompression while it comes in."""
        where = plain(url)
        packed = [
            word for word in header_words(answer.headers.get("content-encoding", "")) if word != "identity"
        ]
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
                message = f"{where} is larger than {size_in_words(max_bytes)}, the most that is read from one address."
                raise TooLarge(where, message)
            self._deadline.check()
            parts.append(part)
        return b"".join(parts)

    def _is_allowed(self, host: str, port: int) -> bool:
        name = f"[{host}]" if ":" in host else host.rstrip(".")
        return not self._allowed.isdisjoint((host, name, f"{name}:{port}"))
