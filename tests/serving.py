"""A web server on loopback, for one test, and podcast feeds built over transcripts."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

TYPES = {
    ".vtt": "text/vtt",
    ".srt": "application/x-subrip",
    ".json": "application/json",
    ".html": "text/html",
}
TYPES |= {".md": "text/markdown", ".txt": "text/plain", ".xml": "application/rss+xml"}


class Server:
    """Answers `pages` (path → bytes) with an ETag; `asked` counts the requests for each path."""

    def __init__(self) -> None:
        self.pages: dict[str, bytes] = {}
        self.asked: dict[str, int] = {}
        self.not_modified = 0
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                path = self.path.split("?")[0]
                outer.asked[path] = outer.asked.get(path, 0) + 1
                body = outer.pages.get(path)
                if body is None:
                    self.send_error(404)
                    return
                tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
                if self.headers.get("If-None-Match") == tag:
                    outer.not_modified += 1
                    self.send_response(304)
                    self.send_header("ETag", tag)
                    self.end_headers()
                    return
                self.send_response(200)
                self.send_header("Content-Type", TYPES.get(Path(path).suffix, "text/html"))
                self.send_header("Content-Length", str(len(body)))
                self.send_header("ETag", tag)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self._server.server_address[1]}"

    def url(self, path: str) -> str:
        return f"http://{self.host}{path}"

    def podcast(
        self,
        path: str,
        title: str,
        transcripts: list[Path],
        *,
        hosts: tuple[str, ...] = (),
        guests: dict[str, list[str]] | None = None,
    ) -> str:
        """Serve a podcast over these transcript files at `path`; returns its address. `guests`: file stem → names."""
        items = []
        for number, file in enumerate(transcripts):
            where = f"{path.rsplit('/', 1)[0]}/transcripts/{file.name}"
            self.pages[where] = file.read_bytes()
            people = "".join(
                f'<podcast:person role="guest">{escape(name)}</podcast:person>'
                for name in (guests or {}).get(file.stem, [])
            )
            people += (
                "".join(f'<podcast:person role="host">{escape(name)}</podcast:person>' for name in hosts)
                if people
                else ""
            )
            day = format_datetime(datetime(2024, 1, 1, tzinfo=UTC) + timedelta(days=number))
            items.append(
                f"<item><title>{escape(file.stem)}</title><guid>{escape(file.stem)}</guid><pubDate>{day}</pubDate>"
                f"<enclosure url={quoteattr(self.url(f'/audio/{file.stem}.mp3'))} type='audio/mpeg' length='1'/>"
                f"<podcast:transcript url={quoteattr(self.url(where))} type={quoteattr(TYPES[file.suffix])}/>{people}</item>"
            )
        channel_people = "".join(
            f'<podcast:person role="host">{escape(name)}</podcast:person>' for name in hosts
        )
        self.pages[path] = (
            "<?xml version='1.0' encoding='UTF-8'?><rss version='2.0' xmlns:podcast='https://podcastindex.org/namespace/1.0'>"
            f"<channel><title>{escape(title)}</title><link>{self.url('/')}</link>{channel_people}{''.join(items)}</channel></rss>"
        ).encode()
        return self.url(path)

    def __enter__(self) -> Server:
        threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
        ).start()
        return self

    def __exit__(self, *exc: object) -> None:
        self._server.shutdown()
        self._server.server_close()


@contextmanager
def serving() -> Iterator[Server]:
    with Server() as server:
        yield server
