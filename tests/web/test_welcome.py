from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import Settings

from manymentors.actions.be_user import local_user
from manymentors.actions.my_road import add_step
from manymentors.actions.welcome import welcome_key
from manymentors.environment import address_of
from manymentors.shapes import Step as MyStep
from manymentors.store.models import User
from tests.factories import a_user

FORM = {"username": "ada", "password": "a dull long sentence", "again": "a dull long sentence"}
HERE = {"HTTP_HOST": "localhost"}


@pytest.mark.django_db
def test_the_first_visit_makes_the_account_of_the_one_whose_data_are_here() -> None:
    add_step(local_user(), MyStep("answered phones"))
    client = Client()
    assert client.get("/people/", **HERE)["Location"] == "/welcome"
    assert "make this yours" in client.get("/welcome", **HERE).text
    answer = client.post("/welcome", FORM, **HERE)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    user = User.objects.get()
    assert (user.username, user.local, user.is_staff, user.steps.count()) == ("ada", True, True, 1)
    assert user.check_password("a dull long sentence")
    assert client.session["_auth_user_id"] == str(user.pk)


@pytest.mark.django_db
def test_once_somebody_can_log_in_there_is_no_welcome() -> None:
    user = a_user("eve")
    user.set_password("x")
    user.save()
    assert Client().get("/welcome", **HERE).status_code == 404
    assert Client().post("/welcome", FORM, **HERE).status_code == 404
    assert Client().get(f"/welcome?key={welcome_key()}").status_code == 404
    assert Client().get("/settings/")["Location"].startswith("/accounts/login/")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "where",
    [
        {"HTTP_HOST": "localhost", "REMOTE_ADDR": "192.168.1.7"},
        {"HTTP_HOST": "localhost", "REMOTE_ADDR": ""},
        {"HTTP_HOST": "localhost", "HTTP_X_FORWARDED_FOR": "127.0.0.1"},
        {"HTTP_HOST": "localhost", "HTTP_FORWARDED": "for=127.0.0.1"},
        {"HTTP_HOST": "localhost", "HTTP_X_REAL_IP": "127.0.0.1"},
        {"HTTP_HOST": "testserver"},
    ],
)
def test_from_elsewhere_the_first_account_needs_the_key(where: dict[str, str]) -> None:
    client = Client()
    refused = client.get("/welcome", **where)
    assert refused.status_code == 403
    assert "/welcome?key=" in refused.text
    assert client.post("/welcome", FORM, **where).status_code == 403
    client.get("/welcome?key=guessed", **where)
    assert client.post("/welcome", FORM, **where).status_code == 403
    assert not User.objects.exclude(password__startswith="!").exists()
    opened = client.get(f"/welcome?key={welcome_key()}", **where)
    assert opened["Location"] == "/welcome", "the key stays in no history"
    assert client.get("/welcome", **where).status_code == 200
    assert client.post("/welcome", FORM, **where).status_code == 302


@pytest.mark.django_db
def test_where_the_pages_are_public_nobody_is_believed_to_sit_at_the_machine(settings: Settings) -> None:
    """A proxy on the same machine that passes on under 127.0.0.1, and does not say so, looks just like somebody there."""
    assert Client().get("/welcome", **HERE).status_code == 200
    settings.ADDRESS = address_of({"MANYMENTORS_URL": "https://mentors.example"})
    assert Client().get("/welcome", **HERE).status_code == 403
    settings.ADDRESS = address_of({"MANYMENTORS_URL": "http://localhost:9000"})
    assert Client().get("/welcome", **HERE).status_code == 200
    settings.PROXIES = 1
    assert Client().get("/welcome", **HERE).status_code == 403


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"password": "short", "again": "short"}, "too short"),
        ({"password": "password", "again": "password"}, "too common"),
        ({"again": "another"}, "not the same"),
        ({"username": "a b/c"}, "valid username"),
        ({"username": ""}, "required"),
        ({"username": "EVE"}, "has this name already"),
    ],
)
def test_what_cannot_be_is_told_beside_its_field(change: dict[str, str], told: str) -> None:
    a_user("eve")
    answer = Client().post("/welcome", FORM | change, **HERE)
    assert answer.status_code == 400
    assert told in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert "a dull long sentence" not in answer.text


@pytest.mark.django_db
def test_the_key_belongs_to_this_installation(settings: Settings) -> None:
    one = welcome_key()
    settings.SECRET_KEY = "another"
    assert welcome_key() != one
    assert len(one) == 40
