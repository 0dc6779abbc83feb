from __future__ import annotations

import pytest

from manymentors.facts import names
from tests.facts.talks import GUEST, captions, cut, turns


def found(*lines: str) -> list[tuple[str, str]]:
    return [(mention.name, mention.form) for mention in names.mentions(cut(captions(*lines)))]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("I read The Pragmatic Programmer twice", [("The Pragmatic Programmer", "run")]),
        (
            "we met at the Free Software Foundation of Europe then",
            [("Free Software Foundation of Europe", "run")],
        ),
        ("have a look at css-tricks.com for that", [("css-tricks.com", "site")]),
        ('it is called "Crossing the Chasm" and it helped', [("Crossing the Chasm", "quoted")]),
        ('he said "never do that again" to me', []),
        ("I use the devToys app", [("devToys", "camel")]),
        ("so I thanked Carla's mother", [("Carla", "word")]),
        ("on Monday I went to see the CEO", []),
        ("we liked Python 3 and Stack Overflow", [("Python 3", "run"), ("Stack Overflow", "run")]),
        ("that was Guido. And I said yes", [("Guido", "word")]),
        ("nothing to be found here", []),
        ("I asked Ada I think", [("Ada", "word")]),
        ("I met Ada of the very old and big", [("Ada", "word")]),
        ("a book that is called the art of the small, and it helped", [("the art of the small", "called")]),
        ('a book called "The Art of the Small" it was', [("The Art of the Small", "quoted")]),
        ("I read this book called indestructible.", [("indestructible", "called")]),
        ('there is a book, "ask twice before you cut", you know', [("ask twice before you cut", "quoted")]),
        ("I thank my grandfather for that", [("grandfather", "kin")]),
        ("then the Lua community was kind", [("Lua", "word"), ("Lua community", "known by")]),
        ("Carla from the office helped", [("Carla", "word")]),
    ],
)
def test_a_name_is_told_by_how_it_is_written_or_by_what_is_said_of_it(line, expected):
    assert found(line) == expected


def test_a_word_that_opens_sentences_is_a_name_only_where_it_is_capital_inside_too():
    assert found("Docker is a thing.", "It runs everywhere now.") == []
    assert ("Docker", "word") in found("Docker is a thing.", "I like the Docker people a lot.")


def test_a_mention_stands_where_it_says():
    talk = cut(turns((GUEST, "I recommend the Mythical Man-Month, see manning.com too.")))
    for mention in names.mentions(talk):
        assert talk.document.text[mention.start : mention.end] == mention.name


def test_two_spellings_share_a_key():
    assert names.key("The Pragmatic-Programmer") == names.key("pragmatic programmer") == "pragmaticprogrammer"
