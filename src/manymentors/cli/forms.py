"""Rows and shapes as JSON: the keys are a promise, written down in docs/json.md."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from manymentors import shapes
    from manymentors.store import models
    from manymentors.store.queries.roads import Told


def reading(file: str, document: shapes.Document, told: shapes.Reading) -> dict[str, Any]:
    return {
        "file": file,
        "title": document.title,
        "guests": list(told.guests),
        "hosts": list(told.hosts),
        "duration": document.duration,
        "milestones": [milestone(m) for m in told.milestones],
        "nuggets": [
            {
                "person": n.person,
                "quote": n.quote.text,
                "field": n.field,
                "skill": n.skill,
                "seconds": n.seconds,
                "score": round(n.score, 4),
            }
            for n in told.nuggets
        ],
        "endorsements": [
            {
                "person": e.person,
                "type": e.type,
                "name": e.name,
                "quote": e.quote.text,
                "seconds": e.seconds,
                "score": round(e.score, 4),
            }
            for e in told.endorsements
        ],
        "reader": told.reader,
    }


def milestone(m: shapes.Milestone) -> dict[str, Any]:
    return {
        "person": m.person,
        "kind": m.kind,
        "what": m.what,
        "quote": m.quote.text,
        "seconds": m.seconds,
        "year": m.year,
        "order": m.order,
        "score": round(m.score, 4),
    }


def told(story: shapes.Milestone, source: Told) -> dict[str, Any]:
    return milestone(story) | {"confirmed": source.confirmed, "told_in": place(source.row.item)}


def place(item: models.Item) -> dict[str, Any]:
    """Where something is told; `open` is what to open: the audio, the page, or the transcript."""
    return {
        "title": item.title,
        "source": item.source.title or item.source.url,
        "published": item.published.date().isoformat() if item.published else None,
        "url": item.url,
        "audio": item.audio_url,
    }


def comparison(answer: shapes.Comparison, theirs: list[shapes.Milestone], person: str) -> dict[str, Any]:
    stop = None
    if answer.stop is not None:
        first = theirs[answer.stop]
        stop = {
            "theirs": answer.stop,
            "what": first.what,
            "quote": first.quote.text,
            "seconds": first.seconds,
        }
    return {
        "person": person,
        "shared": [
            {
                "mine": p.mine,
                "theirs": p.theirs,
                "score": round(p.score, 4),
                "by_hand": p.by_hand,
                "why": p.why,
            }
            for p in answer.shared
        ],
        "mine_only": list(answer.mine_only),
        "theirs_only": list(answer.theirs_only),
        "stop": stop,
        "why": answer.why,
    }


def step(number: int, row: models.Step) -> dict[str, Any]:
    return {"number": number, "what": row.what, "kind": row.kind, "year": row.year, "origin": row.origin}


def nugget(row: models.Nugget, confirmed: bool) -> dict[str, Any]:
    return {
        "person": row.person.name if row.person else row.name,
        "quote": row.quote,
        "field": row.field,
        "skill": row.skill,
        "seconds": row.seconds,
        "score": round(row.score, 4),
        "confirmed": confirmed,
        "told_in": place(row.item),
    }


def passage(row: models.Passage, score: float) -> dict[str, Any]:
    return {
        "person": row.person.name if row.person else row.speaker,
        "text": row.text,
        "seconds": row.seconds,
        "score": round(score, 4),
        "told_in": place(row.item),
    }
