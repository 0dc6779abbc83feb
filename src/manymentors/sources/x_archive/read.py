"""The tweets, notes, likes and follows of an archive → items.

A tweet's key is the address at which X shows any tweet by its id, so that replies, likes and the archives of others
meet. What somebody else wrote (a retweet, a liked tweet) is never the owner's own text.
"""

from __future__ import annotations

import html as entities
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from zipfile import ZipFile

from manymentors.shapes import AccountLink, FoundItem, FoundSource, Link, PersonTag
from manymentors.sources import loose
from manymentors.sources.clean import html_of_text, one_line, web_address
from manymentors.sources.x_archive.files import entries, first

SITE = "https://x.com"
SNOWFLAKES_SINCE = 1288834974657
"""From here on, in milliseconds, an id of X tells when it was given; before, ids only counted."""

Told = Mapping[str, Any]


@dataclass
class Owner:
    """Whose archive it is, and the names of others that are met on the way: an id is all that a follow tells."""

    handle: str = ""
    name: str = ""
    names: dict[str, str] = field(default_factory=dict)
    """account id → “Name (@handle)”"""

    notes: dict[str, list[Told]] = field(default_factory=dict)
    """How a long tweet begins → the whole text, where the tweet itself was cut."""


def read_archive(archive: ZipFile, url: str) -> FoundSource:
    account = first(archive, "data/account.js", "account")
    profile = first(archive, "data/profile.js", "profile")
    owner = Owner(loose.text(account, "username"), one_line(loose.text(account, "accountDisplayName")))
    for note in entries(archive, "data/note-tweet*.js", "noteTweet"):
        owner.notes.setdefault(_beginning(_note_text(note)), []).append(note)
    items = {item.key: item for item in _tweets(archive, owner)}
    items |= {item.key: item for item in _left_notes(owner)}
    items |= {item.key: item for item in _likes(entries(archive, "data/like*.js", "like"), owner)}
    if follows := list(entries(archive, "data/following*.js", "following")):
        items["following"] = _following(follows, owner)
    label = f"@{owner.handle} on X" if owner.handle else "An archive from X"
    website = web_address(loose.text(profile, "description", "website"))
    return FoundSource(
        kind="x_archive",
        url=url,
        title=f"{owner.name} ({label})" if owner.name else label,
        site_url=f"{SITE}/{owner.handle}" if owner.handle else "",
        description=loose.text(profile, "description", "bio").strip(),
        people=(PersonTag(owner.name, role="author"),) if owner.name else (),
        items=tuple(items.values()),
        accounts=(AccountLink(website),) if website and "//t.co/" not in website else (),
    )


def _tweets(archive: ZipFile, owner: Owner) -> Iterator[FoundItem]:
    """Of tweet.js, as it was called, or tweets.js and its parts."""
    for wanted in ("data/tweet.js", "data/tweet-part*.js", "data/tweets.js", "data/tweets-part*.js"):
        for tweet in entries(archive, wanted, "tweet"):
            if item := read_tweet(tweet, owner):
                yield item


def read_tweet(tweet: Told, owner: Owner) -> FoundItem | None:
    """None for a tweet without an id. Names that it mentions are added to the owner's table."""
    id = loose.text(tweet, "id_str") or loose.text(tweet, "id")
    if not id:
        return None
    mentioned = _remember(tweet, owner)
    text, html, links = _written(tweet)
    retweet = re.match(r"RT @(\w+): ", text)
    if retweet is None and (note := _note_of(tweet, text, owner)):
        text, html, links = _note(note)
    if retweet:
        text, html = text[retweet.end() :], html.replace(entities.escape(retweet[0], quote=False), "", 1)
    answered = loose.text(tweet, "in_reply_to_status_id_str") or loose.text(tweet, "in_reply_to_status_id")
    return FoundItem(
        key=_key(id),
        kind="post",
        url=f"{SITE}/{owner.handle or 'i'}/status/{id}",
        html=html,
        text=text,
        author=mentioned.get(retweet[1].lower(), f"@{retweet[1]}") if retweet else owner.name or owner.handle,
        published=loose.moment(tweet, "created_at") or given_at(id),
        published_raw=loose.text(tweet, "created_at"),
        reply_to=_key(answered) if answered and not retweet else "",
        boost_of=f"{SITE}/{retweet[1]}" if retweet else "",  # an archive does not tell which tweet it was
        links=links,
    )


def _key(id: str) -> str:
    return f"{SITE}/i/status/{id}"


def given_at(id: str) -> datetime | None:
    """When X gave an id, as the id itself tells; None for the ids of the first years, and for what is none."""
    if not re.fullmatch(r"\d{11,19}", id, re.ASCII):
        return None
    return datetime.fromtimestamp(((int(id) >> 22) + SNOWFLAKES_SINCE) / 1000, UTC)


def _remember(tweet: Told, owner: Owner) -> dict[str, str]:
    """The names in the tweet by handle; by id, they go into the owner's table."""
    mentioned = {}
    for user in loose.tables(tweet, "entities", "user_mentions"):
        handle, name = loose.text(user, "screen_name"), one_line(loose.text(user, "name"))
        mentioned[handle.lower()] = name or f"@{handle}"
        if id := loose.text(user, "id_str"):
            owner.names[id] = f"{name} (@{handle})" if name else f"@{handle}"
    id, handle = loose.text(tweet, "in_reply_to_user_id_str"), loose.text(tweet, "in_reply_to_screen_name")
    if id and handle:
        owner.names.setdefault(id, f"@{handle}")
    return mentioned


