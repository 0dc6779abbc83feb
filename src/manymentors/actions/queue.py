"""I put an episode into my queue, move it, take it out and put it back; and I say how long I listen in a week."""

from __future__ import annotations

from typing import Any

from django.core import signing
from django.db import transaction
from django.db.models import Max

from manymentors.errors import InputError
from manymentors.sources.clean import printable
from manymentors.store import access
from manymentors.store.models import Budget, Item, Person, Queued, User

LONGEST_WHY = 300
MOST = 500
"""Episodes in one queue; a longer one is no queue but an archive."""
KEPT = ("position", "why", "by", "start", "item_id", "person_id")


def enqueue(
    user: User,
    item: Item,
    *,
    why: str = "",
    start: float | None = None,
    person: Person | None = None,
    by: str = "me",
) -> tuple[Queued, bool]:
    """Put it at the end; True where it was not there yet. What is there stays where it is, with a beginning if it had none.

    Raises InputError for an item that cannot be heard.
    """
    why = " ".join(printable(why).split())[:LONGEST_WHY]
    if not item.audio_url:
        raise InputError(
            f"“{item}” has no recording. Only what can be heard goes into the queue; open it to read it."
        )
    with transaction.atomic():
        settle(user)
        there = Queued.objects.filter(user=user, item=item).first()
        if there is not None:
            if start is not None and there.start is None:
                there.start, there.why = start, why or there.why
                there.save(update_fields=["start", "why"])
            return there, False
        if access.queue(user).count() >= MOST:
            raise InputError(f"There are {MOST} episodes in your queue. Hear or take out some of them first.")
        row = Queued.objects.create(
            user=user,
            item=item,
            person=person,
            position=last(user) + 1,
            why=why,
            by=by,
            start=start,
        )
    return row, True


def take_out(row: Queued) -> str:
    """Out of the queue; returns a sealed note with which `put_back` undoes it."""
    note = signing.dumps([row.user_id, {name: getattr(row, name) for name in KEPT}], salt="queued")
    row.delete()
    return note


def put_back(user: User, note: str) -> Queued | None:
    """To the place that it had; None where its item is gone. Raises InputError for a note that is not this user's."""
    try:
        owner, told = signing.loads(note, salt="queued", max_age=86_400)
    except signing.BadSignature as exc:
        raise InputError("This can no longer be undone. Put it into the queue anew.") from exc
    if owner != user.pk:
        raise InputError("This can no longer be undone. Put it into the queue anew.")
    return _restore(user, told)


def _restore(user: User, told: dict[str, Any]) -> Queued | None:
    with transaction.atomic():
        if not Item.objects.filter(pk=told["item_id"]).exists():
            return None
        if told["person_id"] and not Person.objects.filter(pk=told["person_id"]).exists():
            told["person_id"] = None
        given = {name: value for name, value in told.items() if name != "item_id"}
        row, new = Queued.objects.get_or_create(user=user, item_id=told["item_id"], defaults=given)
        if new:
            place(row, told["position"])
    return row


def take_all_out(user: User, ids: list[int]) -> int:
    """Undo a filling: these go out again."""
    return Queued.objects.filter(user=user, pk__in=ids).delete()[0]


def move(row: Queued, by: int) -> int:
    """`by` places towards the end, or the front where it is below 0; returns the place that it had."""
    with transaction.atomic():
        before = settle(row.user).index(row.pk)
        place(row, before + by)
    return before


def place(row: Queued, position: int) -> None:
    """To this place, counted from 0; one beyond an end is that end."""
    with transaction.atomic():
        order = settle(row.user)
        if row.pk not in order:
            return
        order.remove(row.pk)
        order.insert(min(max(0, position), len(order)), row.pk)
        _number(order)


def put_in_order(user: User, ids: list[int]) -> None:
    """These in this order, as far as they are in the queue; the others after them."""
    with transaction.atomic():
        there = settle(user)
        wanted = [pk for pk in dict.fromkeys(ids) if pk in there]
        _number(wanted + [pk for pk in there if pk not in wanted])


def settle(user: User) -> list[int]:
    """Forget what was heard since it was put there, and number the rest from 0; returns it in order."""
    with transaction.atomic():
        hold(user)
        order = list(access.queue(user).values_list("pk", flat=True))
        Queued.objects.filter(user=user, item__source__in=access.follows(user).values("source")).exclude(
            pk__in=order
        ).delete()
        _number(order)
    return order


def hold(user: User) -> None:
    """Until the transaction ends nobody else changes this user's queue: its order is a matter of all rows together."""
    list(User.objects.select_for_update().filter(pk=user.pk).values_list("pk"))


def _number(order: list[int]) -> None:
    Queued.objects.bulk_update([Queued(pk=pk, position=at) for at, pk in enumerate(order)], ["position"], 200)


def last(user: User) -> int:
    highest = Queued.objects.filter(user=user).aggregate(last=Max("position"))["last"]
    return -1 if highest is None else int(highest)


def set_budget(
    user: User, *, minutes: int, technical: int, career: int, soft: int, refills: bool = False
) -> Budget:
    """Raises InputError for a week that has not so many minutes, and for shares that are not a hundred together."""
    if not 0 <= minutes <= 7 * 24 * 60:
        raise InputError(f"A week has 10,080 minutes; {minutes} of them cannot be listened to. Give fewer.")
    shares = (technical, career, soft)
    if any(share < 0 for share in shares) or sum(shares) != 100:
        raise InputError(
            f"Technical, careers and soft skills are {sum(shares)} % together. Give three shares that make 100."
        )
    row, _ = Budget.objects.update_or_create(
        user=user,
        defaults={
            "minutes": minutes,
            "technical": technical,
            "career": career,
            "soft": soft,
            "refills": refills,
        },
    )
    return row
