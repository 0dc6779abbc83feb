"""The gpodder API: every answer of the contract, both ways of syncing, and cursors that lose nothing."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from manymentors.actions.app_key import revoke_key
from manymentors.actions.listen import listened
from manymentors.actions.unfollow import unfollow
from manymentors.store.models import (
    AppClock,
    AppDevice,
    AppSubscription,
    Errand,
    Follow,
    Listening,
    PlayAction,
    Source,
    User,
)
from manymentors.store.queries.apps import unsubscribed
from tests.api.conftest import App
from tests.factories import a_source, a_user, an_episode
from tests.shared import shared

pytestmark = pytest.mark.django_db

FEED, OTHER, EPISODE = "https://p.example/feed", "https://q.example/feed", "https://p.example/1.mp3"


def a_play(position: int, at: str = "2026-01-01T00:00:00", **more: Any) -> dict[str, Any]:
    return {
        "podcast": FEED,
        "episode": EPISODE,
        "guid": "e1",
        "device": "antennapod-abc",
        "action": "play",
        "timestamp": at,
        "started": 15,
        "position": position,
        "total": 500,
    } | more


def a_show(user: User, url: str = FEED, audio: str = EPISODE, key: str = "e1", minutes: float = 30) -> Any:
    source = a_source(user)
    source.url, source.kind = url, "podcast"
    source.save()
    item = an_episode(source, minutes=minutes)
    item.audio_url, item.key = audio, key
    item.save()
    return item


# --- the contract -------------------------------------------------------------------------------------------------


@pytest.fixture
def contract() -> Any:
    return json.loads(shared("fixtures/sync/gpodder_contract.json").read_text())


def like(answer: Any, wanted: Any) -> bool:
    """Of the same form: the same keys, values of the same types."""
    if isinstance(wanted, dict):
        return set(answer) == set(wanted) and all(like(answer[key], wanted[key]) for key in wanted)
    if isinstance(wanted, list):
        return isinstance(answer, list) and all(like(one, wanted[0]) for one in answer if wanted)
    return type(answer) is type(wanted)


def test_every_request_of_the_contract_is_answered_as_it_says(me: User, contract: Any) -> None:
    app = App(me)
    answer = app.log_in()
    assert answer.status_code == contract["login"]["response"]["status"]
    cookie = answer.cookies["sessionid"]
    assert cookie["path"] == "/"
    assert cookie["httponly"]
    assert list(answer.cookies) == ["sessionid"]
    assert app.post("devices", contract["device_post"]["body"]) == contract["device_post"]["response"]
    got = app.get("subscriptions")
    assert got == {"add": [], "remove": [], "timestamp": got["timestamp"]}
    sent = app.post("subscriptions", contract["subs_post"]["body"])
    assert like(sent, contract["subs_post"]["response"])
    assert sent["update_urls"] == contract["subs_post"]["response"]["update_urls"]
    got = app.get("subscriptions")
    assert got | {"timestamp": 0} == contract["subs_get"]["response"] | {"timestamp": 0}
    assert type(got["timestamp"]) is int
    sent = app.post("episodes", contract["episodes_post"]["body"])
    assert like(sent, contract["episodes_post"]["response"])
    assert sent["update_urls"] == []
    played = contract["episodes_get"]["response"]["actions"]
    app.post("episodes", played)
    got = app.get("episodes")
    assert got["actions"][1:] == played
    assert got["actions"][0]["action"] == "download"
    app.post("subscriptions", {"add": [OTHER], "remove": []})
    devices = app.client.get("/api/2/devices/ada.json").json()
    assert devices == contract["devices_get"]["response"]


def test_nextcloud_s_addresses_answer_the_same_with_the_key_each_time(me: User, contract: Any) -> None:
    app = App(me)
    told = {name: line.split(" ", 1) for name, line in contract["nextcloud"].items()}
    ways = {name: (method, path.split("?")[0]) for name, (method, path) in told.items()}
    client = Client()

    def ask(name: str, body: Any = None, since: int = 0) -> Any:
        method, path = ways[name]
        answer = client.generic(
            method,
            f"{path}?since={since}" if method == "GET" else path,
            json.dumps(body) if body is not None else "",
            content_type="application/json",
            headers=app.basic,
        )
        assert answer.status_code == 200, answer.text
        return answer.json()

    assert set(ask("subs_get")) == {"add", "remove", "timestamp"}
    assert ask("subs_post", {"add": [f"{FEED} "], "remove": []})["update_urls"] == [[f"{FEED} ", FEED]]
    assert ask("subs_get")["add"] == [FEED]
    ask("ep_get")
    ask("ep_post", [a_play(120, action="PLAY", started=-1)])
    (action,) = ask("ep_get")["actions"]
    assert (action["action"], action["position"], action["timestamp"]) == ("play", 120, "2026-01-01T00:00:00")
    assert "started" not in action


# --- who may ------------------------------------------------------------------------------------------------------


def test_only_the_key_opens_and_no_password(me: User) -> None:
    app = App(me)
    good = app.secret
    for wrong in ("long enough and dull", "", good[:-1], good + "2"):
        app.secret = wrong
        answer = app.log_in()
        assert answer.status_code == 401
        assert "Basic" in answer["WWW-Authenticate"]
        assert not answer.cookies
    app.secret = good.upper().replace("-", " ")
    assert app.log_in().status_code == 200
    assert app.client.get("/api/2/devices/eve.json").status_code == 401
    assert Client().get("/api/2/devices/ada.json").status_code == 401
    assert Client(headers={"Authorization": "Basic ???"}).get("/api/2/devices/ada.json").status_code == 401


def test_a_key_of_a_feed_does_not_open_what_syncs(me: User) -> None:
    app = App(me)
    app.row.opens = "queue"
    app.row.save()
    assert app.log_in().status_code == 401


def test_a_revoked_key_and_a_closed_account_open_nothing(me: User, phone: App) -> None:
    url = "/api/2/devices/ada.json"
    me.is_active = False
    me.save()
    assert phone.client.get(url).status_code == 401
    me.is_active = True
    me.save()
    assert phone.client.get(url).status_code == 200
    revoke_key(me, phone.row.pk)
    assert phone.client.get(url).status_code == 401
    assert phone.log_in().status_code == 401


def test_after_logging_out_the_cookie_opens_nothing(phone: App) -> None:
    cookie = phone.client.cookies["sessionid"].value
    assert phone.client.post("/api/2/auth/ada/logout.json").status_code == 200
    phone.client.cookies["sessionid"] = cookie
    assert phone.client.get("/api/2/devices/ada.json").status_code == 401


def test_many_wrong_keys_from_one_place_are_answered_no_more(me: User) -> None:
    app = App(me)
    good, app.secret = app.secret, "wrong"
    assert [app.log_in().status_code for _ in range(21)] == [401] * 20 + [429]
    app.secret = good
    assert app.log_in().status_code == 429


def test_a_page_of_somebody_else_cannot_ask_with_my_cookie(phone: App) -> None:
    answer = phone.client.post(
        "/api/2/subscriptions/ada/x.json",
        "{}",
        content_type="text/plain",
        headers={"Sec-Fetch-Site": "cross-site"},
    )
    assert answer.status_code == 403


def test_answers_carry_no_session_and_tell_who_used_the_key(me: User, phone: App) -> None:
    answer = phone.client.get("/api/2/devices/ada.json")
    assert not answer.cookies
    assert "no-store" in answer["Cache-Control"]
    phone.row.refresh_from_db()
    assert phone.row.used_by == "AntennaPod/3.5.0"
    assert phone.row.used is not None


def test_what_is_wrong_is_said_in_json(me: User, phone: App) -> None:
    url = "/api/2/subscriptions/ada/phone.json"
    assert phone.client.delete(url).status_code == 405
    assert phone.client.delete(url).json()["error"].startswith("This address takes")
    for body in (
        "",
        "[]",
        "{",
        "[" * 100_000,
        '{"add": "x"}',
        '{"add": [1]}',
        f'{{"add": ["{FEED}"], "remove": ["{FEED}"]}}',
    ):
        answer = phone.client.post(url, body, content_type="application/json")
        assert answer.status_code == 400, body[:20]
        assert answer.json()["error"]
    assert phone.client.get(url, {"since": "yesterday"}).status_code == 400
    assert (
        phone.client.post("/api/2/devices/ada/ph one.json", "{}", content_type="application/json").status_code
        == 400
    )
    assert (
        phone.client.post("/api/2/episodes/ada.json", "{}", content_type="application/json").status_code
        == 400
    )
    assert App(me).client.get("/api/2/subscriptions/ada/x%00.json", headers=phone.basic).status_code == 200
    too_large = phone.client.post(url, "x" * (6 * 1024 * 1024), content_type="application/json")
    assert too_large.status_code == 413


# --- cursors ------------------------------------------------------------------------------------------------------


def test_what_another_wrote_between_my_asking_and_my_sending_is_not_lost(phone: App, tablet: App) -> None:
    """The lost cursor: the app keeps the answer to what it sent as its next `since`."""
    phone.sync("subscriptions")
    phone.since["subscriptions"] = phone.get("subscriptions", phone.since["subscriptions"])["timestamp"]
    tablet.sync("subscriptions", {"add": [OTHER], "remove": []})
    phone.since["subscriptions"] = phone.post("subscriptions", {"add": [FEED], "remove": []})["timestamp"]
    assert OTHER in phone.sync("subscriptions")["add"]
    assert phone.sync("subscriptions")["add"] == []
    assert tablet.sync("subscriptions")["add"] == [FEED]

    phone.sync("episodes")
    tablet.sync("episodes", [a_play(100, device="tablet")])
    phone.since["episodes"] = phone.post("episodes", [a_play(200)])["timestamp"]
    assert [one["position"] for one in phone.sync("episodes")["actions"]] == [100, 200]
    assert phone.sync("episodes")["actions"] == []


def test_lots_of_one_upload_are_not_told_again_where_nobody_else_wrote(phone: App) -> None:
    phone.sync("episodes")
    for lot in range(3):
        phone.since["episodes"] = phone.post("episodes", [a_play(lot + 1)])["timestamp"]
    assert phone.sync("episodes")["actions"] == []


def test_uploads_in_the_same_second_have_their_own_cursors(phone: App, tablet: App) -> None:
    cursors = [phone.post("episodes", [a_play(n)])["timestamp"] for n in range(1, 4)]
    tablet.sync("episodes")
    assert len(set(PlayAction.objects.values_list("cursor", flat=True))) == 3
    assert cursors == sorted(cursors)
    first = PlayAction.objects.order_by("cursor")[0].cursor
    assert [one["position"] for one in tablet.get("episodes", first)["actions"]] == [2, 3]


def test_since_counts_uploads_and_not_when_it_was_played(phone: App, tablet: App) -> None:
    tablet.sync("episodes")
    phone.post("episodes", [a_play(10, at="2020-01-01T00:00:00")])
    assert [one["position"] for one in tablet.sync("episodes")["actions"]] == [10]


def test_an_app_that_asks_by_a_clock_of_its_own_misses_nothing(me: User) -> None:
    """AntennaPod against Nextcloud keeps its own clock's seconds after it has sent something."""
    kasts, phone = App(me, "kasts"), App(me)
    phone.log_in()
    path = "/index.php/apps/gpoddersync/episode_action"
    kasts.client.get(path, {"since": 0}, headers=kasts.basic)
    phone.post("episodes", [a_play(10)])
    ahead = int(datetime.now(UTC).timestamp()) + 3600
    got = kasts.client.get(path, {"since": ahead}, headers=kasts.basic).json()
    assert [one["position"] for one in got["actions"]] == [10]


