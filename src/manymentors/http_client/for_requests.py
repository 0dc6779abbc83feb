"""A session of the requests library whose every request goes through our client, for libraries that insist on one."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from requests import PreparedRequest, Response, Session  # noqa: TID251 (nothing is asked by it: see Adapter)
from requests.adapters import BaseAdapter  # noqa: TID251

from manymentors.errors import AddressRefused
from manymentors.http_client.client import Client


def session(client: Client) -> Session:
    """Reads no environment, follows no redirect by itself, and opens no socket. Errors of ours come through as they are."""
    made = Session()
    made.trust_env = False
    made.adapters.clear()
    for scheme in ("https://", "http://"):
        made.mount(scheme, Adapter(client))
    return made


class Adapter(BaseAdapter):
    def __init__(self, client: Client) -> None:
        super().__init__()
        self._client = client

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
        if request.method != "GET":
            raise AddressRefused(
                url, f"{url} was to be changed ({request.method}), but here is only read. Report it."
            )
        said = self._client.get(url, accept="application/json")
        answer: Any = Response()
        answer.status_code, answer.url, answer.request = said.status, said.url, request
        answer.headers.update(said.headers)
        answer.encoding = said.charset or None
        answer.raw = BytesIO(said.body)
        return answer  # type: ignore[no-any-return]  # its attributes are declared looser than they are

    def close(self) -> None:
        """The client is not ours to close."""
