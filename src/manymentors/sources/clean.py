"""Turns a stranger's HTML and text into HTML that can harm nobody, plain text, and web addresses."""

from __future__ import annotations

import html as entities
import re
from urllib.parse import urljoin, urlsplit

import nh3
from selectolax.lexbor import LexborHTMLParser

from manymentors.shapes import Link

TAGS = {
    "a", "abbr", "b", "blockquote", "br", "caption", "cite", "code", "dd", "del", "dfn", "div", "dl", "dt", "em",
    "figcaption", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "ins", "kbd", "li", "mark", "ol", "p", "pre",
    "q", "s", "samp", "small", "span", "strong", "sub", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr",
    "u", "ul", "var",
}  # fmt: skip
"""No sound, frames, forms or styles, which can imitate our own page. Pictures keep their address: whatever shows them fetches them
for the reader, so that their server does not learn who reads."""

MOST_LINKS = 200
DEEPEST = 500
LONGEST_ADDRESS = 4000


def printable(text: str) -> str:
    """Without NUL and the other control characters, and without half surrogates, which no database takes."""
    return _CONTROL.sub("", text)


_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def safe_html(html: str, base: str) -> str:
    """HTML with only the tags above, links made whole with `base` (a web address or "")."""
    html = printable(html)
    if _depth(html) > DEEPEST:  # the sanitiser's time grows with the square of the depth
        html = entities.escape(re.sub(r"<[^>]*>", " ", html), quote=False)
    return nh3.clean(
        html,
        tags=TAGS,
        attributes={
            "a": {"href", "title"},
            "abbr": {"title"},
            "img": {"src", "alt", "width", "height"},
        },
        url_schemes={"http", "https", "mailto"},
        url_relative=lambda address: web_address(address, base) or None,
        link_rel="noopener noreferrer nofollow ugc",
    ).strip()


def html_of_text(text: str) -> str:
    """Plain text as HTML: blank lines part paragraphs, line ends stay."""
    paragraphs = [
        entities.escape(part.strip(), quote=False) for part in re.split(r"\n\s*\n", printable(text))
    ]
    return "".join(f"<p>{part}</p>".replace("\n", "<br>") for part in paragraphs if part)


def looks_like_html(text: str) -> bool:
    return bool(re.search(r"</?[a-zA-Z][^<>]*>|&(?:#\d+|#x[0-9a-fA-F]+|\w+);", text))


def text_of_html(safe: str) -> str:
    """The words of HTML that `safe_html` made: a blank line between paragraphs, a line end between lines."""
    marked = _BLOCK_END.sub("\n\n", _LINE_END.sub("\n", re.sub(r"[ \t\r\n]+", " ", safe)))
    words = LexborHTMLParser(f"<body>{marked}").text()
    lines = [re.sub(r"[^\S\n]+", " ", line).strip() for line in words.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


_LINE_END = re.compile(r"<br>|</(?:li|tr|dt|dd|h[1-6]|caption|figcaption)>")
_BLOCK_END = re.compile(r"</?(?:p|div|ul|ol|dl|table|blockquote|pre|figure|h[1-6])>|<hr>")


def links_of_html(safe: str) -> tuple[Link, ...]:
    """The web links in HTML that `safe_html` made, in order, each address once."""
    found: dict[str, Link] = {}
    for anchor in LexborHTMLParser(f"<body>{safe}").css("a[href]"):
        address = web_address(anchor.attributes.get("href") or "")
        if address and address not in found and len(found) < MOST_LINKS:
            found[address] = Link(address, one_line(anchor.text()))
    return tuple(found.values())


def one_line(text: str) -> str:
    """A title or name: tags and entities become their text, white space becomes one space."""
    without_tags = _INLINE_TAG.sub("", printable(text))
    return " ".join(printable(entities.unescape(without_tags)).split())


_INLINE_TAG = re.compile(
    r"</?(?:a|abbr|b|bdi|br|cite|code|del|div|em|font|h[1-6]|i|img|ins|li|mark|ol|p|q|s|script|small|span|strike|strong"
    r"|sub|sup|tt|u|ul|wbr)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)


def web_address(href: str, base: str = "") -> str:
    """The whole http or https address; "" for anything else (nothing, file:, javascript:, a bare word without a base)."""
    try:
        href = "".join(printable(href).split())
        address = urljoin(base, href) if href else ""
        parts = urlsplit(address)
        if parts.scheme in ("http", "https") and parts.hostname and len(address) <= LONGEST_ADDRESS:
            return address
    except ValueError:  # such as “http://[::1”
        pass
    return ""


def _depth(html: str) -> int:
    """About how deeply tags are nested; those that close by themselves are not counted."""
    depth = deepest = 0
    for closing, _ in _NESTING.findall(html):
        depth = max(0, depth - 1) if closing else depth + 1
        deepest = max(deepest, depth)
    return deepest


_NESTING = re.compile(
    r"<(/?)((?!(?:area|base|br|col|dd|dt|embed|hr|img|input|li|link|meta|option|p|source|td|th|tr|track|wbr)\b)[a-z][a-z0-9]*)",
    re.IGNORECASE,
)