def test_an_upload_that_was_not_answered_is_sent_again_and_kept_once(me: User, phone: App) -> None:
    a_show(me)
    phone.post("episodes", [a_play(10), a_play(20, at="2026-01-02T00:00:00")])
    phone.post(
        "episodes", [a_play(10), a_play(20, at="2026-01-02T00:00:00"), a_play(30, at="2026-01-03T00:00:00")]
    )
    assert PlayAction.objects.count() == 3
    assert Listening.objects.get().seconds == 30


def test_a_clock_that_was_set_back_gives_cursors_that_still_rise(me: User, phone: App) -> None:
    AppClock.objects.update_or_create(user=me, defaults={"last": 9_999_999_999})
    assert phone.sync("episodes", [a_play(1)])
    assert PlayAction.objects.get().cursor == 10_000_000_000


# --- subscriptions ------------------------------------------------------------------------------------------------


def test_a_show_that_i_subscribe_to_there_is_followed_here_by_the_worker(me: User, phone: App) -> None:
    phone.sync("subscriptions", {"add": [FEED, "feed:https://Q.example/feed#x", "nonsense"], "remove": []})
    errand = Errand.objects.get(user=me, verb="subscribe")
    assert errand.payload == {"urls": [FEED, OTHER], "found_in": "from AntennaPod"}


