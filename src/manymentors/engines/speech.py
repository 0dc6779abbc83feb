"""Hears speech: samples → words with seconds, by Whisper on this machine, or by an OpenAI-compatible address that the user set.

Off until asked for. The model on this machine is a folder, or a name on the model hub that was fetched before: nothing is ever
downloaded while something is heard.
"""

from __future__ import annotations

import hashlib
import io
import json
import threading
import wave
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from manymentors.engines.endpoint import address_for, host_of
from manymentors.errors import EngineError, NotFound, ServerFailed, SettingsError
from manymentors.http_client import Client
from manymentors.shapes import RATE, Heard, Word

if TYPE_CHECKING:
    from manymentors.shapes import Samples, Transcribe

BATCH = 8
"""Stretches of half a minute heard at once: more takes more memory, and is no faster on one core."""
CALL = "/audio/transcriptions"
SECONDS = 900.0
"""For one answer of an address: a server without a graphics card hears ten minutes in some of them."""
MAX_BYTES = 8 * 1024 * 1024

NO_MODEL = (
    "There is nothing here that hears speech. Set MANYMENTORS_SPEECH_MODEL to the folder of a Whisper model, or to a name "
    "such as small.en, and fetch that once with: mentors transcribe --fetch-model"
)
NO_EXTRA = "To hear speech it takes the extra “speech”: pip install 'manymentors[speech]'"


def engine_of(model: str, url: str = "", key: str = "") -> Transcribe:
    """What a user's settings name. Raises EngineError where they name nothing."""
    return Asked(Endpoint(url, model, key)) if url else Whisper(model)


class Whisper:
    """A Whisper model on one thread; more threads gain little, two processes twice. Loaded when first used; some 240 MB."""

    def __init__(self, model: str, *, beam: int = 1) -> None:
        if not model:
            raise EngineError(NO_MODEL)
        self._model, self._beam = model, beam
        self._lock = threading.Lock()
        self._loaded: Any = None

    @property
    def name(self) -> str:
        folder = Path(self._model)
        return f"Whisper {'/'.join(folder.absolute().parts[-2:]) if folder.is_dir() else self._model}"

    def __call__(self, samples: Samples, language: str = "") -> Heard:
        """Raises EngineError where the extra or the model is missing."""
        import numpy as np

        with self._lock:
            pipeline = self._pipeline()
            if not len(samples):
                return Heard((), language)
            segments, told = pipeline.transcribe(
                samples.astype(np.float32) / 32768.0,
                language=language or None,
                beam_size=self._beam,
                word_timestamps=True,
                batch_size=BATCH,
            )
            pieces = [
                (word.word, float(word.start), float(word.end))
                for segment in segments
                for word in segment.words or ()
            ]
        return Heard(tuple(written(pieces)), told.language if pieces else language)

    def _pipeline(self) -> Any:
        if self._loaded is None:
            try:
                from faster_whisper import BatchedInferencePipeline, WhisperModel
            except ImportError as exc:
                raise EngineError(NO_EXTRA) from exc
            try:
                model = WhisperModel(
                    self._model, device="cpu", compute_type="int8", cpu_threads=1, local_files_only=True
                )
            except (RuntimeError, ValueError, OSError) as exc:  # the hub's own errors are among these
                raise EngineError(
                    f"The speech model “{self._model}” is not on this machine, or not whole. Set MANYMENTORS_SPEECH_MODEL to the "
                    "folder of a Whisper model for CTranslate2, or fetch it with: mentors transcribe --fetch-model"
                ) from exc
            self._loaded = BatchedInferencePipeline(model)
        return self._loaded


def fetch_model(name: str) -> str:
    """Download a model from the hub, because the user said so; returns its folder. Raises EngineError."""
    if not name:
        raise EngineError(NO_MODEL)
    try:
        from faster_whisper import download_model
    except ImportError as exc:
        raise EngineError(NO_EXTRA) from exc
    try:
        return str(download_model(name))
    except Exception as exc:
        raise EngineError(
            f"“{name}” could not be fetched from the model hub ({type(exc).__name__}). Check the name and the connection, or "
            "set MANYMENTORS_SPEECH_MODEL to a folder."
        ) from exc


def written(pieces: Iterable[tuple[str, float, float]]) -> Iterator[Word]:
    """Pieces as the model writes them, with a space before each that begins a word, → words.

    What is written without spaces, as Japanese is, stays together up to the end of a sentence.
    """
    held: Word | None = None
    for text, start, end in pieces:
        bare = text.strip()
        if held is None:
            held = Word(bare, start, end)
        elif (bare and text[0].isspace()) or held.text[-1:] in "。！？":
            if held.text:
                yield held
            held = Word(bare, start, end)
        else:
            held = Word(held.text + bare, held.start, max(held.end, end))
    if held and held.text:
        yield held


# --- an address that the user set ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where to ask: an OpenAI-compatible address, the name of its model, a key where it wants one."""

    url: str
    model: str
    key: str = ""


