"""Users of GitHub: what they shipped, one item a week, from their public events. No raw events, no account needed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from manymentors.errors import BrokenFile, FetchError, InputError, NotFound
from manymentors.http_client import Client, Response
from manymentors.shapes import AccountLink, Fetched, FoundSource, PersonTag, Validators
from manymentors.sources import loose
from manymentors.sources.clean import one_line, web_address
from manymentors.sources.github.weeks import SITE, weeks
from manymentors.sources.kinds import Address

LOOKS_AT = "address"
FETCHES = ("github",)

API = "https://api.github.com"
PER_PAGE, MOST_PAGES = 100, 3
_USER = re.compile(
    r"https?://(?:www\.)?github\.com/([a-z\d](?:[a-z\d-]{0,38}))/?(?:[?#]\S*)?", re.IGNORECASE | re.ASCII
)
_PLACES = re.compile(
    "about|apps|codespaces|collections|contact|customer-stories|dashboard|enterprise|events|explore|features|issues|"
    "join|login|logout|marketplace|new|notifications|orgs|organizations|pricing|pulls|readme|search|security|settings|"
    "signup|site|sponsors|stars|team|topics|trending|users|watching",
    re.IGNORECASE,
)
"""Words that stand in the place of a user and are none."""

Told = Mapping[str, Any]


def look(address: Address) -> list[FoundSource] | None:
    login = named_in(address.page)
    if not login:
        return None
    source = fetch(f"{SITE}/{login}", address.client, Validators()).source
    return [source] if source else []


def named_in(url: str) -> str:
    found = _USER.fullmatch(url)
    return found[1] if found and not _PLACES.fullmatch(found[1]) else ""


def fetch(url: str, client: Client, validators: Validators) -> Fetched:
    """At most three pages of events, which is all that GitHub keeps, and the profile; nothing where nothing happened."""
    login = named_in(url)
    if not login:
        raise InputError(f"“{url}” is not the address of a user. Follow it again as {SITE}/name.")
    first = _ask(client, login, f"events/public?per_page={PER_PAGE}", validators)
    interval = first.headers.get("x-poll-interval", "")
    fresh_for = float(interval) if re.fullmatch(r"\d{1,6}", interval, re.ASCII) else None
    if first.not_modified:
        return Fetched(None, validators, fresh_for=fresh_for)
    events, is_cut = _events(client, login, first)
    profile = loose.table(_parsed(_ask(client, login)))
    name = one_line(loose.text(profile, "name"))
    tag = PersonTag(
        name, "author", href=f"{SITE}/{login}", image=web_address(loose.text(profile, "avatar_url"))
    )
    source = FoundSource(
        kind="github",
        url=f"{SITE}/{login}",
        title=f"{name} ({login})" if name else login,
        site_url=f"{SITE}/{login}",
        description=one_line(loose.text(profile, "bio")),
        people=(tag,) if name else (),
        items=weeks(events, login=login, name=name, is_cut=is_cut, now=datetime.now(UTC)),
        accounts=tuple(AccountLink(place) for place in dict.fromkeys(_accounts(profile, client, login))),
        identity=loose.text(profile, "id"),
    )
    return Fetched(source, Validators(etag=first.headers.get("etag", "")), fresh_for=fresh_for)


def follows_page(client: Client, login: str, number: int) -> list[Told]:
    """Some of the users whom a user follows, the newest first. Raises FetchError and BrokenFile."""
    return loose.tables(_parsed(_ask(client, login, f"following?per_page={PER_PAGE}&page={number}")))


def _ask(client: Client, login: str, more: str = "", validators: Validators = Validators()) -> Response:  # noqa: B008 (frozen)
    url = f"{API}/users/{login}{'/' if more else ''}{more}"
    try:
        return client.get(url, validators=validators, accept="application/vnd.github+json")
    except NotFound as exc:
        message = (
            f"GitHub knows no user {login}: check the name, which may have been changed. What was read stays."
        )
        raise NotFound(url, message) from exc


def _parsed(answer: Response) -> object:
    return loose.parse(answer.body, answer.url)


def _events(client: Client, login: str, first: Response) -> tuple[list[Told], bool]:
    """All events, and whether there were more; a later page that fails counts as more."""
    events = page = loose.tables(_parsed(first))
    for number in range(2, MOST_PAGES + 1):
        if len(page) < PER_PAGE:
            return events, False
        try:
            answer = _ask(client, login, f"events/public?per_page={PER_PAGE}&page={number}")
            page = loose.tables(_parsed(answer))
        except (FetchError, BrokenFile):
            return events, True
        events = [*events, *page]
    return events, len(page) >= PER_PAGE


def _accounts(profile: Told, client: Client, login: str) -> Iterator[str]:
    """Where else the profile says that they are; GitHub checks none of it."""
    blog = loose.text(profile, "blog").strip()
    yield from filter(None, [web_address(blog if "://" in blog or not blog else f"https://{blog}")])
    if re.fullmatch(r"\w{1,15}", handle := loose.text(profile, "twitter_username"), re.ASCII):
        yield f"https://x.com/{handle}"
    try:
        told = loose.tables(_parsed(_ask(client, login, "social_accounts")))
    except (FetchError, BrokenFile):
        return
    yield from filter(None, (web_address(loose.text(account, "url")) for account in told))
