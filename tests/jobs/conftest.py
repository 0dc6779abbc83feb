"""What the tests of the worker share."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest


class Model:
    """An OpenAI-compatible server that says `says`, or fails with `status`; `shown` is what it was asked."""

    def __init__(self) -> None:
        self.says, self.status = "", 200
        self.shown: list[str] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                outer.shown.append(self.rfile.read(int(self.headers["Content-Length"])).decode())
                body = json.dumps({"choices": [{"message": {"content": outer.says}}]}).encode()
                self.send_response(outer.status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(
            target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
        ).start()


@pytest.fixture
def model() -> Iterator[Model]:
    running = Model()
    yield running
    running.server.shutdown()
    running.server.server_close()