def test_an_app_without_a_name_is_called_as_its_key(me: User) -> None:
    app = App(me, "Kitchen radio", agent="okhttp/4.12")
    app.name = "radio"
    app.log_in()
    app.sync("subscriptions", {"add": [FEED], "remove": []})
    assert Errand.objects.get().payload["found_in"] == "from Kitchen radio"


def test_what_is_followed_already_is_not_followed_again(me: User, phone: App) -> None:
    a_show(me, url="http://p.example/feed/")
    phone.sync("subscriptions", {"add": [FEED], "remove": []})
    assert not Errand.objects.exists()


def test_podcasts_that_i_follow_here_are_subscribed_to_there(me: User, phone: App) -> None:
    a_show(me)
    paused = a_show(me, OTHER, "https://q.example/1.mp3")
    Follow.objects.filter(source=paused.source).update(paused=True)
    a_source(me)  # a blog
    assert phone.sync("subscriptions")["add"] == [FEED]
    assert phone.sync("subscriptions")["add"] == []
    unfollow(me, Source.objects.get(url=FEED))
    assert phone.sync("subscriptions")["remove"] == [FEED]
    assert phone.sync("subscriptions")["remove"] == []
    again = phone.get("subscriptions", 0)
    assert (again["add"], again["remove"]) == ([], [])


