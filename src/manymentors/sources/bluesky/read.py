"""What the AppView says of an account and its feed → FoundSource and FoundItem.

The DID is the identity, the handle a label; a post's key is its at:// address, the same wherever it is shown. What
somebody else wrote (a quoted post, the title of a linked page) becomes a link and never text.
"""

from __future__ import annotations

import html as entities
import re
from collections.abc import Iterable, Mapping
from typing import Any

from manymentors.shapes import AccountLink, FoundItem, FoundSource, Link, PersonTag
from manymentors.sources import loose
from manymentors.sources.clean import links_of_html, one_line, safe_html, text_of_html, web_address

SITE = "https://bsky.app"

Told = Mapping[str, Any]


def read_account(told: Told, feed: Iterable[Told] = (), folder: tuple[str, ...] = ()) -> FoundSource:
    """The account as a source; it is followed by its DID, whatever name it takes."""
    did, handle = loose.text(told, "did"), loose.text(told, "handle")
    handle = "" if handle == "handle.invalid" else handle
    name = one_line(loose.text(told, "displayName"))
    label = f"@{handle}" if handle else did
    site = f"{SITE}/profile/{handle or did}"
    tag = PersonTag(name, role="author", href=site, image=web_address(loose.text(told, "avatar")))
    items = [item for entry in feed if (item := read_entry(entry, did))]
    return FoundSource(
        kind="bluesky",
        url=f"{SITE}/profile/{did}",
        title=f"{name} ({label})" if name else label,
        site_url=site,
        description=loose.text(told, "description").strip(),
        people=(tag,) if name else (),
        items=tuple({item.key: item for item in items}.values()),
        folder=folder,
        accounts=tuple(_accounts(told, handle)),
    )


def _accounts(told: Told, handle: str) -> Iterable[AccountLink]:
    """A handle that is a domain of its own was checked by the network: its owner put the DID there."""
    found: dict[str, AccountLink] = {}
    if handle and not handle.endswith(".bsky.social"):
        found[f"https://{handle}/"] = AccountLink(f"https://{handle}/", "verified")
    for word in re.findall(r"https?://[^\s<>()\"]+", loose.text(told, "description")):
        if address := web_address(word.rstrip(".,;:!?")):
            found.setdefault(address, AccountLink(address))
    return found.values()


def read_entry(entry: Told, whose: str) -> FoundItem | None:
    """A post, or a repost of one by `whose`; None for what has no address."""
    post = loose.table(entry, "post")
    key = loose.text(post, "uri")
    if not key.startswith("at://"):
        return None
    reposted = "reasonRepost" in loose.text(entry, "reason", "$type")
    author, record = loose.table(post, "author"), loose.table(post, "record")
    html = safe_html("".join(_parts(post, record)), SITE)
    name = _name(author)
    when = ("reason", "indexedAt") if reposted else ("post", "record", "createdAt")
    published = loose.moment(entry, *when)
    return FoundItem(
        key=f"{key}#reposted-by-{whose}" if reposted else key,
        kind="post",
        url=page_of(key),
        html=html,
        text=text_of_html(html),
        author=name,
        published=published,
        published_raw=loose.text(entry, *when),
        thread="" if reposted else loose.text(record, "reply", "root", "uri"),
        reply_to="" if reposted else loose.text(record, "reply", "parent", "uri"),
        boost_of=key if reposted else "",
        people=(PersonTag(name, role="author", href=f"{SITE}/profile/{loose.text(author, 'did')}"),)
        if name
        else (),
        links=tuple(_links(post, html)),
    )


def page_of(uri: str) -> str:
    """Where anybody can read a post, "" for what is none."""
    found = re.fullmatch(r"at://([^/\s]+)/app\.bsky\.feed\.post/([^/\s]+)", uri)
    return web_address(f"{SITE}/profile/{found[1]}/post/{found[2]}") if found else ""


def _name(author: Told) -> str:
    return one_line(loose.text(author, "displayName")) or loose.text(author, "handle")


def _parts(post: Told, record: Told) -> Iterable[str]:
    """What the author wrote, as HTML: the warning, the post, what the pictures show."""
    if warnings := [loose.text(label, "val") for label in loose.tables(record, "labels", "values")]:
        yield f"<p><strong>Content warning: {entities.escape(', '.join(warnings))}</strong></p>"
    yield f"<p>{with_links(loose.text(record, 'text'), loose.tables(record, 'facets'))}</p>"
    for media in (loose.table(post, "embed"), loose.table(post, "embed", "media")):
        described = [("Image", loose.text(image, "alt")) for image in loose.tables(media, "images")]
        for what, alt in (*described, ("Video", loose.text(media, "alt"))):
            if alt.strip():
                yield f"<p>[{what}: {entities.escape(alt)}]</p>"


def with_links(text: str, facets: Iterable[Told]) -> str:
    """The text as HTML with its links. Facets count bytes of UTF-8; those that overlap or cut a character are left out."""
    data = text.encode()
    out, done = [], 0
    spans = [
        (start, end, href)
        for facet in facets
        if isinstance(start := loose.at(facet, "index", "byteStart"), int)
        and isinstance(end := loose.at(facet, "index", "byteEnd"), int)
        and (href := _target(facet))
    ]
    for start, end, href in sorted(spans):
        if not done <= start < end <= len(data):
            continue
        try:
            before, words = data[done:start].decode(), data[start:end].decode()
        except UnicodeDecodeError:
            continue
        out.append(f'{entities.escape(before)}<a href="{entities.escape(href)}">{entities.escape(words)}</a>')
        done = end
    out.append(entities.escape(data[done:].decode()))
    return "".join(out).replace("\n", "<br>")


def _target(facet: Told) -> str:
    for feature in loose.tables(facet, "features"):
        if address := web_address(loose.text(feature, "uri")):
            return address
        if (did := loose.text(feature, "did")).startswith("did:"):
            return f"{SITE}/profile/{did}"
    return ""


def _links(post: Told, html: str) -> Iterable[Link]:
    """Of the text, of the page that is shown under it, and of the post that is quoted; each address once."""
    found = {link.url: link for link in links_of_html(html)}
    embed = loose.table(post, "embed")
    for media in (embed, loose.table(embed, "media")):
        if address := web_address(loose.text(media, "external", "uri")):
            found.setdefault(address, Link(address, one_line(loose.text(media, "external", "title"))))
    for quoted in (loose.table(embed, "record"), loose.table(embed, "record", "record")):
        if address := page_of(loose.text(quoted, "uri")):
            found.setdefault(
                address, Link(address, f"post by {_name(loose.table(quoted, 'author'))}".strip())
            )
    return found.values()
