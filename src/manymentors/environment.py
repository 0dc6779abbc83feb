"""Every variable of the environment that is ours → a checked value; what is no setting, or has no sense, is a SettingsError.

`SETTINGS` names every variable with what it does: docs and the check for mistyped names are made from it.
"""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal
from urllib.parse import unquote, urlsplit

import dj_database_url
import platformdirs

from manymentors.errors import SettingsError, StoreError

SETTINGS = {
    "MANYMENTORS_HOME": "the data folder; by default the usual place for a user's data",
    "MANYMENTORS_ALLOW_HOSTS": "private hosts that may be asked, as host or host:port, separated by commas",
    "MANYMENTORS_BLUESKY": "the server at which accounts of Bluesky and its network are read, an AppView of your own perhaps; by default https://public.api.bsky.app",
    "MANYMENTORS_SECRET_KEY": "the key that signs sessions and tokens; by default made once, kept in the data folder",
    "MANYMENTORS_EMBEDDER": "a folder with model.onnx and tokenizer.json to use instead of the bundled embedder",
    "MANYMENTORS_READER": "“large” for the large listener, which tells kinds of steps better and takes longer, where it is installed; by default small",
    "MANYMENTORS_LLM_URL": "an OpenAI-compatible address whose language model helps to read, such as http://localhost:11434/v1; by default none",
    "MANYMENTORS_LLM_MODEL": "the name of that model",
    "MANYMENTORS_LLM_KEY": "the key for that address, where it wants one",
    "MANYMENTORS_LLM_MODE": "what that model is shown: “candidates”, what lies around the first reader's finds, or “whole”; by default candidates",
    "MANYMENTORS_LLM_PRICE": "what a million tokens cost there, read/written, such as 0.15/0.60; then costs are told in money",
    "MANYMENTORS_SPEECH_MODEL": "a Whisper model that hears audio without a transcript: a folder, or a name such as small.en; by default none",
    "MANYMENTORS_SPEECH_URL": "an OpenAI-compatible address to hear audio at instead, where that is the name of its model; the audio is sent to it; by default none",
    "MANYMENTORS_SPEECH_KEY": "the key for that address, where it wants one",
    "MANYMENTORS_SPEECH_PRICE": "what a minute of audio costs there, such as 0.006; then costs are told in money",
    "MANYMENTORS_AUDIO_LIMIT": "how much room kept audio may take, such as 500 MB; by default 10 GB",
    "MANYMENTORS_MAIL_URL": "the server by which weekly digests are mailed to those who want that, smtp://name:password@host:587 or smtps://…; by default none, and no mail is sent",
    "MANYMENTORS_MAIL_FROM": "the address from which that mail comes",
    "MANYMENTORS_URL": "the address under which the pages are reached, such as https://mentors.example.org; by default http on this machine alone",
    "MANYMENTORS_PROXIES": "how many reverse proxies stand before the pages, each of which adds to X-Forwarded-For; by default 0",
    "MANYMENTORS_WORKER": "the name of this worker among several on one PostgreSQL; by default “local”",
    "MANYMENTORS_REQUIRE_SHARED": "tests: a missing evaluation folder is a failure, not a skip",
    "MANYMENTORS_TEST_PROCESSES": "tests: how many processes; by default 2",
    "DATABASE_URL": "postgresql://…: rows and jobs live there instead of in SQLite files in the data folder",
}


def read(environ: Mapping[str, str]) -> None:
    """Raise SettingsError for a variable of ours that is no setting: a typo would else be silent."""
    for name in environ:
        if name.startswith("MANYMENTORS_") and name not in SETTINGS:
            near = get_close_matches(
                name[12:], [known[12:] for known in SETTINGS if known.startswith("MANY")], n=1
            )
            hint = (
                f"; did you mean MANYMENTORS_{near[0]}?"
                if near
                else f"; there are {', '.join(sorted(SETTINGS))}"
            )
            raise SettingsError(f"{name} is not a setting{hint}")


def home_of(environ: Mapping[str, str]) -> Path:
    """The data folder (not made here)."""
    given = environ.get("MANYMENTORS_HOME")
    return Path(given).expanduser().absolute() if given else platformdirs.user_data_path("manymentors")


def large_of(environ: Mapping[str, str], home: Path) -> Path | None:
    """Where the large listener is put together; None where the small one reads alone."""
    told = environ.get("MANYMENTORS_READER", "").strip()
    if told not in ("", "small", "large"):
        raise SettingsError(f"MANYMENTORS_READER is small or large, not {told}")
    return home / "large" if told == "large" else None


