from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from manymentors.actions.be_user import local_user
from manymentors.store.models import Correction, Follow, Item, Keepsake, Person, Source, Step, User, Verdict
from manymentors.store.queries.export import export, stream
from tests.factories import NOW, a_nugget, a_road, a_source, a_user, an_item


def with_everything(user: User) -> Item:
    """A road I follow, and one row of mine in each table that a person fills."""
    item = a_road(user)
    step = Step.objects.create(user=user, what="answered phones", position=1)
    Step.objects.create(user=user, what="lead a team", position=2, planned=NOW.date())
    quote = "In 2012 I was made team lead of four people."
    Verdict.objects.create(user=user, item=item, quote=quote, says="not-yet")
    user.hand_pairs.create(step=step, item=item, quote=quote, same=True)
    nugget = a_nugget(item, "I never looked back.")
    Keepsake.objects.create(user=user, item=item, quote=nugget.quote, words="Go on", applied=NOW.date())
    Correction.objects.create(user=user, item=item, fact="milestone", quote=quote, verb="confirm")
    Person.objects.create(name="My aunt", key="my aunt", owner=user)
    user.invitations.create(digest=user.username, expires=NOW)
    user.errands.create(verb="stand")
    user.stands.create(person=Person.objects.get(name="Ada Example"), inputs="")
    return item


@pytest.mark.django_db
def test_the_theme_and_the_language_are_chosen(browser: Client, me: User) -> None:
    browser.post("/settings/look", {"theme": "dark", "language": "en-gb"})
    text = browser.get("/settings/").text
    assert 'data-theme="dark"' in text
    assert 'lang="en-gb"' in text
    assert browser.post("/settings/look", {"theme": "neon"}).status_code == 400
    browser.post("/settings/look", {"theme": "", "language": "xx"})
    assert "data-theme" not in browser.get("/settings/").text


@pytest.mark.django_db
def test_i_take_another_name_and_take_it_back(browser: Client, me: User) -> None:
    a_user("eve")
    answer = browser.post("/settings/name", {"name": "countess"}, follow=True)
    assert "From now on you log in as countess." in answer.text
    assert 'value="ada"' in answer.text, "undo knows the name before"
    for wrong in ("EVE", "a b", "", "x" * 200, "Me"):
        assert browser.post("/settings/name", {"name": wrong}).status_code == 400
    me.refresh_from_db()
    assert me.username == "countess"


@pytest.mark.django_db
def test_the_data_folder_is_told_to_staff_only(browser: Client, me: User) -> None:
    assert "Data folder" not in browser.get("/settings/").text
    me.is_staff = True
    me.save()
    assert "Data folder" in browser.get("/settings/").text


@pytest.mark.django_db
def test_the_export_holds_everything_of_mine_and_nothing_of_another(browser: Client, me: User) -> None:
    with_everything(me)
    with_everything(a_user("eve"))
    Step.objects.filter(user__username="eve").update(what="secret of eve")
    answer = browser.get("/settings/export.json")
    assert answer.streaming
    assert answer["Content-Disposition"].startswith('attachment; filename="manymentors-')
    text = b"".join(answer.streaming_content).decode()  # type: ignore[arg-type]
    told = json.loads(text)
    assert told == json.loads(json.dumps(export(me), default=str))
    assert "secret of eve" not in text
    assert [step["what"] for step in told["my_road"]] == ["answered phones"]
    assert told["plans"] == [{"what": "lead a team", "kind": "", "planned": "2026-11-01", "origin": ""}]
    assert told["follows"][0]["tier"] == "weekly"
    assert told["verdicts"][0]["says"] == "not-yet"
    assert told["hand_pairs"][0]["mine"] == "answered phones"
    assert told["keepsakes"][0]["words"] == "Go on"
    assert told["corrections"][0]["verb"] == "confirm"
    assert len(told["items"][0]["milestones"]) == 3