def test_a_key_that_is_not_to_get_my_shows_gets_those_of_apps_only(me: User, phone: App, tablet: App) -> None:
    a_show(me)
    phone.row.shows = False
    phone.row.save()
    tablet.sync("subscriptions", {"add": [OTHER], "remove": []})
    assert phone.sync("subscriptions")["add"] == [OTHER]


def test_private_people_s_shows_leave_by_no_app(me: User, phone: App) -> None:
    item = a_show(me)
    person = me.private_people.create(name="A coworker", key="a coworker")
    Follow.objects.filter(source=item.source).update(person=person)
    listened(me, item, seconds=100, total=500, at=timezone.now())
    assert phone.sync("subscriptions")["add"] == []
    assert phone.sync("episodes")["actions"] == []


def test_unsubscribing_there_is_asked_about_here_and_never_inferred(
    me: User, phone: App, tablet: App
) -> None:
    item = a_show(me)
    phone.sync("subscriptions")
    tablet.sync("subscriptions")
    phone.sync("subscriptions", {"add": [], "remove": [FEED]})
    assert Follow.objects.filter(user=me, source=item.source).exists()
    (asked,) = unsubscribed(me)
    assert asked.source == item.source
    assert tablet.sync("subscriptions")["remove"] == [FEED]
    assert phone.sync("subscriptions")["add"] == []
    phone.sync("subscriptions", {"add": [FEED], "remove": []})
    assert unsubscribed(me) == []
    assert tablet.sync("subscriptions")["add"] == [FEED]


def test_what_nobody_subscribed_to_is_not_removed(me: User, phone: App) -> None:
    phone.sync("subscriptions", {"add": [], "remove": [FEED, OTHER]})
    assert not AppSubscription.objects.exists()


def test_our_own_private_feed_is_written_down_nowhere(me: User, phone: App) -> None:
    ours = f"https://mentors.example.org/feed/{'k' * 28}"
    item = a_show(me)
    got = phone.sync("subscriptions", {"add": [ours], "remove": []})
    assert got
    phone.sync("episodes", [a_play(60, podcast=ours)])
    assert not Errand.objects.exists()
    assert not AppSubscription.objects.filter(url__contains="/feed/k").exists()
    row = PlayAction.objects.get()
    assert (row.podcast, row.item) == (item.source.url, item)


# --- positions ----------------------------------------------------------------------------------------------------


def test_what_i_played_there_counts_here(me: User, phone: App) -> None:
    item = a_show(me)
    phone.post("episodes", [a_play(120)])
    row = Listening.objects.get(user=me)
    assert (row.item, row.seconds, row.total, row.device) == (item, 120, 500, "antennapod-abc")
    assert row.at == datetime(2026, 1, 1, tzinfo=UTC)
    phone.post("episodes", [a_play(60, at="2025-12-31T00:00:00")])
    assert Listening.objects.get(user=me).seconds == 120
    phone.post("episodes", [a_play(0, at="2026-02-01T00:00:00", action="new")])
    assert Listening.objects.get(user=me).seconds == 0


