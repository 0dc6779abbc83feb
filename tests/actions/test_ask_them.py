"""A question goes out once, when I press the button, whatever is killed on the way; its answer is found and never guessed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from manymentors.actions import ask_them
from manymentors.actions.find_reply import find_reply
from manymentors.actions.name_person import person_called
from manymentors.actions.post_asked import post_asked
from manymentors.errors import InputError
from manymentors.http_client import Client
from manymentors.store.models import Asked, Errand, Follow, Source, Token, User
from manymentors.store.queries.asked import handles_of, ledger, replies_due
from manymentors.store.sealed import ELSEWHERE, seal
from tests.factories import NOW, a_user
from tests.http_client.servers import serving
from tests.post_server import KEY, Networks, answer
from tests.sources.mastodon_server import BASE, a_status, an_account
from tests.sources.networks import Elsewhere, Query, Said, answering

pytestmark = pytest.mark.django_db
WORDS = "How did you come to like on-call?"


@pytest.fixture
def networks() -> Iterator[Networks]:
    with serving() as server:
        yield Networks(server)


@pytest.fixture
def client(networks: Networks) -> Iterator[Client]:
    with Client(user_agent="test", allow_hosts=[networks.server.host]) as client:
        yield client


@pytest.fixture
def me(db: None) -> User:
    return a_user("me")


def token(me: User, networks: Networks, network: str = "mastodon") -> Token:
    return Token.objects.create(
        user=me, network=network, server=networks.server.url().rstrip("/"), account="did:plc:me",
        handle="@me@social.example", sealed=seal(KEY, ELSEWHERE),
    )  # fmt: skip


def a_question(me: User, networks: Networks, network: str = "mastodon", words: str = WORDS) -> Asked:
    ada = person_called("Ada Example")
    url = f"{BASE}/@ada" if network == "mastodon" else "https://bsky.app/profile/did:plc:ada"
    source, _ = Source.objects.get_or_create(kind=network, url=url, defaults={"site_url": url})
    Follow.objects.get_or_create(user=me, source=source, person=ada)
    handle = "@ada@social.example" if network == "mastodon" else "@ada.example"
    mine = Token.objects.filter(user=me, network=network).first() or token(me, networks, network)
    return ask_them.draft(me, ada, words, channel=network, token=mine, handle=handle, on=None)


def pressed(asked: Asked) -> Asked:
    ask_them.press(asked)
    assert Errand.objects.filter(verb="post", payload={"asked": asked.pk}).exists()
    return asked


def test_it_goes_out_with_whom_it_is_for_and_waits(me: User, networks: Networks, client: Client) -> None:
    asked = pressed(a_question(me, networks))
    post_asked(asked.pk, client, NOW)
    asked.refresh_from_db()
    assert (asked.state, asked.asked, asked.problem) == ("waiting", NOW, "")
    assert asked.url.endswith("/@me/100")
    assert networks.posts[0]["content"] == f"<p>@ada@social.example {WORDS.replace('?', '?')}</p>"
    with pytest.raises(InputError, match="asked already"):
        ask_them.press(asked)
    post_asked(asked.pk, client, NOW)
    assert len(networks.posts) == 1


@pytest.mark.parametrize("keeps_keys", [True, False])
def test_a_try_after_a_lost_answer_finds_the_post_of_the_one_before(
    me: User, networks: Networks, client: Client, keeps_keys: bool
) -> None:
    networks.keeps_keys = keeps_keys
    asked = pressed(
        a_question(me, networks, words="Which @bo@far.example book & why?  See https://long.example/x")
    )
    from django.utils import timezone

    post_asked(asked.pk, client, timezone.now())
    Asked.objects.filter(pk=asked.pk).update(
        state="posting", asked=None, post="", url=""
    )  # killed before it was written
    post_asked(asked.pk, client, timezone.now())
    asked.refresh_from_db()
    assert (asked.state, len(networks.posts)) == ("waiting", 1)


def test_bluesky_writes_the_same_record_over_itself(me: User, networks: Networks, client: Client) -> None:
    asked = pressed(a_question(me, networks, "bluesky"))
    post_asked(asked.pk, client, NOW)
    Asked.objects.filter(pk=asked.pk).update(state="posting")
    post_asked(asked.pk, client, NOW + timedelta(minutes=5))
    (record,) = networks.records.values()
    assert record["text"] == f"@ada.example {WORDS}"
    (facet,) = record["facets"]
    assert facet["features"][0]["did"] == "did:plc:ada"
    assert facet["index"] == {"byteStart": 0, "byteEnd": len("@ada.example")}
    asked.refresh_from_db()
    assert asked.url.startswith("https://bsky.app/profile/did:plc:me/post/")


def test_what_a_network_refuses_is_a_draft_again_and_what_it_cannot_do_now_is_tried_again(
    me: User, networks: Networks, client: Client
) -> None:
    asked = pressed(a_question(me, networks))
    networks.status = 502
    post_asked(asked.pk, client, NOW)
    asked.refresh_from_db()
    assert asked.state == "posting"
    assert "502" in asked.problem
    networks.status = 422
    post_asked(asked.pk, client, NOW)
    asked.refresh_from_db()
    assert (asked.state, asked.tried) == ("draft", None)
    networks.status = 200
    post_asked(pressed(asked).pk, client, NOW)
    assert len(networks.posts) == 1


def test_a_key_that_cannot_be_opened_is_told(me: User, networks: Networks, client: Client) -> None:
    asked = pressed(a_question(me, networks))
    Token.objects.update(sealed="broken")
    post_asked(asked.pk, client, NOW)
    asked.refresh_from_db()
    assert asked.state == "draft"
    assert "Connect it again" in asked.problem
    assert "Connect it again" in Token.objects.get().problem
    asked = Asked.objects.get()
    with pytest.raises(InputError, match="Connect it again"):
        ask_them.press(asked)


def test_what_cannot_go_out_is_said_before(me: User, networks: Networks) -> None:
    long = a_question(me, networks, words="x" * 600)
    with pytest.raises(InputError, match="too long for Mastodon"):
        ask_them.press(long)
    ada = person_called("Ada Example")
    by_mail = ask_them.draft(me, ada, WORDS, channel="mail", token=None, handle="", on=None)
    with pytest.raises(InputError, match="Ask by hand"):
        ask_them.press(by_mail)
    with pytest.raises(InputError, match="no words"):
        ask_them.draft(me, ada, "  ", channel="mail", token=None, handle="", on=None)
    with pytest.raises(InputError, match="by which way"):
        ask_them.draft(me, ada, WORDS, channel="pigeon", token=None, handle="", on=None)


def test_asked_by_hand_answered_and_taken_back(me: User) -> None:
    ada = person_called("Ada Example")
    asked = ask_them.draft(me, ada, WORDS, channel="in-person", token=None, handle="", on=NOW.date())
    with pytest.raises(InputError, match="not been asked yet"):
        ask_them.answered(asked, "No.", NOW)
    note = ask_them.mark_asked(asked, NOW, "javascript:alert(1)")
    assert (asked.state, asked.url) == ("waiting", "")
    ask_them.as_before(asked, note)
    assert (asked.state, asked.asked) == ("draft", None)
    ask_them.mark_asked(asked, NOW)
    note = ask_them.answered(asked, "By sleeping first.", NOW)
    asked.refresh_from_db()
    assert (asked.state, asked.answer) == ("answered", "By sleeping first.")
    ask_them.as_before(asked, note)
    asked.refresh_from_db()
    assert (asked.state, asked.answer, asked.asked) == ("waiting", "", NOW)
    with pytest.raises(InputError, match="no longer be undone"):
        ask_them.as_before(asked, note + "x")


def test_one_nudge_after_a_week_in_the_same_thread(me: User, networks: Networks, client: Client) -> None:
    asked = pressed(a_question(me, networks))
    post_asked(asked.pk, client, NOW)
    asked.refresh_from_db()
    with pytest.raises(InputError, match="a little time"):
        ask_them.press_nudge(asked, "Just in case.", NOW + timedelta(days=2))
    later = NOW + timedelta(days=8)
    ask_them.press_nudge(asked, "Just in case it got lost.", later)
    post_asked(asked.pk, client, later)
    post_asked(asked.pk, client, later)
    asked.refresh_from_db()
    assert (asked.nudged, asked.nudging, asked.state) == (later, False, "waiting")
    assert [post["in_reply_to_id"] for post in networks.posts] == [None, "100"]
    with pytest.raises(InputError, match="asked once more already"):
        ask_them.press_nudge(asked, "Hello?", later + timedelta(days=30))


def test_a_reply_in_the_thread_is_proposed_and_never_taken_by_itself(me: User) -> None:
    mine = a_status(0, an_account("me", "3"))
    ada = a_status(1, an_account("ada"), "<p>I learned to sleep first.</p>", in_reply_to_id="1000")
    stranger = a_status(2, an_account("dan", "9"), "<p>Me too</p>", in_reply_to_id="1000")
    asked = Asked.objects.create(
        user=me, person=person_called("Ada Example"), words=WORDS, channel="mastodon",
        handle="@ada@social.example", state="waiting", asked=NOW, post=f"{mine['uri']} 1000", url=mine["url"],
    )  # fmt: skip
    replies = [stranger]

    def server(path: str, query: Query) -> Said:
        return Said({"ancestors": [], "descendants": replies} if path.endswith("/context") else mine)

    with answering(server) as here, Elsewhere({BASE: here}) as client:
        assert not find_reply(asked, client, NOW)
        replies.append(ada)
        assert find_reply(asked, client, NOW)
        assert not find_reply(asked, client, NOW), "it was proposed already"
    asked.refresh_from_db()
    assert (asked.state, asked.proposed, asked.answer) == ("waiting", True, "I learned to sleep first.")
    ask_them.not_the_answer(asked)
    assert (asked.proposed, asked.answer) == (False, "")


def test_it_is_looked_after_every_hour_and_rarely_after_a_month(me: User) -> None:
    row = Asked.objects.create(
        user=me, person=person_called("Ada Example"), words=WORDS, channel="mastodon",
        state="waiting", asked=NOW, post="x 1", url="u",
    )  # fmt: skip
    hour = timedelta(hours=1)

    def due(after: timedelta, looked: timedelta | None) -> bool:
        Asked.objects.filter(pk=row.pk).update(looked=None if looked is None else NOW + looked)
        return replies_due(NOW + after, hour).exists()

    assert due(hour, None)
    assert not due(hour, hour / 2)
    assert due(3 * hour, hour)
    month = timedelta(days=40)
    assert not due(month, month - 2 * hour)
    assert due(month, month - timedelta(days=2))


def test_habits_are_told_of_enough_questions_only(me: User) -> None:
    ada = person_called("Ada Example")
    for number in range(3):
        Asked.objects.create(
            user=me, person=ada, words=WORDS, channel="mail", asked=NOW,
            state="answered" if number else "waiting", answered=NOW + timedelta(days=2) if number else None,
        )  # fmt: skip
    (habit,) = ledger(me).habits
    assert (habit.asked, habit.answered, habit.days) == (3, 2, 2.0)
    Asked.objects.first().delete()  # type: ignore[union-attr]  # there are three
    assert ledger(me).habits == []


def test_whom_it_is_for_is_called_as_their_network_calls_them(me: User, networks: Networks) -> None:
    a_question(me, networks)
    bluesky = Source.objects.create(
        kind="bluesky", url="https://bsky.app/profile/did:plc:ada", title="Ada (@ada.example)",
        site_url="https://bsky.app/profile/ada.example",
    )  # fmt: skip
    ada = person_called("Ada Example")
    Follow.objects.create(user=me, source=bluesky, person=ada)
    assert handles_of(me, ada) == {"mastodon": "@ada@social.example", "bluesky": "@ada.example"}


def test_an_answer_that_cannot_be_read_is_no_reason_to_post_it_again(
    me: User, networks: Networks, client: Client
) -> None:
    asked, take = pressed(a_question(me, networks)), networks.server.routes["/api/v1/statuses"]

    def garbled(request):  # type: ignore[no-untyped-def]  # the answer gets lost on its way
        take(request)
        return answer("…")

    networks.keeps_keys = False
    networks.server.routes["/api/v1/statuses"] = garbled
    from django.utils import timezone

    post_asked(asked.pk, client, timezone.now())
    asked.refresh_from_db()
    assert asked.state == "posting"
    assert Token.objects.get().problem == ""
    networks.server.routes["/api/v1/statuses"] = take
    post_asked(asked.pk, client, timezone.now())
    asked.refresh_from_db()
    assert (asked.state, len(networks.posts)) == ("waiting", 1)
