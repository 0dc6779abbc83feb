"""The tweets, notes, likes and follows of an archive → items.

A tweet's key is the address at which X shows any tweet by its id, so that replies, likes and the archives of others
meet. What somebody else wrote (a retweet, a liked tweet) is never the owner's own text.
"""

from __future__ import annotations

import html as entities
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from zipfile import ZipFile

from manymentors.shapes import AccountLink, FoundItem, FoundSource, Link, PersonTag
from manymentors.sources import loose
from manymentors.sources.clean import one_line, web_address
from manymentors.sources.x_archive.files import entries, first
from manymentors.sources.x_archive.lists import follows_with_names, likes_by_month
from manymentors.sources.x_archive.notes import Notes, written
from manymentors.sources.x_archive.text import SITE, Told, given_at, key_of, with_links


@dataclass
class Owner:
    """Whose archive it is, and the names of others that are met on the way: an id is all that a follow tells."""

    handle: str = ""
    name: str = ""
    names: dict[str, str] = field(default_factory=dict)
    """account id → “Name (@handle)”"""

    notes: Notes = field(default_factory=Notes)

    @property
    def author(self) -> str:
        return self.name or self.handle


def read_archive(archive: ZipFile, url: str) -> FoundSource:
    account = first(archive, "data/account.js", "account")
    profile = first(archive, "data/profile.js", "profile")
    owner = Owner(loose.text(account, "username"), one_line(loose.text(account, "accountDisplayName")))
    owner.notes = Notes(entries(archive, "data/note-tweet*.js", "noteTweet"))
    items = {item.key: item for item in _tweets(archive, owner)}
    items |= {item.key: item for item in owner.notes.left(owner.author)}
    liked = entries(archive, "data/like*.js", "like")
    items |= {item.key: item for item in likes_by_month(liked, owner.author)}
    if follows := list(entries(archive, "data/following*.js", "following")):
        items["following"] = follows_with_names(follows, owner.names, owner.author)
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
        identity=loose.text(account, "accountId"),
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
    if retweet is None and (note := owner.notes.take(tweet, text)):
        text, html, links = written(note)
    if retweet:
        text, html = text[retweet.end() :], html.replace(entities.escape(retweet[0], quote=False), "", 1)
    answered = loose.text(tweet, "in_reply_to_status_id_str") or loose.text(tweet, "in_reply_to_status_id")
    return FoundItem(
        key=key_of(id),
        kind="post",
        url=f"{SITE}/{owner.handle or 'i'}/status/{id}",
        html=html,
        text=text,
        author=mentioned.get(retweet[1].lower(), f"@{retweet[1]}") if retweet else owner.author,
        published=loose.moment(tweet, "created_at") or given_at(id),
        published_raw=loose.text(tweet, "created_at"),
        reply_to=key_of(answered) if answered and not retweet else "",
        boost_of=f"{SITE}/{retweet[1]}" if retweet else "",  # an archive does not tell which tweet it was
        links=links,
    )


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
    return with_links(entities.unescape(raw), whole, media)
