"""Everything a user has and sees, as plain data: the same rows give the same export, whatever their ids."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from django.db.models import F, Q

from manymentors.store import access
from manymentors.store.models import (
    Appearance,
    Budget,
    DigestPlan,
    Endorsement,
    Milestone,
    Nugget,
    Passage,
    User,
)
from manymentors.store.queries.digest import with_lines
from manymentors.store.queries.polls import result_of, with_votes

BATCH = 200
"""So many items are held in memory at a time."""


def export(user: User, *, notes: bool = False) -> dict[str, Any]:
    """Keys: format, one for each personal table (my_road, plans, follows, keepsakes, questions …), people, sources, and
    items (each with people, passages and facts). Notes on people, and people who are mine alone, only where `notes` is said.
    """
    return {**personal(user, notes=notes), "items": list(items(user))}


def stream(user: User, *, notes: bool = False) -> Iterator[str]:
    """The export as JSON in pieces, never all of it in memory."""
    head = json.dumps(personal(user, notes=notes), ensure_ascii=False, indent=1, default=str)
    yield head.rstrip().removesuffix("}").rstrip() + ',\n "items": ['
    between = "\n"
    for item in items(user):
        yield between + json.dumps(item, ensure_ascii=False, default=str)
        between = ",\n"
    yield "\n ]\n}\n"


def personal(user: User, *, notes: bool = False) -> dict[str, Any]:
    """All but the items. A row that points into an item names its source and the item's key there."""
    where = {"source": F("item__source__url"), "key": F("item__key")}
    return {
        "format": "manymentors export 1",
        "my_road": list(access.steps(user).values("what", "kind", "year", "origin")),
        "plans": list(access.plans(user).values("what", "kind", "planned", "origin")),
        "follows": list(
            access.follows(user)
            .order_by("source__url", "person__name")
            .values(
                "via",
                "why",
                "found_in",
                "folder",
                "tier",
                "paused",
                source_url=F("source__url"),
                whose=F("person__name"),
            )
        ),
        "recognitions": list(
            access.recognitions(user)
            .order_by("account__network", "account__identity", "person__name")
            .values(
                "same",
                network=F("account__network"),
                identity=F("account__identity"),
                label=F("account__label"),
                whose=F("person__name"),
            )
        ),
        "not_for_me": list(
            access.not_for_me(user).order_by("node__key").values(key=F("node__key"), label=F("node__label"))
        ),
        "verdicts": list(
            access.verdicts(user)
            .order_by("item__source__url", "item__key", "quote")
            .values("quote", "says", mine=F("step__what"), **where)
        ),
        "hand_pairs": list(
            access.hand_pairs(user)
            .order_by("step__position", "item__source__url", "item__key", "quote")
            .values("quote", "same", mine=F("step__what"), **where)
        ),
        "keepsakes": list(
            access.keepsakes(user)
            .order_by("item__source__url", "item__key", "quote")
            .values("quote", "words", "applied", "result", **where)
        ),
        "listening": list(
            access.listenings(user)
            .order_by("item__source__url", "item__key")
            .values("seconds", "total", "finished", "at", "device", **where)
        ),
        "queue": list(
            access.queue(user)
            .filter(Q() if notes else Q(person=None) | Q(person__owner=None))
            .values("why", "by", "start", **where)
        ),
        "budget": Budget.objects.filter(user=user)
        .values("minutes", "technical", "career", "soft", "refills")
        .first(),
        "digest_plan": DigestPlan.objects.filter(user=user).values("weekday", "mail").first(),
        "app_keys": list(access.app_keys(user).order_by("created", "id").values("label", "opens", "created")),
        "app_subscriptions": list(
            access.app_subscriptions(user)
            .order_by("cursor", "id")
            .values("url", "added", "device", "created")
        ),
        "play_actions": list(
            access.play_actions(user)
            .order_by("cursor", "id")
            .values("podcast", "episode", "guid", "device", "action", "at", "started", "position", "total")
        ),
        "questions": list(access.questions(user).order_by("key").values("text", "asked", "spoke", "people")),
        "opinions": list(access.opinions(user).order_by("key", "said", "id").values("topic", "line", "said")),
        "asked": list(
            access.asked(user)
            .filter(Q() if notes else Q(person__owner=None))
            .order_by("created", "pk")
            .values(
                "words",
                "channel",
                "state",
                "on",
                "asked",
                "url",
                "nudge",
                "nudged",
                "answer",
                "answer_url",
                "proposed",
                "answered",
                whose=F("person__name"),
            )
        ),
        "polls": polls(user),
        "digests": digests(user),
        "ideal": list(access.traits(user).values("text", "must", "weight")),
        "judgements": list(
            access.judgements(user)
            .order_by("trait__position", "item__source__url", "item__key", "fact", "quote")
            .values("fact", "quote", "says", trait_text=F("trait__text"), whose=F("person__name"), **where)
        ),
        "claims": list(
            access.claims(user)
            .filter(Q() if notes else Q(person__owner=None))
            .order_by("trait__position", "person__name", "id")
            .values("words", trait_text=F("trait__text"), whose=F("person__name"))
        ),
        "corrections": list(
            access.corrections(user)
            .order_by("item__source__url", "item__key", "fact", "quote")
            .values("fact", "quote", "verb", "changes", **where)
        ),
        "trails": trails(user, locked=notes),
        **({"coworkers": coworkers(user)} if notes else {}),
        "marks": list(
            access.marks(user)
            .order_by("pressed", "client")
            .values(
                "client",
                "seconds",
                "reach",
                "pressed",
                "duration",
                "title",
                "quote",
                "state",
                "draft",
                **where,
            )
        ),
        "notes": list(
            access.notes(user)
            .order_by("noted", "quote", "words")
            .values(
                "quote",
                "words",
                "seconds",
                "until",
                "duration",
                "noted",
                "title",
                "show",
                "url",
                "audio_url",
                **where,
            )
        ),
        "people": sorted(access.people(user).filter(owner=None).values_list("name", flat=True)),
        "sources": list(
            access.sources(user)
            .order_by("url")
            .values("kind", "url", "title", "site_url", "description", "problem")
        ),
    }


