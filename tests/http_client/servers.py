"""A small real HTTP server on the loopback, told by a table what to answer."""

from __future__ import annotations

import socket
import socketserver
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

Chunks = Iterable[bytes | float]
"""What is written to the socket, in order; a number is a pause in seconds."""


@dataclass(frozen=True)
class Asked:
    path: str
    headers: Mapping[str, str]
    method: str = "GET"
    body: bytes = b""


@dataclass
class Server:
    """`routes` maps a path to what is written back; `asked` holds what came in."""

    port: int = 0
    routes: dict[str, Callable[[Asked], Chunks]] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    def url(self, path: str = "/", host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"

    def serve(self, path: str, body: bytes = b"", status: int = 200, **headers: str) -> str:
        """Answer with a whole body; header names are written with _ for -."""
        data = whole(body, status, **headers)
        self.routes[path] = lambda _: [data]
        return self.url(path)

    def redirect(self, path: str, target: str, status: int = 302) -> str:
        return self.serve(path, status=status, Location=target)


def whole(body: bytes = b"", status: int = 200, **headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status} Said", f"Content-Length: {len(body)}", "Connection: close"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


@contextmanager
def serving(tls: ssl.SSLContext | None = None) -> Iterator[Server]:
    """Runs until the block ends, encrypted where there is a `tls`."""
    server = Server()

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            with suppress(OSError):
                lines = []
                while line := self.rfile.readline().strip():
                    lines.append(line.decode("latin-1"))
                if not lines:
                    return
                headers = {n.lower(): v for n, _, v in (text.partition(": ") for text in lines[1:])}
                method, _, rest = lines[0].partition(" ")  # a reused port may bring anybody's request
                path = rest.rpartition(" ")[0]
                asked = Asked(path, headers, method, self.rfile.read(int(headers.get("content-length", 0))))
                server.asked.append(asked)
                route = server.routes.get(asked.path, lambda _: [whole(b"nothing", 404)])
                for part in route(asked):
                    if isinstance(part, bytes):
                        self.wfile.write(part)
                    else:
                        time.sleep(part)
                self.request.shutdown(socket.SHUT_WR)

    class Threads(socketserver.ThreadingTCPServer):
        allow_reuse_address = True
        daemon_threads = True
        request_queue_size = 100
        block_on_close = False

        def finish_request(self, request: Any, address: Any) -> None:
            with suppress(OSError):  # a handshake that fails is the client's to tell
                ready = tls.wrap_socket(request, server_side=True) if tls else request
                Handler(ready, address, self)
                ready.close()

    with Threads(("127.0.0.1", 0), Handler) as listening:
        server.port = listening.server_address[1]
        thread = threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        yield server
        listening.shutdown()
        thread.join()
