"""The user's language model chooses, and only then is anything asked of it."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.world import AT, World

INVENTED = "I sold a moon for ten million"


class Model:
    """An OpenAI-compatible server that calls the second line of whatever it is shown a founding, and adds words of its own."""

    def __init__(self) -> None:
        self.asked = 0
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                outer.asked += 1
                self.rfile.read(int(self.headers["Content-Length"]))
                entry = {
                    "first": 2,
                    "last": 2,
                    "kind": "founding",
                    "year": 1987,
                    "sure": "high",
                    "quote": INVENTED,
                }
                said = {"milestones": [entry], "nuggets": [], "endorsements": []}
                body = json.dumps({"choices": [{"message": {"content": json.dumps(said)}}]}).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(
            target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
        ).start()


@pytest.fixture
def model() -> Iterator[Model]:
    running = Model()
    yield running
    running.server.shutdown()
    running.server.server_close()


def test_a_model_is_asked_only_on_demand_with_its_cost_told_and_shows_no_word_unsaid(
    world: World, model: Model
) -> None:
    world.ok("follow", AT + "feeds/low-tide-notes.xml", "--person", "Crispin Dalisayan")
    world.ok("sync")
    assert "No language model is set" in world.refused("reread", "--model", "--yes")

    port = model.server.server_address[1]
    world.more |= {"MANYMENTORS_LLM_URL": f"http://127.0.0.1:{port}/v1", "MANYMENTORS_LLM_MODEL": "tiny"}
    world.more["MANYMENTORS_LLM_PRICE"] = "1/2"
    world.ok("sync", "--now")
    assert model.asked == 0

    ran = world.ok("reread", "--model", "--yes", "--json")
    assert "tokens to read" in ran.err
    assert "in your money" in ran.err
    assert ran.json["failed"] == 0
    assert model.asked > 0
    items = world.ok("export").json["items"]
    facts = [
        (item, fact)
        for item in items
        for name in ("milestones", "nuggets", "endorsements")
        for fact in item[name]
    ]
    assert all(fact["quote"] == item["text"][fact["start"] : fact["end"]] for item, fact in facts)
    assert INVENTED not in json.dumps(items)

    asked = model.asked
    world.ok("sync", "--now")
    world.ok("reread", "--model", "--yes")
    assert model.asked == asked, "what a model chose is not stale"
