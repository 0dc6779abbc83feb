"""A stranger's HTML harms nobody, and loses no words."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from manymentors.shapes import Link
from manymentors.sources.clean import (
    MOST_LINKS,
    TAGS,
    html_of_text,
    links_of_html,
    looks_like_html,
    one_line,
    printable,
    safe_html,
    text_of_html,
    web_address,
)
from tests.shared import shared

BASE = "https://blog.example/x/"


def is_safe(html: str) -> bool:
    tree = LexborHTMLParser(f"<body>{html}")
    assert tree.body is not None
    for node in tree.body.css("*"):
        if node.tag == "body":
            continue
        allowed = {
            "a": {"href", "title", "rel"},
            "abbr": {"title"},
            "img": {"src", "alt", "width", "height"},
        }.get(node.tag or "", set())
        if node.tag not in TAGS | {"tbody", "-text"} or not set(node.attributes) <= allowed:
            return False
        address = node.attributes.get("href") or node.attributes.get("src")
        if not (address or "https:").startswith(("http:", "https:", "mailto:", "HTTP")):
            return False
    return True


def test_no_known_vector_lives() -> None:
    vectors = json.loads(shared("fixtures/security/xss_vectors.json").read_text())
    assert len(vectors) == 24
    for vector in vectors:
        cleaned = safe_html(vector, BASE)
        assert is_safe(cleaned), (vector, cleaned)
        assert "alert" not in links_of_html(cleaned).__repr__()


@settings(deadline=None)
@given(
    st.lists(
        st.one_of(
            st.text(max_size=8),
            st.sampled_from(
                [
                    "<a",
                    "href=",
                    "<script>",
                    "</script>",
                    "<svg",
                    "<math>",
                    "<style>",
                    '"',
                    "'",
                    ">",
                    "javascript:x",
                    "onload=x",
                    "<p>",
                    "</p>",
                    "&lt;",
                    "<!--",
                    "-->",
                    "<img",
                ]
            ),
        ),
        max_size=12,
    ).map(" ".join)
)
def test_no_html_at_all_lives(html: str) -> None:
    cleaned = safe_html(html, BASE)
    assert is_safe(cleaned)
    assert safe_html(cleaned, BASE) == cleaned
    text_of_html(cleaned).encode()


def test_links_are_made_whole_and_others_go() -> None:
    html = '<a href="/a" onclick="x()">a</a> <a href="b">b</a> <a href="file:///etc/passwd">c</a> <a href="mailto:a@b.example">d</a>'
    cleaned = safe_html(html, BASE)
    assert "file:" not in cleaned
    assert "onclick" not in cleaned
    assert links_of_html(cleaned) == (
        Link("https://blog.example/a", "a"),
        Link("https://blog.example/x/b", "b"),
    )
    assert links_of_html(safe_html(html, "")) == ()


def test_pictures_keep_their_address_and_their_words_alone() -> None:
    html = '<img src="a.png" alt="a rack" onerror="x()" style="y" srcset="b.png 2x"><img src="data:image/png;base64,AA" alt="b"><img src="javascript:x">'
    assert safe_html(html, BASE) == '<img src="https://blog.example/x/a.png" alt="a rack"><img alt="b"><img>'


def test_each_link_is_told_once_and_not_too_many() -> None:
    html = "".join(f'<a href="https://a.example/{number // 2}">x</a>' for number in range(1000))
    assert len(links_of_html(safe_html(html, ""))) == MOST_LINKS


def test_text_keeps_paragraphs_and_lines() -> None:
    html = "<h2>T</h2><p>a <b>b</b>\n\n c</p><p>x<br>y</p><ul><li>1<li>2</ul>tail &amp; &lt;q&gt;"
    assert text_of_html(safe_html(html, "")) == "T\n\na b c\n\nx\ny\n\n1\n2\n\ntail & <q>"


def test_plain_text_becomes_paragraphs_and_comes_back() -> None:
    text = "One & <two>\nnext\n\nthree"
    assert html_of_text(text) == "<p>One &amp; &lt;two&gt;<br>next</p><p>three</p>"
    assert text_of_html(html_of_text(text)) == text
    assert html_of_text(" \n\n ") == ""


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=200))
def test_no_word_of_plain_text_is_lost(text: str) -> None:
    assert (
        text_of_html(safe_html(html_of_text(text), "")).split() == printable(text).replace("\r", " ").split()
    )


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("a <b>c</b>", True),
        ("a &amp; b", True),
        ("a &#38; b", True),
        ("a < b & c > d", False),
        ("5<6", False),
        ("a</p>", True),
    ],
)
def test_html_is_told_from_text(text: str, answer: bool) -> None:
    assert looks_like_html(text) is answer


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("  A \n <em>b</em>&nbsp;c ", "A b c"),
        ("List<T> &lt;br&gt; x", "List<T> <br> x"),
        ("\x00a\ud800b", "ab"),
        ("AT&amp;T", "AT&T"),
        ("<script>x</script>", "x"),
    ],
)
def test_a_title_is_one_line_without_markup(text: str, line: str) -> None:
    assert one_line(text) == line


@pytest.mark.parametrize(
    ("href", "base", "address"),
    [
        ("/a", BASE, "https://blog.example/a"),
        ("", BASE, ""),
        (" https://a.example/\nb ", "", "https://a.example/b"),
        ("//c.example", BASE, "https://c.example"),
        ("a", "", ""),
        ("javascript:alert(1)", BASE, ""),
        ("file:///etc/passwd", BASE, ""),
        ("http://[::1", BASE, ""),
        ("http://", BASE, ""),
        ("https://a.example/" + "x" * 5000, "", ""),
    ],
)
def test_only_whole_web_addresses_come_out(href: str, base: str, address: str) -> None:
    assert web_address(href, base) == address
