"""Everything a user has and sees, as plain data: the same rows give the same export, whatever their ids."""

from __future__ import annotations

from typing import Any

from django.db.models import F

from manymentors.store import access
from manymentors.store.models import Appearance, Endorsement, Milestone, Nugget, Passage, User


def export(user: User) -> dict[str, Any]:
    """Keys: format, my_road, follows, hand_pairs, corrections, people, sources, items (each with people, passages and facts)."""
    return {
        "format": "manymentors export 1",
        "my_road": list(access.steps(user).values("what", "kind", "year", "origin")),
        "follows": list(
            access.follows(user)
            .order_by("source__url")
            .values("via", "why", "found_in", "folder", source_url=F("source__url"), whose=F("person__name"))
        ),
        "hand_pairs": list(
            access.hand_pairs(user)
            .order_by("step__position", "item__source__url", "item__key", "quote")
            .values("quote", "same", mine=F("step__what"), source=F("item__source__url"), key=F("item__key"))
        ),
        "corrections": list(
            access.corrections(user)
            .order_by("item__source__url", "item__key", "fact", "quote")
            .values("fact", "quote", "verb", "changes", source=F("item__source__url"), key=F("item__key"))
        ),
        "people": sorted(access.people(user).values_list("name", flat=True)),
        "sources": list(
            access.sources(user)
            .order_by("url")
            .values("kind", "url", "title", "site_url", "description", "problem")
        ),
        "items": items(user),
    }


FACT = ("quote", "start", "end", "seconds", "name", "score", "reader")


def items(user: User) -> list[dict[str, Any]]:
    out: dict[int, dict[str, Any]] = {}
    for item in access.items(user).select_related("source").order_by("source__url", "key"):
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
    for name, rows in (
        ("milestones", Milestone.objects.values(*FACT, "item", "kind", "what", "year", "order")),
        ("nuggets", Nugget.objects.values(*FACT, "item", "field", "skill")),
        ("endorsements", Endorsement.objects.values(*FACT, "item", "type", "title")),
    ):
        for fact in rows.filter(item__in=out).order_by("start", "end", "quote"):
            out[fact.pop("item")][name].append(fact)
    return list(out.values())
