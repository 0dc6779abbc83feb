"""What a user of GitHub shipped, week by week, from events that a server of ours tells."""

from __future__ import annotations

import json
import re
import runpy
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from manymentors.errors import InputError, NotAFeed, NotFound, RateLimited
from manymentors.http_client import Client
from manymentors.shapes import AccountLink, Fetched, PersonTag, Validators
from manymentors.sources.fetch import fetch
from manymentors.sources.github.weeks import weeks
from manymentors.sources.look import look
from tests.shared import shared
from tests.sources.networks import Asked, Elsewhere, Query, Said, answering
from tests.sources.strategies import ANYTHING

ADA = "https://github.com/ada"
PAIR = Path(__file__).parents[1] / "data" / "github" / "ada.json"
NOW = datetime(2026, 11, 20, tzinfo=UTC)


class GitHub:
    def __init__(self) -> None:
        self.events = [an_event(hours) for hours in range(1, 6)]
        self.profile: dict[str, Any] = {
            "login": "ada",
            "name": "Ada Holm",
            "bio": "Parsers.",
            "blog": "ada.example",
        }
        self.social: Any = [{"provider": "mastodon", "url": "https://social.example/@ada"}, {"url": "irc:x"}]
        self.status = {"": 200}
        self.broken = 99

    def __call__(self, path: str, query: Query) -> Said:
        if not path.startswith("/users/ada"):
            return Said({"message": "Not Found"}, 404)
        what = path.removeprefix("/users/ada").strip("/")
        if self.status.get(what, 200) != 200:
            limits = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "99999999999"}
            return Said(b"", self.status[what], limits)
        if what == "events/public":
            page = int(query.get("page", 1))
            body = b"broken" if page >= self.broken else self.events[(page - 1) * 100 : page * 100]
            return Said(body, headers={"ETag": f'"{len(self.events)}"', "X-Poll-Interval": "60"})
        return Said(self.social if what else self.profile)


def an_event(hours: int, kind: str = "PushEvent") -> dict[str, Any]:
    when = datetime.now(UTC) - timedelta(hours=hours)
    return {"type": kind, "repo": {"name": "ada/parser"}, "payload": {}, "created_at": when.isoformat()}


@pytest.fixture
def hub() -> GitHub:
    return GitHub()


@pytest.fixture
def asked() -> Asked:
    return Asked()


@pytest.fixture
def client(hub: GitHub, asked: Asked) -> Iterator[Client]:
    with (
        answering(hub, asked) as here,
        answering(lambda path, query: Said(b"<html></html>")) as site,
        Elsewhere({"https://api.github.com": here, "https://github.com": site}) as one,
    ):
        yield one


def test_events_say_what_their_pair_expects() -> None:
    found = weeks(json.loads(PAIR.read_text()), login="ada", name="Ada Holm", is_cut=False, now=NOW)
    assert found == runpy.run_path(f"{PAIR}.py")["expected"]


def test_a_week_that_github_has_forgotten_in_part_is_not_told_shorter() -> None:
    events = json.loads(PAIR.read_text())[:14]
    whole = weeks(events, login="ada", name="", is_cut=False, now=NOW)
    assert [(item.key, item.author, item.people) for item in whole] == [
        ("2026-W47", "ada", ()),
        ("2026-W46", "ada", ()),
    ]
    assert [item.key for item in weeks(events, login="ada", name="", is_cut=True, now=NOW)] == ["2026-W47"]
    later = NOW + timedelta(days=40)
    assert [item.key for item in weeks(events, login="ada", name="", is_cut=False, now=later)] == ["2026-W47"]
    assert weeks([], login="ada", name="", is_cut=False, now=NOW) == ()


@pytest.mark.parametrize("address", [ADA, "github.com/ada/", "https://www.github.com/ada?tab=repositories"])
def test_a_user_is_followed_with_what_the_profile_tells(client: Client, asked: Asked, address: str) -> None:
    (found,) = look(address, client)
    assert (found.kind, found.url, found.title, found.description) == (
        "github",
        ADA,
        "Ada Holm (ada)",
        "Parsers.",
    )
    assert found.people == (PersonTag("Ada Holm", role="author", href=ADA),)
    assert found.accounts == (AccountLink("https://ada.example"), AccountLink("https://social.example/@ada"))
    assert "ada/parser" in found.items[0].html
    assert len(asked.all) == 3


@pytest.mark.parametrize("address", ["https://github.com/topics", "https://github.com/ada/parser", "https://github.com/-ada"])  # fmt: skip
def test_other_pages_of_github_are_pages(client: Client, asked: Asked, address: str) -> None:
    with pytest.raises(NotAFeed):
        look(address, client)
    assert asked.all == []


