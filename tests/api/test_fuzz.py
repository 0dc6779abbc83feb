"""What strangers send: whatever it is, it is answered, and what is kept is clean."""

from __future__ import annotations

import json
from datetime import UTC
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from manymentors.api.gpodder.read import LONGEST, actions, clean_feed, clean_url, moment, seconds
from manymentors.errors import InputError
from manymentors.store.models import AppSubscription, PlayAction
from tests.api.conftest import App

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)
addresses = st.sampled_from(
    [
        "https://p.example/feed",
        " HTTP://P.Example:80/Feed#x ",
        "feed:https://p.example/f",
        "pcast://p.example/f",
        "javascript:alert(1)",
        "https://[::1",
        "file:///etc/passwd",
        "https://u:p@p.example/f",
        "",
        "https://p.example/\x00",
    ]
) | st.text(max_size=40)
fields = {
    "podcast": addresses,
    "episode": addresses,
    "guid": anything,
    "device": anything,
    "action": st.sampled_from(["play", "PLAY", "new", "download", "delete", "dance", 7]),
    "timestamp": anything | st.datetimes().map(str) | st.datetimes().map(lambda day: day.isoformat()),
    "started": anything,
    "position": anything | st.integers(-5, 400_000),
    "total": anything | st.integers(-5, 400_000),
}
sent = st.lists(st.fixed_dictionaries({}, optional=fields) | anything, max_size=6) | anything


@given(sent)
def test_whatever_is_sent_as_actions_what_comes_out_can_be_kept(told: Any) -> None:
    try:
        found, updated = actions(told)
    except InputError:
        assert not isinstance(told, list)
        return
    for one in found:
        assert one.action in PlayAction.ACTIONS
        assert clean_url(one.episode) == one.episode
        assert one.at is None or one.at.tzinfo is UTC
        assert all(n is None or 0 <= n <= LONGEST for n in (one.started, one.position, one.total))
        assert one.started is None or (one.position is not None and one.total is not None)
        for text in (one.podcast, one.episode, one.guid, one.device):
            text.encode()
            assert "\x00" not in text
    assert all(before != after for before, after in updated)


@given(addresses)
def test_a_clean_address_is_clean_and_stays_so(told: str) -> None:
    url = clean_url(told)
    assert clean_url(url) == url
    assert url == "" or url.startswith(("http://", "https://"))
    assert "#" not in url
    assert url == "".join(url.split())


def test_addresses_are_cleaned_as_the_contract_says() -> None:
    assert clean_url("https://p.example/feed ") == "https://p.example/feed"
    assert clean_url(" HTTP://P.Example:80/Feed?a=B#x ") == "http://p.example/Feed?a=B"
    assert clean_url("https://u:Pw@P.example:8443/f") == "https://u:Pw@p.example:8443/f"
    assert clean_url("feed://p.example/f") == "http://p.example/f"
    assert clean_url("ftp://p.example/f") == clean_url("p.example") == ""
    assert clean_feed(f"https://here.example/feed/{'a' * 28}") == ""
    assert clean_feed("https://p.example/feed/show") == "https://p.example/feed/show"


@given(anything)
def test_times_and_seconds_of_any_kind_are_read_or_left(told: Any) -> None:
    found = moment(told)
    assert found is None or found.year >= 1990
    number = seconds(told)
    assert number is None or 0 <= number <= LONGEST


through = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
"""Through the door itself, all examples one after the other: never a fault of ours, and never anything but JSON."""


@pytest.mark.django_db
@through
@given(
    st.sampled_from(
        ["/api/2/subscriptions/ada/d.json", "/api/2/episodes/ada.json", "/api/2/devices/ada/d.json"]
    ),
    sent
    | st.fixed_dictionaries(
        {"add": st.lists(addresses, max_size=4), "remove": st.lists(addresses, max_size=4)}
    ),
)
def test_whatever_is_sent_is_answered(phone: App, path: str, told: Any) -> None:
    answer = phone.client.post(path, json.dumps(told), content_type="application/json")
    assert answer.status_code in (200, 400), answer.text
    assert isinstance(answer.json(), dict)
    assert all(clean_url(url) == url for url in AppSubscription.objects.values_list("url", flat=True))


@pytest.mark.django_db
@through
@given(st.text(max_size=30), st.text(max_size=30), st.text(max_size=30))
def test_whatever_is_asked_is_answered(phone: App, since: str, device: str, podcast: str) -> None:
    query = {"since": since, "device": device, "podcast": podcast}
    answer = phone.client.get("/api/2/episodes/ada.json", query)
    assert answer.status_code in (200, 400)
    assert isinstance(answer.json(), dict)
