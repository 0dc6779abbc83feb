"""The queue: why each is there, my week, the plan, and what apps and I do to it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from manymentors.actions.fill_queue import fill_week, refill
from manymentors.actions.listen import listened
from manymentors.actions.queue import MOST, enqueue, set_budget
from manymentors.store import access
from manymentors.store.models import Item, Queued, User
from manymentors.store.queries.could_hear import possible
from manymentors.store.queries.queue import monday_of, queue
from tests.factories import a_nugget, a_source, a_stop, a_user, an_endorsement, an_episode

pytestmark = pytest.mark.django_db


def titles(user: User) -> list[str]:
    return list(access.queue(user).values_list("item__title", flat=True))


def put(user: User, *names: str, minutes: float | None = 30) -> list[Item]:
    source = a_source(user)
    items = [an_episode(source, name, minutes=minutes) for name in names]
    for item in items:
        enqueue(user, item)
    return items


def test_an_empty_queue_teaches_and_offers_to_fill_the_week(browser: Client, me: User) -> None:
    text = browser.get("/listen/").text
    assert "Your queue is empty" in text
    assert "First follow somebody" in text
    a_source(me)
    text = browser.get("/listen/").text
    assert "Fill my week" in text


def test_an_episode_put_there_says_why_and_can_be_taken_back(browser: Client, me: User) -> None:
    item = an_episode(a_source(me), "How I began", guest="Ann Example")
    a_stop(me, item, "Ann Example", at=1800)
    person = item.milestones.first().person  # type: ignore[union-attr]
    form = {"because": "stop", "start": "1800.0", "person": str(person.pk)}  # type: ignore[union-attr]
    answer = browser.post(reverse("queue-add", args=[item.pk]), form, follow=True)
    assert "“How I began” is in your queue." in answer.text
    assert "Ann Example’s story goes on from your stop: 30 min" in answer.text
    assert "from 30:00" in answer.text
    undo = browser.session["undo"]
    browser.post(undo["url"], undo["fields"])
    assert titles(me) == []
    undo = browser.session["undo"]
    browser.post(undo["url"], undo["fields"])
    row = access.queue(me).get()
    assert (row.item, row.start, row.why) == (
        item,
        1800,
        "Ann Example’s story goes on from your stop: 30 min",
    )


def test_what_has_no_recording_is_refused_in_words(browser: Client, me: User) -> None:
    item = an_episode(a_source(me), "A post")
    Item.objects.update(audio_url="")
    answer = browser.post(reverse("queue-add", args=[item.pk]))
    assert answer.status_code == 400
    assert "has no recording" in answer.text


def test_put_twice_it_is_there_once(browser: Client, me: User) -> None:
    item = an_episode(a_source(me))
    for said in ("is in your queue.", "This is in your queue already."):
        answer = browser.post(reverse("queue-add", args=[item.pk]), {"because": "today"}, follow=True)
        assert said in answer.text
    assert "you put it here from Today" in answer.text
    enqueue(me, item, start=60, why="from there")
    assert access.queue(me).get().start == 60


def test_episodes_are_moved_and_moved_back(browser: Client, me: User) -> None:
    put(me, "one", "two", "three")
    three = Queued.objects.get(item__title="three")
    move = reverse("queue-move", args=[three.pk])
    answer = browser.post(move, {"by": "-1"})
    assert answer["Location"] == f"/listen/#queued-{three.pk}"
    assert titles(me) == ["one", "three", "two"]
    browser.post(move, {"by": "-5"})
    assert titles(me) == ["three", "one", "two"]
    undo = browser.session["undo"]
    browser.post(undo["url"], undo["fields"])
    assert titles(me) == ["one", "three", "two"]
    assert browser.post(move, {"by": "up"}).status_code == 400


def test_what_was_heard_leaves_the_queue_and_what_is_put_there_again_stays(me: User) -> None:
    item, other = put(me, "one", "two")
    now = timezone.now()
    listened(me, item, seconds=1795, total=1800, at=now + timedelta(seconds=1), now=now + timedelta(hours=1))
    assert titles(me) == ["two"]
    Queued.objects.filter(item=item).delete()
    enqueue(me, other)
    assert Queued.objects.count() == 1
    row, new = enqueue(me, item)
    Queued.objects.filter(pk=row.pk).update(created=now + timedelta(hours=2))
    assert new
    assert titles(me) == ["two", "one"]


def test_what_i_follow_no_more_is_not_shown(me: User) -> None:
    put(me, "one")
    me.follows.all().delete()  # type: ignore[attr-defined]
    assert titles(me) == []


def test_the_week_is_filled_with_stops_recommended_shows_and_what_it_lacks(browser: Client, me: User) -> None:
    now = timezone.now()
    story = an_episode(a_source(me), "A life", minutes=60, guest="Ann Example")
    a_stop(me, story, "Ann Example", at=29 * 60)
    show = a_source(me)
    show.title = "The Good Show"
    show.save()
    recommended = an_episode(show, "Newest of the good show", minutes=50)
    other = an_episode(a_source(me), "Elsewhere", minutes=400, guest="Bo Example")
    an_endorsement(other, "I never looked back.", title="Good Show", type="show")
    technical = an_episode(a_source(me), "Deep packets", minutes=40)
    a_nugget(technical, "I never looked back.", field="technical")
    said = browser.post(reverse("queue-fill"), follow=True).text
    assert "3 episodes came, each with why." in said
    why = dict(access.queue(me).values_list("item__title", "why"))
    assert why["A life"] == "Ann Example’s story goes on from your stop: 31 min"
    assert why["Newest of the good show"] == "Bo Example recommends this show"
    assert why["Deep packets"].endswith("; technical: your week has little of it")
    assert recommended.pk
    held = queue(me, now)
    assert round(held.minutes) == 31 + 50 + 40
    assert held.room == pytest.approx(180 - 121, abs=0.1)
    undo = browser.session["undo"]
    browser.post(undo["url"], undo["fields"])
    assert titles(me) == []


def test_a_full_week_stays_as_it_is(browser: Client, me: User) -> None:
    put(me, "a long one", minutes=175)
    an_episode(a_source(me), "short", minutes=4)
    set_budget(me, minutes=175, technical=40, career=30, soft=30)
    assert "Your week is full." in browser.post(reverse("queue-fill"), follow=True).text
    set_budget(me, minutes=500, technical=40, career=30, soft=30)
    Item.objects.filter(title="short").update(audio_url="")
    assert "nothing more to hear" in browser.post(reverse("queue-fill"), follow=True).text


def test_what_was_heard_this_week_counts(me: User) -> None:
    item = an_episode(a_source(me), "heard")
    now = timezone.now()
    listened(me, item, seconds=1200, total=3600, at=max(monday_of(now), now - timedelta(minutes=1)), now=now)
    held = queue(me, now)
    assert held.heard == 20
    assert held.room == 160
    one = possible(me, now)[0]
    assert one.candidate.why == "you stopped at 20:00: 40 min are left"


def test_names_with_braces_are_words_like_others(me: User) -> None:
    source = a_source(me)
    source.title = "{oops} of {0}"
    source.save()
    an_episode(source)
    assert possible(me, timezone.now())[0].candidate.why.endswith("in {oops} of {0}, which you follow")


def test_a_plan_for_the_minutes_that_i_have(browser: Client, me: User) -> None:
    story = an_episode(a_source(me), "A life", minutes=50, guest="Ann Example")
    a_stop(me, story, "Ann Example", at=26 * 60)
    technical = an_episode(a_source(me), "Deep packets", minutes=18)
    a_nugget(technical, "I never looked back.", field="technical")
    put(me, "something long", minutes=80)
    text = browser.get("/listen/", {"minutes": "42"}).text
    assert "One story from your stop, one technical: 42 minutes" in text
    assert titles(me) == ["something long"]
    said = browser.post(reverse("queue-plan"), {"minutes": "42"}, follow=True).text
    assert "It stands first in your queue." in said
    assert titles(me) == ["A life", "Deep packets", "something long"]
    undo = browser.session["undo"]
    browser.post(undo["url"], undo["fields"])
    assert titles(me) == ["something long"]
    for wrong in ("0", "9999", "soon"):
        assert browser.get("/listen/", {"minutes": wrong}).status_code == 400


def test_a_plan_where_nothing_can_be_heard(browser: Client, me: User) -> None:
    assert "Nothing to hear yet" in browser.get("/listen/", {"minutes": "42"}).text
    assert "nothing to hear yet" in browser.post(reverse("queue-plan"), {"minutes": "42"}, follow=True).text


def test_the_budget_is_changed_and_changed_back(browser: Client, me: User) -> None:
    url = reverse("queue-budget")
    given = {"minutes": "240", "technical": "70", "career": "20", "soft": "10", "refills": "1"}
    browser.post(url, given)
    me.refresh_from_db()
    assert (me.budget.minutes, me.budget.technical, me.budget.refills) == (240, 70, True)
    undo = browser.session["undo"]
    browser.post(undo["url"], undo["fields"])
    me.budget.refresh_from_db()
    assert (me.budget.minutes, me.budget.technical, me.budget.refills) == (180, 40, False)
    for wrong in ({"soft": "11"}, {"minutes": "20000"}, {"technical": "-5"}, {"career": ""}):
        assert browser.post(url, given | wrong).status_code == 400


def test_a_week_that_is_to_be_filled_is_filled_once(me: User) -> None:
    an_episode(a_source(me), "one")
    now = timezone.now()
    assert refill(me, now) == []
    set_budget(me, minutes=180, technical=40, career=30, soft=30, refills=True)
    assert len(refill(me, now)) == 1
    an_episode(a_source(me), "two")
    assert refill(me, now) == []
    assert len(refill(me, now + timedelta(days=7))) == 1


def test_a_queue_has_an_end(me: User, monkeypatch: pytest.MonkeyPatch) -> None:
    source = a_source(me)
    item = an_episode(source)
    Queued.objects.bulk_create(
        Queued(user=me, item=an_episode(source), position=n) for n in range(MOST - Queued.objects.count())
    )
    with pytest.raises(Exception, match="Hear or take out some"):
        enqueue(me, item)


def test_the_queue_of_another_is_not_mine(browser: Client, me: User) -> None:
    eve = a_user("eve")
    put(eve, "hers")
    row = Queued.objects.get()
    assert "hers" not in browser.get("/listen/").text
    for name in ("queue-out", "queue-move"):
        assert browser.post(reverse(name, args=[row.pk]), {"by": "1"}).status_code == 404
    browser.post(reverse("queue-unfill"), {"rows": str(row.pk), "order": str(row.pk)})
    assert titles(eve) == ["hers"]
    note = browser.post(reverse("queue-back"), {"note": "made up"})
    assert note.status_code == 400


def test_the_number_of_queries_does_not_grow(
    browser: Client, me: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    put(me, "a", "b", "c")
    an_episode(a_source(me), "new")
    browser.get("/listen/?could")
    with django_assert_max_num_queries(40) as few:
        browser.get("/listen/?could&minutes=60")
    put(me, *[f"episode {n}" for n in range(27)])
    for n in range(10):
        an_episode(a_source(me), f"new {n}")
    with django_assert_max_num_queries(len(few)):
        browser.get("/listen/?could&minutes=60")


def test_an_episode_is_put_there_from_its_page(browser: Client, me: User) -> None:
    item = an_episode(a_source(me))
    assert reverse("queue-add", args=[item.pk]) in browser.get(reverse("item", args=[item.pk])).text


def test_filling_takes_as_much_as_fits(me: User) -> None:
    for n in range(6):
        an_episode(a_source(me), f"episode {n}", minutes=50)
    assert len(fill_week(me, timezone.now())) == 3
