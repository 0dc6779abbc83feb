"""Servers that call themselves OpenAI-compatible and lie, stall, swell or break; every word they make up holds `POISON`."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator
from itertools import repeat
from typing import Any

from tests.facts.model.said import POISON
from tests.facts.model.talk import answer, endorsement, milestone, nugget
from tests.http_client.servers import Asked, Chunks, whole

Liar = Callable[[Asked], Chunks]

LIE = f"I sold {POISON} for ten million dollars in 1987."
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n"


def says(content: object, *, ended: str = "stop", **message: object) -> Liar:
    """A server in good order, whose model writes `content`."""
    text = content if isinstance(content, str) else json.dumps(content)
    body = {
        "choices": [{"message": {"role": "assistant", "content": text, **message}, "finish_reason": ended}]
    }
    data = whole(json.dumps(body).encode(), Content_Type="application/json")
    return lambda _: [data]


def sends(body: bytes, status: int = 200, **headers: str) -> Liar:
    data = whole(body, status, **headers)
    return lambda _: [data]


def _echo(asked: Asked) -> Chunks:
    """Does what the transcript tells it, and gives everything it was sent back as its answer."""
    sent = json.loads(asked.body)["messages"]
    text = f"{POISON} " + "".join(message["content"] for message in sent)
    said = answer(
        [milestone(1, quote=text), milestone(3, 3, kind=text)],
        [nugget(1, field=text)],
        [endorsement(11, text)],
    )
    return says(said | {"system": text})(asked)


def _endless(_: Asked) -> Iterator[bytes | float]:
    yield HEAD
    yield from repeat(f'{{"{POISON}": '.encode() * 500)


def _drip(_: Asked) -> Iterator[bytes | float]:
    yield HEAD
    for byte in repeat(b" "):
        yield byte
        yield 0.05


def _silent(_: Asked) -> Iterator[bytes | float]:
    yield 0.9


def _everything(change: dict[str, Any]) -> dict[str, Any]:
    """An answer of all three sorts, each with the same flaw."""
    return answer([milestone(4) | change], [nugget(9) | change], [endorsement(11, "Peopleware") | change])


LIARS: dict[str, Liar] = {
    "invents line numbers": says(_everything({"first": 9000, "last": 9001})),
    "counts from zero": says(_everything({"first": 0, "last": 0})),
    "counts backwards": says(_everything({"first": -3, "last": -1})),
    "ends before it begins": says(_everything({"first": 9, "last": 4})),
    "claims the whole talk as one quote": says(_everything({"first": 1, "last": 12})),
    "joins two speakers": says(_everything({"first": 3, "last": 4})),
    "writes numbers as words": says(_everything({"first": "4", "last": "4"})),
    "writes numbers as truths and fractions": says(_everything({"first": True, "last": 4.0})),
    "writes numbers as lists": says(_everything({"first": [4], "last": {"line": 4}})),
    "writes numbers past counting": says(_everything({"first": 10**300, "last": 10**300})),
    "gives quotations": says(_everything({"quote": LIE})),
    "gives quotations in place of lines": says(answer([{"quote": LIE, "kind": "exit"}], [LIE], [LIE])),
    "gives its own words for what happened": says(answer([milestone(4, what=LIE, person=POISON)])),
    "invents kinds": says(
        answer([milestone(4, kind=POISON)], [nugget(9, field=POISON)], [endorsement(11, "x", POISON)])
    ),
    "invents names": says(
        answer(endorsements=[endorsement(11, f"The {POISON} Programmer"), endorsement(12, POISON)])
    ),
    "invents a name by gluing lines": says(
        answer(endorsements=[endorsement(11, "read You should"), endorsement(12, "work. I learned")])
    ),
    "invents years": says(answer([milestone(4, year=1987), milestone(5, year=-1), milestone(6, year=10**9)])),
    "says all twice": says(answer([milestone(4)] * 12, [nugget(9)] * 12)),
    "says far too much": says(answer([milestone(i % 12 + 1) for i in range(5000)])),
    "takes the host's life for the guest's": says(
        answer([milestone(2, kind="project"), milestone(10, kind="speaking")])
    ),
    "adds lists of its own": says(answer() | {"quotes": [LIE], "summary": LIE}),
    "answers with a list": says([milestone(4, what=LIE)]),
    "answers with null": says("null"),
    "answers with nothing": says(""),
    "answers in prose": says(f"Sure! The guest said: “{LIE}”"),
    "answers in HTML": says(f"<html><script>alert('{POISON}')</script><b>{LIE}</b></html>"),
    "refuses in prose": says(f"I'm sorry, but I cannot help with {POISON}."),
    "refuses in the protocol": says("", refusal=POISON),
    "is filtered": says(answer([milestone(4)]), ended="content_filter"),
    "is cut off": says('{"milestones": [{"first": 4, "la', ended="length"),
    "ends in half a JSON": says(
        '{"milestones": [{"first": 4, "last": 4, "kind": "job", "year": 0, "sure": "hi'
    ),
    "nests without end": says("[" * 100_000),
    "loops on digits": says('{"milestones": [{"first": ' + "1" * 100_000),
    "writes a wall of words": says(f"{LIE} " * 5000),
    "does what the transcript tells it": _echo,
    "sends content in parts": sends(
        json.dumps({"choices": [{"message": {"content": [{"text": LIE}]}}]}).encode()
    ),
    "sends no content": sends(b'{"choices": [{"message": {"content": null, "tool_calls": []}}]}'),
    "sends no choices": sends(b'{"choices": []}'),
    "sends choices of another kind": sends(json.dumps({"choices": [LIE], "message": LIE}).encode()),
    "sends 200 with an error": sends(json.dumps({"error": {"message": LIE}}).encode()),
    "sends a web page": sends(f"<html>{LIE}</html>".encode(), Content_Type="text/html"),
    "sends bytes": sends(bytes(range(256)) * 10),
    "sends nested bytes": sends(b"[" * 100_000),
    "sends nothing": sends(b""),
    "sends broken gzip": sends(b"\x1f\x8b" + LIE.encode(), Content_Encoding="gzip"),
    "sends a bomb": sends(gzip.compress(b" " * 50_000_000), Content_Encoding="gzip"),
    "sends a huge answer": sends(b'{"choices": "' + POISON.encode() * 500_000 + b'"}'),
    "sends without end": _endless,
    "drips": _drip,
    "says nothing at all": _silent,
    "hangs up": lambda _: [],
    "hangs up in the middle": lambda _: [b"HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\n{"],
    "speaks no HTTP": lambda _: [POISON.encode() * 10],
    "sends you elsewhere": sends(b"", 307, Location=f"http://{POISON}.example/"),
    "fails": sends(LIE.encode(), 500),
    "knows no such request": sends(LIE.encode(), 400),
    "knows no such address": sends(LIE.encode(), 404),
    "wants another key": sends(LIE.encode(), 401),
    "is gone": sends(LIE.encode(), 410),
    "is always busy": sends(LIE.encode(), 503),
    "wants a day of peace": sends(LIE.encode(), 429, Retry_After="86400"),
}
