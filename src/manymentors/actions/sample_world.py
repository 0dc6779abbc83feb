"""I follow everyone of the sample world: invented people, with whom the whole of the program can be tried."""

from __future__ import annotations

import json

from django.conf import settings
from django.db import transaction

from manymentors.actions.client import SAMPLE_WORLD, new_client
from manymentors.actions.follow import Followed, follow
from manymentors.actions.my_road import import_steps, take_out_all
from manymentors.roads.mine import steps_from_json
from manymentors.sources.look import look
from manymentors.store import access
from manymentors.store.models import User

FOUND_IN, ORIGIN = "sample world", "sample"
"""By which its follows and the steps of its road are known again."""


def enter(user: User) -> list[Followed]:
    """Follow them as `people.json` tells, and take the sample road as mine where I have none. Reads no network.

    Entering twice changes nothing. Nothing of them is read until the next sync.
    """
    told = json.loads((settings.SAMPLE / "people.json").read_text(encoding="utf-8"))
    with new_client() as client:
        found = {source: look(SAMPLE_WORLD + source, client) for entry in told for source in entry["sources"]}
    followed = [
        follow(
            user,
            place,
            person=entry["person"],
            via=entry["via"],
            why=entry["why"],
            found_in=FOUND_IN,
        )
        for entry in told
        for source in entry["sources"]
        for place in found[source]
    ]
    if not access.steps(user).exists():
        road = json.loads((settings.SAMPLE / "me.json").read_text(encoding="utf-8"))
        import_steps(user, steps_from_json(road), origin=ORIGIN)
    return followed


def inside(user: User) -> bool:
    return access.follows(user).filter(found_in=FOUND_IN).exists()


def leave(user: User) -> None:
    """Follow none of its people any more, and take its steps out of my road; what I entered myself stays.

    What was read of them stays, as after every unfollowing, so that entering again brings all of it back.
    """
    with transaction.atomic():
        access.follows(user).filter(found_in=FOUND_IN).delete()
        take_out_all(user, list(access.steps(user).filter(origin=ORIGIN).values_list("pk", flat=True)))


def people() -> list[str]:
    """The names in it, the one to compare with first."""
    told = json.loads((settings.SAMPLE / "people.json").read_text(encoding="utf-8"))
    return [entry["person"] for entry in told]
