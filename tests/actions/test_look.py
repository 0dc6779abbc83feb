"""A look keeps what a source says; what it says no more stays."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from manymentors.actions.follow import follow
from manymentors.actions.forget import forget
from manymentors.actions.hear import hear
from manymentors.actions.look import look, save_look
from manymentors.actions.unfollow import unfollow
from manymentors.http_client import Client
from manymentors.sources.due import Due, Rhythm
from manymentors.sources.look import look as preview
from manymentors.store.models import Appearance, Follow, Item, Person, Source, SourcePerson
from tests.factories import NOW, a_road, a_user
from tests.serving import Server, serving
from tests.world import AT, SAMPLE

pytestmark = pytest.mark.django_db


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as running:
        yield running


@pytest.fixture
def client(server: Server) -> Iterator[Client]:
    with Client(user_agent="test", allow_hosts=[server.host], mounts={AT: SAMPLE}) as one:
        yield one


def rss(*items: str, title: str = "A blog") -> bytes:
    return f"<rss version='2.0'><channel><title>{title}</title>{''.join(items)}</channel></rss>".encode()


def post(guid: str, text: str, more: str = "") -> str:
    return f"<item><guid isPermaLink='false'>{guid}</guid><title>{guid}</title><description>{text}</description>{more}</item>"


def followed(server: Server, client: Client, person: str = "") -> Source:
    (found,) = preview(server.url("/feed.xml"), client)
    return follow(a_user(), found, person=person).follow.source


def test_what_is_edited_is_updated_and_what_is_gone_stays(server: Server, client: Client) -> None:
    server.pages["/feed.xml"] = rss(post("one", "first words"), post("two", "second words"))
    source = followed(server, client)
    assert look(source, client, NOW).new == 2

    server.pages["/feed.xml"] = rss(post("two", "second words, mended"), post("three", "third"))
    looked = look(source, client, NOW)
    assert (looked.new, looked.changed) == (1, 1)
    assert {item.key: item.text for item in source.items.all()} == {
        "one": "first words",
        "two": "second words, mended",
        "three": "third",
    }


def test_places_in_the_text_are_places_in_the_document(server: Server, client: Client) -> None:
    server.pages["/feed.xml"] = rss(
        post("one", "&lt;p&gt;first &lt;/p&gt;\n\n\n&lt;p&gt; second&lt;/p&gt;&lt;br/&gt;&lt;br/&gt;third")
    )
    source = followed(server, client)
    look(source, client, NOW)
    item = source.items.get()
    assert item.text == item.document.text == "first\nsecond\nthird"


def test_an_edit_makes_what_was_cut_and_read_stale(server: Server, client: Client) -> None:
    server.pages["/feed.xml"] = rss(post("one", "first words"))
    source = followed(server, client)
    look(source, client, NOW)
    source.items.update(cut_by="cutter 1", read_by="reader 1")
    server.pages["/feed.xml"] = rss(post("one", "first words"), title="Another title")
    look(source, client, NOW)
    assert source.items.get().read_by == "reader 1", "nothing of the item changed"
    server.pages["/feed.xml"] = rss(post("one", "other words"))
    look(source, client, NOW)
    assert (source.items.get().cut_by, source.items.get().read_by) == ("", "")


def test_posts_that_answer_one_another_share_a_thread_whenever_they_came(
    server: Server, client: Client
) -> None:
    def told(key: str, answers: str = "") -> str:
        return post(key, key, f"<thr:in-reply-to xmlns:thr='http://purl.org/syndication/thread/1.0' ref='{answers}'/>" if answers else "")  # fmt: skip

    server.pages["/feed.xml"] = rss(told("alone"), told("third", "second"), told("fourth", "third"))
    source = followed(server, client)
    look(source, client, NOW)
    threads = source.items.values_list("key", "thread")
    assert dict(threads.all()) == {"alone": "", "third": "second", "fourth": "second"}

    server.pages["/feed.xml"] = rss(told("first"), told("second", "first"))
    assert look(source, client, NOW).changed == 0
    assert dict(threads.all()) == {"alone": ""} | dict.fromkeys(
        ("first", "second", "third", "fourth"), "first"
    )
    server.pages["/feed.xml"] = rss(told("fourth", "third"))
    assert look(source, client, NOW).changed == 0
    assert source.items.get(key="fourth").thread == "first"


def test_what_was_kept_of_an_old_address_is_not_shown_to_a_new_one(server: Server, client: Client) -> None:
    server.pages["/feed.xml"] = rss(post("one", "first"))
    source = followed(server, client)
    look(source, client, NOW)
    assert source.etag
    save_look(source, Rhythm(), Due(NOW, move_to="https://new.example/feed"), NOW)
    source.refresh_from_db()
    assert (source.url, source.etag, source.body_hash) == ("https://new.example/feed", "", "")


def test_the_second_look_is_conditional_and_a_week_later_it_is_not(server: Server, client: Client) -> None:
    server.pages["/feed.xml"] = rss(post("one", "first"))
    source = followed(server, client)
    look(source, client, NOW)
    look(source, client, NOW + timedelta(hours=7))
    assert server.not_modified == 1
    look(source, client, NOW + timedelta(days=8))
    assert server.not_modified == 1
    assert source.looks == 3


def test_a_source_in_trouble_says_so_and_is_asked_ever_more_slowly(server: Server, client: Client) -> None:
    server.pages["/feed.xml"] = rss(post("one", "first"))
    source = followed(server, client)
    look(source, client, NOW)
    del server.pages["/feed.xml"]
    waits = []
    for _ in range(3):
        assert look(source, client, NOW).problem
        source.refresh_from_db()
        waits.append(source.next_check - NOW)
    assert waits == sorted(waits)
    assert waits[2] > 2 * waits[0]
    assert source.problem
    assert source.items.count() == 1

    server.pages["/feed.xml"] = rss(post("one", "first"))
    look(source, client, NOW)
    source.refresh_from_db()
    assert (source.problem, source.failures) == ("", 0)


def test_what_an_owner_publishes_is_theirs_and_what_they_boost_is_not(server: Server, client: Client) -> None:
    server.pages["/feed.xml"] = rss(post("one", "mine", "<author>handle7</author>"))
    source = followed(server, client, "Ada Example")
    look(source, client, NOW)
    assert Appearance.objects.get().person.name == "Ada Example"
    assert not Person.objects.filter(name="handle7").exists()


def test_a_show_that_names_other_hosts_is_not_the_sought_persons(client: Client) -> None:
    (found,) = preview(AT + "feeds/escalated.xml", client)
    user = a_user()
    for person in ("Samira Oulhadj", "Bram Teunisse"):
        follow(user, found, person=person)
    roles = dict(SourcePerson.objects.filter(evidence="told").values_list("person__name", "role"))
    assert roles == {"Samira Oulhadj": "sought", "Bram Teunisse": "owner"}
    assert Follow.objects.count() == 2


def test_following_again_adds_to_the_trail_and_keeps_what_was_there(server: Server, client: Client) -> None:
    server.pages["/feed.xml"] = rss(post("one", "first"))
    (found,) = preview(server.url("/feed.xml"), client)
    user = a_user()
    assert follow(user, found, via="boosted by @bo").new
    again = follow(user, found, why="for the delegation stories")
    assert not again.new
    assert (again.follow.via, again.follow.why) == ("boosted by @bo", "for the delegation stories")
    unfollow(user, again.follow.source)
    assert Follow.objects.count() == 0
    assert Source.objects.count() == 1


def episode(server: Server, client: Client, *transcripts: str) -> Item:
    tags = "".join(
        f"<podcast:transcript url='{server.url(path)}' type='{kind}'/>"
        for path, kind in (t.split(" ") for t in transcripts)
    )
    server.pages["/feed.xml"] = (
        "<rss version='2.0' xmlns:podcast='https://podcastindex.org/namespace/1.0'><channel><title>Show</title>"
        f"<item><guid>e1</guid><title>One</title><enclosure url='{server.url('/a.mp3')}' type='audio/mpeg' length='1'/>{tags}"
        "<description>notes</description></item></channel></rss>"
    ).encode()
    source = followed(server, client)
    look(source, client, NOW)
    return source.items.get()


VTT = b"WEBVTT\n\n00:01.000 --> 00:04.000\n<v Ada Example>I answered phones.\n\n00:05.000 --> 00:09.000\n<v Bo Host>Did you?\n"


def test_the_best_transcript_that_can_be_read_is_heard(server: Server, client: Client) -> None:
    item = episode(server, client, "/t.txt text/plain", "/broken.vtt text/vtt", "/t.json application/json")
    server.pages |= {"/broken.vtt": b"\x00\x01\x02", "/t.txt": b"plain words"}
    server.pages["/t.json"] = (
        b'{"version":"1.0","segments":[{"speaker":"Ada","startTime":1,"endTime":2,"body":"from json"}]}'
    )
    assert hear(item, client, NOW) == ""
    item.refresh_from_db()
    assert item.text == "from json"
    assert item.heard_from.endswith("/t.json")
    assert item.document.seconds_at(0) == 1


def test_an_unheard_episode_says_why_and_waits_longer_each_time(server: Server, client: Client) -> None:
    item = episode(server, client, "/missing.vtt text/vtt")
    assert hear(item, client, NOW)
    item.refresh_from_db()
    first = item.hear_after
    assert item.hear_problem
    hear(item, client, NOW)
    item.refresh_from_db()
    assert item.hear_after > first
    assert item.text == "notes"
    server.pages["/missing.vtt"] = VTT
    assert hear(item, client, NOW) == ""
    item.refresh_from_db()
    assert (item.hear_problem, item.hear_after) == ("", None)
    assert [u.speaker for u in item.document.utterances] == ["Ada Example", "Bo Host"]


def test_a_feed_cannot_have_a_file_of_this_machine_read(
    server: Server, client: Client, tmp_path: Path
) -> None:
    item = episode(server, client, "/t.vtt text/vtt")
    secret = tmp_path / "secret.vtt"
    secret.write_bytes(VTT)
    item.transcripts = [{"url": secret.as_uri(), "media_type": "text/vtt"}]
    assert "only you may do that" in hear(item, client, NOW)
    item.refresh_from_db()
    assert item.text == "notes"


def test_a_transcript_file_that_was_changed_is_heard_again(client: Client, tmp_path: Path) -> None:
    file = tmp_path / "talk.vtt"
    file.write_bytes(VTT)
    (found,) = preview(str(file), client, local=True)
    source = follow(a_user(), found, person="Ada Example").follow.source
    look(source, client, NOW)
    item = source.items.get()
    assert hear(item, client, NOW) == ""
    file.write_bytes(VTT.replace(b"phones", b"tickets"))
    look(source, client, NOW)
    item = source.items.get()
    assert item.heard_from == ""
    assert hear(item, client, NOW) == ""
    assert "tickets" in source.items.get().text


def test_forgetting_a_person_takes_their_sources_and_all_that_was_read_of_them() -> None:
    user = a_user()
    item = a_road(user, "Ada Example")
    other = a_road(user, "Bo Sample")
    ada = Person.objects.get(name="Ada Example")
    SourcePerson.objects.create(source=other.source, person=ada, role="owner", evidence="told")
    counts = forget(ada)
    assert counts["milestones"] == 6
    assert counts["sources"] == 1
    assert not Person.objects.filter(name="Ada Example").exists()
    assert not Source.objects.filter(pk=other.source_id).exists()
    assert Item.objects.filter(pk=item.pk).exists(), "the show is also its host's"
    assert item.milestones.count() == 0