def test_nothing_is_asked_again_while_nothing_happens(hub: GitHub, asked: Asked) -> None:
    def conditional(path: str, query: Query) -> Said:
        said = hub(path, query)
        return Said(b"", 304, said.headers) if len(asked.all) > 3 else said

    with answering(conditional, asked) as here, Elsewhere({"https://api.github.com": here}) as client:
        first = fetch("github", ADA, client, Validators())
        assert (first.validators, first.fresh_for) == (Validators('"5"'), 60)
        again = fetch("github", ADA, client, first.validators)
    assert again == Fetched(None, first.validators, fresh_for=60)
    assert len(asked.all) == 4


def test_all_events_that_github_keeps_are_read(hub: GitHub, client: Client, asked: Asked) -> None:
    hub.events = [an_event(hours) for hours in range(250)]
    fetched = fetch("github", ADA, client, Validators())
    assert [query.get("page") for path, query in asked.all if "events" in path] == [None, "2", "3"]
    assert _told(fetched) == 250, "of less than 300 events none was forgotten"
    hub.events = [an_event(hours) for hours in range(300)]
    assert _told(fetch("github", ADA, client, Validators())) < 300
    hub.broken = 2
    assert _told(fetch("github", ADA, client, Validators())) <= 100


def _told(fetched: Fetched) -> int:
    """How many pushes the weeks count."""
    assert fetched.source is not None
    counts = [re.search(r"\((?:once|(\d+) times)\)", item.html) for item in fetched.source.items]
    return sum(int(count[1] or 1) for count in counts if count)


def test_a_user_who_is_not_there_is_named(client: Client) -> None:
    with pytest.raises(NotFound, match=r"GitHub knows no user bo.*What was read stays"):
        look("https://github.com/bo", client)
    with pytest.raises(InputError, match="Follow it again"):
        fetch("github", "https://github.com/", client, Validators())


def test_a_limit_is_kept_and_a_profile_may_be_bare(hub: GitHub, client: Client) -> None:
    hub.status["social_accounts"] = 500
    hub.profile = {"twitter_username": "ada_holm"}
    (found,) = look(ADA, client)
    assert (found.title, found.people, found.accounts) == (
        "ada",
        (),
        (AccountLink("https://x.com/ada_holm"),),
    )
    hub.profile = {"blog": "https://ada.example/", "twitter_username": "no name"}
    assert look(ADA, client)[0].accounts == (AccountLink("https://ada.example/"),)
    hub.status["events/public"] = 403
    with pytest.raises(RateLimited) as caught:
        fetch("github", ADA, client, Validators())
    assert (caught.value.wait, caught.value.whole_host) == (24 * 3600, True)


NAMES = ("type", "actor", "repo", "name", "login", "payload", "action", "release", "pull_request", "number", "title",
         "merged", "user", "ref_type", "description", "tag_name", "created_at")  # fmt: skip
KINDS = [
    "ReleaseEvent",
    "CreateEvent",
    "PublicEvent",
    "PullRequestEvent",
    "PushEvent",
    "WatchEvent",
    "ForkEvent",
]
TABLE = st.dictionaries(st.sampled_from(NAMES), ANYTHING | st.dictionaries(st.sampled_from(NAMES), ANYTHING))


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from(KINDS), TABLE, TABLE), max_size=5))
def test_no_event_brings_the_reader_down(told: list[tuple[str, dict[str, Any], dict[str, Any]]]) -> None:
    events = [
        {
            "created_at": "2026-11-18T10:00:00Z",
            "repo": {"name": "a/b"},
            **event,
            "type": kind,
            "payload": payload,
        }
        for kind, event, payload in told
    ]
    for item in weeks(events, login="ada", name="Ada", is_cut=False, now=NOW):
        assert item.key.startswith("2026-W")
        assert item.text == "", "our sentences are not the person's"


def test_the_payloads_of_others_are_read() -> None:
    kinds = {"release": "ReleaseEvent", "pull_request": "PullRequestEvent", "push": "PushEvent", "public": "PublicEvent", "star": "WatchEvent"}  # fmt: skip
    events = []
    for name, kind in kinds.items():
        told = json.loads(shared(f"fixtures/github/webhook_{name}.json").read_text())
        for payload in told["examples"]:
            repo = {"name": payload["repository"]["full_name"]}
            events.append(
                {"type": kind, "payload": payload, "repo": repo, "created_at": "2026-11-18T10:00:00Z"}
            )
    (week,) = weeks(events, login="ada", name="", is_cut=False, now=NOW)
    assert week.html.count("<p>") >= 3
