"""Fixtures that all parts share."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.world import World


@pytest.fixture
def database_url() -> Iterator[str]:
    """ "" for SQLite; under PostgreSQL a fresh database of its own, dropped afterwards."""
    server = os.environ.get("DATABASE_URL", "")
    if not server:
        yield ""
        return
    import psycopg

    name = f"world_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        yield server.replace("/postgres?", f"/{name}?")
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def world(tmp_path: Path, database_url: str) -> World:
    return World(tmp_path / "home", database_url)
