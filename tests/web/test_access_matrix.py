"""Every address × owner, another user, anonymous, wrong method: the table in docs/access.md is made here, and held to rules.

A new address needs sample arguments in `sample` where it takes any, and its line in docs/access.md, which this test writes
anew when it differs, and then fails: look at the difference, and commit it with the address.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from http.cookies import SimpleCookie
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from cryptography.hazmat.primitives.asymmetric import ec
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone
from fido2.cose import ES256
from fido2.utils import sha256, websafe_encode
from fido2.webauthn import (
    Aaguid,
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

from manymentors.actions.app_key import make_key
from manymentors.actions.app_request import let_me_in
from manymentors.actions.invite import invite
from manymentors.actions.mail_digest import stop_token
from manymentors.actions.unfollow import unfollow
from manymentors.store.models import (
    Account,
    AppKey,
    AppSubscription,
    Asked,
    Ballot,
    Claim,
    Digest,
    Errand,
    Follow,
    Invitation,
    Item,
    Keepsake,
    Mark,
    Milestone,
    Note,
    Nugget,
    Opinion,
    Person,
    PersonNote,
    Poll,
    Proof,
    Question,
    Queued,
    Step,
    Token,
    ToldStep,
    Trail,
    Trait,
    User,
)
from manymentors.web.media import media_url
from tests.factories import a_nugget, a_post, a_road, a_user, an_episode, an_ideal
from tests.world import ROOT

TABLE = ROOT / "docs" / "access.md"
PASSWORD = "long enough and dull"

OPEN = {
    "account_login": "where one logs in",
    "account_logout": "logging out twice does no harm",
    "account_signup": "says that accounts are made by invitation, unless one is brought",
    "account_inactive": "a sentence",
    "mfa_authenticate": "the second step of logging in; without the first it leads back to it",
    "mfa_login_webauthn": "logging in with a passkey",
    "vote": "a link poll; 404 unless the link holds",
    "join": "an invitation; 404 unless it holds",
    "worker": "the service worker: a script of ours, with nothing of anybody",
    "health": "for whatever watches over the server",
    "digest-feed": "for feed readers, by the secret in the address; 404 without it",
    "digest-stop": "the link of a mail, by the seal in it: stops the mails, and tells nothing",
    "welcome": "404 as soon as anybody can log in",
    **dict.fromkeys(
        ("private-feed", "private-chapters", "private-transcript", "private-recording"),
        "for podcast apps, by the secret in the address; 404 without it",
    ),
    **dict.fromkeys(
        (
            "gpodder-login",
            "gpodder-logout",
            "gpodder-devices",
            "gpodder-device",
            "gpodder-subscriptions",
            "gpodder-episodes",
            "gpodder-all",
            "gpodder-list",
            "nextcloud-subscriptions",
            "nextcloud-subscription-change",
            "nextcloud-actions",
            "nextcloud-action",
        ),
        "for podcast apps, by a key of theirs; 401 without it",
    ),
    "nextcloud-log-in": "an app begins to log in by the browser; it gets nothing before somebody logged in said yes",
    "nextcloud-poll": "where that app asks whether they did, by its secret; 404 without it",
}
"""Addresses that answer who is not logged in, and why that is right. All others lead to the log-in page or are 404."""


BY_SECRET = {"app-let-in"}
"""Whoever was given the secret in the address may answer it, logged in, for themselves."""

ELSEWHERE = {
    "account_set_password": "302",  # who has a password is led to where it is changed, whatever they send
    "account_signup": "200",  # closed without an invitation, whatever is sent
    "mfa_authenticate": "302 log in",  # the first step comes first
    "mfa_activate_totp": "302",  # who has an authenticator app is led to where it is removed
}
"""What answers a wrong method with something better than 405."""


@dataclass(frozen=True)
class Line:
    name: str
    pattern: str
    url: str
    theirs: bool
    """Does the address name something of the owner's?"""


