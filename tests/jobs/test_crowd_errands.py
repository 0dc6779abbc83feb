"""Through a real worker: the language model sums an answer up, the week's digest is made by itself, and once."""

from __future__ import annotations

import json

import pytest

from tests.jobs.test_worker import errands, until, working
from tests.model_server import ModelServer
from tests.world import AT, World

QUESTION = "Why should you draw the network until nobody corrects you?"
ANOTHER = "How should I learn what a network really looks like?"


def test_the_worker_has_an_answer_summed_up_once_and_tells_where_the_model_fails(
    world: World, model: ModelServer
) -> None:
    world.ok("follow", AT + "feeds/low-tide-notes.xml", "--person", "Crispin Dalisayan")
    world.ok("sync")
    (first, *_) = world.ok("ask", QUESTION, "--json").json["answers"]
    quote = first["quotes"][0]
    sentences = [
        {"text": quote["quote"].split(". ")[-1], "quotes": [quote["number"]]},
        {"text": "Everybody agrees that the moon is for sale.", "quotes": [quote["number"]]},
    ]
    model.says = json.dumps({"sentences": sentences})
    url = model.url
    world.more |= {"MANYMENTORS_LLM_URL": url, "MANYMENTORS_LLM_MODEL": "tiny"}
    errands(world, ("summarise", {"question": QUESTION, "nearer": False}))
    with working(world):
        until(lambda: errands(world)[0][2])
        assert errands(world)[0][3] == ""
        assert len(model.shown) == 1
        assert "Use the talent that they have." in model.shown[0]
        model.status = 400
        errands(world, ("summarise", {"question": ANOTHER, "nearer": False}))
        until(lambda: all(ended for _, _, ended, _ in errands(world)))
    asked = len(model.shown)
    assert errands(world)[1][3], "the page says why there is no summary"
    told = world.ok("ask", QUESTION, "--json", "--summary").json["summary"]
    assert [bool(one["struck"]) for one in told] == [False, True]
    assert len(model.shown) == asked, "what it wrote is kept, and nobody is asked again"


@pytest.mark.slow
def test_the_worker_makes_the_digest_by_itself_and_once_however_often_it_is_killed(world: World) -> None:
    world.ok("follow", AT + "feeds/low-tide-notes.xml", "--person", "Crispin Dalisayan")
    for _ in range(2):
        with working(world) as worker:
            until(lambda: bool(world.ok("export").json["digests"]))
            worker.kill()
            worker.wait()
    errands(world, ("digest", {}))
    with working(world):
        until(lambda: errands(world)[0][2])
    (one,) = world.ok("export").json["digests"]
    assert one["lines"] == []
    assert world.ok("digest", "--json").json["day"] == one["day"]
    assert "A silent week" in world.ok("digest", "--markdown").out
    assert world.ok("digest", "--week", one["day"]).out.startswith("Week to ")
    assert "no digest of this day" in world.refused("digest", "--week", "1999-01-01")
