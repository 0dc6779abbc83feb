"""A worker says that it is alive, and that it stops."""

from __future__ import annotations

from datetime import datetime

from manymentors.store.models import Worker


def beat(name: str, now: datetime) -> None:
    Worker.objects.update_or_create(name=name, defaults={"beat": now})


def stop(name: str) -> None:
    Worker.objects.filter(name=name).delete()