def addresses(
    resolver: URLResolver, before: str = "", known: tuple[str, ...] = ()
) -> Iterator[tuple[str, str, list[str]]]:
    """(name, pattern, names of its arguments) of every address that the server answers."""
    for one in resolver.url_patterns:
        pattern, arguments = before + str(one.pattern), (*known, *one.pattern.converters)
        if isinstance(one, URLPattern):
            yield str(one.name), "/" + pattern, list(arguments)
        else:
            yield from addresses(one, pattern, arguments)


@pytest.fixture
def owner(me: User) -> User:
    """Has one of everything, and runs this installation."""
    me.is_staff = True
    me.save()
    item = a_road(me)
    Item.objects.filter(pk=item.pk).update(audio_url="https://audio.example/talk.mp3")
    nugget = a_nugget(item, "I never looked back.")
    Keepsake.objects.create(user=me, item=item, quote=nugget.quote)
    Step.objects.create(user=me, what="answered phones", position=1)
    Step.objects.create(user=me, what="lead", position=2, planned=timezone.now().date())
    Errand.objects.create(user=me, verb="sync")
    episode = an_episode(item.source)
    Queued.objects.create(user=me, item=episode, position=0)
    AppSubscription.objects.create(
        user=me, cursor=1, url=item.source.url, source=item.source, added=False, device="phone", open=True
    )
    poll = Poll.objects.create(user=me, question="?", options=["Yes", "No"], closes=timezone.localdate())
    Ballot.objects.create(poll=poll, token="a-ballot")
    Token.objects.create(user=me, network="bluesky", server="https://x", account="did:plc:me", sealed="-")
    Mark.objects.create(user=me, item=item, client=uuid.uuid4(), seconds=30, pressed=timezone.now())
    Note.objects.create(user=me, item=item, words="so it is")
    Question.objects.create(user=me, text="When to leave?", key="when to leave", asked=timezone.now().date())
    Opinion.objects.create(user=me, topic="Leaving", key="leaving", line="Early.", said=timezone.now().date())
    ada = Person.objects.get(name="Ada Example")
    Asked.objects.create(user=me, person=ada, words="How?", channel="mail")
    PersonNote.objects.create(user=me, person=ada, text="asks before she tells", day=timezone.now().date())
    ToldStep.objects.create(user=me, person=ada, what="answered phones", position=1)
    Digest.objects.create(user=me, day=timezone.localdate(), since=timezone.now(), until=timezone.now())
    Trail.objects.create(user=me, person=ada, how="boost", to_item=item, happened=timezone.now())
    an_ideal(me, nugget)
    Authenticator.objects.create(
        user=me, type=Authenticator.Type.WEBAUTHN, data={"name": "Key", "credential": a_passkey()}
    )
    TOTP.activate(me, generate_totp_secret())
    RecoveryCodes.activate(me)
    Follow.objects.filter(user=me).update(person=Person.objects.get(name="Ada Example"))
    return me


def a_passkey() -> dict[str, Any]:
    """What a browser answers when a passkey is made, as allauth keeps it."""
    public = ES256.from_cryptography_key(ec.generate_private_key(ec.SECP256R1()).public_key())
    made = AttestedCredentialData.create(Aaguid.NONE, b"an id of a key", public)
    told = AuthenticatorData.create(
        sha256(b"testserver"), AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.AT, 0, made
    )
    client = CollectedClientData.create("webauthn.create", b"challenge", "http://testserver")
    return {
        "id": websafe_encode(b"an id of a key"),
        "rawId": websafe_encode(b"an id of a key"),
        "type": "public-key",
        "response": {
            "clientDataJSON": websafe_encode(client),
            "attestationObject": websafe_encode(AttestationObject.create("none", told, {})),
        },
        "clientExtensionResults": {"credProps": {"rk": True}},
    }