def polls(user: User) -> list[dict[str, Any]]:
    """Each with its result, and how many spoke. Two queries."""
    rows = with_votes(access.polls(user))
    out = []
    for row in sorted(rows, key=lambda row: (row.created, row.pk)):
        result = result_of(row, list(row.ballots.all()), row.closes)
        there = result.there
        out.append(
            {
                "question": row.question,
                "closes": row.closes,
                "result": [{"answer": answer, "votes": votes} for answer, votes in result.counts]
                or [{"answer": answer, "votes": None} for answer in row.options],
                "n": result.n,
                "asked": result.of,
                "unread": result.unread,
                "network": there.network if there else "",
                "url": there.url if there else "",
                "by": there.author if there else "",
            }
        )
    return out


def digests(user: User) -> list[dict[str, Any]]:
    """Each week with its lines, the latest first. Two queries."""
    return [
        {
            "day": row.day,
            "said": row.said,
            "people": row.people,
            "gaps": row.gaps,
            "mix": row.mix,
            "target": row.target,
            "lines": [
                {
                    "about": line.about,
                    "gap": line.gap,
                    "why": line.why,
                    "who": line.name,
                    "quote": line.quote,
                    "seconds": line.seconds,
                    "source": line.item.source.url if line.item else None,
                    "key": line.item.key if line.item else None,
                }
                for line in row.lines.all()
            ],
        }
        for row in with_lines(access.digests(user), user)
    ]