class Asked:
    """Speech recognition behind an OpenAI-compatible address (`/v1/audio/transcriptions`). Safe to share between threads."""

    def __init__(self, at: Endpoint, *, client: Client | None = None, seconds: float = SECONDS) -> None:
        if not (at.key.isascii() and at.key.isprintable() and " " not in at.key):
            raise SettingsError("MANYMENTORS_SPEECH_KEY holds characters that no key has. Copy it again.")
        self._at, self._seconds = at, seconds
        self._url = address_for(at.url, CALL)
        self._client = client or Client(
            user_agent="Manymentors", allow_hosts=[host_of(at.url, "MANYMENTORS_SPEECH_URL")]
        )

    @property
    def name(self) -> str:
        return f"{self._at.model} at {urlsplit(self._url).hostname}"

    def __call__(self, samples: Samples, language: str = "") -> Heard:
        """Sends the sound away; waits, and may cost money. Raises FetchError, EngineError."""
        if not len(samples):
            return Heard((), language)
        fields = [
            ("model", self._at.model),
            ("response_format", "verbose_json"),
            ("timestamp_granularities[]", "word"),
            ("timestamp_granularities[]", "segment"),
        ]
        fields += [("language", language)] if language else []
        kind, body = form_of(fields, as_wav(samples))
        headers = {"Content-Type": kind, "Connection": "close"}
        headers |= {"Authorization": f"Bearer {self._at.key}"} if self._at.key else {}
        try:
            answer = self._client.post(
                self._url, body, headers=headers, max_bytes=MAX_BYTES, seconds=self._seconds
            )
        except (NotFound, ServerFailed) as exc:
            raise _explained(exc) from exc
        return heard_in(answer.body, answer.url, len(samples) / RATE, language)


def as_wav(samples: Samples) -> bytes:
    """What every server takes; ten minutes have 19 MB, and OpenAI takes 25."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(samples.astype("<i2").tobytes())
    return out.getvalue()


def form_of(fields: Iterable[tuple[str, str]], sound: bytes) -> tuple[str, bytes]:
    """The media type and the bytes of a form with a file."""
    line = f"part-{hashlib.sha256(sound).hexdigest()[:40]}"
    parts = [
        f'--{line}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields
    ]
    head = f'--{line}\r\nContent-Disposition: form-data; name="file"; filename="stretch.wav"\r\nContent-Type: audio/wav\r\n\r\n'
    body = b"".join([*parts, head.encode(), sound, f"\r\n--{line}--\r\n".encode()])
    return f"multipart/form-data; boundary={line}", body


def heard_in(body: bytes, where: str, seconds: float, language: str) -> Heard:
    """The words of an answer. Their times are the server's; where it tells only those of segments, they are told in
    proportion within each."""
    try:
        said = json.loads(body)
        told = said.get("language")
        segments = [
            (str(row["text"]), float(row["start"]), float(row["end"])) for row in said.get("segments") or ()
        ]
        words = [
            (str(row["word"]), float(row["start"]), float(row["end"])) for row in said.get("words") or ()
        ]
        text = str(said.get("text") or "")
    except (ValueError, LookupError, TypeError, AttributeError, OverflowError, RecursionError) as exc:
        raise EngineError(
            f"{where} sent something else than a transcript. Check that it is OpenAI-compatible."
        ) from exc
    if text.strip() and not segments and not words:
        raise EngineError(
            f"{where} told words without times, which cannot be found in the audio again. Choose a model that answers in "
            "verbose_json, such as whisper-1."
        )
    pieces = segments or [(" ".join(word for word, _, _ in words), 0.0, seconds)]
    tokens = [(token, start, end) for piece in pieces for token, start, end in _in_proportion(*piece)]
    if len(tokens) == len(words):  # the words lack full stops, the segments have them
        tokens = [(token, start, end) for (token, _, _), (_, start, end) in zip(tokens, words, strict=True)]
    found = tuple(Word(token, _within(start, seconds), _within(end, seconds)) for token, start, end in tokens)
    code = told.lower() if isinstance(told, str) and len(told) == 2 else language
    return Heard(found, code)


def _in_proportion(text: str, start: float, end: float) -> Iterator[tuple[str, float, float]]:
    tokens = text.split()
    letters = sum(map(len, tokens)) or 1
    pace, at = (end - start) / letters, start
    for token in tokens:
        yield token, at, at + len(token) * pace
        at += len(token) * pace


def _within(second: float, most: float) -> float:
    """NaN is none of them."""
    return min(max(second, 0.0), most) if second == second else 0.0


def _explained(exc: NotFound | ServerFailed) -> EngineError:
    if isinstance(exc, ServerFailed) and exc.status in (401, 403):
        return EngineError(
            f"{exc.url} does not accept the key. Set MANYMENTORS_SPEECH_KEY to one that it knows."
        )
    return EngineError(
        f"{exc.url} does not hear speech ({exc}). Check MANYMENTORS_SPEECH_URL and MANYMENTORS_SPEECH_MODEL."
    )


def cost_in_words(seconds: float, price: float | None) -> str:
    """What so much audio costs at an address, to be said before it is sent."""
    minutes = seconds / 60
    if price is None:
        return f"{minutes:.0f} minutes of audio are sent to it; what that costs, its owner says (tell it in MANYMENTORS_SPEECH_PRICE)"
    return f"{minutes:.0f} minutes of audio are sent to it, at a cost of about {minutes * price:.2f}"
