"""A language model as far as it can be seen from here: a server that says what it is told to say."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread


class ModelServer:
    """OpenAI-compatible, on the loopback: says `says`, or fails with `status`; `shown` is what it was asked, request by request."""

    def __init__(self) -> None:
        self.says, self.status = "{}", 200
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
        self.url = f"http://127.0.0.1:{self.server.server_port}/v1"


@contextmanager
def model_server() -> Iterator[ModelServer]:
    running = ModelServer()
    Thread(target=running.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield running
    finally:
        running.server.shutdown()
        running.server.server_close()
