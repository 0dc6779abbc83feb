"""Opens the store: Django, the data folder, and migrations that are still to do."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from manymentors.errors import DiskFull, StoreError, StoreTooNew


def open_store(told: Callable[[str], object] = lambda sentence: None) -> None:
    """Make the store ready for use in this process; a store of an older version is brought up to date, and that is `told` before.

    Raises StoreError where the data folder or the database cannot be used, StoreTooNew where a newer version wrote it.
    """
    os.environ["DJANGO_SETTINGS_MODULE"] = "manymentors.settings"
    import django
    from django.conf import settings
    from django.db import connection

    home = settings.HOME
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as exc:
        raise StoreError(
            f"The data folder {home} cannot be made: {exc.strerror}. Set MANYMENTORS_HOME to a folder of yours."
        ) from exc
    django.setup()
    with telling():
        from django.core.management import call_command
        from django.db.migrations.executor import MigrationExecutor

        executor = MigrationExecutor(connection)
        known = set(executor.loader.disk_migrations)
        unknown = {name for app, name in executor.loader.applied_migrations if (app, name) not in known}
        if unknown:
            raise StoreTooNew(
                "The data were written by a newer version of Manymentors "
                f"({', '.join(sorted(unknown))} is not known here). Install that version; nothing was changed."
            )
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            if any(app == "store" for app, _ in executor.loader.applied_migrations):
                told("Bringing the data up to date for this version. A large store takes some minutes …")
            call_command("migrate", verbosity=0, interactive=False)
            call_command("createcachetable", verbosity=0)


@contextmanager
def telling() -> Iterator[None]:
    """Turn a refusal of the database into a sentence of ours; a bug stays a bug."""
    from django.db import DatabaseError
    from django.db.utils import InterfaceError

    try:
        yield
    except (DatabaseError, InterfaceError, sqlite3.DatabaseError) as exc:
        told = in_words(str(exc))
        if told is None:
            raise
        raise told from exc


def in_words(message: str) -> StoreError | None:
    """Our error for a message of SQLite or PostgreSQL about the store as a whole; None for any other."""
    from django.conf import settings

    where = "the database" if settings.DATABASE_URL else f"the data folder {settings.HOME}"
    if "disk is full" in message or "No space left" in message or "disk I/O error" in message:
        return DiskFull(
            f"No room left to write in {where}. Free some space and run it again; nothing that was there is harmed."
        )
    if "malformed" in message or "not a database" in message:
        return StoreError(
            f"The file store.sqlite3 in {where} is damaged. Put back a copy, or move it away to begin anew."
        )
    if "readonly" in message or "unable to open database file" in message or "read-only" in message:
        return StoreError(
            f"It is not allowed to write in {where}. Set MANYMENTORS_HOME to a folder of yours."
        )
    if "database is locked" in message:
        return StoreError(
            f"Another process has held {where} for longer than 20 s. Wait for it, then run this again."
        )
    if "connection" in message and settings.DATABASE_URL:
        return StoreError(
            "The database of DATABASE_URL does not answer. Start it or mend the address, then run this again."
        )
    return None
