"""Fixtures that all parts share."""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.world import World


def _at(name: str) -> str:
    """The address of a database on the server that the tests run on; "" for SQLite."""
    server = os.environ.get("DATABASE_URL", "")
    return server.replace("/postgres?", f"/{name}?")


def _tell(statement: str) -> None:
    import psycopg

    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        connection.execute(statement.encode())


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A data folder that was opened once and holds nothing: others begin as copies of it, which saves migrating each."""
    name = f"empty_{uuid.uuid4().hex[:12]}"
    postgres = bool(os.environ.get("DATABASE_URL"))
    if postgres:
        _tell(f"CREATE DATABASE {name}")
    world = World(tmp_path_factory.mktemp("empty") / "home", _at(name))
    world.ok("people")
    yield world
    if postgres:
        _tell(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[World]:
    """A data folder that was never opened, with a database that holds nothing yet."""
    if not os.environ.get("DATABASE_URL"):
        yield World(tmp_path / "home")
        return
    name = f"bare_{uuid.uuid4().hex[:12]}"
    _tell(f"CREATE DATABASE {name}")
    yield World(tmp_path / "home", _at(name))
    _tell(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def world(tmp_path: Path, empty: World) -> Iterator[World]:
    """The program with an empty data folder; under PostgreSQL with a fresh database of its own, dropped afterwards."""
    home = tmp_path / "home"
    shutil.copytree(empty.home, home)
    if not empty.database_url:
        yield World(home)
        return
    name, template = f"world_{uuid.uuid4().hex[:12]}", empty.database_url.split("?")[0].split("/")[-1]
    _tell(f"CREATE DATABASE {name} TEMPLATE {template}")
    yield World(home, _at(name))
    _tell(f"DROP DATABASE {name} WITH (FORCE)")
