"""A session of the requests library whose every request goes through our client, for libraries that insist on one."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from requests import PreparedRequest, Response, Session  # noqa: TID251 (nothing is asked by it: see Adapter)
from requests.adapters import BaseAdapter  # noqa: TID251

from manymentors.errors import AddressRefused, TooLarge
from manymentors.http_client.answer import Response as Said
from manymentors.http_client.client import MAX_BYTES, Client


def session(client: Client, posts_to: str = "") -> Session:
    """Reads no environment, follows no redirect by itself, and opens no socket. Errors of ours come through as they are.

    `posts_to` is how addresses begin that are read by POST; a library that would post elsewhere is refused.
    """
    made = Session()
    made.trust_env = False
    made.adapters.clear()
    for scheme in ("https://", "http://"):
        made.mount(scheme, Adapter(client, posts_to))
    return made


class Adapter(BaseAdapter):
    def __init__(self, client: Client, posts_to: str = "") -> None:
        super().__init__()
        self._client, self._posts_to = client, posts_to

    def send(
        self,
        request: PreparedRequest,
        stream: bool = False,
        timeout: object = None,
        verify: object = True,
        cert: object = None,
        proxies: object = None,
    ) -> Response:
        """Only reads; the client's limits hold, whatever the library asks for. Raises FetchError."""
        url = request.url or ""
        if request.method == "POST" and self._posts_to and url.startswith(self._posts_to):
            body = request.body if isinstance(request.body, bytes) else str(request.body or "").encode()
            said = self._client.post(
                url, body, headers={"Content-Type": str(request.headers["Content-Type"])}
            )
        elif request.method != "GET":
            raise AddressRefused(
                url, f"{url} was to be changed ({request.method}), but here is only read. Report it."
            )
        elif cookie := request.headers.get("Cookie"):
            said = self._with_cookie(url, str(cookie))
        else:
            said = self._client.get(url, accept="application/json")
        answer: Any = Response()
        answer.status_code, answer.url, answer.request = said.status, said.url, request
        answer.headers.update(said.headers)
        answer.encoding = said.charset or None
        answer.raw = BytesIO(said.body)
        return answer  # type: ignore[no-any-return]  # its attributes are declared looser than they are

    def _with_cookie(self, url: str, cookie: str) -> Said:
        with self._client.open(url, headers={"Cookie": cookie}, seconds=30.0) as stream:
            body = b""
            for part in stream.parts:
                body += part
                if len(body) > MAX_BYTES:
                    raise TooLarge(url, f"{url} is larger than what is read from one address.")
            return Said(stream.url, stream.status, stream.headers, body)

    def close(self) -> None:
        """The client is not ours to close."""