def test_an_episode_is_known_by_its_guid_where_its_address_changed(me: User, phone: App) -> None:
    item = a_show(me)
    phone.post("episodes", [a_play(120, episode="https://cdn.example/other.mp3?x=1")])
    assert Listening.objects.get(user=me).item == item


def test_an_episode_of_a_show_that_i_do_not_follow_is_kept_for_other_devices(
    me: User, phone: App, tablet: App
) -> None:
    phone.post("episodes", [a_play(120)])
    assert not Listening.objects.exists()
    assert [one["position"] for one in tablet.sync("episodes")["actions"]] == [120]


def test_what_i_listened_to_here_is_told_there_once(me: User, phone: App) -> None:
    item = a_show(me)
    now = timezone.now()
    listened(me, item, seconds=333.3, total=1800.0, at=now - timedelta(minutes=5), device="browser")
    (action,) = phone.sync("episodes")["actions"]
    assert action == {
        "podcast": FEED,
        "episode": EPISODE,
        "guid": "e1",
        "device": "manymentors",
        "action": "play",
        "timestamp": (now - timedelta(minutes=5)).strftime("%Y-%m-%dT%H:%M:%S"),
        "started": 0,
        "position": 333,
        "total": 1800,
    }
    assert phone.sync("episodes")["actions"] == []
    listened(me, item, seconds=1799, total=1800.0, at=now, device="browser", now=now)
    (action,) = phone.sync("episodes")["actions"]
    assert (action["position"], action["total"]) == (1800, 1800)


def test_what_an_app_told_is_not_told_back_to_it(me: User, phone: App) -> None:
    a_show(me)
    phone.sync("episodes", [a_play(120)])
    assert phone.sync("episodes")["actions"] == []


def test_actions_can_be_asked_for_by_podcast_by_device_and_the_last_alone(phone: App) -> None:
    phone.post(
        "episodes",
        [
            a_play(1),
            a_play(2, at="2026-01-02T00:00:00"),
            a_play(9, podcast=OTHER, device="tablet", episode=f"{OTHER}.mp3"),
        ],
    )
    assert [one["position"] for one in phone.get("episodes", podcast=FEED)["actions"]] == [1, 2]
    assert [one["position"] for one in phone.get("episodes", device="tablet")["actions"]] == [9]
    assert [one["position"] for one in phone.get("episodes", aggregated="true")["actions"]] == [2, 9]


def test_an_app_cannot_make_up_devices_without_end(me: User, phone: App) -> None:
    phone.post("episodes", [a_play(1, device=f"d{n}") for n in range(120)])
    assert AppDevice.objects.filter(user=me).count() == 100
    url = "/api/2/devices/ada/one-more.json"
    assert phone.client.post(url, "{}", content_type="application/json").status_code == 400


def test_what_cannot_be_used_does_not_hold_up_the_rest(me: User, phone: App) -> None:
    bad: list[Any] = [
        None,
        {},
        a_play(1, action="danced"),
        a_play(1, episode="x"),
        a_play(1, podcast=7),
        a_play(1, podcast=f"{FEED} "),
    ]
    answer = phone.post("episodes", [*bad, a_play(5, timestamp="soon", device="\x00x")])
    assert sorted(PlayAction.objects.values_list("position", flat=True)) == [1, 5]
    assert answer["update_urls"] == [["x", ""], [f"{FEED} ", FEED]]


def test_what_another_syncs_is_not_mine(phone: App) -> None:
    eve = App(a_user("eve"))
    eve.log_in()
    phone.post("episodes", [a_play(1)])
    phone.post("subscriptions", {"add": [FEED], "remove": []})
    assert eve.get("episodes")["actions"] == []
    assert eve.get("subscriptions")["add"] == []


def test_an_upload_asks_the_database_no_more_often_for_more_actions(
    me: User, phone: App, django_assert_max_num_queries: Any
) -> None:
    a_show(me)
    phone.post("episodes", [a_play(1)])
    with django_assert_max_num_queries(60) as few:
        phone.post("episodes", [a_play(n, at=f"2026-01-02T00:00:{n:02}") for n in range(1, 4)])
    with django_assert_max_num_queries(len(few)):
        phone.post("episodes", [a_play(n, at=f"2026-01-03T00:00:{n:02}") for n in range(1, 31)])
