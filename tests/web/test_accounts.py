from __future__ import annotations

import re
import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from manymentors.actions.invite import invite
from manymentors.store.models import Invitation, User
from tests.factories import a_user

PASSWORD = "long enough and dull"
NEW = {"username": "bo", "password1": "another dull sentence", "password2": "another dull sentence"}


def log_in(client: Client, name: str = "ada", password: str = PASSWORD, **more: str):  # type: ignore[no-untyped-def]
    return client.post("/accounts/login/", {"login": name, "password": password}, **more)


@pytest.mark.django_db
def test_logging_in_leads_to_where_i_wanted_to_go(me: User) -> None:
    client = Client()
    asked = client.get("/settings/")
    assert asked["Location"] == "/accounts/login/?next=/settings/"
    form = client.get(asked["Location"])
    assert 'name="next"' in form.text
    answer = client.post(asked["Location"], {"login": "ada", "password": PASSWORD, "next": "/settings/"})
    assert answer["Location"] == "/settings/"
    elsewhere = Client().post(
        "/accounts/login/", {"login": "ada", "password": PASSWORD, "next": "https://evil.example/"}
    )
    assert elsewhere["Location"] == "/"


@pytest.mark.django_db
def test_after_wrong_passwords_one_has_to_wait_and_is_told_so(me: User) -> None:
    client = Client()
    for _ in range(5):
        assert "do not belong together" in log_in(client, password="guess").text
    told = log_in(client, password=PASSWORD)
    assert "Wait five minutes" in told.text
    assert "_auth_user_id" not in client.session


@pytest.mark.django_db
def test_limits_cannot_be_dodged_by_claiming_another_address(me: User, settings: Settings) -> None:
    """Ten failures a minute for one address: each for a name of its own, each with an invented X-Forwarded-For."""
    for proxies, header in ((0, "10.0.0.{n}"), (1, "10.0.0.{n}, 203.0.113.9")):
        settings.PROXIES = proxies
        for n in range(10):
            log_in(Client(), f"nobody{proxies}{n}", "guess", HTTP_X_FORWARDED_FOR=header.format(n=n))
        told = log_in(Client(), f"nobody{proxies}", "x", HTTP_X_FORWARDED_FOR=header.format(n=99))
        assert "Wait five minutes" in told.text
    other = log_in(Client(), "nobody", "x", HTTP_X_FORWARDED_FOR="10.0.0.1, 198.51.100.1")
    assert "do not belong together" in other.text


@pytest.mark.django_db
def test_too_many_log_ins_are_a_page_of_ours(me: User) -> None:
    client = Client()
    for _ in range(30):
        client.post("/accounts/login/", {})
    answer = client.post("/accounts/login/", {})
    assert answer.status_code == 429
    assert "Wait five minutes" in answer.text
    assert answer["Retry-After"] == "300"


@pytest.mark.django_db
def test_nobody_signs_up_without_an_invitation(me: User) -> None:
    assert "by invitation" in Client().get("/accounts/signup/").text
    Client().post("/accounts/signup/", NEW)
    assert not User.objects.filter(username="bo").exists()
    assert Client().get("/join/guessed").status_code == 404


@pytest.mark.django_db
def test_an_invitation_opens_one_account(me: User) -> None:
    row, token = invite(me, "for Bo")
    assert token not in str(Invitation.objects.values())
    client, late = Client(), Client()
    for one in (client, late):
        assert one.get(f"/join/{token}")["Location"] == "/accounts/signup/"
        assert "You are invited" in one.get("/accounts/signup/").text
    assert client.post("/accounts/signup/", NEW)["Location"] == "/"
    bo = User.objects.get(username="bo")
    assert (bo.is_staff, bo.local, client.session["_auth_user_id"]) == (False, False, str(bo.pk))
    row.refresh_from_db()
    assert row.used_by == bo
    assert "by invitation" in late.post("/accounts/signup/", NEW | {"username": "cy"}).text
    assert not User.objects.filter(username="cy").exists()
    assert Client().get(f"/join/{token}").status_code == 404


@pytest.mark.django_db
def test_an_invitation_runs_out_and_can_be_taken_back(me: User, browser: Client) -> None:
    row, token = invite(me)
    Invitation.objects.update(expires=timezone.now() - timedelta(seconds=1))
    assert Client().get(f"/join/{token}").status_code == 404
    row, token = invite(me)
    me.is_staff = True
    me.save()
    browser.post(f"/settings/invitations/{row.pk}/revoke")
    assert Client().get(f"/join/{token}").status_code == 404


@pytest.mark.django_db
def test_only_staff_invite_and_the_link_is_shown_once(
    me: User, browser: Client, as_user: Callable[[User], Client]
) -> None:
    assert browser.get("/settings/invitations").status_code == 404
    assert browser.post("/settings/invitations").status_code == 404
    assert not Invitation.objects.exists()
    me.is_staff = True
    me.save()
    link = re.search(
        r"http://testserver(/join/[\w-]+)", browser.post("/settings/invitations", {"note": "Bo"}).text
    )
    assert link
    assert "/join/" not in browser.get("/settings/invitations").text
    assert Client().get(link[1])["Location"] == "/accounts/signup/"
    boss = a_user("boss")
    boss.is_staff = True
    boss.save()
    pk = Invitation.objects.get().pk
    assert as_user(boss).post(f"/settings/invitations/{pk}/revoke").status_code == 404


