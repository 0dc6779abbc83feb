"""Items become edges, edges become suggestions and a picture: each with what shows it, for whoever may see that."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from manymentors.actions import draw_edges
from manymentors.actions.circle import work_out
from manymentors.actions.confirm_account import confirm_account
from manymentors.actions.correct import correct
from manymentors.actions.follow import follow
from manymentors.actions.forget import forget
from manymentors.actions.forget_me import forget_me
from manymentors.actions.look import save
from manymentors.actions.name_person import person_called
from manymentors.actions.not_for_me import not_for_me, take_back
from manymentors.shapes import Audio, FoundItem, FoundSource, Link, PersonTag
from manymentors.store.models import (
    Appearance,
    Circle,
    Drawn,
    Edge,
    Endorsement,
    Follow,
    Item,
    Node,
    Recognition,
    Source,
    Suggestion,
    User,
)
from manymentors.store.queries.export import personal
from manymentors.store.queries.influence import influence_of, suggestions
from tests.factories import NOW, a_user, settled

pytestmark = pytest.mark.django_db

ADA, BO, CY = "https://social.example/@ada", "https://social.example/@bo", "https://social.example/@cy"
NAMES = {ADA: "Ada Example", BO: "Bo Sample", CY: "Cy Proof"}


def account(url: str, *items: FoundItem) -> FoundSource:
    tag = PersonTag(NAMES[url], "author", href=url)
    return FoundSource("mastodon", url, title=NAMES[url], site_url=url, people=(tag,), items=items)


def boost(key: str, of: str) -> FoundItem:
    tag = PersonTag(NAMES[of], "author", href=of)
    return FoundItem(key, "post", url=f"{of}/{key}", author=NAMES[of], boost_of=f"{of}/{key}", people=(tag,))


def episode(key: str, guest: str, title: str = "An hour") -> FoundItem:
    tags = (PersonTag("Hanna Host", "host"), PersonTag(guest, "guest"))
    return FoundItem(
        key,
        "episode",
        title,
        url=f"https://show.example/{key}",
        audio=Audio("https://show.example/a"),
        people=tags,
    )


def show(*items: FoundItem) -> FoundSource:
    host = (PersonTag("Hanna Host", "host"),)
    return FoundSource("podcast", "https://show.example/feed", title="The Show", people=host, items=items)


def looked(user: User, found: FoundSource, person: str = "") -> Source:
    source = follow(user, found, person=person).follow.source
    save(source, found, NOW)
    source.save()
    return source


def drawn() -> list[tuple[str, str, str]]:
    draw_edges.bring_up()
    return sorted(Edge.objects.values_list("who__label", "kind", "whom__label"))


def test_boosts_answers_and_quotes_of_what_is_not_held_lead_to_accounts() -> None:
    me = a_user()
    answer = FoundItem("2", "post", reply_to=f"{CY}/9", links=(Link(f"{BO}/5", "post by Bo Sample"),))
    looked(me, account(ADA, boost("1", BO), answer), "Ada Example")
    assert drawn() == [
        ("Ada Example", "answers", "@cy@social.example"),
        ("Ada Example", "boosts", "Bo Sample (@bo@social.example)"),
        ("Ada Example", "quotes", "Bo Sample (@bo@social.example)"),
    ]


def test_what_is_held_here_is_known_by_whom_it_is() -> None:
    me = a_user()
    looked(me, show(episode("e1", "Bo Sample")))
    looked(me, account(BO, FoundItem("9", "post", url=f"{BO}/9", text="said")), "Bo Sample")
    answer = FoundItem("2", "post", reply_to=f"{BO}/9", links=(Link("https://show.example/e1"),))
    looked(me, account(ADA, answer, boost("9", BO)), "Ada Example")
    mine = [edge for edge in drawn() if edge[0] == "Ada Example"]
    assert mine == [
        ("Ada Example", "answers", "Bo Sample"),
        ("Ada Example", "boosts", "Bo Sample"),
        ("Ada Example", "quotes", "Bo Sample"),
        ("Ada Example", "quotes", "The Show"),
    ]


def test_a_guest_appears_and_is_asked_and_who_is_only_mentioned_is_not() -> None:
    me = a_user()
    titled = FoundItem(
        "e2", "episode", "Cy Proof on pagers", text="Mentioned: Bo Sample.", audio=Audio("https://a")
    )
    person_called("Cy Proof")
    looked(me, show(episode("e1", "Ada Example"), titled))
    assert drawn() == [
        ("Ada Example", "appears", "The Show"),
        ("Cy Proof", "appears", "The Show"),
        ("Hanna Host", "asks", "Ada Example"),
        ("Hanna Host", "asks", "Cy Proof"),
        ("The Show", "hosted", "Hanna Host"),
    ]
    assert Appearance.objects.get(person__name="Cy Proof").evidence == "title"


def recommended(item: Item, who: str, title: str, type: str, quote: str = "Read it.") -> Endorsement:
    return Endorsement.objects.create(
        item=item, person=person_called(who), name=who, title=title, key=title.lower(), type=type, quote=quote,
        start=0, end=len(quote), score=0.5, reader="test 1",
    )  # fmt: skip


def test_people_and_shows_that_are_recommended_are_edges_and_books_and_first_names_are_not() -> None:
    me = a_user()
    post = FoundItem("1", "post", text="Read it.", links=(Link("https://other.example/", "The Other Show"),))
    source = looked(me, account(ADA, post), "Ada Example")
    item = source.items.get()
    for title, type in (
        ("The Other Show", "show"),
        ("Bo Sample", "person"),
        ("Ada Example", "blog"),
        ("Anna", "person"),
        ("A book", "book"),
        ("…", "person"),
    ):
        recommended(item, "Ada Example", title, type)
    assert drawn() == [
        ("Ada Example", "endorses", "Bo Sample"),
        ("Ada Example", "endorses", "The Other Show"),
    ]
    assert Node.objects.get(label="The Other Show").address == "https://other.example/"


@pytest.mark.django_db(transaction=True)  # PostgreSQL tells of a change once it is committed
def test_drawing_twice_changes_nothing_and_only_what_changed_is_drawn_again() -> None:
    me = a_user()
    source = looked(me, account(ADA, boost("1", BO)), "Ada Example")
    other = looked(me, account(CY, boost("2", BO)), "Cy Proof")
    settled()
    assert draw_edges.bring_up() == {source.pk, other.pk}
    before = list(Edge.objects.values())
    assert draw_edges.bring_up() == set()
    save(source, account(ADA, boost("1", BO), boost("3", BO)), NOW)
    settled()
    assert draw_edges.bring_up() == {source.pk}
    assert Edge.objects.filter(source=source).count() == 2
    assert [row for row in Edge.objects.values() if row in before] == [
        row for row in before if row["source_id"] == other.pk
    ]
    Drawn.objects.update(version="an older one")
    settled()
    assert draw_edges.bring_up() == {source.pk, other.pk}


def test_whom_my_people_point_at_is_suggested_with_who_says_so_and_the_way_there() -> None:
    me = a_user()
    item = looked(me, account(ADA, boost("1", BO)), "Ada Example").items.get()
    looked(me, show(episode("e1", "Ada Example")))
    Follow.objects.filter(source__kind="podcast").delete()
    Follow.objects.create(
        user=me, source=Source.objects.get(kind="podcast"), person=person_called("Ada Example")
    )
    recommended(item, "Ada Example", "Dee Proof", "person", "Dee is the one.")
    draw_edges.bring_up()
    assert work_out(me)
    lines = {line.name: line for line in suggestions(me)}
    dee = lines["Dee Proof"]
    assert dee.reasons[0]["quote"] == "Dee is the one."
    assert [(step["name"], step["kind"]) for step in dee.row.path] == [
        ("Ada Example", "endorses"),
        ("Dee Proof", ""),
    ]
    assert (dee.follows, lines["Bo Sample (@bo@social.example)"].follows) == ("", "there")
    hanna = lines["Hanna Host"]
    assert [step["kind"] for step in hanna.row.path] == ["appears", "hosted", ""]
    assert hanna.follows == "here"
    assert "The Show" not in lines
    assert not work_out(me)


def test_what_is_not_for_me_and_whom_i_follow_by_now_is_not_suggested() -> None:
    me = a_user()
    looked(me, account(ADA, boost("1", BO)), "Ada Example")
    draw_edges.bring_up()
    work_out(me)
    node = Suggestion.objects.get().node
    not_for_me(me, node)
    assert suggestions(me) == []
    assert work_out(me)
    assert not Suggestion.objects.exists()
    assert personal(me)["not_for_me"] == [{"key": node.key, "label": "Bo Sample (@bo@social.example)"}]
    take_back(me, node)
    work_out(me)
    assert len(suggestions(me)) == 1
    looked(me, account(BO), "Bo Sample")
    assert suggestions(me) == []


def test_an_account_that_i_confirmed_is_the_person_and_one_that_i_refused_is_not() -> None:
    me = a_user()
    looked(me, account(ADA, boost("1", BO)), "Ada Example")
    bo = looked(me, account(BO), "Bo Sample")
    draw_edges.bring_up()
    assert [tie.name for tie in influence_of(me, person_called("Ada Example")).learns_from] == ["Bo Sample"]
    confirm_account(me, bo.account, person_called("Bo Sample"), same=False)
    told = influence_of(me, person_called("Ada Example")).learns_from
    assert [tie.name for tie in told] == ["Bo Sample (@bo@social.example)"]
    confirm_account(me, bo.account, person_called("Dee Proof"))
    Recognition.objects.filter(same=False).delete()
    assert [tie.person for tie in influence_of(me, person_called("Ada Example")).learns_from] == [None]


def test_a_person_shows_whom_they_learn_from_and_who_learns_from_them_with_evidence() -> None:
    me = a_user()
    looked(me, account(ADA, boost("1", BO), boost("2", BO)), "Ada Example")
    looked(me, account(CY, FoundItem("3", "post", reply_to=f"{ADA}/7")), "Cy Proof")
    draw_edges.bring_up()
    shown = influence_of(me, person_called("Ada Example"))
    (bo,) = shown.learns_from
    assert (bo.kinds, len(bo.shown), bo.shown[0].kind) == ({"boosts": 2}, 2, "boosts")
    assert [(tie.name, tie.kinds) for tie in shown.teaches] == [("Cy Proof", {"answers": 1})]
    assert (shown.more_from, shown.more_to) == (0, 0)


def test_a_recommendation_that_i_removed_counts_no_more() -> None:
    me = a_user()
    item = looked(me, account(ADA, FoundItem("1", "post", text="Read it.")), "Ada Example").items.get()
    found = recommended(item, "Ada Example", "Bo Sample", "person")
    draw_edges.bring_up()
    correct(me, found, "remove")
    assert influence_of(me, person_called("Ada Example")).learns_from == []
    work_out(me)
    assert suggestions(me) == []


def test_what_i_do_not_follow_tells_me_nothing() -> None:
    me, other = a_user(), a_user()
    looked(other, account(ADA, boost("1", BO)), "Ada Example")
    looked(me, account(CY), "Cy Proof")
    draw_edges.bring_up()
    work_out(me)
    assert suggestions(me) == []
    assert influence_of(me, person_called("Ada Example")).learns_from == []


def test_the_picture_has_my_people_and_those_worth_knowing_and_stays_the_same() -> None:
    me = a_user()
    looked(me, account(ADA, boost("1", BO), FoundItem("2", "post", reply_to=f"{CY}/7")), "Ada Example")
    looked(me, account(CY), "Cy Proof")
    draw_edges.bring_up()
    work_out(me)
    picture = Circle.objects.get().picture
    assert {(node["name"], node["mine"]) for node in picture["nodes"]} == {
        ("Ada Example", True),
        ("Cy Proof", True),
        ("Bo Sample (@bo@social.example)", False),
    }
    assert picture["table"][0]["up"] == ["Bo Sample (@bo@social.example)", "Cy Proof"]
    assert picture["table"][1]["down"] == ["Ada Example"]
    Circle.objects.update(inputs="")
    work_out(me)
    assert Circle.objects.get().picture == picture


def test_who_is_forgotten_is_in_no_edge_no_suggestion_and_no_picture() -> None:
    me = a_user()
    item = looked(me, account(ADA, boost("1", BO)), "Ada Example").items.get()
    recommended(item, "Ada Example", "Dee Proof", "person")
    draw_edges.bring_up()
    work_out(me)
    forget(person_called("Ada Example"))
    assert not Edge.objects.exists()
    assert not Circle.objects.exists()
    assert not Suggestion.objects.exists()
    forget(person_called("Dee Proof"))
    assert not Node.objects.filter(key="person:dee proof").exists()


def test_a_user_who_goes_takes_their_circle_along() -> None:
    me = a_user()
    source = looked(me, account(ADA, boost("1", BO)), "Ada Example")
    draw_edges.bring_up()
    work_out(me)
    confirm_account(me, source.account, person_called("Ada Example"))
    not_for_me(me, Node.objects.first())
    forget_me(me)
    assert not Circle.objects.exists()
    assert not Recognition.objects.exists()


@pytest.mark.django_db(transaction=True)  # PostgreSQL tells of a change once it is committed
def test_a_circle_takes_as_many_queries_for_thirty_people_as_for_three() -> None:
    def queries(n: int) -> tuple[int, int]:
        me = a_user()
        for at in range(n):
            url = f"https://social{n}.example/@p{at}"
            NAMES[url] = f"Person {n} {at} Example"
            looked(me, account(url, boost(f"{n}-{at}", BO), boost(f"{n}-{at}-c", CY)), NAMES[url])
        settled()
        draw_edges.bring_up()
        with CaptureQueriesContext(connection) as seen:
            work_out(me)
        with CaptureQueriesContext(connection) as shown:
            suggestions(me)
            influence_of(me, person_called(f"Person {n} 0 Example"))
        return len(seen), len(shown)

    assert queries(3) == queries(30)
