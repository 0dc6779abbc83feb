"""The outbox that the search index follows: one row for each time an item's passages or facts changed."""

from typing import Any

from django.db import models
from django.db.models import BigIntegerField, Func


class CurrentTransaction(Func):
    """The number of the writing transaction on PostgreSQL; 0 on SQLite, where writers stand in line."""

    template = "0"
    output_field = BigIntegerField()

    def as_postgresql(self, compiler: Any, connection: Any) -> Any:
        return self.as_sql(compiler, connection, template="(pg_current_xact_id()::text::bigint)")


class OldestRunningTransaction(Func):
    """Changes below it are all visible on PostgreSQL; on SQLite every change is."""

    template = "1"
    output_field = BigIntegerField()

    def as_postgresql(self, compiler: Any, connection: Any) -> Any:
        return self.as_sql(
            compiler, connection, template="(pg_snapshot_xmin(pg_current_snapshot())::text::bigint)"
        )


class Change(models.Model):
    """No foreign key: a change outlives the item that it says is gone."""

    item = models.BigIntegerField()
    transaction = models.BigIntegerField(db_default=CurrentTransaction())
