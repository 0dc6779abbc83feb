"""mygpoclient, the library of gPodder itself, against a running server; and AntennaPod's requests in its order."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.cache import cache
from mygpoclient.api import EpisodeAction, MygPodderClient
from mygpoclient.http import Unauthorized

from manymentors.actions.app_key import in_groups, make_key
from manymentors.actions.listen import listened
from manymentors.store.models import Errand, Listening, User
from tests.api.conftest import App
from tests.api.test_gpodder import EPISODE, FEED, OTHER, a_play, a_show
from tests.factories import NOW, a_user

pytestmark = pytest.mark.django_db(transaction=True)


def a_client(live_server: Any, user: User, label: str) -> MygPodderClient:
    return MygPodderClient(user.username, in_groups(make_key(user, "sync", label)[1]), live_server.url)


@pytest.fixture
def me(transactional_db: None) -> User:
    cache.clear()
    user = a_user("ada")
    user.set_password("long enough and dull")
    user.save()
    return user


def test_mygpoclient_syncs_devices_subscriptions_and_positions(live_server: Any, me: User) -> None:
    item = a_show(me)
    listened(me, item, seconds=60, total=500, at=NOW)
    laptop, phone = a_client(live_server, me, "Laptop"), a_client(live_server, me, "Phone")

    laptop.update_device_settings("laptop", "My laptop", "laptop")
    assert [(one.device_id, one.caption, one.type) for one in laptop.get_devices()] == [
        ("laptop", "My laptop", "laptop")
    ]

    first = laptop.pull_subscriptions("laptop")
    assert (first.add, first.remove) == ([FEED], [])
    sent = laptop.update_subscriptions("laptop", [f" {OTHER}"], [])
    assert sent.update_urls == [(f" {OTHER}", OTHER)]
    assert laptop.pull_subscriptions("laptop", sent.since).add == []
    assert sorted(phone.get_subscriptions("phone")) == [FEED, OTHER]
    assert Errand.objects.get(verb="subscribe").payload["urls"] == [OTHER]

    got = phone.download_episode_actions()
    assert [(one.episode, one.action, one.position, one.total) for one in got.actions] == [
        (EPISODE, "play", 60, 500)
    ]
    since = phone.upload_episode_actions(
        [EpisodeAction(FEED, EPISODE, "play", "phone", "2026-11-02T08:00:00Z", 60, 240, 500)]
    )
    assert phone.download_episode_actions(since).actions == []
    assert [one.position for one in laptop.download_episode_actions().actions] == [60, 240]
    assert Listening.objects.get(user=me).seconds == 240

    assert phone.put_subscriptions("phone", ["https://r.example/feed"])
    assert sorted(phone.get_subscriptions("phone")) == [FEED, OTHER, "https://r.example/feed"]
    assert phone.put_subscriptions("phone", [FEED])
    assert sorted(phone.get_subscriptions("phone")) == [FEED, OTHER]
    for _ in range(5):  # it sends its key but three times; then it counts on the cookie
        assert phone.get_devices()


def test_mygpoclient_with_a_wrong_key_is_refused(live_server: Any, me: User) -> None:
    with pytest.raises(Unauthorized):
        MygPodderClient("ada", "not-the-key", live_server.url).get_devices()


def test_mygpoclient_loses_nothing_that_another_wrote_meanwhile(live_server: Any, me: User) -> None:
    laptop, phone = a_client(live_server, me, "Laptop"), a_client(live_server, me, "Phone")
    laptop.pull_subscriptions("laptop", 0)
    phone.pull_subscriptions("phone", 0)
    phone.update_subscriptions("phone", [OTHER], [])
    since = laptop.update_subscriptions("laptop", [FEED], []).since
    assert OTHER in laptop.pull_subscriptions("laptop", since).add


def test_antennapod_s_requests_in_its_order(me: User) -> None:
    """A first sync, then a later one: log in, subscriptions asked and sent, actions asked and sent in lots of 30, log out."""
    app = App(me)
    a_show(me)
    for turn in range(2):
        assert app.log_in().status_code == 200
        got = app.get("subscriptions", app.since["subscriptions"])
        app.since["subscriptions"] = got["timestamp"]
        if turn == 0:
            assert got["add"] == [FEED]
            sent = app.post("subscriptions", {"add": [OTHER], "remove": []})
            assert (type(sent["timestamp"]), sent["update_urls"]) == (int, [])
            app.since["subscriptions"] = sent["timestamp"]
        else:
            assert (got["add"], got["remove"]) == ([], [])
        got = app.get("episodes", app.since["episodes"])
        assert got["actions"] == []
        app.since["episodes"] = got["timestamp"]
        for lot in range(3):
            actions = [
                a_play(30 * lot + n + 1, at=f"2026-01-0{turn + 1}T00:{lot:02}:{n:02}") for n in range(30)
            ]
            app.since["episodes"] = app.post("episodes", actions)["timestamp"]
        assert app.client.post("/api/2/auth/ada/logout.json").status_code == 200
    assert Listening.objects.get(user=me).seconds == 90


@pytest.mark.parametrize("form", ["json", "txt", "opml"])
def test_a_whole_list_is_read_as_it_was_written(me: User, form: str) -> None:
    app = App(me)
    app.log_in()
    app.post("subscriptions", {"add": [FEED, OTHER], "remove": []})
    everything = app.client.get(f"/subscriptions/ada.{form}").content
    kinds = {"json": "application/json", "txt": "text/plain", "opml": "text/x-opml"}
    tablet = App(me, "tablet")
    tablet.log_in()
    answer = tablet.client.put(f"/subscriptions/ada/tablet.{form}", everything, content_type=kinds[form])
    assert (answer.status_code, answer.content) == (200, b"")
    assert json.loads(tablet.client.get("/subscriptions/ada/tablet.json").content) == [FEED, OTHER]
    assert (
        tablet.client.put(f"/subscriptions/ada/tablet.{form}", "", content_type=kinds[form]).status_code
        == 200
    )
    assert json.loads(tablet.client.get("/subscriptions/ada.json").content) == [FEED, OTHER]
    wrong = tablet.client.put("/subscriptions/ada/tablet.opml", "<html></html>", content_type="text/plain")
    assert wrong.status_code == 400