@pytest.mark.django_db
def test_an_empty_export_is_json_too() -> None:
    assert json.loads("".join(stream(a_user())))["items"] == []


@pytest.mark.django_db
def test_the_export_asks_no_more_questions_for_more_items(
    me: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    source, asked = a_source(me), 60
    for count in (3, 30):
        for _ in range(count):
            an_item(source)
        with django_assert_max_num_queries(asked) as queries:
            list(stream(me))
        asked = len(queries)


@pytest.mark.django_db
def test_forgetting_me_leaves_no_row_of_mine_and_all_of_others(
    me: User, browser: Client, as_user: Callable[[User], Client]
) -> None:
    mine, eve = with_everything(me), a_user("eve")
    theirs = with_everything(eve)
    shared = a_source(me)
    Follow.objects.create(user=eve, source=shared)
    assert "type your name, ada" in browser.get("/settings/forget-me").text
    assert browser.post("/settings/forget-me", {"name": "eve"}).status_code == 400
    assert browser.post("/settings/forget-me", {"name": "ada"})["Location"] == "/accounts/login/"
    assert not User.objects.filter(username="ada").exists()
    for relation in User._meta.related_objects:
        model = relation.related_model
        rows = model._default_manager.exclude(**{relation.field.name: eve})  # type: ignore[union-attr]
        rows = rows.exclude(**{relation.field.name: None}).exclude(**{relation.field.name: local_user()})
        assert not rows.exists(), model
    assert not Item.objects.filter(pk=mine.pk).exists(), (
        "nobody else follows its source, whose address may be private"
    )
    assert Source.objects.filter(pk=shared.pk).exists()
    assert Item.objects.filter(pk=theirs.pk).exists()
    assert eve.steps.count() == 2
    assert not Person.objects.filter(name="My aunt").exclude(owner=eve).exists()
    assert browser.get("/settings/").status_code == 302


@pytest.mark.django_db
def test_the_local_user_is_emptied_and_stays(as_user: Callable[[User], Client]) -> None:
    user = local_user()
    user.set_password("a dull long sentence")
    user.save()
    with_everything(user)
    browser = as_user(user)
    assert "Your account itself stays" in browser.get("/settings/forget-me").text
    answer = browser.post("/settings/forget-me", {"name": "me"}, follow=True)
    assert "All that was yours is gone" in answer.text
    told = export(user)
    assert not any(told[key] for key in told if key != "format")
    assert list(user.errands.values_list("verb", flat=True)) == ["index"]
    user.refresh_from_db()
    assert user.check_password("a dull long sentence")


@pytest.mark.django_db
def test_every_personal_table_is_forgotten() -> None:
    """A table that carries a user and survives them must be named here with its reason."""
    from django.db.models import CASCADE

    kept = {
        "merge": "who merged two public people",
        "invitation": "used_by: the one who invited keeps the row",
    }
    for relation in User._meta.related_objects:
        if relation.on_delete is not CASCADE:
            assert relation.related_model._meta.model_name in kept  # type: ignore[union-attr]


@pytest.mark.django_db
def test_derived_files_go_with_me(me: User, browser: Client, settings, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    settings.HOME = tmp_path
    (tmp_path / "media").mkdir()
    (tmp_path / "answers").mkdir()
    browser.post("/settings/forget-me", {"name": "ada"})
    assert not (tmp_path / "media").exists()
    assert not (tmp_path / "answers").exists()


@pytest.mark.django_db
def test_thirty_invitations_are_asked_for_as_three_are(
    me: User, browser: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    me.is_staff = True
    me.save()
    for n in range(3):
        me.invitations.create(digest=str(n), expires=NOW, used_by=a_user())
    browser.get("/settings/invitations")
    with CaptureQueriesContext(connection) as three:
        browser.get("/settings/invitations")
    for n in range(3, 30):
        me.invitations.create(digest=str(n), expires=NOW, used_by=a_user())
    with django_assert_num_queries(len(three)):
        browser.get("/settings/invitations")
