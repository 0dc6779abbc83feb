"""Addresses → what stays when a handle changes; items → the accounts that they point at."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from manymentors.shapes import FoundItem, Identity, Link, PersonTag
from manymentors.sources.identities import identity_of, identity_of_source, page_identity, points_at


@pytest.mark.parametrize(
    ("url", "key", "label"),
    [
        ("https://bsky.app/profile/did:plc:abc", "bluesky:did:plc:abc", ""),
        ("at://did:plc:abc/app.bsky.feed.post/3k", "bluesky:did:plc:abc", ""),
        ("https://bsky.app/profile/Ada.Example", "bluesky:@ada.example", "@ada.example"),
        ("https://x.com/i/user/123", "x:123", ""),
        ("https://twitter.com/Ada?lang=en", "x:@ada", "@Ada"),
        ("https://x.com/home", "page:x.com/home", "x.com/home"),
        ("https://github.com/Ada", "github:@ada", "Ada"),
        ("https://github.com/ada/repo", "page:github.com/ada/repo", "github.com/ada/repo"),
        ("https://social.example/@Ada/12", "mastodon:https://social.example/@ada", "@Ada@social.example"),
        ("https://social.example/users/ada/statuses/1", "mastodon:https://social.example/@ada", "@ada@social.example"),
        ("https://www.youtube.com/feeds/videos.xml?channel_id=UC1", "youtube:UC1", ""),
        ("https://youtube.com/channel/UC1", "youtube:UC1", ""),
        ("https://youtube.com/@Ada", "youtube:@ada", "@ada"),
        ("https://youtube.com/c/Ada", "youtube:@ada", "@ada"),
        ("https://de.linkedin.com/in/Ada-E/", "linkedin:ada-e", "Ada-E"),
        ("http://www.ada.example/blog/#top", "page:ada.example/blog", "ada.example/blog"),
        ("https://ada.example/?p=2", "page:ada.example?p=2", "ada.example"),
    ],
)  # fmt: skip
def test_an_address_tells_where_somebody_is_found(url: str, key: str, label: str) -> None:
    found = identity_of(url)
    assert found is not None
    assert (found.key, found.label) == (key, label)


@pytest.mark.parametrize("url", ["", "mailto:ada@ada.example", "javascript:alert(1)", "Ada"])
def test_what_is_no_web_address_is_nobody(url: str) -> None:
    assert identity_of(url) is None
    assert page_identity(url) is None


def test_a_source_is_known_by_what_its_kind_knows_of_it() -> None:
    feed = identity_of_source("feed", "https://ada.example/feed", "Ada’s notes", "https://ada.example/")
    assert feed == Identity("feed", "https://ada.example/feed", "Ada’s notes", "https://ada.example/")
    assert identity_of_source("github", "https://github.com/ada", identity="42").key == "github:42"
    did = identity_of_source(
        "bluesky", "https://bsky.app/profile/did:plc:a", site_url="https://bsky.app/profile/ada.example"
    )
    assert (did.key, did.label) == ("bluesky:did:plc:a", "@ada.example")
    channel = identity_of_source("feed", "https://www.youtube.com/feeds/videos.xml?channel_id=UC1", "Ada")
    assert (channel.key, channel.label) == ("youtube:UC1", "Ada")


def test_an_archive_is_the_account_that_it_is_of() -> None:
    mine = identity_of_source(
        "x_archive", "file:///x.zip", "Ada (@ada on X)", "https://x.com/ada", identity="7"
    )
    assert (mine.key, mine.label) == ("x:7", "@ada")
    assert identity_of_source("x_archive", "file:///x.zip", "An archive").network == "feed"


def test_the_followed_are_pointed_at_by_their_ids_and_called_by_their_names() -> None:
    item = FoundItem(
        key="following",
        links=(
            Link("https://x.com/i/user/45", "Bo Sample (@bo)"),
            Link("https://x.com/i/user/46", "@cy"),
            Link("https://x.com/i/user/46", "@cy"),
            Link("https://bo.example/", "a page is no account"),
        ),
    )
    told = [(one.kind, one.whom.key, one.whom.label, one.name) for one in points_at(item)]
    assert told == [("follows", "x:45", "@bo", "Bo Sample"), ("follows", "x:46", "@cy", "")]


def test_a_boost_points_at_who_wrote_it() -> None:
    bo = PersonTag("Bo Sample", "author", href="https://social.example/@bo")
    boost = FoundItem(key="1", boost_of="https://social.example/users/bo/statuses/2", people=(bo,))
    assert [(one.kind, one.whom.key, one.name) for one in points_at(boost)] == [
        ("boosts", "mastodon:https://social.example/@bo", "Bo Sample")
    ]
    of_x = FoundItem(key="1", boost_of="https://x.com/bo", author="@bo")
    assert [(one.whom.key, one.name) for one in points_at(of_x)] == [("x:@bo", "")]


def test_answers_and_quotes_point_at_accounts_as_far_as_the_address_tells() -> None:
    item = FoundItem(
        key="1",
        reply_to="at://did:plc:bo/app.bsky.feed.post/3k",
        links=(
            Link("https://bsky.app/profile/did:plc:cy/post/3j", "post by Cy Proof"),
            Link("https://ada.example/", "my page"),
        ),
    )
    assert [(one.kind, one.whom.key, one.name) for one in points_at(item)] == [
        ("answers", "bluesky:did:plc:bo", ""),
        ("quotes", "bluesky:did:plc:cy", "Cy Proof"),
    ]
    unknown = FoundItem(key="1", reply_to="https://x.com/i/status/123")
    assert points_at(unknown) == []


@given(st.text(), st.text())
def test_any_address_can_be_asked_about(url: str, text: str) -> None:
    found = identity_of(url) or identity_of(f"https://{url}")
    assert found is None or found.identity
    points_at(FoundItem(key="following:1", links=(Link(url, text),)))
