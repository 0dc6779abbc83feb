"""The pages of my circle, of a person's influence, and of the accounts of my people."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from manymentors.actions import draw_edges
from manymentors.actions.ask_follows import keep
from manymentors.actions.circle import work_out
from manymentors.actions.errand import end
from manymentors.actions.follow_there import follow_there
from manymentors.actions.name_person import person_called
from manymentors.shapes import Link
from manymentors.sources.follows import item_of
from manymentors.store.models import (
    Account,
    AccountEvidence,
    Errand,
    Follow,
    Item,
    Node,
    NotForMe,
    Recognition,
    Source,
    Suggestion,
    User,
)
from tests.actions.test_circle import ADA, BO, NAMES, account, boost, episode, looked, recommended, show
from tests.factories import NOW, a_source, a_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def circle(me: User) -> User:
    """Ada boosts Bo, recommends Dee, and appears on The Show, which Hanna hosts."""
    item = looked(me, account(ADA, boost("1", BO)), "Ada Example").items.get()
    looked(me, show(episode("e1", "Ada Example")), "Ada Example")
    recommended(item, "Ada Example", "Dee Proof", "person", "Dee is the one.")
    worked_out(me)
    return me


def worked_out(me: User) -> None:
    draw_edges.bring_up()
    work_out(me)


def undo(browser: Client) -> None:
    told = browser.session["undo"]
    assert browser.post(told["url"], told["fields"]).status_code == 303


def test_an_empty_circle_teaches_what_will_be_here(browser: Client, me: User) -> None:
    assert "A circle begins with one person" in browser.get("/circle/").text
    a_source(me)
    assert "Not worked out yet" in browser.get("/circle/").text
    worked_out(me)
    assert "Nobody beyond those whom you follow" in browser.get("/circle/").text
    assert "No picture yet" in browser.get("/circle/picture").text


def test_a_suggestion_says_who_says_so_in_which_words_and_draws_the_way(
    browser: Client, circle: User
) -> None:
    text = browser.get("/circle/").text
    assert "“Dee is the one.”" in text
    assert "is hosted by" in text
    assert "Bo Sample (@bo@social.example)" in text
    assert "follower" not in text


def test_not_for_me_is_kept_and_can_be_undone(browser: Client, circle: User) -> None:
    node = Node.objects.get(key="person:dee proof")
    answer = browser.post("/circle/not-for-me", {"node": node.pk}, follow=True)
    assert "Dee Proof is not suggested again." in answer.text
    assert NotForMe.objects.get().node == node
    assert "Suggest Dee Proof again" in answer.text
    undo(browser)
    assert not NotForMe.objects.exists()
    assert browser.post("/circle/not-for-me", {"node": "0"}).status_code == 404
    assert browser.post("/circle/not-for-me", {"node": "x"}).status_code == 404


def test_one_press_follows_who_appears_here_and_asks_the_worker_for_who_is_elsewhere(
    browser: Client, circle: User
) -> None:
    host = Node.objects.get(key="person:hanna host")
    answer = browser.post("/circle/follow", {"node": host.pk}, follow=True)
    assert "You follow Hanna Host." in answer.text
    assert Follow.objects.filter(person=person_called("Hanna Host")).exists()
    bo = Node.objects.get(key=f"mastodon:{BO}")
    browser.post("/circle/follow", {"node": bo.pk})
    errand = Errand.objects.get(verb="follow")
    assert errand.payload["address"] == BO
    assert errand.payload["via"] == "through Ada Example"
    nowhere = Node.objects.get(key="person:dee proof")
    assert browser.post("/circle/follow", {"node": nowhere.pk}).status_code == 404
    end(errand, NOW, "social.example knows no account @bo.")
    text = browser.get("/circle/").text
    assert "could not be followed" in text
    assert "social.example knows no account @bo." in text


def test_what_is_suggested_to_another_is_nobody_elses(
    circle: User, as_user: Callable[[User], Client]
) -> None:
    theirs = as_user(a_user("eve"))
    node = Suggestion.objects.all()[0].node_id
    assert theirs.post("/circle/not-for-me", {"node": node}).status_code == 404
    assert theirs.post("/circle/follow", {"node": node}).status_code == 404
    assert "Dee" not in theirs.get("/circle/").text
    assert "Ada" not in theirs.get("/circle/picture").text


def test_the_picture_can_be_clicked_and_read_and_has_a_table_beside_it(browser: Client, circle: User) -> None:
    ada = person_called("Ada Example")
    text = browser.get("/circle/picture").text
    assert '<svg class="round"' in text
    assert '<svg class="column"' in text
    assert f'<a href="/people/{ada.pk}/influence" aria-label="Ada Example, learns from' in text
    assert '<th scope="row">' in text
    drawn = text[text.index("<svg class") : text.index("<table")]
    again = browser.get("/circle/picture").text
    assert drawn in again


def test_a_picture_of_many_names_writes_them_like_spokes(browser: Client, me: User) -> None:
    for at in range(20):
        url = f"https://social{at}.example/@p"
        NAMES[url] = f"Somebody with a very long name indeed {at}"
        looked(me, account(url, boost(str(at), BO)), NAMES[url])
    worked_out(me)
    text = browser.get("/circle/picture").text
    assert "rotate(0)" in text
    assert "rotate(270)" in text
    assert "Somebody with a very lo…" in text


def test_a_persons_tab_says_whom_they_learn_from_and_who_learns_from_them(
    browser: Client, circle: User
) -> None:
    ada = person_called("Ada Example")
    text = browser.get(f"/people/{ada.pk}/influence").text
    assert "Whom Ada Example learns from" in text
    assert "“Dee is the one.”" in text
    hanna = browser.get(f"/people/{person_called('Hanna Host').pk}/influence").text
    assert "asks" in hanna


def evidence(me: User, person: str = "Ada Example", handle: str = "ada") -> Account:
    source = me.follows.filter(person__name=person).first()
    told = source.source if source else a_source(me, person_called(person))
    found = Account.objects.create(
        network="github", identity=f"@{handle}", label=handle, url=f"https://github.com/{handle}"
    )
    AccountEvidence.objects.create(
        account=found, person=person_called(person), source=told, kind="rel=me", says="so"
    )
    return found


def test_an_account_is_proposed_confirmed_followed_refused_and_taken_back(browser: Client, me: User) -> None:
    found, ada = evidence(me), person_called("Ada Example")
    here = f"/people/{ada.pk}/accounts/{found.pk}"
    assert "it is linked as their own (rel=me)" in browser.get("/people/accounts").text
    answer = browser.post(here, {"says": "theirs"}, follow=True)
    assert "ada is Ada Example’s." in answer.text
    assert "Nothing waits for your word" in browser.get("/people/accounts").text
    assert "Follow it too" in browser.get(f"/people/{ada.pk}/accounts").text
    browser.post(f"{here}/follow")
    assert Errand.objects.get(verb="follow").payload == {
        "address": "https://github.com/ada", "person": "Ada Example", "found_in": "accounts",
    }  # fmt: skip
    answer = browser.post(here, {"says": "not"}, follow=True)
    assert "ada is not Ada Example’s." in answer.text
    undo(browser)
    assert Recognition.objects.get().same
    browser.post(here, {"says": "nothing"})
    assert not Recognition.objects.exists()
    assert browser.post(here, {"says": "perhaps"}).status_code == 400
    Account.objects.update(url="")
    assert browser.post(f"{here}/follow").status_code == 400


def test_a_page_of_accounts_teaches_where_there_are_none(browser: Client, me: User) -> None:
    ada = person_called("Ada Example")
    a_source(me, ada)
    assert "No accounts found yet" in browser.get(f"/people/{ada.pk}/accounts").text


def test_another_persons_proposals_are_not_there(browser: Client, me: User) -> None:
    found = evidence(a_user("eve"), "Eve’s Friend")
    a_source(me, person_called("Ada Example"))
    ada = person_called("Ada Example")
    assert browser.post(f"/people/{ada.pk}/accounts/{found.pk}", {"says": "theirs"}).status_code == 404
    assert browser.post(f"/people/{ada.pk}/accounts/{found.pk}/follow").status_code == 404


def test_following_there_follows_and_reads_or_says_why_not(me: User) -> None:
    where = "https://sample.manymentors.invalid/feeds/anselmo.xml"
    assert follow_there(me, where, person="Anselmo Quispe", found_in="accounts") == ""
    assert follow_there(me, where, person="Anselmo Quispe") == ""
    assert Follow.objects.get().person == person_called("Anselmo Quispe")
    assert [errand.verb for errand in Errand.objects.all()] == ["sync"]
    assert "not a web address" in follow_there(me, "nowhere at all")


def test_the_pages_take_as_many_queries_for_thirty_as_for_three(browser: Client, me: User) -> None:
    def queries() -> list[int]:
        worked_out(me)
        ada = person_called("Ada Example").pk
        found = []
        for url in (
            "/circle/",
            "/circle/picture",
            f"/people/{ada}/influence",
            f"/people/{ada}/accounts",
            "/people/accounts",
        ):
            with CaptureQueriesContext(connection) as seen:
                assert browser.get(url).status_code == 200
            found.append(len(seen))
        return found

    def more(start: int, end: int) -> None:
        item = Item.objects.filter(source__url=ADA).first()
        assert item is not None
        for at in range(start, end):
            recommended(item, "Ada Example", f"Person {at} Proof", "person", f"Person {at}.")
            evidence(me, handle=f"ada{at}")
        draw_edges.Drawn.objects.all().delete()

    looked(me, account(ADA, boost("1", BO)), "Ada Example")
    more(0, 3)
    few = queries()
    more(3, 30)
    assert queries() == few


def test_a_persons_tab_says_what_their_lists_told_and_i_may_forbid_to_ask(
    browser: Client, circle: User
) -> None:
    ada = person_called("Ada Example")
    here = f"/people/{ada.pk}/influence"
    follow = circle.follows.get(source__kind="mastodon")
    source = follow.source
    assert "has not been asked yet." in browser.get(here).text
    Source.objects.filter(pk=source.pk).update(follows_asked=NOW)
    assert "0 known, asked on Nov. 1, 2026." in browser.get(here).text
    keep(source, item_of([Link("https://far.example/@dee", "Dee (@dee@far.example)")], "Ada"), NOW)
    draw_edges.bring_up()
    listed = Item.objects.get(key="following")
    assert f'<a href="/items/{listed.pk}/">1 known</a>' in browser.get(here).text
    assert '<a href="https://far.example/@dee"' in browser.get(f"/items/{listed.pk}/").text
    Source.objects.filter(pk=source.pk).update(follows_problem="Whom they follow is hidden.")
    assert "Whom they follow is hidden." in browser.get(here).text
    told = {"verb": "ask-no-follows", "next": here}
    answer = browser.post(f"/sources/{source.pk}/", told, follow=True)
    assert "It is asked no more whom" in answer.text
    assert "is not asked for you." in answer.text
    follow.refresh_from_db()
    assert not follow.asks_follows
    undo(browser)
    follow.refresh_from_db()
    assert follow.asks_follows
