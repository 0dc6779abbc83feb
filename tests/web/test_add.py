from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from manymentors.actions.client import SAMPLE_WORLD
from manymentors.store.models import Errand, Follow, User

pytestmark = pytest.mark.django_db

SHOW = f"{SAMPLE_WORLD}feeds/escalated.xml"
OPML = b"""<?xml version="1.0"?><opml version="2.0"><body><outline text="tech">
<outline type="rss" text="One blog" xmlUrl="https://one.example/feed"/>
<outline type="rss" text="Two blog" xmlUrl="https://two.example/feed"/></outline></body></opml>"""


def sealed_in(text: str) -> str:
    return text.split('name="found" value="')[1].split('"')[0]


def test_a_link_shows_what_would_be_fetched_and_keeps_nothing(browser: Client) -> None:
    text = browser.get("/people/add", {"address": SHOW}).text
    for words in (
        "Escalated", "5 items would be fetched", "3 with a transcript", "Bonus: the bus story",
        "Samira Oulhadj",
    ):  # fmt: skip
        assert words in text
    assert not Follow.objects.exists()


def test_what_was_shown_is_followed_and_asked_of_the_worker(browser: Client, me: User) -> None:
    found = sealed_in(browser.get("/people/add", {"address": SHOW}).text)
    given = {
        "address": SHOW,
        "found": found,
        "whose": "named:Samira Oulhadj",
        "why": "w",
        "via": "v",
        "tier": "daily",
    }
    answer = browser.post("/people/add", given, follow=True)
    assert "You follow Samira Oulhadj. Reading has begun." in answer.text
    follow = Follow.objects.get()
    assert (follow.user, follow.person and follow.person.name) == (me, "Samira Oulhadj")
    assert (follow.why, follow.via, follow.tier) == ("w", "v", "daily")
    assert Errand.objects.get().payload == {"sources": [follow.source_id]}
    assert follow.source.sourceperson_set.get().role == "sought"


def test_following_works_without_a_preview_and_trusts_no_hand_written_one(browser: Client) -> None:
    given = {"address": SHOW, "found": "made:up:note", "whose": "new", "person": "Ada Example"}
    assert browser.post("/people/add", given).status_code == 303
    follow = Follow.objects.get()
    assert (follow.source.url, follow.person and follow.person.name) == (SHOW, "Ada Example")


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("no address at all", "is not a web address"),
        ("/etc/passwd", "is not a web address"),
        ("file:///etc/passwd", "is not a web address"),
        ("http://127.0.0.1:1/feed", "leads into a private network"),
        (f"{SAMPLE_WORLD}nothing.xml", "nothing.xml"),
    ],
)
def test_what_cannot_be_followed_is_told_on_the_same_page(
    browser: Client, address: str, sentence: str
) -> None:
    answer = browser.get("/people/add", {"address": address})
    assert sentence in answer.text
    assert f'value="{address}"' in answer.text
    answer = browser.post("/people/add", {"address": address, "whose": "itself"})
    assert answer.status_code == 400
    assert sentence in answer.text
    assert not Follow.objects.exists()


def test_whose_it_is_must_be_said_and_nothing_typed_is_lost(browser: Client) -> None:
    answer = browser.post("/people/add", {"address": SHOW, "whose": "new", "why": "for the budgets"})
    assert answer.status_code == 400
    assert "Whose is it?" in answer.text
    assert "for the budgets" in answer.text
    assert "Escalated" in answer.text


def test_a_list_is_shown_feed_by_feed_and_what_is_ticked_is_followed(browser: Client) -> None:
    upload = SimpleUploadedFile("subscriptions.opml", OPML)
    text = browser.post("/people/add", {"list": upload}).text
    assert "2 sources were found there" in text
    given = {"found": sealed_in(text), "whose": "itself", "source": ["https://two.example/feed"]}
    answer = browser.post("/people/add", given)
    assert answer.status_code == 303
    follow = Follow.objects.get()
    assert (follow.source.url, follow.source.title, follow.folder, follow.person) == (
        "https://two.example/feed", "Two blog", "tech", None,
    )  # fmt: skip
    none = browser.post("/people/add", {"found": sealed_in(text), "whose": "itself"})
    assert "None of the sources is ticked" in none.text


def test_a_file_that_is_no_list_is_told_so(browser: Client) -> None:
    for name, body in (("photo.png", b"\x89PNG\0\0"), ("empty.opml", b""), ("big.opml", b"x" * 4_200_000)):
        answer = browser.post("/people/add", {"list": SimpleUploadedFile(name, body)})
        assert answer.status_code == 200
        assert name in answer.text
        assert 'role="alert"' in answer.text
    assert not Follow.objects.exists()