@pytest.mark.django_db
def test_a_second_factor_is_asked_for_and_its_secret_is_not_readable(me: User) -> None:
    client = Client()
    log_in(client)
    assert client.get("/accounts/2fa/totp/activate/")["Location"].startswith("/accounts/reauthenticate/")
    client.post("/accounts/reauthenticate/?next=/accounts/2fa/totp/activate/", {"password": PASSWORD})
    page = client.get("/accounts/2fa/totp/activate/").text
    assert "<svg" in page
    assert "data:" not in page
    assert "style=" not in page
    found = re.search(r'class="secret">([A-Z2-7]+)<', page)
    assert found
    secret = found[1]

    def code(later: int = 0) -> str:
        return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + later))

    answer = client.post("/accounts/2fa/totp/activate/", {"code": code()}, follow=True)
    assert "Recovery codes" in answer.text
    rows = str(list(Authenticator.objects.values("data")))
    assert secret not in rows
    recovery = re.findall(r"<li>([\w-]{8,})</li>", answer.text)
    assert len(recovery) == 10

    other = Client()
    assert log_in(other)["Location"] == "/accounts/2fa/authenticate/"
    assert "_auth_user_id" not in other.session
    assert other.get("/settings/").status_code == 302
    assert "not right" in other.post("/accounts/2fa/authenticate/", {"code": "000000"}).text
    assert other.post("/accounts/2fa/authenticate/", {"code": recovery[0]})["Location"] == "/"
    assert other.get("/settings/").status_code == 200


@pytest.mark.django_db
def test_a_second_factor_put_away_under_another_key_lets_nobody_in(me: User, settings: Settings) -> None:
    from allauth.mfa.totp.internal.auth import TOTP

    TOTP.activate(me, "JBSWY3DPEHPK3PXP")
    settings.SECRET_KEY = "another key"
    client = Client()
    log_in(client)
    for secret in ("JBSWY3DPEHPK3PXP", ""):
        code = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
        assert client.post("/accounts/2fa/authenticate/", {"code": code}).status_code == 200
    assert "_auth_user_id" not in client.session


@pytest.mark.django_db
def test_a_passkey_is_offered_to_who_is_not_logged_in(me: User) -> None:
    answer = Client().get("/accounts/2fa/webauthn/login/", headers={"accept": "application/json"})
    assert answer.status_code == 200
    assert answer.json()["request_options"]["publicKey"]["challenge"]


@pytest.mark.django_db
def test_changing_the_password_logs_the_other_browsers_out(me: User) -> None:
    here, there = Client(), Client()
    log_in(here)
    log_in(there)
    told = {"oldpassword": PASSWORD, "password1": NEW["password1"], "password2": NEW["password1"]}
    assert here.post("/accounts/password/change/", told)["Location"] == "/settings/"
    assert here.get("/settings/").status_code == 200
    assert there.get("/settings/").status_code == 302


@pytest.mark.django_db
def test_the_other_browsers_are_logged_out_on_demand(me: User) -> None:
    here, there = Client(), Client()
    log_in(here)
    log_in(there)
    assert "this browser" in here.get("/accounts/sessions/").text
    here.post("/accounts/sessions/")
    assert there.get("/settings/").status_code == 302
    assert here.get("/settings/").status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    [
        "/accounts/email/", "/accounts/confirm-email/", "/accounts/password/reset/", "/accounts/login/code/confirm/",
        "/accounts/3rdparty/", "/accounts/social/signup/",
    ],
)  # fmt: skip
def test_there_are_no_pages_for_mail_or_for_other_companies(browser: Client, path: str) -> None:
    assert browser.get(path).status_code == 404


PAGES = (
    "/accounts/password/change/", "/accounts/logout/", "/accounts/inactive/", "/accounts/sessions/", "/accounts/2fa/",
    "/accounts/reauthenticate/", "/settings/", "/settings/forget-me", "/settings/invitations",
    "/accounts/2fa/webauthn/", "/accounts/2fa/webauthn/add/", "/accounts/2fa/totp/activate/",
)  # fmt: skip


@pytest.mark.django_db
def test_every_account_page_is_one_of_ours(me: User) -> None:
    me.is_staff = True
    me.save()
    client = Client()
    log_in(client)
    client.post("/accounts/reauthenticate/?next=/settings/", {"password": PASSWORD})
    for path in PAGES:
        text = client.get(path).text
        assert '<a class="brand"' in text, path
        assert text.count("<h1") == 1, path
        assert not re.search(r"<script(?![^>]* (?:src=|type=\"application/json\"))", text), path
        assert not re.search(r"\s(?:style|on\w+)=\"", text), path
        for field in re.findall(r"<(?:input|select|textarea)[^>]*>", text):
            if 'type="hidden"' in field or 'id="find"' in field:
                continue
            name = re.search(r'id="([^"]+)"', field)
            assert (name and f'for="{name[1]}"' in text) or 'type="radio"' in field, (path, field)
