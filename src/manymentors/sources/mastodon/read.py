"""What Mastodon's API says of an account and its posts → FoundSource and FoundItem.

A post's key is its ActivityPub id, which is the same on every server that shows it, so that a reply joins what it
answers. What somebody else wrote (a quoted post, the title of a linked page) becomes a link and never text.
"""

from __future__ import annotations

import html as entities
import re
from collections.abc import Iterable, Mapping
from typing import Any

from manymentors.shapes import AccountLink, FoundItem, FoundSource, Link, PersonTag
from manymentors.sources import loose
from manymentors.sources.clean import links_of_html, one_line, safe_html, text_of_html, web_address

Told = Mapping[str, Any]


def read_account(told: Told, url: str, handle: str, statuses: Iterable[Told] = ()) -> FoundSource:
    """The account as a source; `url` is where it is followed, and its server's answers are for."""
    name = shown_name(told)
    site = web_address(loose.text(told, "url")) or url
    note = safe_html(loose.text(told, "note"), site)
    tag = PersonTag(name, role="author", href=site, image=web_address(loose.text(told, "avatar_static")))
    items = [item for status in statuses if (item := read_status(status, url))]
    return FoundSource(
        kind="mastodon",
        url=url,
        title=f"{name} ({handle})" if name else handle,
        site_url=site,
        description=text_of_html(note),
        people=(tag,) if name else (),
        items=tuple({item.key: item for item in items}.values()),
        accounts=tuple(_accounts(told)),
    )


def shown_name(told: Told) -> str:
    """As the person writes it, without the codes of pictures (“Ada :verified:”)."""
    return " ".join(re.sub(r":\w+:", " ", one_line(loose.text(told, "display_name"))).split())


def _accounts(told: Told) -> Iterable[AccountLink]:
    """Each address once, with the best evidence there is; people and tags that the note only mentions are left out."""
    found: dict[str, AccountLink] = {}
    if moved := web_address(loose.text(told, "moved", "url")):
        found[moved] = AccountLink(moved, "moved")
    for field in loose.tables(told, "fields"):
        value = loose.text(field, "value")
        verified = bool(loose.at(field, "verified_at"))
        claimed = re.search(r"\brel=[\"'][^\"']*\bme\b", value)
        for link in links_of_html(safe_html(value, "")):
            evidence = AccountLink(link.url, "verified" if verified else "rel=me" if claimed else "profile")
            found.setdefault(link.url, evidence)
    note = re.sub(r"<a\b[^<>]*\b(?:mention|hashtag)\b[^<>]*>", "<a>", loose.text(told, "note"))
    for link in links_of_html(safe_html(note, "")):
        found.setdefault(link.url, AccountLink(link.url))
    return found.values()


def read_status(status: Told, account: str) -> FoundItem | None:
    """A post, or a boost of one; None for what is not public or has no id."""
    key = loose.text(status, "uri")
    if not key or loose.text(status, "visibility") in ("direct", "private"):
        return None
    boosted = loose.table(status, "reblog")
    shown = boosted or status
    author = loose.table(shown, "account")
    url = web_address(loose.text(shown, "url")) or web_address(loose.text(shown, "uri"))
    html = safe_html("".join(_parts(shown)), url)
    name = shown_name(author) or loose.text(author, "acct")
    published = loose.moment(status, "created_at")
    return FoundItem(
        key=key,
        kind="post",
        url=url,
        html=html,
        text=text_of_html(html),
        author=name,
        published=published,
        published_raw=published.isoformat() if published else "",
        reply_to="" if boosted else _answered(status, account),
        boost_of=loose.text(boosted, "uri"),
        people=(PersonTag(name, role="author", href=web_address(loose.text(author, "url"))),) if name else (),
        links=tuple(_links(shown, html)),
    )


def _parts(status: Told) -> Iterable[str]:
    """What the author wrote, as HTML: the warning, the post, what the pictures show, what the poll asks."""
    if warning := loose.text(status, "spoiler_text"):
        yield f"<p><strong>Content warning: {entities.escape(warning)}</strong></p>"
    yield loose.text(status, "content")
    for media in loose.tables(status, "media_attachments"):
        if description := loose.text(media, "description"):
            what = _MEDIA.get(loose.text(media, "type"), "Attached")
            yield f"<p>[{what}: {entities.escape(description)}]</p>"
    if options := [loose.text(option, "title") for option in loose.tables(status, "poll", "options")]:
        yield "<ul>" + "".join(f"<li>{entities.escape(option)}</li>" for option in options) + "</ul>"


_MEDIA = {"image": "Image", "video": "Video", "gifv": "Video", "audio": "Sound"}


def _links(status: Told, html: str) -> Iterable[Link]:
    """Of the text, of the page that is shown under it, and of the post that is quoted; each address once."""
    found = {link.url: link for link in links_of_html(html)}
    if card := web_address(loose.text(status, "card", "url")):
        found.setdefault(card, Link(card, one_line(loose.text(status, "card", "title"))))
    quoted = loose.table(status, "quote", "quoted_status")
    if address := web_address(loose.text(quoted, "url")):
        found.setdefault(address, Link(address, f"post by {shown_name(loose.table(quoted, 'account'))}"))
    return found.values()


def _answered(status: Told, account: str) -> str:
    """The key of the post that this one answers, "" where it answers none.

    The API tells only the id that the post has on this server. For the author's own posts and those of others on the same
    server the key follows from it; for a post from elsewhere it is the address at which this server tells more.
    """
    id, author = loose.text(status, "in_reply_to_id"), loose.text(status, "in_reply_to_account_id")
    if not id:
        return ""
    own_id, own_key = loose.text(status, "id"), loose.text(status, "uri")
    if author == loose.text(status, "account", "id") and own_key.endswith(f"/{own_id}"):
        return own_key[: -len(own_id)] + id
    for mention in loose.tables(status, "mentions"):
        name = loose.text(mention, "username")
        same_form = re.fullmatch(r"(https?://[^/]+/users/)[^/]+/statuses/[^/]+", own_key)
        if loose.text(mention, "id") == author and loose.text(mention, "acct") == name and same_form:
            return f"{same_form[1]}{name}/statuses/{id}"
    return f"{account.rpartition('/')[0]}/api/v1/statuses/{id}"