def sample(name: str, arguments: list[str], owner: User) -> dict[str, Any]:
    """Arguments that lead to something of the owner's. A new address with arguments has its line here."""
    if not arguments:
        return {}
    if name == "media":
        sign, told = media_url("https://pictures.example/a.png", owner).split("/")[2:]
        return {"sign": sign, "name": told}
    if name == "vote":
        return {"token": "a-ballot"}
    if name == "join":
        return {"token": invite(owner)[1]}
    if name == "person-note":
        return {"pk": PersonNote.objects.get().pk}
    if name == "ideal-cell":
        return {"pk": Trait.objects.get().pk, "person": Person.objects.get(name="Ada Example").pk}
    if name == "told-step":
        return {"pk": ToldStep.objects.get(person__name="Ada Example").pk}
    if name == "trail":
        return {"pk": Trail.objects.get().pk}
    if name.startswith("account-") and "account" in arguments:
        ada, source = (
            Person.objects.get(name="Ada Example"),
            Milestone.objects.order_by("order")[0].item.source,
        )
        account, _ = Account.objects.get_or_create(
            network="feed", identity=source.url, defaults={"source": source, "url": source.url}
        )
        return {"pk": ada.pk, "account": account.pk}
    if name == "digest-feed":
        return {"token": make_key(owner, "digest", "Reader")[1]}
    if name == "digest-stop":
        return {"token": stop_token(owner)}
    if name.startswith("digest-"):
        return {"day": Digest.objects.get().day.isoformat()}
    if name.startswith("private-"):
        given = {"token": make_key(owner, "queue", "Phone")[1]}
        told = {"pk": Queued.objects.get().item_id, "ending": "mp3"}
        return given | {name: value for name, value in told.items() if name in arguments}
    if name == "app-let-in":
        return {"secret": let_me_in("AntennaPod", "127.0.0.1", timezone.now())[0]}
    if name.startswith("gpodder-"):
        told = {"username": owner.username, "name": "phone", "form": "json"}
        return {argument: told[argument] for argument in arguments}
    if name == "correct":
        return {"name": "milestone", "pk": Milestone.objects.order_by("order")[0].pk}
    rows: dict[str, Callable[[], Any]] = {
        "poll": lambda: Poll.objects.get(),
        "voices": lambda: Milestone.objects.order_by("order")[0].item,
        "token": lambda: Token.objects.get(),
        "question": lambda: Asked.objects.get(),
        "conversation": lambda: Item.objects.filter(kind="post").first() or a_post(owner),
        "mark": lambda: Mark.objects.get(),
        "note": lambda: Note.objects.get(),
        "offline-item": lambda: Milestone.objects.order_by("order")[0].item,
        "person": lambda: Person.objects.get(name="Ada Example"),
        "compare": lambda: Person.objects.get(name="Ada Example"),
        "audio": lambda: Milestone.objects.order_by("order")[0].item,
        "listening": lambda: Milestone.objects.order_by("order")[0].item,
        "item": lambda: Milestone.objects.order_by("order")[0].item,
        "source": lambda: Milestone.objects.order_by("order")[0].item.source,
        "ask-let-go": lambda: Question.objects.get(),
        "opinion-take-back": lambda: Opinion.objects.get(),
        "nugget": lambda: Nugget.objects.get(),
        "keep": lambda: Nugget.objects.get().item,
        "ideal-proof": lambda: Proof.objects.get(),
        "ideal-claim": lambda: Claim.objects.get(),
        "ideal-": lambda: Trait.objects.get(),
        "kept": lambda: Keepsake.objects.get(),
        "reviewed": lambda: Keepsake.objects.get(),
        "me-": lambda: Step.objects.filter(user=owner, planned=None).get(),
        "errand": lambda: Errand.objects.get(),
        "queue-add": lambda: Queued.objects.get().item,
        "queue-": lambda: Queued.objects.get(),
        "app-revoke": lambda: (
            AppKey.objects.filter(user=owner).first() or make_key(owner, "sync", "Phone")[0]
        ),
        "app-recordings": lambda: (
            AppKey.objects.filter(user=owner, opens="queue").first() or make_key(owner, "queue", "Phone")[0]
        ),
        "app-unsubscribed": lambda: AppSubscription.objects.get(),
        "invitation": lambda: (
            Invitation.objects.filter(made_by=owner, used_by=None).first() or invite(owner)[0]
        ),
        "mfa_": lambda: Authenticator.objects.get(user=owner, type=Authenticator.Type.WEBAUTHN),
    }
    for start, row in rows.items():
        if name.startswith(start) and arguments == ["pk"]:
            return {"pk": row().pk}
    raise AssertionError(f"the address “{name}” takes {arguments}: give it sample arguments here")