def _written(tweet: Told) -> tuple[str, str, tuple[Link, ...]]:
    """Text, HTML and links of a tweet: shortened addresses give way to the whole ones, those of pictures go."""
    whole = {loose.text(url, "url"): url for url in loose.tables(tweet, "entities", "urls")}
    media = {loose.text(one, "url") for one in loose.tables(tweet, "entities", "media")}
    raw = loose.text(tweet, "full_text") or loose.text(tweet, "text")
    return _with_links(entities.unescape(raw), whole, media)


def _with_links(text: str, whole: Mapping[str, Told], media: set[str]) -> tuple[str, str, tuple[Link, ...]]:
    links: dict[str, Link] = {}
    words: list[str] = []
    for part in re.split(r"(https?://t\.co/\w+)", text):
        url = whole.get(part)
        address = (
            web_address(loose.text(url, "expanded_url") or loose.text(url, "expandedUrl")) if url else ""
        )
        if address:
            links.setdefault(address, Link(address))
        if part not in media:
            words.append(address or part)
    plain = "".join(words).strip()
    html = html_of_text(plain)
    if links:  # all in one pass, the longest first, since one address may begin as another does
        shown = {entities.escape(address, quote=False): address for address in links}
        longest = "|".join(map(re.escape, sorted(shown, key=len, reverse=True)))
        html = re.sub(longest, lambda found: _anchor(shown[found[0]], found[0]), html)
    return plain, html, tuple(links.values())


def _anchor(address: str, shown: str) -> str:
    return f'<a href="{entities.escape(address)}" rel="noopener noreferrer nofollow ugc">{shown}</a>'


# --- long tweets: the archive keeps their text apart, and often without the tweet’s id


def _note_text(note: Told) -> str:
    found = loose.text(note, "core", "text") or loose.text(note, "noteTweetResults", "text")
    return entities.unescape(found).strip()


def _squashed(text: str) -> str:
    """Without white space, and without the dots and the address with which a cut tweet ends."""
    words = text.split()
    while words and re.fullmatch(r"…|https?://t\.co/\w*…?", words[-1]):
        words.pop()
    return "".join(words).rstrip("…")


def _beginning(text: str) -> str:
    """The first words, by which a cut tweet and its whole text find each other; "" where they are too few."""
    squashed = _squashed(text)
    return squashed[:60] if len(squashed) >= 60 else ""


def _note_of(tweet: Told, text: str, owner: Owner) -> Told | None:
    """The note of which the tweet is the beginning; of several, the one of the same id or minute."""
    here = _beginning(text)
    notes = owner.notes.get(here, []) if here else []
    cut = _squashed(text)
    found = [note for note in notes if _squashed(_note_text(note)).startswith(cut)]
    found = [note for note in found if _same(note, tweet)] or found
    if not found:
        return None
    owner.notes[here] = [note for note in notes if note is not found[0]]
    return found[0]


def _same(note: Told, tweet: Told) -> bool:
    if id := loose.text(note, "tweetId"):
        return id == loose.text(tweet, "id_str")
    one, other = loose.moment(note, "createdAt"), loose.moment(tweet, "created_at")
    return bool(one and other and abs((one - other).total_seconds()) < 60)


def _note(note: Told) -> tuple[str, str, tuple[Link, ...]]:
    urls = loose.tables(note, "core", "urls")
    whole = {loose.text(url, "shortUrl") or loose.text(url, "url"): url for url in urls}
    return _with_links(_note_text(note), whole, set())


def _left_notes(owner: Owner) -> Iterator[FoundItem]:
    """Long tweets of which the archive holds no short form: they are items of their own."""
    for notes in owner.notes.values():
        for note in notes:
            text, html, links = _note(note)
            id = loose.text(note, "noteTweetId")
            if text and id:
                yield FoundItem(
                    key=f"note:{id}",
                    kind="post",
                    html=html,
                    text=text,
                    author=owner.name or owner.handle,
                    published=loose.moment(note, "createdAt"),
                    published_raw=loose.text(note, "createdAt"),
                    links=links,
                )


# --- what the owner liked and follows


def _likes(likes: Iterable[Told], owner: Owner) -> Iterator[FoundItem]:
    """One item for each month in which liked tweets were written (when they were liked, the archive does not tell)."""
    months: dict[str, dict[str, Link]] = {}
    for like in likes:
        if id := loose.text(like, "tweetId"):
            written = given_at(id)
            month = written.strftime("%Y-%m") if written else "early"
            text = one_line(loose.text(like, "fullText"))
            months.setdefault(month, {})[id] = Link(_key(id), text if len(text) < 200 else f"{text[:199]}…")
    for month, links in sorted(months.items()):
        when = datetime.strptime(month, "%Y-%m").replace(tzinfo=UTC) if month != "early" else None
        yield FoundItem(
            key=f"likes:{month}",
            kind="post",
            title=f"Liked: tweets of {when:%B %Y}" if when else "Liked: tweets of the first years",
            author=owner.name or owner.handle,
            published=when,
            links=tuple(links.values()),
        )


def _following(follows: Iterable[Told], owner: Owner) -> FoundItem:
    """Everyone followed, with the name where a tweet of the owner tells it."""
    links = {}
    for follow in follows:
        if re.fullmatch(r"\d+", id := loose.text(follow, "accountId"), re.ASCII):
            links[id] = Link(f"{SITE}/i/user/{id}", owner.names.get(id, ""))
    return FoundItem(
        key="following",
        kind="post",
        title=f"Whom {owner.name or owner.handle or 'the owner'} follows on X",
        author=owner.name or owner.handle,
        links=tuple(links.values()),
    )
