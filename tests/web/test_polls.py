"""A link poll without accounts: one vote a link, closed on a day, the result always with how many spoke."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from manymentors.store.models import Ballot, Poll, User
from tests.factories import a_user

pytestmark = pytest.mark.django_db


def form(**other: str) -> dict[str, str]:
    closes = (timezone.localdate() + timedelta(days=3)).isoformat()
    told = {"question": "Pair more?", "options": "Yes\nNo\n\n", "voices": "3", "closes": closes}
    return told | other


def asked(browser: Client) -> tuple[Poll, list[str]]:
    assert browser.post("/polls/", form()).status_code == 302
    poll = Poll.objects.get()
    return poll, list(Ballot.objects.order_by("pk").values_list("token", flat=True))


def test_each_link_is_one_vote_that_can_be_changed(browser: Client) -> None:
    poll, tokens = asked(browser)
    stranger = Client()
    text = stranger.get(f"/poll/{tokens[0]}").text
    assert "Pair more?" in text
    assert "ada" not in text
    assert stranger.get(f"/poll/{tokens[0]}")["X-Robots-Tag"] == "noindex"
    assert "Your vote is counted." in stranger.post(f"/poll/{tokens[0]}", {"choice": "0"}, follow=True).text
    stranger.post(f"/poll/{tokens[0]}", {"choice": "1"})
    stranger.post(f"/poll/{tokens[1]}", {"choice": "1"})
    text = browser.get(f"/polls/{poll.pk}/").text
    assert "2 of 2" in text
    assert "n=2 of 3 asked" in text
    assert text.count("has voted") == 2
    assert f"http://testserver/poll/{tokens[2]}" in text


def test_after_its_day_or_closed_early_nothing_is_counted(browser: Client) -> None:
    poll, tokens = asked(browser)
    here = f"/polls/{poll.pk}/"
    browser.post(here, {"verb": "close"})
    assert "This poll is closed" in Client().get(f"/poll/{tokens[0]}").text
    assert Client().post(f"/poll/{tokens[0]}", {"choice": "0"}).status_code == 400
    browser.post(here, {"verb": "open"})
    assert Client().post(f"/poll/{tokens[0]}", {"choice": "0"}).status_code == 302
    Poll.objects.update(closes=timezone.localdate() - timedelta(days=1))
    assert Client().post(f"/poll/{tokens[0]}", {"choice": "1"}).status_code == 400
    assert Ballot.objects.filter(choice=1).count() == 0
    browser.post(here, {"verb": "drop"})
    assert Client().get(f"/poll/{tokens[0]}").status_code == 404


@pytest.mark.parametrize(
    "wrong",
    [
        {"question": " "},
        {"options": "Yes"},
        {"options": "Yes\nYes"},
        {"options": "\n".join(map(str, range(11)))},
        {"voices": "0"},
        {"voices": "many"},
        {"voices": "1000"},
        {"closes": "2020-01-01"},
        {"closes": "soon"},
    ],
)
def test_a_poll_that_cannot_be_is_refused_in_a_sentence(browser: Client, wrong: dict[str, str]) -> None:
    assert browser.post("/polls/", form(**wrong)).status_code == 400
    assert not Poll.objects.exists()


def test_choices_that_are_none_and_polls_that_are_not_mine_are_refused(
    browser: Client, as_user: Callable[[User], Client]
) -> None:
    poll, tokens = asked(browser)
    for choice in ("2", "-1", "x", "9999", ""):
        assert Client().post(f"/poll/{tokens[0]}", {"choice": choice}).status_code == 400
    assert browser.post(f"/polls/{poll.pk}/", {"verb": "perhaps"}).status_code == 400
    assert as_user(a_user("bob")).get(f"/polls/{poll.pk}/").status_code == 404
    assert Client().get("/poll/abc").status_code == 404


def test_the_list_asks_as_often_for_many_as_for_few(browser: Client) -> None:
    asked(browser)

    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            browser.get("/polls/")
        return len(seen)

    few = queries()
    for _ in range(5):
        browser.post("/polls/", form())
    assert queries() == few
