"""Rows that read well in a test."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from itertools import count

from django.db import connection

from manymentors.actions.name_person import person_called
from manymentors.store.folding import fold_title
from manymentors.store.models import (
    Appearance,
    Claim,
    Endorsement,
    Follow,
    Item,
    Milestone,
    Nugget,
    Person,
    Proof,
    Source,
    SourcePerson,
    Stand,
    Trait,
    User,
)

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
_numbers = count(1)

TALK = (
    "I answered phones on a help desk for two years. Then I became the systems administrator of the whole school. "
    "In 2012 I was made team lead of four people. After that I moved to a vendor and I never looked back."
)


def a_user(name: str = "") -> User:
    return User.objects.create(username=name or f"user{next(_numbers)}")


def a_source(user: User | None = None, person: Person | None = None) -> Source:
    source = Source.objects.create(kind="feed", url=f"https://feeds.example/{next(_numbers)}", title="A show")
    if user:
        Follow.objects.create(user=user, source=source, person=person)
    return source


def an_item(source: Source, text: str = TALK, guest: str = "") -> Item:
    item = Item.objects.create(
        source=source,
        key=f"item{next(_numbers)}",
        kind="episode",
        title="A talk",
        text=text,
        notes=text,
        first_seen=NOW,
    )
    if guest:
        Appearance.objects.create(item=item, person=person_called(guest), role="guest", evidence="feed")
    return item


def a_post(user: User, url: str = "https://social.example/@ada/1001", who: str = "Ada Example") -> Item:
    """A post at the Mastodon account of somebody whom the user follows there."""
    account = url.rpartition("/")[0]
    source, _ = Source.objects.get_or_create(kind="mastodon", url=account, defaults={"site_url": account})
    person = person_called(who)
    Follow.objects.get_or_create(user=user, source=source, person=person)
    SourcePerson.objects.get_or_create(
        source=source, person=person, role="owner", defaults={"evidence": "told"}
    )
    key = url.replace("/@", "/users/").replace("/1001", "/statuses/1001")
    return Item.objects.create(
        source=source, key=key, url=url, kind="post", text="Which book?", notes="Which book?", first_seen=NOW
    )


def a_milestone(
    item: Item, quote: str, *, kind: str = "job", what: str = "", order: int = 1, who: str = ""
) -> Milestone:
    start = item.text.index(quote)
    person = person_called(who) if who else Person.objects.get(appearance__item=item)
    return Milestone.objects.create(
        item=item,
        person=person,
        name=person.name,
        kind=kind,
        what=what or quote,
        quote=quote,
        start=start,
        end=start + len(quote),
        seconds=float(start),
        order=order,
        score=0.5,
        reader="test 1",
    )


def a_nugget(item: Item, quote: str, *, field: str = "career", skill: str = "") -> Nugget:
    start = item.text.index(quote)
    return Nugget.objects.create(
        item=item, person=Person.objects.filter(appearance__item=item).first(), quote=quote, start=start,
        end=start + len(quote), field=field, skill=skill, score=0.5, reader="test 1",
    )  # fmt: skip


def an_endorsement(item: Item, quote: str, *, title: str, type: str) -> Endorsement:
    start = item.text.index(quote)
    return Endorsement.objects.create(
        item=item, person=Person.objects.filter(appearance__item=item).first(), quote=quote, start=start,
        end=start + len(quote), title=title, key=fold_title(title), type=type, score=0.5, reader="test 1",
    )  # fmt: skip


def a_road(user: User, who: str = "Ada Example") -> Item:
    """An item that `user` follows, in which `who` tells three steps."""
    item = an_item(a_source(user), guest=who)
    a_milestone(item, "I answered phones on a help desk for two years.", kind="job", order=1)
    a_milestone(item, "Then I became the systems administrator of the whole school.", kind="job", order=2)
    a_milestone(item, "In 2012 I was made team lead of four people.", kind="leadership", order=3)
    return item


def an_episode(
    source: Source, title: str = "A talk", *, minutes: float | None = 60, guest: str = "", days: int = 1
) -> Item:
    """One that can be heard: published so many days before NOW, with a recording of that length."""
    item = an_item(source, guest=guest)
    item.title, item.audio_url = title, f"https://audio.example/{item.key}.mp3"
    item.audio_type, item.audio_length = "audio/mpeg", 1_000_000
    item.duration = minutes * 60 if minutes is not None else None
    item.published = NOW - timedelta(days=days)
    item.save()
    return item


def a_stop(user: User, item: Item, who: str, *, at: float) -> Stand:
    """My road stops beside theirs at that second of the item; their story starts ten seconds into it."""
    first = a_milestone(item, "I answered phones on a help desk for two years.", order=1, who=who)
    stop = a_milestone(item, "In 2012 I was made team lead of four people.", order=3, who=who)
    Milestone.objects.filter(pk=first.pk).update(seconds=10.0)
    Milestone.objects.filter(pk=stop.pk).update(seconds=at)
    stop.seconds = at
    assert stop.person is not None
    return Stand.objects.create(
        user=user,
        person=stop.person,
        told=3,
        stop=stop,
        stop_line="team lead",
        stop_quote=stop.quote,
        inputs="x",
    )


def an_ideal(user: User, nugget: Nugget, text: str = "never looks back") -> Trait:
    """A trait that the nugget proves, and that I claim of its person too."""
    trait = Trait.objects.create(user=user, text=text, position=1, inputs="looked")
    a_proof(trait, nugget)
    Claim.objects.create(user=user, trait=trait, person=nugget.person, words="I was told so")
    return trait


def a_proof(trait: Trait, fact: Nugget | Milestone, *, clear: bool = True, score: float = 0.9) -> Proof:
    return Proof.objects.create(
        user=trait.user, trait=trait, person=fact.person, item=fact.item, quote=fact.quote, score=score, clear=clear,
        milestone=fact if isinstance(fact, Milestone) else None, nugget=fact if isinstance(fact, Nugget) else None,
    )  # fmt: skip


def settled() -> None:
    """PostgreSQL tells of a change once every older transaction has ended, that of another test too: wait for these."""
    if connection.vendor != "postgresql" or connection.in_atomic_block:
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()::text::bigint")
        mine = cursor.fetchone()[0]
        end = time.monotonic() + 120
        while time.monotonic() < end:
            cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
            if cursor.fetchone()[0] > mine:
                return
            time.sleep(0.05)
    raise AssertionError("a transaction did not end in two minutes")
