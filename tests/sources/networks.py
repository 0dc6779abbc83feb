"""Servers of invented networks on the loopback, and a client to which they are the real ones.

`Elsewhere` is the real client; only the names of the invented hosts lead to the test's servers.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from manymentors.http_client import Client, Response

Query = Mapping[str, str]


@dataclass(frozen=True)
class Said:
    """An answer; a `body` that is no bytes is sent as JSON."""

    body: Any = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


Answer = Callable[[str, Query], Said]


@dataclass
class Asked:
    """Every request that came in: path and query."""

    all: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    @property
    def paths(self) -> list[str]:
        return [path for path, _ in self.all]


@contextmanager
def answering(answer: Answer, asked: Asked | None = None) -> Iterator[str]:
    """The address of a server that answers GET."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            query = dict(parse_qsl(parts.query))
            if asked is not None:
                asked.all.append((parts.path, query))
            said = answer(parts.path, query)
            body = said.body if isinstance(said.body, bytes) else json.dumps(said.body).encode()
            self.send_response(said.status)
            kind = "text/html" if body.startswith(b"<") else "application/json; charset=utf-8"
            for name, value in {
                "Content-Type": kind,
                "Content-Length": str(len(body)),
                **said.headers,
            }.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
    thread.join()


class Elsewhere(Client):
    """`hosts`: {"https://social.example": "http://127.0.0.1:4711"}."""

    def __init__(self, hosts: Mapping[str, str]) -> None:
        super().__init__(user_agent="test", allow_hosts=[urlsplit(there).netloc for there in hosts.values()])
        self._hosts = hosts

    def get(self, url: str, **how: Any) -> Response:
        for here, there in self._hosts.items():
            if url.startswith(here):
                return super().get(there + url.removeprefix(here), **how)
        return super().get(url, **how)
