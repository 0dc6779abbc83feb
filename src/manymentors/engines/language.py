"""Asks a language model that the user has set, behind any OpenAI-compatible address: a question → what it writes back.

Off unless the user names an address. Nothing of an answer is proved here: those who ask decide what may be believed.
What was answered once is kept in a folder by the hash of the whole question, so that it is neither waited nor paid for twice.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from manymentors.engines.endpoint import address_for, host_of
from manymentors.errors import EngineError, NotFound, RateLimited, ServerFailed, SettingsError
from manymentors.http_client import Client
from manymentors.shapes import Question

CALL = "/chat/completions"
SECONDS = 300.0
"""For one answer: a model on a laptop reads 30 tokens a second and writes 5."""
MOST_TOKENS = 2000
"""That an answer may hold."""
MAX_BYTES = 512 * 1024
PAUSES = (1.0, 4.0, 16.0)
"""Seconds before asking a busy server again."""
LONGEST_PAUSE = 60.0
KEPT = 1
"""The version of the kept answers; a higher number forgets them all."""


@dataclass(frozen=True, slots=True)
class Price:
    """Per million tokens, in whatever money the user counts in."""

    read: float
    written: float


@dataclass(frozen=True, slots=True)
class Cost:
    """What questions would cost, guessed. `kept` of them are answered already, for nothing; `money` is None without a price."""

    questions: int
    kept: int
    read: int
    written: int
    money: float | None


class LanguageModel:
    """Safe to share between threads. `folder` keeps the answers; without it each question is asked anew."""

    def __init__(
        self,
        url: str,
        model: str,
        *,
        key: str = "",
        folder: Path | None = None,
        price: Price | None = None,
        client: Client | None = None,
        seconds: float = SECONDS,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        if not (key.isascii() and key.isprintable() and " " not in key):
            raise SettingsError("MANYMENTORS_LLM_KEY holds characters that no key has. Copy it again.")
        host = host_of(url, "MANYMENTORS_LLM_URL")
        self._url, self._model, self._key = address_for(url, CALL), model, key
        self._folder, self._price, self._seconds, self._sleep = folder, price, seconds, sleep
        self._client = client or Client(user_agent="Manymentors", allow_hosts=[host])
        self._manners = list(MANNERS)

    @property
    def name(self) -> str:
        return self._model

    def __call__(self, question: Question) -> str:
        """Waits, and costs, unless the answer is kept. Raises FetchError, or EngineError for an answer that is none."""
        place = self._place(question)
        if (kept := _recall(place)) is not None:
            return kept
        said = self._ask(question)
        if place and is_object(said):
            _keep(place, said)
        return said

    def estimate(self, questions: Sequence[Question]) -> Cost:
        """What these would cost. Asks nobody."""
        new = [question for question in questions if _recall(self._place(question)) is None]
        read = sum(tokens(q.task) + tokens(q.text) + tokens(json.dumps(q.form)) for q in new)
        written = sum(40 + tokens(q.text) // 10 for q in new)
        price = self._price
        money = None if price is None else (read * price.read + written * price.written) / 1e6
        return Cost(len(questions), len(questions) - len(new), read, written, money)

    def _place(self, question: Question) -> Path | None:
        """Where the answer to exactly this question to this model is kept."""
        if self._folder is None:
            return None
        whole = [KEPT, self._url, self._model, question.task, question.text, question.form]
        digest = hashlib.sha256(json.dumps(whole, sort_keys=True).encode()).hexdigest()
        return self._folder / f"{digest}.json"

    def _ask(self, question: Question) -> str:
        """Ask in the manners that the server may understand, best first; the first understood is kept to."""
        trouble: list[ServerFailed] = []
        for manner in list(self._manners):
            try:
                said = self._send(manner(self._model, question))
            except ServerFailed as exc:
                if exc.status not in NOT_UNDERSTOOD or len(self._manners) == 1:
                    raise self._explained(exc) from exc
                trouble.append(exc)
                continue
            self._manners = [manner]
            return said
        raise self._explained(trouble[0]) from trouble[0]

    def _explained(self, exc: ServerFailed) -> EngineError:
        if exc.status in (401, 403):
            return EngineError(
                f"{exc.url} does not accept the key. Set MANYMENTORS_LLM_KEY to one that it knows."
            )
        return EngineError(
            f"{exc.url} cannot answer (status {exc.status}). Check MANYMENTORS_LLM_MODEL, or look into the server's own log."
        )

    def _send(self, request: Mapping[str, Any]) -> str:
        # A new connection each time: it costs little beside the answer, and none is left open that the server closes first.
        headers = {"Content-Type": "application/json", "Connection": "close"}
        if self._key:
            headers["Authorization"] = f"Bearer {self._key}"
        body = json.dumps(request).encode()
        pauses = iter(PAUSES)
        while True:
            try:
                answer = self._client.post(
                    self._url, body, headers=headers, max_bytes=MAX_BYTES, seconds=self._seconds
                )
            except RateLimited as exc:
                pause = max(next(pauses, LONGEST_PAUSE + 1), exc.wait or 0.0)
                if pause > LONGEST_PAUSE:
                    raise
                self._sleep(pause)
            except NotFound as exc:
                raise EngineError(
                    f"{exc.url} answers to nothing (status 404). Check MANYMENTORS_LLM_URL and MANYMENTORS_LLM_MODEL."
                ) from exc
            else:
                return _said(answer.body, answer.url)


def tokens(text: str) -> int:
    """A guess: four bytes each, which lies within a fifth of what servers count for prose."""
    return -(-len(text.encode(errors="replace")) // 4)


# --- what servers understand --------------------------------------------------------------------------------

NOT_UNDERSTOOD = (400, 415, 422, 500, 501)
"""How servers say that they do not know a part of the request; llama-cpp-python says 500."""


def _with_schema(model: str, question: Question) -> dict[str, Any]:
    return _request(model, question) | {"response_format": _schema(question), **_CAREFUL}


def _with_schema_as_newer_models_want_it(model: str, question: Question) -> dict[str, Any]:
    """Models that think first take no temperature, and have another word for the most tokens."""
    return _request(model, question) | {
        "response_format": _schema(question),
        "max_completion_tokens": 4 * MOST_TOKENS,
    }


def _with_json_object(model: str, question: Question) -> dict[str, Any]:
    form = {"type": "json_object", "schema": question.form}
    return _request(model, question) | {"response_format": form, **_CAREFUL}


def _in_words(model: str, question: Question) -> dict[str, Any]:
    told = f"{question.task}\n\nAnswer with nothing but JSON of this schema:\n{json.dumps(question.form)}"
    return _request(model, Question(told, question.text, question.form)) | _CAREFUL


MANNERS = (_with_schema, _with_schema_as_newer_models_want_it, _with_json_object, _in_words)
_CAREFUL = {"temperature": 0, "max_tokens": MOST_TOKENS}


def _request(model: str, question: Question) -> dict[str, Any]:
    messages = [{"role": "system", "content": question.task}, {"role": "user", "content": question.text}]
    return {"model": model, "messages": messages}


def _schema(question: Question) -> dict[str, Any]:
    return {
        "type": "json_schema",
        "json_schema": {"name": "answer", "strict": True, "schema": question.form},
    }


def _said(body: bytes, where: str) -> str:
    """What the model wrote, out of the server's answer."""
    try:
        choice = json.loads(body)["choices"][0]
        message, ended = choice["message"], choice.get("finish_reason")
        said, refusal = message.get("content"), message.get("refusal")
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as exc:
        raise EngineError(
            f"{where} sent something else than an answer. Check that it is OpenAI-compatible."
        ) from exc
    if refusal or ended == "content_filter":
        raise EngineError(f"{where} refused to answer.")
    if ended == "length":
        raise EngineError(f"{where} was cut off before its answer ended.")
    if not isinstance(said, str):
        raise EngineError(f"{where} answered without words.")
    return said


# --- what was answered before -------------------------------------------------------------------------------


def is_object(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict)
    except (ValueError, RecursionError):
        return False


def _recall(place: Path | None) -> str | None:
    """The kept answer; None where there is none, or where the file is broken."""
    if place is None:
        return None
    try:
        said = json.loads(place.read_bytes())["said"]
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        return None
    return said if isinstance(said, str) else None


def _keep(place: Path, said: str) -> None:
    """Whole or not at all. Where the disk refuses, the answer is only asked for again."""
    with suppress(OSError):
        place.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=place.parent, suffix=".part")
        try:
            with os.fdopen(descriptor, "w") as file:
                json.dump({"said": said}, file)
            Path(name).replace(place)
        except OSError:
            Path(name).unlink(missing_ok=True)
            raise
