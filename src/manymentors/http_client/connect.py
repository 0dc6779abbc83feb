"""Connecting, to an address that was tested, for no longer than allowed."""

from __future__ import annotations

import ipaddress
import re
import socket
import ssl
import threading
from collections.abc import Callable, Collection, Iterable
from functools import lru_cache

import httpcore2
import httpx2

from manymentors.http_client.address import is_public

Resolve = Callable[[str, int], Collection[str]]
"""(host, port) → all addresses of the host. Waits for the network; raises OSError where there is no such host."""


def resolve(host: str, port: int) -> list[str]:
    """Ask the system's resolver, which has time limits of its own."""
    answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in answers))


class Refused(Exception):
    """An address outside the open internet; str() is the address."""


class Deadline(threading.local):
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


class GuardedBackend(httpcore2.NetworkBackend):
    """Resolves by itself, tests every answer, and connects to an address that was tested."""

    def __init__(self, is_allowed: Callable[[str, int], bool], resolve: Resolve, deadline: Deadline) -> None:
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
                    raise Refused(address)
        trouble: Exception = httpcore2.ConnectError("the host has no address")
        for address in addresses:
            try:
                left = min(self._deadline.check(timeout), 10.0)
                stream = self._sockets.connect_tcp(address, port, left, local_address, socket_options or ())
                return TimedStream(stream, self._deadline)
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
                raise Refused(host) from None
        try:
            return self._resolve(name, port)
        except (OSError, UnicodeError) as exc:
            raise httpcore2.ConnectError("there is no such host") from exc


class TimedStream(httpcore2.NetworkStream):
    """Gives each wait no more than what is left, for a server that sends a byte now and then."""

    def __init__(self, stream: httpcore2.NetworkStream, deadline: Deadline) -> None:
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
        return TimedStream(self._stream.start_tls(ssl_context, server_hostname, left), self._deadline)

    def get_extra_info(self, info: str) -> object:
        return self._stream.get_extra_info(info)


class GuardedTransport(httpx2.HTTPTransport):
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
def default_tls() -> ssl.SSLContext:
    return httpx2.create_ssl_context(trust_env=False)
