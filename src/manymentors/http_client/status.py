"""What a status means: nothing wrong, another address, or one of our errors."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx2

from manymentors.errors import Challenged, FetchError, NotFound, RateLimited, ServerFailed, SourceGone
from manymentors.http_client.address import parse, plain

MAX_REDIRECTS = 5
LONGEST_RETRY_AFTER = 24 * 3600.0


def redirected(here: httpx2.URL, answer: httpx2.Response, seen: list[str]) -> httpx2.URL:
    """The next address, which is added to `seen`."""
    try:
        target = parse(str(here.join(answer.headers["location"])))
    except httpx2.InvalidURL as exc:
        message = f"{plain(here)} redirects to something that is not an address ({exc}). Tell its owner."
        raise ServerFailed(plain(here), message, answer.status_code) from exc
    if plain(target) in seen or len(seen) > MAX_REDIRECTS:
        why = "in a circle" if plain(target) in seen else f"more than {MAX_REDIRECTS} times"
        message = f"{seen[0]} redirects {why}, at last to {plain(target)}. Look for a newer address."
        raise ServerFailed(seen[0], message, answer.status_code)
    seen.append(plain(target))
    return target


def raise_for_status(answer: httpx2.Response, url: httpx2.URL, *, conditional: bool) -> None:
    status, where = answer.status_code, plain(url)
    if answer.headers.get("cf-mitigated", "").lower() == "challenge":
        raise Challenged(
            where, f"{url.host} lets only browsers read {where}. It is tried again now and then."
        )
    if 200 <= status < 300 or (status == 304 and conditional):
        return
    if status in (429, 503) or (status == 403 and _remaining(answer.headers) == "0"):
        wait = retry_after(answer.headers.get("retry-after", ""), answer.headers.get("date", ""))
        wait = wait or until_reset(answer.headers)
        ask = f" and asks for {wait:.0f} seconds of peace" if wait else ""
        message = (
            f"{url.host} is too busy to answer for {where} (status {status}){ask}. It is tried again later."
        )
        raise RateLimited(where, message, wait, whole_host=status != 503)
    raise error_for(status, where)


def error_for(status: int, where: str) -> FetchError:
    if status == 404:
        return NotFound(where, f"There is nothing at {where} (status 404). Check the address.")
    if status == 410:
        return SourceGone(
            where, f"{where} is gone for good, says its server (status 410). Look for a newer address."
        )
    if status in (401, 402, 403, 407):
        next_step = "If you have a login for it, give it in the address: https://name:password@host/."
        return ServerFailed(where, f"{where} is not open to everyone (status {status}). {next_step}", status)
    return ServerFailed(where, f"The server answered {where} with status {status}. Try again later.", status)


def retry_after(value: str, date: str = "", now: Callable[[], float] = time.time) -> float | None:
    """The seconds that a Retry-After header asks for, at most a day; None where it asks for nothing that makes sense.

    A date in it is measured against the answer's own `date`, since the server's clock may be wrong.
    """
    if re.fullmatch(r"\s*\d+\s*", value, re.ASCII):
        return min(float(value), LONGEST_RETRY_AFTER)
    if (until := timestamp(value)) is None:
        return None
    since = timestamp(date)
    wait = until - (now() if since is None else since)
    return min(wait, LONGEST_RETRY_AFTER) if wait > 0 else None


def until_reset(headers: Mapping[str, str], now: Callable[[], float] = time.time) -> float | None:
    """The seconds until an API gives more requests, as its rate limit headers say; at most a day, None where they do not.

    Mastodon writes a date in ISO form, GitHub and Bluesky the seconds since 1970.
    """
    value = headers.get("x-ratelimit-reset") or headers.get("ratelimit-reset") or ""
    try:
        moment = float(value) if re.fullmatch(r"\d{1,12}", value, re.ASCII) else _seconds_of(value)
    except (ValueError, OverflowError):
        return None
    since = timestamp(headers.get("date", ""))
    wait = moment - (now() if since is None else since)
    return min(wait, LONGEST_RETRY_AFTER) if wait > 0 else None


def _seconds_of(iso: str) -> float:
    moment = datetime.fromisoformat(iso)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def _remaining(headers: Mapping[str, str]) -> str:
    return headers.get("x-ratelimit-remaining") or headers.get("ratelimit-remaining") or ""


def timestamp(value: str) -> float | None:
    try:
        return parsedate_to_datetime(value).timestamp()
    except (ValueError, TypeError, OverflowError):
        return None


def header_words(header: str) -> list[str]:
    return [word.strip().lower() for word in header.split(",") if word.strip()]


def reason(exc: Exception) -> str:
    return str(exc) or type(exc).__name__
