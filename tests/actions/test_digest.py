"""A week's digest: what touches my gaps and nothing else, made once, locked out of what is locked, mailed once where that is wanted."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from email import message_from_bytes
from email.message import Message
from email.policy import default
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from manymentors.actions.digest import digest_due, plan_digest, work_out
from manymentors.actions.forget import forget
from manymentors.actions.index import bring_up_both
from manymentors.actions.mail_digest import mail_due, stop_mail, stop_token
from manymentors.actions.open_index import writing, writing_advice, writing_advice_in_context
from manymentors.actions.tell_digest import balance, groups, markdown, subject, summary, text
from manymentors.environment import Address, MailSettings
from manymentors.errors import InputError
from manymentors.store.models import (
    Asked,
    Change,
    Digest,
    DigestLine,
    Follow,
    Item,
    Listening,
    Opinion,
    Passage,
    Person,
    Question,
    Stand,
    Step,
    Trait,
    User,
)
from manymentors.store.queries.digest import find_digest, gaps_of, to_be_digested
from manymentors.store.queries.export import export
from tests.factories import TALK, a_milestone, a_nugget, a_proof, a_source, a_user, an_item, settled

pytestmark = pytest.mark.django_db

MONDAY = date(2026, 11, 2)
NOW = datetime(2026, 11, 2, 9, tzinfo=timezone.get_default_timezone())
DELEGATE = "You have to learn to delegate: give the whole task away, and do not take it back when it hurts."


@pytest.fixture
def me(db: None) -> User:
    return a_user("me")


@pytest.fixture(autouse=True)
def empty_indexes() -> Iterator[None]:
    yield
    for opened in (writing, writing_advice, writing_advice_in_context):
        with opened() as index:
            index.wipe()


def said(me: User, words: str = TALK, who: str = "Ada Example", days: int = 3) -> Item:
    item = an_item(a_source(me), words, guest=who)
    item.published, item.audio_url = NOW - timedelta(days=days), "https://audio.example/1.mp3"
    item.save()
    return item


def a_trait(me: User, text: str = "never looks back") -> Trait:
    return Trait.objects.create(user=me, text=text, position=1, inputs="looked")


def lines(digest: Digest | None) -> list[tuple[str, str, str, str]]:
    assert digest is not None
    return [(line.about, line.gap, line.why, line.quote) for line in digest.lines.all()]


def test_it_holds_what_proves_a_thin_trait_and_what_comes_after_my_stop(me: User) -> None:
    trait, item = a_trait(me), said(me)
    a_proof(trait, a_nugget(item, "I never looked back."))
    stop = a_milestone(item, "After that I moved to a vendor and I never looked back.", order=4)
    Stand.objects.create(
        user=me, person=stop.person, told=4, stop=stop, stop_line="vendor", stop_quote=stop.quote, inputs="x"
    )
    covered = a_trait(me, "leads a team")
    for who in ("Bo Lind", "Cy Oak"):
        told = said(me, who=who)
        a_proof(covered, a_milestone(told, "In 2012 I was made team lead of four people."))
    digest = digest_due(me, NOW)
    assert lines(digest) == [
        ("step", "", "stop", "After that I moved to a vendor and I never looked back."),
        ("trait", "never looks back", "clear", "I never looked back."),
    ]
    assert digest is not None
    assert (digest.day, digest.said, digest.people, digest.gaps) == (MONDAY, 3, 3, 2)
    told = digest.lines.all()[0]
    assert (told.item_id, told.place, told.seconds) == (item.pk, f"milestone-{stop.pk}", stop.seconds)


@pytest.mark.django_db(transaction=True)  # PostgreSQL tells of a change once it is committed
def test_it_holds_answers_to_what_i_asked_and_who_speaks_to_what_i_ask(me: User) -> None:
    item = said(me, DELEGATE)
    Passage.objects.create(
        item=item, position=0, text=DELEGATE, start=0, end=len(DELEGATE), speaker="Ada Example"
    )
    a_nugget(item, DELEGATE, skill="delegation")
    Change.objects.create(item=item.pk)
    settled()
    bring_up_both()
    ada = Person.objects.get()
    found: dict[str, Any] = {
        "user": me,
        "person": ada,
        "channel": "mastodon",
        "asked": NOW - timedelta(days=9),
    }
    Asked.objects.create(
        **found,
        words="Which book?",
        state="waiting",
        proposed=True,
        answer="The blue one.",
        looked=NOW - timedelta(days=1),
    )
    Question.objects.create(user=me, text="How do I learn to delegate tasks?", key="k", asked=MONDAY)
    Question.objects.create(
        user=me, text="Which mushrooms in the forest are safe to eat?", key="m", asked=MONDAY
    )
    Opinion.objects.create(user=me, topic="Delegation", key="delegation", line="I do too much.", said=MONDAY)
    Opinion.objects.create(user=me, topic="Bees", key="bees", line="I like them.", said=MONDAY)
    digest = digest_due(me, NOW)
    assert lines(digest) == [
        ("question", "Which book?", "reply", "The blue one."),
        ("question", "How do I learn to delegate tasks?", "speaks", DELEGATE),
    ], "the same words stand once"
    Question.objects.all().delete()
    Digest.objects.all().delete()
    assert ("topic", "Delegation", "topic", DELEGATE) in lines(digest_due(me, NOW))


@pytest.mark.django_db(transaction=True)  # PostgreSQL tells of a change once it is committed
def test_plans_are_listened_for_too(me: User) -> None:
    item = said(me, DELEGATE)
    Passage.objects.create(
        item=item, position=0, text=DELEGATE, start=0, end=len(DELEGATE), speaker="Ada Example"
    )
    a_nugget(item, DELEGATE)
    Change.objects.create(item=item.pk)
    settled()
    bring_up_both()
    Step.objects.create(user=me, what="learn how to delegate whole tasks", position=1, planned=MONDAY)
    assert lines(digest_due(me, NOW)) == [("step", "learn how to delegate whole tasks", "plan", DELEGATE)]


def test_a_silent_week_is_said_to_be_silent_and_so_is_one_that_touches_nothing(me: User) -> None:
    a_source(me)
    silent = digest_due(me, NOW)
    assert silent is not None
    assert summary(silent) == "A silent week: nobody whom you follow said anything."
    assert subject(silent) == "Week to Sunday, 1 November 2026: silence"
    Digest.objects.all().delete()
    said(me)
    digest = digest_due(me, NOW)
    assert digest is not None
    assert summary(digest).startswith("1 thing was said by 1 person. You have named no gap yet")
    Digest.objects.all().delete()
    a_trait(me)
    digest = digest_due(me, NOW)
    assert digest is not None
    assert (
        summary(digest)
        == "1 thing was said by 1 person. None of it touches your gaps. That is an answer, too."
    )


def test_it_is_made_once_and_stays_as_it_was(me: User) -> None:
    trait, item = a_trait(me), said(me)
    a_proof(trait, a_nugget(item, "I never looked back."))
    first = digest_due(me, NOW)
    assert first is not None
    a_proof(trait, a_nugget(item, "I answered phones on a help desk for two years."))
    assert digest_due(me, NOW + timedelta(days=3)) is None
    again = work_out(me, first.day, first.since, first.until)
    assert (again.pk, len(lines(again)), Digest.objects.count()) == (first.pk, 1, 1)


def test_the_next_week_tells_what_came_late_and_nothing_twice(me: User) -> None:
    trait, item = a_trait(me), said(me)
    a_proof(trait, a_nugget(item, "I never looked back."))
    digest_due(me, NOW)
    a_proof(trait, a_nugget(item, "I answered phones on a help desk for two years."))
    old = said(me, days=30)
    a_proof(trait, a_nugget(old, "In 2012 I was made team lead of four people."))
    second = digest_due(me, NOW + timedelta(days=7))
    assert second is not None
    assert [quote for *_, quote in lines(second)] == ["I answered phones on a help desk for two years."]
    assert (second.since, second.said) == (Digest.objects.earliest("day").until, 0)


def test_my_weekday_counts_and_none_is_no_digest(me: User) -> None:
    said(me)
    plan_digest(me, 3, "")
    digest = digest_due(me, NOW)
    assert digest is not None
    assert digest.day == date(2026, 10, 29)
    plan_digest(me, 0, "")
    digest = digest_due(me, NOW)
    assert digest is not None
    assert (digest.day, digest.until - digest.since) == (MONDAY, timedelta(days=4)), "no day is told twice"
    plan_digest(me, 6, "")
    assert digest_due(me, NOW) is None, "that Sunday lies before"
    plan_digest(me, None, "")
    assert digest_due(me, NOW + timedelta(days=30)) is None
    assert me not in to_be_digested()
    for wrong in ((7, ""), (1, "ada"), (1, "ada@x y"), (1, "a@b, c@d"), (1, "a" * 250 + "@b.example")):
        with pytest.raises(InputError):
            plan_digest(me, *wrong)


def test_what_i_heard_is_weighed_against_what_i_want_else_what_was_told(me: User) -> None:
    item = said(me)
    a_nugget(item, "I never looked back.", field="technical")
    told = digest_due(me, NOW)
    assert told is not None
    assert balance(told) == (
        "You heard nothing yourself; 1 nugget was told: 100 % technical, 0 % career, 0 % soft skills (you want 40/30/30)."
    )
    Digest.objects.all().delete()
    Listening.objects.create(user=me, item=item, seconds=1800, at=NOW - timedelta(days=1))
    told = digest_due(me, NOW)
    assert told is not None
    assert balance(told).startswith("You heard 30 minutes: 100 % technical")


def test_nothing_of_anybody_who_is_mine_alone_is_ever_in_it(me: User) -> None:
    trait, item = a_trait(me), said(me)
    a_proof(trait, a_nugget(item, "I never looked back."))
    dana = Person.objects.create(owner=me, name="Dana", key="dana")
    Asked.objects.create(
        user=me,
        person=dana,
        words="Why?",
        channel="in-person",
        state="answered",
        answered=NOW - timedelta(days=1),
        answer="So.",
    )
    Asked.objects.create(user=me, person=dana, words="When?", channel="in-person", state="waiting")
    assert gaps_of(me).n == 1
    Person.objects.filter(owner=None).update(owner=me)
    digest = digest_due(me, NOW)
    assert digest is not None
    assert (lines(digest), digest.people) == ([], 0)


def test_who_is_forgotten_or_unfollowed_is_in_no_digest_any_more(me: User) -> None:
    trait = a_trait(me)
    for who, quote in (
        ("Ada Example", "I never looked back."),
        ("Bo Lind", "I answered phones on a help desk for two years."),
    ):
        a_proof(trait, a_nugget(said(me, who=who), quote))
        Trait.objects.filter(pk=trait.pk).update(text=f"{trait.text}")
    digest = work_out(me, MONDAY, NOW - timedelta(days=7), NOW)
    assert len(lines(digest)) == 0, "two voices are not thin"
    Digest.objects.all().delete()
    other = a_trait(me, "knows phones")
    a_proof(other, Item.objects.get(appearance__person__name="Bo Lind").nuggets.get())
    digest = work_out(me, MONDAY, NOW - timedelta(days=7), NOW)
    assert len(lines(digest)) == 1
    source = Item.objects.get(appearance__person__name="Bo Lind").source
    Follow.objects.filter(source=source).delete()
    assert lines(find_digest(me, MONDAY)) == []
    Follow.objects.create(user=me, source=source)
    assert len(lines(find_digest(me, MONDAY))) == 1
    forget(Person.objects.get(name="Bo Lind"))
    assert not DigestLine.objects.exists()


def test_it_is_told_as_markdown_and_exported(me: User) -> None:
    item = said(me)
    item.title, item.url = "A [talk] &amp; more", "https://ada.example/1"
    item.save()
    a_proof(a_trait(me), a_nugget(item, "I never looked back."))
    digest = digest_due(me, NOW)
    assert digest is not None
    told = markdown(digest)
    assert "## Proves a trait that few or nobody proved: never looks back" in told
    assert (
        "> I never looked back.\n> — Ada Example, [A \\[talk\\] & more, 2026-10-30](<https://ada.example/1>)"
        in told
    )
    assert [group.about for group in groups(digest)] == ["trait"]
    (one,) = export(me)["digests"]
    assert one["lines"][0]["quote"] == "I never looked back."


def test_it_asks_as_often_for_many_things_as_for_few(me: User) -> None:
    trait = a_trait(me)

    def queries(day: date) -> int:
        with CaptureQueriesContext(connection) as seen:
            work_out(me, day, NOW - timedelta(days=7), NOW)
        return len(seen)

    for number in range(3):
        a_proof(trait, a_nugget(said(me), "I never looked back."), score=number / 9)
    few = queries(MONDAY)
    for number in range(30):
        a_proof(trait, a_nugget(said(me), "I never looked back."), score=number / 90)
    assert queries(MONDAY + timedelta(days=1)) <= few


# --- mail ---------------------------------------------------------------------------------------------------------


class Box:
    """Takes mail; says no to `refuses`."""

    def __init__(self, refuses: str = "") -> None:
        self.mails: list[Message] = []
        self.refuses = refuses

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if address == self.refuses:
            return "550 no such box"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.mails.append(message_from_bytes(envelope.content, policy=default))
        return "250 taken"


class Here(Controller):
    """On whatever port is free."""

    def _trigger_server(self) -> None:
        assert self.server is not None
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def mailing(settings: Settings, box: Box, **more: Any) -> Iterator[Box]:
    at = Here(box, hostname="127.0.0.1", port=0, **more)
    at.start()
    name, password = ("ada", "p") if more else ("", "")
    settings.MAIL = MailSettings("127.0.0.1", at.port, "us@mail.example", name, password)
    yield box
    at.stop()


def a_digest(me: User, mail: str = "ada@mail.example") -> Digest:
    a_proof(a_trait(me), a_nugget(said(me), "I never looked back."))
    plan_digest(me, 0, mail)
    digest = digest_due(me, NOW)
    assert digest is not None
    return digest


def test_without_a_mail_server_nothing_is_mailed(me: User, settings: Settings) -> None:
    settings.MAIL = None
    digest = a_digest(me)
    assert mail_due(digest.made) == 0
    digest.refresh_from_db()
    assert digest.mailing is None


def test_it_is_mailed_once_in_plain_text_with_a_way_to_stop(me: User, settings: Settings) -> None:
    settings.ADDRESS = Address("https://mentors.example", ("mentors.example",), True)
    digest = a_digest(me)
    with mailing(settings, Box()) as box:
        assert mail_due(digest.made) == 1
        assert mail_due(digest.made) == 0
    (mail,) = box.mails
    assert (mail["To"], mail["From"], mail["Auto-Submitted"]) == (
        "ada@mail.example",
        "us@mail.example",
        "auto-generated",
    )
    assert mail["Subject"] == "Week to Sunday, 1 November 2026: 1 thing that touches your gaps"
    body = mail.get_content()  # type: ignore[attr-defined]  # the default policy makes EmailMessage
    line = digest.lines.get()
    assert "“I never looked back.”" in body
    assert f"https://mentors.example/items/{line.item_id}/#{line.place}" in body
    stop = mail["List-Unsubscribe"].strip(" <>")
    assert stop in body
    assert "https://audio.example" not in text(digest)
    digest.refresh_from_db()
    assert digest.mailed
    stop_mail(stop.rpartition("/")[2])
    me.digest_plan.refresh_from_db()
    assert me.digest_plan.mail == ""
    with pytest.raises(InputError, match="not whole"):
        stop_mail(stop_token(me) + "x")


def test_a_refusal_is_told_in_a_sentence_and_not_tried_for_ever(me: User, settings: Settings) -> None:
    digest = a_digest(me)
    with mailing(settings, Box(refuses="ada@mail.example")) as box:
        assert mail_due(digest.made) == 0
        assert mail_due(digest.made) == 0
    assert box.mails == []
    digest.refresh_from_db()
    assert "does not take mail for this address" in digest.problem
    Digest.objects.update(mailing=None)
    settings.MAIL = MailSettings("127.0.0.1", 9, "us@mail.example")
    assert mail_due(digest.made) == 0
    digest.refresh_from_db()
    assert "could not be sent" in digest.problem


def test_a_wrong_password_is_told(me: User, settings: Settings) -> None:
    digest = a_digest(me)
    no = {
        "authenticator": lambda *_: AuthResult(success=False, handled=False),
        "auth_require_tls": False,
    }
    with mailing(settings, Box(), **no):
        assert mail_due(digest.made) == 0
    digest.refresh_from_db()
    assert "name and password" in digest.problem


def test_what_was_being_mailed_when_the_worker_was_killed_is_not_mailed_again_by_itself(
    me: User, settings: Settings
) -> None:
    digest = a_digest(me)
    Digest.objects.update(mailing=digest.made)
    with mailing(settings, Box()) as box:
        assert mail_due(digest.made) == 0
        Digest.objects.update(mailing=None)
        assert mail_due(digest.made + timedelta(days=9)) == 0, "last month's is not wanted any more"
    assert box.mails == []
