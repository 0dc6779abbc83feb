"""Works out a user's shelf beforehand, where more is recommended than a page can fold while somebody waits."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict

from django.db import transaction
from django.db.models import Count, Max

from manymentors import __version__
from manymentors.store import access
from manymentors.store.models import Endorsement, Merge, Shelved, User
from manymentors.store.queries.shelf import is_large, shelf_lines

SAID = 50
"""Places kept of a line; the page shows few of them."""


def shelve(user: User) -> int:
    """Make the lines anew if anything that goes into them has changed; returns how many there are, 0 where none are needed.

    Costs a second or so for tens of thousands of recommendations, next to nothing where nothing has changed.
    """
    if not is_large(user):
        access.shelved(user).delete()
        return 0
    inputs = inputs_of(user)
    known = access.shelved(user).values_list("inputs", flat=True).first()
    if known == inputs:
        return access.shelved(user).count()
    places: dict[str, int] = defaultdict(int)
    rows = []
    for line in shelf_lines(user):
        ids = [row.pk for row in line.said[:SAID]]
        rows.append(
            Shelved(user=user, type=line.type, place=places[line.type], title=line.title, people=line.people,
                    said=ids, confirmed=line.confirmed, inputs=inputs)
        )  # fmt: skip
        places[line.type] += 1
    with transaction.atomic():
        access.shelved(user).delete()
        Shelved.objects.bulk_create(rows, batch_size=1_000)
    return len(rows)


def inputs_of(user: User) -> str:
    """A digest of what the lines depend on. Ids only ever grow, so the highest and the number tell of every change."""
    told = [
        list(rows.aggregate(top=Max("pk"), n=Count("pk")).values())
        for rows in (
            Endorsement.objects.all(),
            access.follows(user).order_by(),
            access.corrections(user).filter(fact="endorsement"),
            Merge.objects.all(),
        )
    ]
    return hashlib.sha256(json.dumps([__version__, told]).encode()).hexdigest()
