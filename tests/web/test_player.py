"""What the player asks, what it reports, and the bytes that it is given."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from manymentors.actions.listen import listened
from manymentors.ranges import AT_ONCE, asked_part
from manymentors.store.models import (
    AudioFile,
    Item,
    Listening,
    Milestone,
    Person,
    Stand,
    Step,
    Transcribing,
    User,
)
from manymentors.store.queries.audio import audio_folder
from tests.factories import NOW, a_milestone, a_nugget, a_road, a_source, a_user, an_item

pytestmark = pytest.mark.django_db
SOUND = bytes(range(256)) * 40


def a_recording(user: User, **more: Any) -> Item:
    """Two sentences a minute apart, ten minutes long, said the feed; its audio is at its publisher."""
    text = "I answered phones on a help desk for two years.\nIn 2012 I was made team lead of four people."
    item = an_item(a_source(user), text, guest="Ada Example")
    first, second = text.split("\n")
    item.spans = [
        [len(first), 0.0, 9.0, "Ada Example", ""],
        [len(second), 60.0, 69.0, "Ada Example", "paragraph"],
    ]
    item.audio_url, item.duration = "http://audio.example/talk.mp3#t=1", 600.0
    for name, value in more.items():
        setattr(item, name, value)
    item.save()
    return item


def keep(item: Item, sound: bytes = SOUND, **more: Any) -> AudioFile:
    folder = audio_folder()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{item.pk}.mp3").write_bytes(sound)
    row = AudioFile(
        item=item, state=AudioFile.WHOLE, path=f"{item.pk}.mp3", bytes=len(sound), media_type="audio/mpeg",
        sha256=hashlib.sha256(sound).hexdigest(), **more,
    )  # fmt: skip
    row.save()
    return row


@pytest.fixture
def kept(me: User) -> Item:
    item = a_recording(me)
    keep(item)
    return item


def body(answer: Any) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


# --- the bytes ---------------------------------------------------------------------------------------------------


def test_audio_that_is_not_kept_is_its_publishers_over_https(browser: Client, me: User) -> None:
    answer = browser.get(f"/items/{a_recording(me).pk}/audio")
    assert (answer.status_code, answer["Location"]) == (302, "https://audio.example/talk.mp3")
    assert answer["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("url", ["", "file:///etc/passwd", "https://sample.manymentors.invalid/a.mp3", "ftp://a/b.mp3"])  # fmt: skip
def test_what_has_no_audio_on_the_web_has_none_here(browser: Client, me: User, url: str) -> None:
    item = a_recording(me, audio_url=url)
    assert browser.get(f"/items/{item.pk}/audio").status_code == 404
    assert browser.get(f"/items/{item.pk}/listening").status_code == 404
    assert "data-listen" not in browser.get(f"/items/{item.pk}/").text


def test_audio_positions_and_places_of_others_do_not_exist(browser: Client) -> None:
    item = a_recording(a_user())
    keep(item)
    assert browser.get(f"/items/{item.pk}/audio").status_code == 404
    assert browser.get(f"/items/{item.pk}/listening").status_code == 404
    assert browser.post(f"/items/{item.pk}/listening", {"seconds": "3"}).status_code == 404
    assert not Listening.objects.exists()


def test_a_kept_file_is_sent_whole_and_headed_as_a_strangers_bytes(browser: Client, kept: Item) -> None:
    answer = browser.get(f"/items/{kept.pk}/audio")
    assert (answer.status_code, body(answer)) == (200, SOUND)
    assert answer["Content-Length"] == str(len(SOUND))
    assert answer["Content-Type"] == "audio/mpeg"
    assert answer["Accept-Ranges"] == "bytes"
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "private" in answer["Cache-Control"]
    assert re.fullmatch(r'"[0-9a-f]{32}"', answer["ETag"])
    head = browser.head(f"/items/{kept.pk}/audio")
    assert (head.status_code, head["Content-Length"], body(head)) == (200, str(len(SOUND)), b"")


@pytest.mark.parametrize(
    ("asked", "status", "part"),
    [
        ("bytes=0-1", 206, (0, 1)),
        ("bytes=0-", 206, (0, 10239)),
        ("bytes=10000-", 206, (10000, 10239)),
        ("bytes=10239-99999", 206, (10239, 10239)),
        ("bytes=-5", 206, (10235, 10239)),
        ("bytes=-99999", 206, (0, 10239)),
        ("Bytes = 3 - 4", 206, (3, 4)),
        ("bytes=10240-", 416, None),
        ("bytes=-0", 416, None),
        ("bytes=5-3", 200, None),
        ("bytes=0-1,4-5", 200, None),
        ("bytes=", 200, None),
        ("bytes=-", 200, None),
        ("items=0-1", 200, None),
        ("bytes=a-b", 200, None),
    ],
)
def test_ranges_are_answered_as_the_rules_have_it(
    browser: Client, kept: Item, asked: str, status: int, part: tuple[int, int] | None
) -> None:
    answer = browser.get(f"/items/{kept.pk}/audio", headers={"Range": asked})
    assert answer.status_code == status
    if part:
        assert answer["Content-Range"] == f"bytes {part[0]}-{part[1]}/{len(SOUND)}"
        assert body(answer) == SOUND[part[0] : part[1] + 1]
        assert answer["Content-Length"] == str(part[1] - part[0] + 1)
    elif status == 416:
        assert answer["Content-Range"] == f"bytes */{len(SOUND)}"
    else:
        assert body(answer) == SOUND


def test_a_part_is_sent_only_of_the_file_that_was_begun(browser: Client, kept: Item) -> None:
    where = f"/items/{kept.pk}/audio"
    etag = browser.head(where)["ETag"]
    same = browser.get(where, headers={"Range": "bytes=5-6", "If-Range": etag})
    assert (same.status_code, body(same)) == (206, SOUND[5:7])
    for other in ('"another"', f"W/{etag}", "Mon, 23 Nov 2026 02:00:00 GMT"):
        whole = browser.get(where, headers={"Range": "bytes=5-6", "If-Range": other})
        assert (whole.status_code, body(whole)) == (200, SOUND)
    assert browser.get(where, headers={"If-None-Match": etag}).status_code == 304
    assert browser.get(where, headers={"If-Match": '"another"'}).status_code == 412


def test_a_long_part_comes_in_pieces_so_that_a_paused_tab_holds_no_thread(browser: Client, me: User) -> None:
    item, sound = a_recording(me), b"\0" * (AT_ONCE + 10)
    keep(item, sound)
    answer = browser.get(f"/items/{item.pk}/audio", headers={"Range": "bytes=0-"})
    assert answer["Content-Range"] == f"bytes 0-{AT_ONCE - 1}/{len(sound)}"
    assert len(body(answer)) == AT_ONCE
    rest = browser.get(f"/items/{item.pk}/audio", headers={"Range": f"bytes={AT_ONCE}-"})
    assert len(body(rest)) == 10


def test_a_kept_page_is_not_served_as_one(browser: Client, me: User) -> None:
    item = a_recording(me)
    AudioFile.objects.filter(pk=keep(item, b"<script>").pk).update(media_type="text/html")
    answer = browser.get(f"/items/{item.pk}/audio")
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["X-Content-Type-Options"] == "nosniff"


@given(st.text(max_size=30) | st.from_regex(r"bytes=\d{0,4}-\d{0,4}"), st.integers(0, 5000))
def test_whatever_is_asked_the_part_lies_within_the_file(asked: str, size: int) -> None:
    part = asked_part(asked, size)
    if isinstance(part, tuple):
        assert 0 <= part[0] <= part[1] < size


# --- what it asks ------------------------------------------------------------------------------------------------


def test_the_player_is_told_what_it_plays_and_how_far_i_am(browser: Client, me: User) -> None:
    item = a_recording(me, chapters=[{"title": "The desk", "start": 0}, {"title": "hidden", "start": 5, "hidden": True}, {"title": "A lead &amp; four", "start": 60}])  # fmt: skip
    told = browser.get(f"/items/{item.pk}/listening").json()
    assert told["title"] == "A talk"
    assert told["show"] == "A show"
    assert told["src"] == f"/items/{item.pk}/audio"
    assert told["position"] is None
    assert told["chapters"] == [
        {"title": "The desk", "start": 0.0},
        {"title": "A lead & four", "start": 60.0},
    ]
    listened(me, item, seconds=33, total=600, at=NOW, device="phone")
    told = browser.get(f"/items/{item.pk}/listening").json()
    assert (told["position"]["seconds"], told["position"]["device"]) == (33, "phone")
    assert "place" not in told


def test_the_second_of_a_quote_holds_in_the_same_cut(browser: Client, me: User) -> None:
    item = a_recording(me)
    quote = a_milestone(item, "In 2012 I was made team lead of four people.")
    place = browser.get(f"/items/{item.pk}/listening?fact=milestone-{quote.pk}&at=60&plays=601").json()[
        "place"
    ]
    assert place["seconds"] == pytest.approx(60, abs=1)
    assert (place["how"], place["within"]) == ("found", 0)


def test_in_another_cut_the_place_is_told_with_how_sure_it_is(browser: Client, me: User) -> None:
    item = a_recording(me)
    quote = a_milestone(item, "In 2012 I was made team lead of four people.")
    where = f"/items/{item.pk}/listening?fact=milestone-{quote.pk}&at=60&plays="
    place = browser.get(where + "690").json()["place"]
    assert (place["seconds"], place["how"], place["within"]) == (60, "near", 90)
    assert "between 1:00 and 2:30" in place["words"]
    place = browser.get(where + "30").json()["place"]
    assert place["seconds"] == 0.0
    assert place["how"] == "near"


def test_a_newer_transcript_of_this_very_cut_finds_the_words_again(browser: Client, me: User) -> None:
    """The transcript was made by us from the kept file, which has 90 seconds of advertisements; the fact is from before."""
    item = a_recording(me)
    quote = a_milestone(item, "In 2012 I was made team lead of four people.")
    Milestone.objects.filter(pk=quote.pk).update(seconds=60.0)
    keep(item, duration=690.0)
    Transcribing.objects.create(item=item, state=Transcribing.DONE)
    item.spans = [[length, start + 90, end + 90, who, opens] for length, start, end, who, opens in item.spans]
    item.save()
    place = browser.get(f"/items/{item.pk}/listening?fact=milestone-{quote.pk}&plays=690").json()["place"]
    assert (place["seconds"], place["how"]) == (150, "found")
    assert "2:30" in place["words"]
    by_words = f"/items/{item.pk}/listening?quote=I+answered+phones+on+a+help+desk&plays=690"
    assert browser.get(by_words).json()["place"]["seconds"] == 90


def test_an_unknown_second_is_never_the_first(browser: Client, me: User) -> None:
    item = a_recording(me, spans=[])
    quote = a_nugget(item, "I answered phones on a help desk for two years.")
    for more in ("", "&plays=600", "&plays=4"):
        place = browser.get(f"/items/{item.pk}/listening?fact=nugget-{quote.pk}{more}").json()["place"]
        assert place["seconds"] is None
        assert place["how"] == "unknown"
    page = browser.get("/nuggets/").text
    assert "I answered phones" in page
    assert "data-listen" not in page


@pytest.mark.parametrize("asked", ["fact=milestone-99", "fact=verdict-1", "fact=x", "fact=milestone-9999999999999999999999", "at=soon", "at=-1", "plays=nan"])  # fmt: skip
def test_what_cannot_be_asked_is_refused_in_words(browser: Client, me: User, asked: str) -> None:
    answer = browser.get(f"/items/{a_recording(me).pk}/listening?at=1&{asked}")
    assert answer.status_code == (404 if "fact" in asked else 400)


def test_a_fact_of_another_item_has_no_place_here(browser: Client, me: User) -> None:
    fact = a_milestone(a_recording(me), "In 2012 I was made team lead of four people.")
    assert browser.get(f"/items/{a_recording(me).pk}/listening?fact=milestone-{fact.pk}").status_code == 404


# --- what it reports ---------------------------------------------------------------------------------------------


def test_a_report_is_of_the_moment_of_listening_not_of_its_arrival(browser: Client, me: User) -> None:
    item = a_recording(me)
    where = f"/items/{item.pk}/listening"
    browser.post(where, {"seconds": "100", "total": "600", "ago": "60", "device": "browser-1"})
    late = browser.post(where, {"seconds": "5", "total": "600", "ago": "3600", "device": "browser-2"}).json()
    assert (late["position"]["seconds"], late["position"]["device"]) == (100, "browser-1")
    now = browser.post(where, {"seconds": "7", "total": "600", "ago": "0", "device": "<b>"}).json()
    assert (now["position"]["seconds"], now["position"]["device"]) == (7, "")
    assert Listening.objects.count() == 1


@pytest.mark.parametrize("told", [{}, {"seconds": "x"}, {"seconds": "-4"}, {"seconds": "1", "ago": "inf"}])
def test_a_report_that_says_nothing_is_refused(browser: Client, me: User, told: dict[str, str]) -> None:
    assert browser.post(f"/items/{a_recording(me).pk}/listening", told).status_code == 400
    assert not Listening.objects.exists()


# --- listen from here ----------------------------------------------------------------------------------------------


def test_every_quote_with_a_second_plays_from_it(browser: Client, me: User) -> None:
    item = a_road(me)
    Item.objects.filter(pk=item.pk).update(audio_url="https://audio.example/1.mp3")
    a_nugget(item, "I never looked back.")
    fact = Milestone.objects.filter(item=item).first()
    assert fact is not None
    person = fact.person_id
    assert f'data-listen="{item.pk}" data-at="{fact.seconds:.2f}" data-fact="milestone-{fact.pk}"' in browser.get(f"/people/{person}/road").text  # fmt: skip
    page = browser.get(f"/items/{item.pk}/?at=75").text
    assert "Listen from 1:15" in page
    assert f'src="/items/{item.pk}/audio#t=75"' in page


def test_where_our_roads_part_is_listened_to_from_today(browser: Client, me: User) -> None:
    item = a_road(me)
    Item.objects.filter(pk=item.pk).update(audio_url="https://audio.example/1.mp3")
    for fact in Milestone.objects.filter(item=item):
        Stand.objects.create(
            user=me, person=a_person(fact), stop=fact, stop_line=fact.what, inputs="x", moved=NOW
        )
    Step.objects.create(user=me, what="answered phones", position=1)
    page = browser.get("/").text
    assert f'data-listen="{item.pk}"' in page
    assert "Listen to Somebody" in page


def a_person(fact: Milestone) -> Person:
    """Each stand is beside somebody else."""
    return Person.objects.create(key=f"somebody {fact.pk}", name=f"Somebody {fact.pk}")


def test_how_far_i_am_stands_on_the_items_page(browser: Client, me: User) -> None:
    item = a_recording(me)
    listened(me, item, seconds=83, total=600, at=NOW)
    assert "Go on at 1:23" in browser.get(f"/items/{item.pk}/").text


def test_the_player_is_on_every_page_of_mine_and_on_none_before_the_log_in(
    browser: Client, as_user: Callable[[User], Client]
) -> None:
    assert 'id="player"' in browser.get("/").text
    assert "walk.js" in browser.get("/").text
    assert 'id="player"' not in Client().get("/accounts/login/").text


def test_each_sentence_of_a_transcript_knows_its_second(browser: Client, me: User) -> None:
    text = browser.get(f"/items/{a_recording(me).pk}/").text
    assert re.findall(r'<span class="sentence" data-at="([\d.]+)">', text) == ["0.00", "60.00"]
    assert 'class="sentence"' not in browser.get(f"/items/{a_recording(me, spans=[]).pk}/").text
