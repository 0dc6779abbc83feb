"""Whom the accounts that I follow follow: asked of their networks now and then, drawn as edges, let go when it is gone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from manymentors.actions import draw_edges
from manymentors.actions.ask_follows import EVERY, allow, ask_follows
from manymentors.actions.follow import follow
from manymentors.actions.look import look
from manymentors.http_client import Client
from manymentors.sources.follows import NETWORKS
from manymentors.sources.look import look as preview
from manymentors.store.models import Appearance, Edge, Source, User
from manymentors.store.queries.influence import influence_of
from manymentors.store.queries.viewpoints import viewpoints
from manymentors.store.queries.work import follows_due
from tests.factories import NOW, a_user, settled
from tests.sources.mastodon_server import BASE, Mastodon, a_status, an_account
from tests.sources.networks import Asked, Elsewhere, answering

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked() -> Asked:
    return Asked()


@pytest.fixture
def mastodon() -> Mastodon:
    server = Mastodon()
    ada = server.add(an_account("ada", following_count=2))
    server.posts["7"] = [a_status(1, ada)]
    server.follows["7"] = [an_account("bo", "8"), an_account("cy", "9")]
    return server


@pytest.fixture
def client(mastodon: Mastodon, asked: Asked) -> Iterator[Client]:
    with answering(mastodon, asked) as here, Elsewhere({BASE: here}) as one:
        yield one


@pytest.fixture
def me() -> User:
    return a_user()


@pytest.fixture
def source(me: User, client: Client) -> Source:
    return followed(me, client, "Ada Example")


def followed(user: User, client: Client, person: str) -> Source:
    (found,) = preview("@ada@social.example", client)
    source = follow(user, found, person=person).follow.source
    look(source, client, NOW)
    return source


def drawn() -> set[str]:
    settled()
    draw_edges.bring_up()
    return set(Edge.objects.filter(kind="follows").values_list("whom__label", flat=True))


def due(days: int = 0) -> list[Source]:
    return list(follows_due(NOW + timedelta(days=days) - EVERY, NETWORKS))


BO, CY = "Bo (@bo@social.example)", "Cy (@cy@social.example)"


@pytest.mark.django_db(transaction=True)  # PostgreSQL tells of a change once it is committed
def test_whom_they_follow_becomes_edges_and_goes_when_they_follow_no_more(
    source: Source, client: Client, mastodon: Mastodon, me: User
) -> None:
    assert due() == [source]
    assert ask_follows(source, client, NOW)
    assert drawn() == {BO, CY}
    assert ask_follows(source, client, NOW)
    assert drawn() == {BO, CY}
    person = source.sourceperson_set.get(role="owner").person
    assert [tie.name for tie in influence_of(me, person).learns_from] == [BO, CY]
    mastodon.follows["7"] = [an_account("bo", "8")]
    assert ask_follows(source, client, NOW)
    assert drawn() == {BO}
    mastodon.follows["7"] = []
    mastodon.add(an_account("ada", following_count=2))
    assert ask_follows(source, client, NOW)
    assert drawn() == set()
    source.refresh_from_db()
    assert source.follows_problem == "Whom they follow is hidden."


def test_the_list_is_no_post_of_theirs(source: Source, client: Client, me: User) -> None:
    person = source.sourceperson_set.get(role="owner").person
    before = viewpoints(me, person).lines
    assert ask_follows(source, client, NOW)
    assert viewpoints(me, person).lines == before
    assert not Appearance.objects.filter(item__key="following").exists()


def test_they_are_asked_once_a_month_and_a_day_after_a_failure(
    source: Source, client: Client, mastodon: Mastodon
) -> None:
    assert ask_follows(source, client, NOW)
    assert due(29) == []
    assert due(30) == [source]
    mastodon.allowed = 0
    assert not ask_follows(source, client, NOW + EVERY)
    assert drawn() == {BO, CY}, "what is known stays"
    assert "too busy" in source.follows_problem
    assert due(30) == []
    assert due(31) == [source]


def test_an_account_that_is_paused_or_in_trouble_is_not_asked(source: Source, me: User) -> None:
    for change in ({"problem": "gone"}, {"paused": True}, {"answered": None}, {"kind": "feed"}):
        Source.objects.update(**change)
        assert due() == []
        Source.objects.update(problem="", paused=False, answered=NOW, kind="mastodon")
    assert due() == [source]
    me.follows.update(paused=True)
    assert due() == []


@pytest.mark.django_db(transaction=True)  # PostgreSQL tells of a change once it is committed
def test_i_may_forbid_it_and_what_was_told_is_let_go(
    source: Source, client: Client, me: User, asked: Asked
) -> None:
    assert ask_follows(source, client, NOW)
    other = a_user()
    follow(other, preview("@ada@social.example", client)[0], person="Ada Example")
    allow(me, source, yes=False)
    assert drawn() == {BO, CY}, "another one wants to know"
    allow(other, source, yes=False)
    assert drawn() == set()
    assert due(99) == []
    allow(me, source, yes=True)
    assert due() == [source]
    never = Source.objects.create(kind="github", url="https://github.com/ada")
    allow(me, never, yes=False)


def test_an_account_that_is_followed_for_itself_has_edges_too(client: Client, me: User) -> None:
    source = followed(me, client, "")
    assert ask_follows(source, client, NOW)
    draw_edges.bring_up()
    assert set(Edge.objects.filter(kind="follows").values_list("who__label", flat=True)) == {"Ada"}


def test_whoever_answers_themselves_learns_from_nobody(
    source: Source, client: Client, mastodon: Mastodon
) -> None:
    ada = mastodon.accounts["ada"]
    mastodon.posts["7"].append(a_status(2, ada, in_reply_to_id="1001", in_reply_to_account_id="7"))
    look(source, client, NOW)
    draw_edges.bring_up()
    assert not Edge.objects.exists()
