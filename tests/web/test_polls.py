"""A link poll without accounts: one vote a link, closed on a day, the result always with how many spoke."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from manymentors.store.models import Ballot, Errand, Poll, PollPost, Token, User
from manymentors.store.sealed import ELSEWHERE, seal
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


def a_token(me: User, network: str = "mastodon") -> Token:
    return Token.objects.create(
        user=me, network=network, server="https://social.example", account="3", handle="@me@social.example",
        sealed=seal("a-key-of-mine", ELSEWHERE),
    )  # fmt: skip


def test_on_a_network_it_is_shown_to_the_letter_and_goes_out_only_when_post_is_pressed(
    browser: Client, me: User, as_user: Callable[[User], Client]
) -> None:
    assert "Connect one" in browser.get("/polls/").text
    token = a_token(me, "bluesky")
    assert "everybody on Bluesky who reads @me@social.example" in browser.get("/polls/").text
    assert browser.post("/polls/", form(where="999")).status_code == 404
    assert as_user(a_user("eve")).post("/polls/", form(where=str(token.pk))).status_code == 404
    browser.post("/polls/", form(where=str(token.pk)))
    poll = Poll.objects.get()
    here = f"/polls/{poll.pk}/"
    text = browser.get(here).text
    assert "1) Yes<br>2) No" in text
    assert "Post it on Bluesky as @me@social.example" in text
    assert not poll.ballots.exists()
    assert not Errand.objects.exists()
    assert browser.post(here, {"verb": "look"}).status_code == 400
    browser.post(here, form(verb="save", question="Pair less?"))
    assert "Pair less?" in browser.get(here).text
    assert "a draft for Bluesky, not posted" in browser.get("/polls/").text
    browser.post(here, {"verb": "post"})
    assert Errand.objects.get().payload == {"poll": poll.pk}
    assert "It is being posted, once." in browser.get(here).text
    assert browser.post(here, {"verb": "drop"}).status_code == 400
    token.delete()


def test_the_result_says_how_many_spoke_and_how_many_replies_could_not_be_read(
    browser: Client, me: User
) -> None:
    day = timezone.localdate()
    poll = Poll.objects.create(user=me, question="Pair &amp; more?", options=["Yes", "No"], closes=day)
    there = PollPost.objects.create(
        poll=poll, network="bluesky", token=a_token(me, "bluesky"), state="out", posted=timezone.now(), looked=timezone.now(),
        post="at://did:plc:me/app.bsky.feed.post/3k cid", url="https://bsky.app/profile/did:plc:me/post/3k",
        counts=[6, 1], n=7, votes=7, unread=[2, "https://bsky.app/profile/bo/post/1", "https://bsky.app/profile/cy/post/1"],
    )  # fmt: skip
    text = browser.get(f"/polls/{poll.pk}/").text
    for told in (
        "6 of 7",
        "n=7",
        "2 replies could not be read as votes",
        "Stop counting",
        "Pair &amp; more?",
        "bo/post/1",
    ):
        assert told in text, told
    assert "2 replies could not be read" in browser.get("/polls/").text
    browser.post(f"/polls/{poll.pk}/", {"verb": "close"})
    assert "closed" in browser.get(f"/polls/{poll.pk}/").text
    there.network, there.several, there.n, there.counts = "mastodon", True, None, []
    there.save()
    text = browser.get(f"/polls/{poll.pk}/").text
    assert "7 votes; of how many people is not told" in text
    assert "tells the result only once the poll is closed" in text
    there.counts, there.state, there.mine, there.author = [3, 4], "gone", False, "Ada"
    there.save()
    text = browser.get(f"/polls/{poll.pk}/").text
    assert "the post is gone there; this is how it stood" in text
    assert "asked by Ada on Mastodon" in text
    assert "4 votes" in text
    answer = browser.post(f"/polls/{poll.pk}/", {"verb": "drop"}, follow=True)
    assert "The poll and its votes are gone." in answer.text


def test_the_address_of_something_else_is_refused_in_a_sentence(browser: Client) -> None:
    answer = browser.post("/polls/", {"look_at": "https://social.example/about"})
    assert answer.status_code == 400
    assert "not the address of a post" in answer.text


def test_votes_stand_below_what_people_said_on_the_same(browser: Client, me: User) -> None:
    poll, tokens = asked(browser)
    Client().post(f"/poll/{tokens[0]}", {"choice": "0"})
    text = browser.get("/ask?q=Should+we+pair+more").text
    assert "What people voted" in text
    assert f'href="/polls/{poll.pk}/"' in text
    assert "n=1 of 3 asked" in text
    assert "What people voted" not in browser.get("/ask?q=Which+books").text
