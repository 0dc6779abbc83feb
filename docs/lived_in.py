"""An account in the sample world as it is after some weeks, for the pictures: run in its data folder.

MANYMENTORS_HOME=… .venv/bin/python -m docs.lived_in
"""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.utils import timezone

from manymentors.cli.output import open_for_me

WORDS = {
    0: "Every week, half an hour, never cancelled. On Fridays I look whom I missed.",
    2: "First what they could see, then what we change.",
}
TRAITS = (
    ("came up as an engineer", True),
    ("led a big group of people", True),
    ("gives advice on difficult conversations", True),
    ("wrote a book", False),
    ("worked in a small town", False),
)
TIERS = {
    "Anselmo Quispe": "monthly",
    "Crispin Dalisayan": "monthly",
    "Thandeka Vermaak": "yearly",
    "Revathi Kunnappilly": "yearly",
}
MARKS = ((8 * 60 + 20, 1), (11 * 60 + 30, 1), (13 * 60 + 5, 1))


def main() -> None:
    me = open_for_me()
    from django.db.models import F, Max

    from manymentors.actions import (
        ask_them,
        ideal,
        keep,
        mark,
        note_on,
        poll,
        prove,
        review,
    )
    from manymentors.actions.fill_queue import fill_week
    from manymentors.store import access
    from manymentors.store.models import Ballot, Follow, Item, Keepsake, Person
    from manymentors.store.queries.nuggets import nugget_lines

    now, today = timezone.now(), timezone.localdate()
    newest = Item.objects.aggregate(newest=Max("published"))["newest"]
    Item.objects.update(
        published=F("published") + (now - timedelta(days=1) - newest)
    )  # as if it were of these days
    for name, tier in TIERS.items():
        Follow.objects.filter(user=me, person__name=name).update(tier=tier)
    lines, _ = nugget_lines(me)
    kept = []
    for at, line in enumerate(lines[:9]):
        assert line.nugget is not None
        item = Item.objects.get(pk=line.nugget.item_id)
        row = keep.keep(me, item, line.nugget.quote)
        Keepsake.objects.filter(pk=row.pk).update(created=now - timedelta(days=30 - 3 * at))
        keep.write_up(row, WORDS.get(at, ""), None, "", today)
        kept.append(row)
    review.review(
        kept[0],
        "applied",
        now - timedelta(days=12),
        "Nobody was surprised in the yearly talk.",
    )
    review.review(
        kept[2], "applied", now - timedelta(days=5), "Two reviews without blame, three things mended."
    )
    for text, must in TRAITS:
        ideal.add_trait(me, text, must=must)
    prove.prove(me)
    dana, _ = note_on.whom(me, "Dana")
    note_on.note_on(me, dana, "pre-brief the sceptic before the meeting", day=today - timedelta(days=6))
    note_on.note_on(me, dana, "how does she decide what not to do?", day=today, asks=True)
    asked = poll.ask_poll(
        me,
        "Would you hold a mentor against a road like yours?",
        ("yes", "no", "it depends"),
        voices=7,
        closes=today + timedelta(days=7),
        today=today,
    )
    for ballot, choice in zip(Ballot.objects.filter(poll=asked), (0, 0, 0, 0, 0, 2), strict=False):
        poll.vote(ballot, choice, now, today)
    ask_them.mark_asked(
        ask_them.draft(
            me,
            Person.objects.get(name="Crispin Dalisayan"),
            "What did you miss of leading when you stepped down?",
            channel="mail",
            token=None,
            handle="",
            on=None,
        ),
        now - timedelta(days=11),
    )
    heard = access.items(me).exclude(heard_from="").order_by("-published")
    mark.take(
        me,
        [
            {
                "client": str(uuid.uuid4()),
                "item": heard[which].pk,
                "seconds": seconds,
                "pressed": (now - timedelta(hours=2)).isoformat(),
            }
            for seconds, which in MARKS
        ],
        now,
    )
    fill_week(me, now)


if __name__ == "__main__":
    main()
