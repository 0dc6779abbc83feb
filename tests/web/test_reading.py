"""No word is lost and no wrong place is marked, whatever is laid over a text."""

from __future__ import annotations

import html as entities
import re
from collections import defaultdict
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from manymentors.shapes import Document, Utterance
from manymentors.sources.clean import safe_html, text_of_html
from manymentors.web.reading import Mark, Piece, marked, marked_html, paragraphs, written

words = st.lists(st.sampled_from(["so", "I", "left.", "then", "never!", "&#39;s"]), min_size=1, max_size=90)
utterances = st.builds(
    Utterance,
    text=words.map(" ".join),
    start=st.none() | st.floats(0, 900),
    speaker=st.sampled_from(["", "Ada", "Bo"]),
    opens=st.sampled_from(["", "", "stamp", "paragraph"]),
)
documents = st.lists(utterances, max_size=8).map(lambda parts: Document(tuple(parts)))


@st.composite
def marks_on(draw: st.DrawFn, text: str) -> list[Mark]:
    out = []
    for number in range(draw(st.integers(0, 6))):
        start = draw(st.integers(0, max(0, len(text) - 1)))
        end = draw(st.integers(start, len(text)))
        noun = draw(st.sampled_from(["milestone", "nugget", "passage"]))
        out.append(Mark(start, end, f"{noun}-{number}", noun))
    return out


def under(blocks: list[list[Piece]]) -> dict[str, str]:
    """Mark → the text that stands under it; also sees that begins and ends stand within each other."""
    out: dict[str, str] = defaultdict(str)
    firsts: dict[str, int] = defaultdict(int)
    for pieces in blocks:
        stack: list[Mark] = []
        for piece in pieces:
            if piece.opens:
                firsts[piece.opens.name] += piece.first
                stack.append(piece.opens)
            elif piece.closes:
                assert stack.pop() == piece.closes
            else:
                assert piece.text
                for mark in stack:
                    out[mark.name] += piece.text
        assert not stack
    assert all(count <= 1 for count in firsts.values()), "an id stands once"
    return out


@given(documents)
def test_paragraphs_hold_every_word_of_the_document_in_order(document: Document):
    found = paragraphs(document)
    text, at = "", 0
    for paragraph in found:
        text += document.text[at : paragraph.start] + document.text[paragraph.start : paragraph.end]
        assert not document.text[at : paragraph.start].strip()
        at = paragraph.end
    assert text == document.text
    for before, here in pairwise(found):
        assert here.turns == (before.speaker != here.speaker)


@given(st.data())
def test_the_pieces_under_a_mark_are_its_quote_and_all_pieces_are_the_text(data: st.DataObject):
    document = data.draw(documents)
    marks = data.draw(marks_on(document.text))
    spans = [(p.start, p.end) for p in paragraphs(document)]
    blocks = list(marked(document.text, spans, marks))
    assert ["".join(piece.text for piece in pieces) for pieces in blocks] == [
        document.text[start:end] for start, end in spans
    ]
    found = under(blocks)
    gaps = {at for (_, at), (_, _) in pairwise(spans)}
    for mark in marks:
        shown = "".join(
            letter
            for at, letter in enumerate(document.text[mark.start : mark.end], mark.start)
            if at not in gaps
        )
        assert found.get(mark.name, "") == shown


def test_marks_that_cross_are_interrupted_and_told_apart():
    text = "I left and then I came back"
    (pieces,) = marked(
        text, [(0, len(text))], [Mark(0, 10, "milestone-1", "milestone"), Mark(2, 15, "nugget-2", "nugget")]
    )
    assert written(pieces) == (
        '<mark id="milestone-1" class="milestone">I <mark id="nugget-2" class="nugget">left and</mark></mark>'
        '<mark class="nugget" data-of="nugget-2"> then</mark> I came back'
    )


def test_a_strangers_words_are_escaped_and_their_entities_shown():
    assert written([Piece("it&#39;s <b>1 & 2</b>")]) == "it's &lt;b&gt;1 &amp; 2&lt;/b&gt;"