def databases_of(environ: Mapping[str, str], home: Path) -> dict[str, Any]:
    """Django's DATABASES: SQLite in the data folder, in WAL, IMMEDIATE, 20 s, mapped into memory, a thread's connection kept; or
    what DATABASE_URL says.
    """
    url = environ.get("DATABASE_URL", "")
    if not url:
        options = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA mmap_size=2147418112;",
        }
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": home / "store.sqlite3",
            "OPTIONS": options,
            "CONN_MAX_AGE": None,
        }
    if not url.startswith(("postgres://", "postgresql://")):
        raise SettingsError(
            "DATABASE_URL must begin with postgresql:// (leave it out for SQLite in the data folder)"
        )
    try:
        return dict(dj_database_url.parse(url, conn_health_checks=True, conn_max_age=600))
    except (ValueError, dj_database_url.ParseError) as exc:
        raise SettingsError(
            "DATABASE_URL cannot be read; write postgresql://user:password@host:5432/name"
        ) from exc


def allowed_hosts_of(environ: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(
        host.strip() for host in environ.get("MANYMENTORS_ALLOW_HOSTS", "").split(",") if host.strip()
    )


def bluesky_of(environ: Mapping[str, str]) -> str:
    """The address of an AppView without a slash at its end; "" for the public one."""
    told = environ.get("MANYMENTORS_BLUESKY", "").strip().rstrip("/")
    parts = urlsplit(told)
    if told and (parts.scheme not in ("http", "https") or not parts.hostname or parts.path or parts.query):
        raise SettingsError(
            "MANYMENTORS_BLUESKY is the scheme and the host of an AppView and no more, such as https://api.mine.example"
        )
    return told


@dataclass(frozen=True, slots=True)
class Address:
    """Where the pages are reached: `url` without a slash at its end, "" for this machine alone."""

    url: str
    hosts: tuple[str, ...]
    secure: bool


def address_of(environ: Mapping[str, str]) -> Address:
    """Raises SettingsError for what is no address of pages."""
    url = environ.get("MANYMENTORS_URL", "").strip().rstrip("/")
    if not url:
        return Address("", ("127.0.0.1", "localhost", "[::1]"), False)
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path or parts.query:
        raise SettingsError(
            "MANYMENTORS_URL is the scheme and the host of the pages and no more, such as https://mentors.example.org"
        )
    return Address(url, (parts.hostname, "127.0.0.1", "localhost"), parts.scheme == "https")


def proxies_of(environ: Mapping[str, str]) -> int:
    told = environ.get("MANYMENTORS_PROXIES", "").strip() or "0"
    if not told.isdecimal() or int(told) > 10:
        raise SettingsError("MANYMENTORS_PROXIES is a number of reverse proxies, such as 1")
    return int(told)


@dataclass(frozen=True, slots=True)
class LanguageModelSettings:
    """`price` is (read, written) per million tokens, None where it is not told."""

    url: str
    model: str
    key: str = field(default="", repr=False)
    mode: Literal["candidates", "whole"] = "candidates"
    price: tuple[float, float] | None = None


def language_model_of(environ: Mapping[str, str]) -> LanguageModelSettings | None:
    """None unless the user has set an address."""
    url, model = (environ.get(f"MANYMENTORS_LLM_{name}", "").strip() for name in ("URL", "MODEL"))
    if not url:
        return None
    if not url.startswith(("http://", "https://")):
        raise SettingsError(
            "MANYMENTORS_LLM_URL must begin with http:// or https://, such as http://localhost:11434/v1"
        )
    if not model:
        raise SettingsError(
            "MANYMENTORS_LLM_URL needs MANYMENTORS_LLM_MODEL beside it, the name of the model there"
        )
    modes: dict[str, Literal["candidates", "whole"]] = {
        "": "candidates",
        "candidates": "candidates",
        "whole": "whole",
    }
    if (told := environ.get("MANYMENTORS_LLM_MODE", "")) not in modes:
        raise SettingsError(f"MANYMENTORS_LLM_MODE is candidates or whole, not {told}")
    key, price = environ.get("MANYMENTORS_LLM_KEY", "").strip(), environ.get("MANYMENTORS_LLM_PRICE", "")
    return LanguageModelSettings(url, model, key, modes[told], _price(price))


def _price(told: str) -> tuple[float, float] | None:
    if not told:
        return None
    found = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*/\s*(\d+(?:\.\d+)?)\s*", told, re.ASCII)
    if not found:
        raise SettingsError(
            "MANYMENTORS_LLM_PRICE is two prices for a million tokens, read/written, such as 0.15/0.60"
        )
    return float(found[1]), float(found[2])


@dataclass(frozen=True, slots=True)
class SpeechSettings:
    """`url` is "" for hearing on this machine; `price` is that of a minute, None where it is not told."""

    model: str
    url: str = ""
    key: str = field(default="", repr=False)
    price: float | None = None


def speech_of(environ: Mapping[str, str]) -> SpeechSettings | None:
    """None unless the user has named a model."""
    model, url, key, price = (
        environ.get(f"MANYMENTORS_SPEECH_{name}", "").strip() for name in ("MODEL", "URL", "KEY", "PRICE")
    )
    if url and not url.startswith(("http://", "https://")):
        raise SettingsError(
            "MANYMENTORS_SPEECH_URL must begin with http:// or https://, such as http://localhost:8000/v1"
        )
    if url and not model:
        raise SettingsError(
            "MANYMENTORS_SPEECH_URL needs MANYMENTORS_SPEECH_MODEL beside it, the name of the model there, such as whisper-1"
        )
    if price and not re.fullmatch(r"\d+(?:\.\d+)?", price, re.ASCII):
        raise SettingsError("MANYMENTORS_SPEECH_PRICE is what a minute of audio costs, such as 0.006")
    if not model:
        return None
    if not url and model.startswith(("/", "~", ".")):
        model = str(Path(model).expanduser().absolute())
    return SpeechSettings(model, url, key, float(price) if price else None)


@dataclass(frozen=True, slots=True)
class MailSettings:
    """`wraps` is how the way there is encrypted: "tls" from the start, "starttls", or "" (on this machine alone)."""

    host: str
    port: int
    sender: str
    user: str = ""
    password: str = field(default="", repr=False)
    wraps: Literal["", "tls", "starttls"] = ""


def mail_of(environ: Mapping[str, str]) -> MailSettings | None:
    """None unless the user has named a server: no mail is sent then."""
    url, sender = (environ.get(f"MANYMENTORS_MAIL_{name}", "").strip() for name in ("URL", "FROM"))
    if not url:
        return None
    wrong = (
        "MANYMENTORS_MAIL_URL must be like smtp://name:password@mail.example.org:587, or begin with smtps://"
    )
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as exc:
        raise SettingsError(wrong) from exc
    if parts.scheme not in ("smtp", "smtps") or not host or parts.path.strip("/") or parts.query:
        raise SettingsError(wrong)
    if not re.fullmatch(r"[^@\s<>]+@[^@\s<>]+", sender):
        raise SettingsError(
            "MANYMENTORS_MAIL_URL needs MANYMENTORS_MAIL_FROM beside it, an address such as mentors@example.org"
        )
    here = host in ("localhost", "127.0.0.1", "::1")
    wraps: Literal["", "tls", "starttls"] = "tls" if parts.scheme == "smtps" else "" if here else "starttls"
    name, password = unquote(parts.username or ""), unquote(parts.password or "")
    return MailSettings(host, port or (465 if wraps == "tls" else 587), sender, name, password, wraps)


def audio_limit_of(environ: Mapping[str, str]) -> int:
    """In bytes."""
    told = environ.get("MANYMENTORS_AUDIO_LIMIT", "").strip() or "10 GB"
    found = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([MGT])B?", told, re.ASCII | re.IGNORECASE)
    if not found:
        raise SettingsError("MANYMENTORS_AUDIO_LIMIT is a number with MB, GB or TB, such as 10 GB")
    return int(float(found[1]) * 1024 ** {"M": 2, "G": 3, "T": 4}[found[2].upper()])


def secret_key(environ: Mapping[str, str], home: Path) -> str:
    """The signing key: from the environment, else from secret.key in the data folder, made on first use."""
    if given := environ.get("MANYMENTORS_SECRET_KEY"):
        return given
    path = home / "secret.key"
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return path.read_text().strip()
        with os.fdopen(descriptor, "w") as file:
            file.write(key := secrets.token_urlsafe(50))
    except OSError as exc:
        raise StoreError(
            f"The data folder {home} cannot be written: {exc.strerror}. Set MANYMENTORS_HOME to a folder of yours."
        ) from exc
    return key
