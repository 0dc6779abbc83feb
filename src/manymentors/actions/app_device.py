"""The devices on which apps of mine play: seen, and named by the app."""

from __future__ import annotations

from manymentors.errors import InputError
from manymentors.store.models import AppDevice, User

MOST = 100


def seen_devices(user: User, names: set[str]) -> None:
    """Known from now on, as many as there may be: what an app calls a device, it need not have told before."""
    known = set(AppDevice.objects.filter(user=user).values_list("name", flat=True))
    new = sorted(names - known - {""})[: max(0, MOST - len(known))]
    AppDevice.objects.bulk_create((AppDevice(user=user, name=name) for name in new), ignore_conflicts=True)


def name_device(user: User, name: str, caption: str, type: str) -> AppDevice:
    """Known from now on; what is not told stays as it was. Raises InputError where there are too many."""
    row = AppDevice.objects.filter(user=user, name=name).first()
    if row is None:
        if AppDevice.objects.filter(user=user).count() >= MOST:
            raise InputError(f"There are {MOST} devices already. Give one of their names.")
        row, _ = AppDevice.objects.get_or_create(user=user, name=name)
    row.caption, row.type = caption[:200] or row.caption, type[:20] or row.type
    row.save(update_fields=["caption", "type"])
    return row