def test_a_paragraph_ends_where_a_speaker_ends_and_captions_make_paragraphs_of_whole_sentences():
    captions = [Utterance("word " * 9 + "end.", float(at), speaker="Ada") for at in range(16)]
    found = paragraphs(Document((*captions, Utterance("No.", 20.0, speaker="Bo"))))
    assert [(p.speaker, p.turns, p.seconds) for p in found] == [
        ("Ada", True, 0.0), ("Ada", False, 7.0), ("Ada", False, 14.0), ("Bo", True, 20.0),
    ]  # fmt: skip


ARTICLE = (
    "<h2>On leaving</h2><p>I left the &quot;big&quot; place &amp; I <em>never</em> looked back.</p>"
    '<ul> <li>One <a href="https://a.example/" title="1 > 0">link</a></li><li>Two</li></ul>'
)


def place(text: str, quote: str, name: str) -> Mark:
    start = text.index(quote)
    return Mark(start, start + len(quote), name, name.partition("-")[0])


def test_a_written_item_is_marked_within_its_tags():
    safe = safe_html(ARTICLE, "")
    text = text_of_html(safe)
    found = marked_html(safe, text, [place(text, '"big" place & I never looked', "nugget-1")])
    assert found is not None
    assert (
        '<mark id="nugget-1" class="nugget">"big" place &amp; I </mark><em><mark class="nugget" data-of="nugget-1">never</mark></em>'
        '<mark class="nugget" data-of="nugget-1"> looked</mark> back.'
    ) in found
    assert found.count("noopener") == 1


def test_html_that_says_something_else_than_the_text_is_not_marked():
    assert marked_html("<p>Other words</p>", "These words", []) is None


def test_a_link_without_manners_is_given_them():
    assert marked_html('<a href="/x">go</a>', "go", []) == (
        '<a rel="noopener noreferrer nofollow ugc" href="/x">go</a>'
    )


def test_the_headings_of_an_article_stand_below_ours_and_skip_no_level():
    html = "<h1>a</h1><h4>b</h4><h4>c</h4><h2>d</h2><h3>e</h3><h1>f</h1>"
    assert marked_html(html, "abcdef", []) == "<h2>a</h2><h3>b</h3><h3>c</h3><h3>d</h3><h4>e</h4><h2>f</h2>"


tags = st.sampled_from(["p", "em", "li", "blockquote", "h2", "b", "div", "code"])
fragments = st.recursive(
    st.sampled_from(
        [
            "so ",
            "I left",
            " &amp; ",
            "a < b",
            "it&#39;s",
            " ",
            "<br>",
            '<a href="https://a.example/" title="1 > 0">x</a>',
        ]
    ),
    lambda inner: st.builds(
        lambda tag, parts: f"<{tag}>{''.join(parts)}</{tag}>", tags, st.lists(inner, max_size=4)
    ),
    max_leaves=12,
)


@given(st.data())
def test_marks_change_nothing_of_an_article_but_the_marks(data: st.DataObject):
    safe = safe_html(data.draw(fragments), "")
    text = text_of_html(safe)
    marks = [mark for mark in data.draw(marks_on(text)) if text[mark.start : mark.end].strip()]
    found = marked_html(safe, text, marks)
    assert found is not None
    without = re.sub(r"</?mark[^>]*>|<span (?:id|class)=[^>]*>|</span>", "", found)
    assert entities.unescape(without) == entities.unescape(safe)
    for mark in marks:
        if mark.noun != "passage":
            parts = re.findall(
                rf'<mark (?:id="{mark.name}" class="\w+"|class="\w+" data-of="{mark.name}")>', found
            )
            assert parts
            assert sum("id=" in part for part in parts) == 1


def test_html_without_a_text_of_theirs_is_shown_as_it_is() -> None:
    week = '<p>Shipped <a href="https://a.example/">a release</a>.</p>'
    assert "a release</a>" in (marked_html(week, "", []) or "")
    assert marked_html(week, "other words", []) is None
