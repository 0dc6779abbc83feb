"""The user's language model chooses, and only then is anything asked of it."""

from __future__ import annotations

import json

from tests.model_server import ModelServer
from tests.world import AT, World

INVENTED = "I sold a moon for ten million"


CHOICE = {
    "milestones": [
        {"first": 2, "last": 2, "kind": "founding", "year": 1987, "sure": "high", "quote": INVENTED}
    ],
    "nuggets": [],
    "endorsements": [],
}
"""The second line of whatever it is shown is a founding; and words of its own."""


def test_a_model_is_asked_only_on_demand_with_its_cost_told_and_shows_no_word_unsaid(
    world: World, model: ModelServer
) -> None:
    world.ok("follow", AT + "feeds/low-tide-notes.xml", "--person", "Crispin Dalisayan")
    world.ok("sync")
    assert "No language model is set" in world.refused("reread", "--model", "--yes")

    model.says = json.dumps(CHOICE)
    world.more |= {"MANYMENTORS_LLM_URL": model.url, "MANYMENTORS_LLM_MODEL": "tiny"}
    world.more["MANYMENTORS_LLM_PRICE"] = "1/2"
    world.ok("sync", "--now")
    assert len(model.shown) == 0

    ran = world.ok("reread", "--model", "--yes", "--json")
    assert "tokens to read" in ran.err
    assert "in your money" in ran.err
    assert ran.json["failed"] == 0
    assert len(model.shown) > 0
    items = world.ok("export").json["items"]
    facts = [
        (item, fact)
        for item in items
        for name in ("milestones", "nuggets", "endorsements")
        for fact in item[name]
    ]
    assert all(fact["quote"] == item["text"][fact["start"] : fact["end"]] for item, fact in facts)
    assert INVENTED not in json.dumps(items)

    asked = len(model.shown)
    world.ok("sync", "--now")
    world.ok("reread", "--model", "--yes")
    assert len(model.shown) == asked, "what a model chose is not stale"
