from __future__ import annotations

from tests.http_client.conftest import client, server

__all__ = ["client", "server"]
