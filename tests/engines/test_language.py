"""The client of a language model: what it asks, what it makes of answers, what it keeps, and what it never tells."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from manymentors import environment
from manymentors.engines import language
from manymentors.engines.language import Cost, LanguageModel, Price, tokens
from manymentors.errors import (
    AddressRefused,
    EngineError,
    MentorsError,
    RateLimited,
    SettingsError,
    SourceGone,
    TooLarge,
    TooSlow,
    Unreachable,
)
from manymentors.http_client import Client
from manymentors.shapes import Ask, Question
from tests.http_client.servers import Asked, Chunks, Server, serving, whole

FORM = {"type": "object", "properties": {"line": {"type": "integer"}}}
QUESTION = Question("Choose a line.", "1 I was there.\n2 Yes.", FORM)
KEY = "sk-Secret123"


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as running:
        yield running


def reply(content: object = '{"line": 1}', ended: str = "stop", **message: object) -> bytes:
    choice = {"message": {"content": content, **message}, "finish_reason": ended}
    return whole(json.dumps({"choices": [choice]}).encode())


def model_at(
    server: Server, *replies: bytes, folder: Path | None = None, naps: list[float] | None = None
) -> LanguageModel:
    """Answers with one after the other, the last one again and again."""
    left = list(replies or [reply()])
    server.routes["/v1/chat/completions"] = lambda _: [left.pop(0) if len(left) > 1 else left[0]]
    sleep = (naps if naps is not None else []).append
    return LanguageModel(server.url("/v1"), "tiny", key=KEY, folder=folder, seconds=0.5, sleep=sleep)


def sent(server: Server, number: int = -1) -> dict[str, object]:
    return dict(json.loads(server.asked[number].body))


def test_a_question_is_sent_with_its_schema_and_the_key_and_the_answer_comes_back(server: Server) -> None:
    ask: Ask = model_at(server)
    assert ask(QUESTION) == '{"line": 1}'
    assert ask.name == "tiny"
    asked = server.asked[0]
    assert (asked.method, asked.path) == ("POST", "/v1/chat/completions")
    assert asked.headers["authorization"] == f"Bearer {KEY}"
    assert sent(server) == {
        "model": "tiny",
        "messages": [
            {"role": "system", "content": "Choose a line."},
            {"role": "user", "content": "1 I was there.\n2 Yes."},
        ],
        "response_format": {
            "type": "json_schema",
            "json_schema": {"name": "answer", "strict": True, "schema": FORM},
        },
        "temperature": 0,
        "max_tokens": language.MOST_TOKENS,
    }


def test_without_a_key_none_is_sent(server: Server) -> None:
    model_at(server)
    LanguageModel(server.url(), "tiny")(QUESTION)
    assert "authorization" not in server.asked[0].headers


# --- what the server understands


def choosy(server: Server, understands: str, status: int) -> LanguageModel:
    """A server that knows one manner of asking."""

    def route(asked: Asked) -> Chunks:
        request = json.loads(asked.body)
        form = request.get("response_format", {"type": "words"})["type"]
        newer = "+" if "max_completion_tokens" in request else ""
        return [reply() if form + newer == understands else whole(b"{}", status)]

    model = model_at(server)
    server.routes["/v1/chat/completions"] = route
    return model


@pytest.mark.parametrize("status", [400, 422, 500])
@pytest.mark.parametrize(
    ("understands", "tries"), [("json_schema", 1), ("json_schema+", 2), ("json_object", 3), ("words", 4)]
)
def test_the_best_manner_that_a_server_understands_is_found_and_kept_to(
    understands: str, tries: int, status: int, server: Server
) -> None:
    model = choosy(server, understands, status)
    assert model(QUESTION) == '{"line": 1}'
    assert len(server.asked) == tries
    model(QUESTION)
    assert len(server.asked) == tries + 1


def test_a_server_that_knows_no_schema_is_told_in_words(server: Server) -> None:
    choosy(server, "words", 400)(QUESTION)
    assert sent(server)["messages"][0]["content"] == (  # type: ignore[index]
        f"Choose a line.\n\nAnswer with nothing but JSON of this schema:\n{json.dumps(FORM)}"
    )


def test_a_server_that_once_understood_and_now_fails_has_failed(server: Server) -> None:
    model = model_at(server, reply(), whole(b"", 500))
    model(QUESTION)
    with pytest.raises(EngineError, match=r"cannot answer \(status 500\). Check MANYMENTORS_LLM_MODEL"):
        model(QUESTION)
    assert len(server.asked) == 2


def test_a_server_that_understands_nothing_is_asked_in_every_manner_again_next_time(server: Server) -> None:
    model = model_at(server, *[whole(b"", 500)] * 4, reply())
    with pytest.raises(EngineError, match="status 500"):
        model(QUESTION)
    assert model(QUESTION) == '{"line": 1}'
    assert len(server.asked) == 5


# --- what goes wrong


def test_a_busy_server_is_asked_again_after_ever_longer_pauses(server: Server) -> None:
    naps: list[float] = []
    busy = whole(b"", 503)
    assert (
        model_at(server, busy, whole(b"", 429, Retry_After="9"), reply(), naps=naps)(QUESTION)
        == '{"line": 1}'
    )
    assert naps == [1.0, 9.0]


def test_a_server_that_stays_busy_or_wants_long_peace_is_left(server: Server) -> None:
    naps: list[float] = []
    with pytest.raises(RateLimited):
        model_at(server, whole(b"", 503), naps=naps)(QUESTION)
    assert naps == [1.0, 4.0, 16.0]
    with pytest.raises(RateLimited):
        model_at(server, whole(b"", 429, Retry_After="3600"), naps=naps)(QUESTION)
    assert naps == [1.0, 4.0, 16.0]


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (whole(b"", 401), "does not accept the key. Set MANYMENTORS_LLM_KEY"),
        (whole(b"", 403), "does not accept the key"),
        (whole(b"", 404), r"status 404\). Check MANYMENTORS_LLM_URL and MANYMENTORS_LLM_MODEL"),
        (whole(b"<html>"), "sent something else than an answer"),
        (whole(b'{"error": {"message": "no"}}'), "sent something else than an answer"),
        (whole(b'{"choices": []}'), "sent something else"),
        (whole(b'{"choices": [7]}'), "sent something else"),
        (whole(b"[" * 100_000), "sent something else"),
        (reply(refusal="I will not"), "refused to answer"),
        (reply(ended="content_filter"), "refused to answer"),
        (reply('{"line', ended="length"), "was cut off before its answer ended"),
        (reply(None), "answered without words"),
    ],
)
def test_what_is_no_answer_is_an_error_in_words(answer: bytes, words: str, server: Server) -> None:
    with pytest.raises(EngineError, match=words) as caught:
        model_at(server, answer)(QUESTION)
    assert str(caught.value).startswith(server.url("/v1/chat/completions"))


@pytest.mark.parametrize(
    ("chunks", "error"),
    [
        ([0.7], TooSlow),
        ([], Unreachable),
        ([whole(b"", 410)], SourceGone),
        ([whole(b"x" * (language.MAX_BYTES + 1))], TooLarge),
    ],
)
def test_a_server_that_stalls_breaks_or_swells_is_an_error_of_the_network(
    chunks: list[bytes | float], error: type[MentorsError], server: Server
) -> None:
    model = model_at(server)
    server.routes["/v1/chat/completions"] = lambda _: chunks
    with pytest.raises(error):
        model(QUESTION)


def test_only_the_address_that_was_set_may_be_private(server: Server) -> None:
    model_at(server)
    with Client(user_agent="t") as guarded, pytest.raises(AddressRefused):
        LanguageModel(server.url("/v1"), "tiny", client=guarded)(QUESTION)
    assert LanguageModel(server.url("/v1"), "tiny")(QUESTION)


# --- what it never tells


@pytest.mark.parametrize("status", [200, 302, 400, 401, 404, 410, 429, 500])
def test_the_key_stands_in_no_error_and_no_log(
    status: int, server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    model = model_at(server, whole(KEY.encode(), status, Location="http://other.example/"))
    with caplog.at_level(logging.DEBUG), pytest.raises(MentorsError) as caught:
        model(QUESTION)
    told: BaseException | None = caught.value
    while told:
        assert KEY not in f"{told} {told!r}"
        told = told.__cause__ or told.__context__
    assert KEY not in caplog.text
    assert KEY not in repr(model)


@pytest.mark.parametrize("key", ["sk-Secret123\n", "sk Secret123", "sk-Sécret123", "\x00sk-Secret123"])
def test_a_key_that_cannot_be_sent_is_refused_without_being_told(key: str) -> None:
    with pytest.raises(SettingsError, match="MANYMENTORS_LLM_KEY") as caught:
        LanguageModel("http://m.example/v1", "tiny", key=key)
    assert "Secret" not in str(caught.value)


# --- what is kept


def test_a_question_answered_once_is_not_asked_again_not_even_by_the_next_process(
    server: Server, tmp_path: Path
) -> None:
    folder = tmp_path / "answers"
    assert [model_at(server, folder=folder)(QUESTION) for _ in range(2)] == ['{"line": 1}'] * 2
    assert len(server.asked) == 1
    assert KEY not in "".join(path.read_text() for path in folder.iterdir())


@pytest.mark.parametrize(
    "other",
    [replace(QUESTION, task="Other."), replace(QUESTION, text="1 Other."), replace(QUESTION, form={})],
)
def test_another_question_is_another_answer(other: Question, server: Server, tmp_path: Path) -> None:
    model = model_at(server, folder=tmp_path)
    model(QUESTION)
    model(other)
    LanguageModel(server.url("/v1"), "larger", folder=tmp_path)(QUESTION)
    assert len(server.asked) == 3


@pytest.mark.parametrize("content", ["I cannot.", '{"line": ', "[1]", "[" * 100_000])
def test_what_is_no_object_is_given_back_but_not_kept(content: str, server: Server, tmp_path: Path) -> None:
    model = model_at(server, reply(content), folder=tmp_path)
    assert model(QUESTION) == content
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("broken", [b"", b"{", b"[]", b'{"said": 1}', b"\xff", b"[" * 100_000])
def test_a_broken_file_is_asked_for_again_and_mended(broken: bytes, server: Server, tmp_path: Path) -> None:
    model = model_at(server, folder=tmp_path)
    model(QUESTION)
    (kept,) = tmp_path.iterdir()
    kept.write_bytes(broken)
    assert model(QUESTION) == '{"line": 1}'
    assert json.loads(kept.read_bytes()) == {"said": '{"line": 1}'}


def test_a_disk_that_refuses_costs_nothing_but_the_keeping(server: Server, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    assert model_at(server, folder=tmp_path / "file" / "answers")(QUESTION) == '{"line": 1}'
    model = model_at(server, folder=tmp_path / "answers")
    model(QUESTION)
    (kept,) = (tmp_path / "answers").iterdir()
    kept.unlink()
    kept.mkdir()  # a folder cannot be replaced by a file
    assert model(QUESTION) == '{"line": 1}'
    assert list((tmp_path / "answers").iterdir()) == [kept]


# --- what it would cost


def test_the_cost_is_told_before_and_what_is_kept_costs_nothing(server: Server, tmp_path: Path) -> None:
    model = LanguageModel(server.url(), "tiny", folder=tmp_path, price=Price(1.0, 10.0))
    model_at(server)
    other = replace(QUESTION, text="word " * 400)
    read = tokens(QUESTION.task) + tokens(json.dumps(FORM)) + 500
    assert model.estimate([QUESTION, other]).questions == 2
    model(QUESTION)
    assert model.estimate([QUESTION, other]) == Cost(2, 1, read, 90, pytest.approx((read + 900) / 1e6))
    assert LanguageModel(server.url(), "tiny").estimate([other]) == Cost(1, 0, read, 90, None)
    assert len(server.asked) == 1


def test_tokens_are_guessed_for_any_script() -> None:
    assert (tokens(""), tokens("word"), tokens("words"), tokens("言葉言葉"), tokens("\ud800")) == (
        0,
        1,
        2,
        3,
        1,
    )


# --- addresses and settings


@pytest.mark.parametrize(
    "url", ["localhost:11434", "ftp://m.example/", "http://", "http://m.example:port/", "", "http://[::1"]
)
def test_an_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(SettingsError, match="MANYMENTORS_LLM_URL"):
        LanguageModel(url, "tiny")


ENVIRON = {"MANYMENTORS_LLM_URL": "http://localhost:1/v1", "MANYMENTORS_LLM_MODEL": "tiny"}


def test_no_model_is_set_unless_the_user_names_an_address() -> None:
    assert (
        environment.language_model_of({"MANYMENTORS_LLM_MODEL": "tiny", "MANYMENTORS_LLM_KEY": KEY}) is None
    )
    found = environment.language_model_of(
        ENVIRON | {"MANYMENTORS_LLM_KEY": f"{KEY}\n", "MANYMENTORS_LLM_PRICE": "0.15 / 0.60"}
    )
    assert found == environment.LanguageModelSettings(
        "http://localhost:1/v1", "tiny", KEY, "candidates", (0.15, 0.6)
    )
    assert KEY not in repr(found)
    assert environment.language_model_of(
        ENVIRON | {"MANYMENTORS_LLM_MODE": "whole"}
    ) == environment.LanguageModelSettings("http://localhost:1/v1", "tiny", mode="whole")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("URL", "localhost:1"),
        ("MODEL", " "),
        ("MODE", "all"),
        ("PRICE", "cheap"),
        ("PRICE", "0.15"),
        ("PRICE", "-1/2"),
    ],
)
def test_settings_that_cannot_be_used_say_so(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=f"MANYMENTORS_LLM_{name}"):
        environment.language_model_of(ENVIRON | {f"MANYMENTORS_LLM_{name}": value})


def test_the_tests_themselves_have_no_model_set() -> None:
    assert not [name for name in os.environ if name.startswith("MANYMENTORS_LLM")]
