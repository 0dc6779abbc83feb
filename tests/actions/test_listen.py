"""The reports of all my devices become one position."""

from __future__ import annotations

from datetime import timedelta
from itertools import permutations

import pytest

from manymentors.actions.forget_me import forget_me
from manymentors.actions.listen import listened
from manymentors.errors import InputError
from manymentors.store.models import AudioFile, Listening
from manymentors.store.queries.export import personal
from tests.factories import NOW, a_source, a_user, an_item

pytestmark = pytest.mark.django_db


def after(minutes: float) -> object:
    return NOW + timedelta(minutes=minutes)


REPORTS = (
    {"seconds": 600.0, "total": 3000.0, "at": after(0), "device": "phone"},
    {"seconds": 40.0, "total": 3010.0, "at": after(5), "device": "desk"},
    {"seconds": 55.0, "total": None, "at": after(5), "device": "desk"},
    {"seconds": 55.0, "total": None, "at": after(5), "device": "phone"},
    {"seconds": 2990.0, "total": 3000.0, "at": after(2), "device": "phone"},
)


def test_devices_end_equal_in_whatever_order_their_reports_come() -> None:
    user = a_user()
    ends = set()
    for order in permutations(REPORTS):
        item = an_item(a_source())
        for report in order:
            listened(user, item, **report)
        row = Listening.objects.get(item=item)
        ends.add((row.seconds, row.total, row.finished, row.at, row.device))
    assert ends == {(55.0, None, False, after(5), "phone")}


def test_an_older_report_changes_nothing_and_the_same_one_twice_is_one() -> None:
    user, item = a_user(), an_item(a_source())
    listened(user, item, seconds=100, total=200, at=after(9), device="desk")
    assert listened(user, item, seconds=7, total=200, at=after(8), device="phone").seconds == 100
    assert listened(user, item, seconds=100, total=200, at=after(9), device="desk").seconds == 100
    assert Listening.objects.count() == 1


def test_positions_of_two_users_do_not_touch() -> None:
    item, ada, ben = an_item(a_source()), a_user(), a_user()
    listened(ada, item, seconds=10, at=after(0))
    listened(ben, item, seconds=20, at=after(1))
    assert listened(ada, item, seconds=11, at=after(0)).seconds == 11
    assert Listening.objects.get(user=ben).seconds == 20


def test_a_clock_that_runs_ahead_is_taken_for_now() -> None:
    user, item = a_user(), an_item(a_source())
    assert listened(user, item, seconds=10, at=after(60 * 24 * 365), now=NOW).at == NOW
    assert listened(user, item, seconds=20, at=after(1), now=after(1)).seconds == 20


def test_what_is_kept_knows_when_anybody_played_it_last() -> None:
    item = an_item(a_source())
    AudioFile.objects.create(item=item)
    listened(a_user(), item, seconds=10, at=after(5))
    listened(a_user(), item, seconds=10, at=after(3))
    assert AudioFile.objects.get().last_played == after(5)


@pytest.mark.parametrize(
    ("seconds", "total", "finished"),
    [(2969, 3000, False), (2970, 3000, True), (9999, 3000, True), (18, 20, False), (19, 20, True), (9, None, False)],
)  # fmt: skip
def test_it_is_finished_where_only_thanks_are_left(
    seconds: float, total: float | None, finished: bool
) -> None:
    row = listened(a_user(), an_item(a_source()), seconds=seconds, total=total, at=after(0))
    assert row.finished is finished
    assert row.seconds <= (total or seconds)


@pytest.mark.parametrize("seconds", [-1, float("nan"), float("inf"), 1e9])
def test_seconds_that_cannot_be_are_refused(seconds: float) -> None:
    with pytest.raises(InputError, match="no second of a recording"):
        listened(a_user(), an_item(a_source()), seconds=seconds, at=after(0))
    assert not Listening.objects.exists()


def test_positions_are_mine_they_are_exported_and_go_with_me() -> None:
    user = a_user()
    item = an_item(a_source(user))
    listened(user, item, seconds=12, total=20, at=after(0), device="desk")
    (told,) = personal(user)["listening"]
    assert (told["source"], told["key"], told["seconds"]) == (item.source.url, item.key, 12)
    forget_me(user)
    assert not Listening.objects.exists()
