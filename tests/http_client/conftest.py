from __future__ import annotations

from collections.abc import Iterator

import pytest

from manymentors.http_client import Client
from tests.http_client.servers import Server, serving


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as running:
        yield running


@pytest.fixture
def client(server: Server) -> Iterator[Client]:
    """May ask the test's server and nothing else that is private."""
    with Client(user_agent="Manymentors/test", allow_hosts=[server.host]) as ready:
        yield ready