def trails(user: User, *, locked: bool) -> list[dict[str, Any]]:
    """How I came to what; what somebody who is mine alone told me only where `locked` things are asked for."""
    rows = access.trails(user)
    if not locked:
        rows = rows.filter(Q(person=None) | Q(person__owner=None)).filter(
            Q(to_person=None) | Q(to_person__owner=None)
        )
    told: Iterable[Any] = rows.order_by("happened", "how", "pk").values(
        "words",
        "how",
        "quote",
        "happened",
        opened_by=F("person__name"),
        opened_in_source=F("item__source__url"),
        opened_in=F("item__key"),
        to_person_name=F("to_person__name"),
        to_source_url=F("to_source__url"),
        to_item_source=F("to_item__source__url"),
        to_item_key=F("to_item__key"),
    )
    return list(told)


def coworkers(user: User) -> list[dict[str, Any]]:
    """Everyone who is mine alone, and whoever else I noted something on, with my notes and the road that they told me. Three queries."""
    rows = access.person_notes(user).order_by("day", "pk")
    notes = list(rows.values("person", "text", "day", "asks", "answered"))
    told = list(
        access.told_steps(user).values(
            "person", "what", "kind", "year", "words", "says", mine=F("step__what")
        )
    )
    named = {row["person"] for row in (*notes, *told)}
    people = access.people(user).filter(Q(owner=user) | Q(pk__in=named))
    return [
        {
            "name": person.name,
            "mine_alone": person.owner_id is not None,
            "notes": [
                {name: value for name, value in note.items() if name != "person"}
                for note in notes
                if note["person"] == person.pk
            ],
            "road": [
                {name: value for name, value in step.items() if name != "person"}
                for step in told
                if step["person"] == person.pk
            ],
        }
        for person in people.order_by("key", "pk")
    ]


FACT = ("quote", "start", "end", "seconds", "name", "score", "reader")


def items(user: User) -> Iterator[dict[str, Any]]:
    """Each item with who appears in it, its passages and its facts; six queries for each batch."""
    ids = iter(list(access.items(user).order_by("source__url", "key").values_list("id", flat=True)))
    while batch := list(islice(ids, BATCH)):
        yield from _items(user, batch)


def _items(user: User, ids: list[int]) -> Iterator[dict[str, Any]]:
    out: dict[int, dict[str, Any]] = {}
    rows = access.items(user).filter(pk__in=ids).select_related("source").order_by("source__url", "key")
    for item in rows.defer("html", "links", "tags"):
        out[item.pk] = {
            "source": item.source.url,
            "key": item.key,
            "kind": item.kind,
            "title": item.title,
            "url": item.url,
            "author": item.author,
            "published": item.published.isoformat() if item.published else None,
            "text": item.text,
            "notes": item.notes,
            "spans": item.spans,
            "thread": item.thread,
            "reply_to": item.reply_to,
            "boost_of": item.boost_of,
            "audio": item.audio_url,
            "duration": item.duration,
            "chapters": item.chapters,
            "heard_from": item.heard_from,
            "people": [],
            "passages": [],
            "milestones": [],
            "nuggets": [],
            "endorsements": [],
        }
    for row in (
        Appearance.objects.filter(item__in=out).order_by("person__name", "role").select_related("person")
    ):
        out[row.item_id]["people"].append(
            {"name": row.person.name, "role": row.role, "evidence": row.evidence}
        )
    for passage in Passage.objects.filter(item__in=out).order_by("position"):
        out[passage.item_id]["passages"].append(
            [passage.start, passage.end, passage.speaker, passage.seconds]
        )
    for name, facts in (
        ("milestones", Milestone.objects.values(*FACT, "item", "kind", "what", "year", "order")),
        ("nuggets", Nugget.objects.values(*FACT, "item", "field", "skill")),
        ("endorsements", Endorsement.objects.values(*FACT, "item", "type", "title")),
    ):
        for fact in facts.filter(item__in=out).order_by("start", "end", "quote"):
            out[fact.pop("item")][name].append(fact)
    yield from out.values()