def logged_in(user: User) -> SimpleCookie:
    """The cookies of someone who logged in and has just shown once more who they are."""
    Authenticator.objects.filter(user=user).update(user=a_user())  # no second step while logging in
    client = Client()
    client.post("/accounts/login/", {"login": user.username, "password": PASSWORD})
    client.post("/accounts/reauthenticate/?next=/settings/", {"password": PASSWORD})
    return client.cookies


def said(cookies: SimpleCookie, method: str, url: str) -> str:
    """The status, and where it leads; what the request changed is taken back."""
    client = Client(raise_request_exception=False)
    client.cookies = SimpleCookie(cookies.output(header="", sep=";")) if cookies else SimpleCookie()
    with transaction.atomic():
        answer = client.generic(method, url)
        transaction.set_rollback(True)
    headed(answer, url)
    where = answer.headers.get("Location", "")
    if "/accounts/login/" in where:
        return f"{answer.status_code} log in"
    return str(answer.status_code)


def headed(answer: Any, url: str) -> None:
    """Every answer, whatever it is, carries what keeps it safe in a browser."""
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy, url
    assert "frame-ancestors 'self'" in policy or "sandbox" in policy, url
    assert answer["X-Content-Type-Options"] == "nosniff", url
    assert answer["Referrer-Policy"] == "same-origin", url
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin", url
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin", url
    kept = answer["Cache-Control"]
    assert "private" in kept, url
    assert "no-store" in kept, url


@pytest.mark.django_db
def test_every_address_answers_each_kind_of_visitor_as_the_table_says(owner: User) -> None:
    eve = a_user("eve")
    eve.set_password(PASSWORD)
    eve.save()
    keys = list(Authenticator.objects.filter(user=owner))
    mine, hers, nobodys = logged_in(owner), logged_in(eve), SimpleCookie()
    for key in keys:
        Authenticator.objects.filter(pk=key.pk).update(user=owner)
    rows: list[tuple[str, dict[str, str]]] = []
    broken: list[str] = []
    for name, pattern, arguments in addresses(get_resolver()):
        given = sample(name, arguments, owner)
        url = reverse(name, kwargs=given)
        line = Line(name, pattern, url, bool(arguments) and name not in OPEN and name not in BY_SECRET)
        table = {
            "owner GET": said(mine, "GET", url),
            "owner POST": said(mine, "POST", url),
            "other GET": said(hers, "GET", url),
            "other POST": said(hers, "POST", url),
            "anonymous GET": said(nobodys, "GET", url),
            "anonymous POST": said(nobodys, "POST", url),
            "wrong method": said(nobodys if name in OPEN else mine, "PATCH", url),
        }
        broken += against_rules(line, table)
        rows.append((pattern, table))
    assert not broken, "\n".join(broken)
    written(rows)


def against_rules(line: Line, table: dict[str, str]) -> Iterator[str]:
    """What is wrong with the answers of one address, in sentences."""
    for who, status in table.items():
        if status.startswith("5") and line.name != "media":
            yield f"{line.pattern}: {who} is a fault of ours ({status})"
    wanted = ELSEWHERE.get(line.name, "405")
    if table["wrong method"] != wanted:
        yield f"{line.pattern}: a wrong method is {table['wrong method']}, not {wanted}"
    if line.name not in OPEN:
        for who in ("anonymous GET", "anonymous POST"):
            if table[who] not in ("302 log in", "404"):
                yield f"{line.pattern}: {who} is {table[who]}; let it be told in OPEN why that is right"
    if line.theirs:
        others = {table["other GET"], table["other POST"]}
        if others - {"404", "405"} or "404" not in others:
            yield f"{line.pattern}: another user gets {table['other GET']} and {table['other POST']}, not 404"
        if not {table["owner GET"], table["owner POST"]} - {"404", "405"}:
            yield f"{line.pattern}: the owner does not reach it either; the sample in this test is wrong"


def written(rows: list[tuple[str, dict[str, str]]]) -> None:
    heads = list(rows[0][1])
    lines = [
        "# Who may open what",
        "",
        "Made by `tests/web/test_access_matrix.py`, which asks every address of the server as each kind of visitor; do not edit.",
        "The owner runs the installation and has one of everything; the other user follows nothing and runs nothing. A POST is",
        "empty, so that 400 says “not so, but you may”. “302 log in” leads to the log-in page. A picture (`/media/`) is 502 here,",
        "since its server does not exist.",
        "",
        f"| address | {' | '.join(heads)} |",
        "|---|" + "---|" * len(heads),
    ]
    lines += [f"| `{pattern}` | {' | '.join(table.values())} |" for pattern, table in sorted(rows)]
    text = "\n".join(lines) + "\n"
    before = TABLE.read_text(encoding="utf-8") if TABLE.exists() else ""
    if before != text:
        TABLE.write_text(text, encoding="utf-8")
    gone = sorted(set(before.splitlines()) - set(text.splitlines()))
    new = sorted(set(text.splitlines()) - set(before.splitlines()))
    assert before == text, "docs/access.md is written anew; look at what differs:\n" + "\n".join(
        [f"- {line}" for line in gone] + [f"+ {line}" for line in new]
    )


@pytest.mark.django_db
def test_an_address_without_a_sample_is_refused(owner: User) -> None:
    with pytest.raises(AssertionError, match="give it sample arguments"):
        sample("brand-new", ["pk"], owner)


@pytest.mark.django_db
def test_an_invitation_that_ran_out_is_no_open_door(owner: User) -> None:
    _row, token = invite(owner)
    Invitation.objects.update(expires=timezone.now() - timedelta(days=1))
    assert Client().get(f"/join/{token}").status_code == 404


@pytest.mark.django_db
def test_ids_of_another_s_things_in_a_form_are_not_believed(owner: User) -> None:
    """The table asks with ids in the address; here they are in what is sent."""
    eve = a_user("eve")
    eve.set_password(PASSWORD)
    eve.save()
    hers = a_road(eve, who="Bo Other")
    her_person, their_person = Person.objects.get(name="Bo Other"), Person.objects.get(name="Ada Example")
    her_step = Step.objects.create(user=eve, what="answered phones too", position=1)
    her_milestone = Milestone.objects.filter(item=hers).first()
    their_milestone = Milestone.objects.exclude(item=hers).first()
    their_step = Step.objects.filter(user=owner, planned=None).get()
    assert her_milestone
    assert their_milestone
    client = Client()
    client.cookies = logged_in(eve)
    here = her_person.pk
    for url, fields in (
        (reverse("compare-pair", args=[here]), {"milestone": their_milestone.pk, "step": her_step.pk}),
        (reverse("compare-pair", args=[here]), {"milestone": her_milestone.pk, "step": their_step.pk}),
        (reverse("compare-say", args=[here]), {"milestone": their_milestone.pk, "says": "done"}),
        (reverse("person-merge", args=[here]), {"other": their_person.pk}),
    ):
        assert client.post(url, fields).status_code == 404, (url, fields)
    source = their_milestone.item.source
    note = unfollow(owner, source)
    assert client.post(reverse("sources-again"), {"note": note}).status_code == 400
    client.post(reverse("me-bring"), {"undo": str(their_step.pk)})
    assert Step.objects.filter(pk=their_step.pk).exists()
    assert not eve.hand_pairs.exists()
    assert not eve.verdicts.exists()
    assert not eve.follows.filter(source=source).exists()
    text = client.get(reverse("nuggets"), {"person": their_person.pk}).text
    assert "I never looked back." not in text
