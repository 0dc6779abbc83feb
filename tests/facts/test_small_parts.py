"""Calibration, skills, links of show notes, tellings that repeat, and the line that says what happened."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from manymentors.facts import same, skills, what
from manymentors.facts.calibrate import chance
from manymentors.facts.showlinks import spelled
from manymentors.shapes import Link, Milestone, Nugget, Quote


@pytest.mark.parametrize(
    ("figure", "share"), [(0.0, 0.2), (0.2, 0.2), (0.3, 0.3), (0.6, 0.6), (0.9, 0.8), (2.0, 0.8)]
)
def test_a_score_is_the_share_that_proved_right(figure, share):
    assert chance(figure, [(0.2, 0.2), (0.4, 0.4), (0.8, 0.8)]) == share


def test_a_skill_is_the_term_with_most_signs_in_the_text():
    assert skills.of("In every code review I look at the pull request first.") == "code review"
    assert skills.of("The moon is made of cheese.") == ""
    assert skills.of("Hire slowly: every candidate meets the team.", "leadership") == "hiring"


def test_among_equal_skills_the_field_decides(tmp_path):
    lexicon = {"a": ("career", ("word",)), "b": ("technical", ("word",))}
    assert skills.of("a word", "technical", lexicon) == "b"
    assert skills.of("a word", "career", lexicon) == "a"


def test_a_lexicon_can_be_extended_by_later_lines(tmp_path):
    path = tmp_path / "skills.txt"
    path.write_text(
        "# mine\nbaking | soft-skills | bread, dough*\nbaking | soft-skills | oven\nbroken line\n | x | y\n"
    )
    lexicon = skills.load(path)
    assert lexicon == {"baking": ("soft-skills", ("baking", "bread", "dough*", "oven"))}
    assert skills.of("The doughnut is in the oven.", lexicon=lexicon) == "baking"


def test_a_name_is_spelled_as_the_show_notes_spell_it():
    links = [
        Link("https://a.example", "Crossing the Chasm by Geoffrey Moore"),
        Link("https://b.example", "Lindsey Heagy"),
    ]
    assert spelled("Lindsay Heagy", links) == "Lindsey Heagy"
    assert spelled("Crossing The Chasm", links) == "Crossing the Chasm"
    assert spelled("Go", [Link("https://c.example", "Go")]) == "Go"
    assert spelled("Somebody Else", links) == "Somebody Else"
    assert spelled("Somebody Else", ()) == "Somebody Else"


def milestone(text: str, kind: str = "job", score: float = 0.5, person: str = "Ben") -> Milestone:
    return Milestone(person, kind, "", Quote(text, 0, len(text)), score=score)


def test_of_several_tellings_the_surest_stays():
    first = milestone("I joined a small startup in Berlin as a developer", score=0.4)
    again = milestone("So when I joined that startup in Berlin as a junior developer", score=0.8)
    other = milestone("I was laid off and had no savings")
    assert same.without_retellings([first, again, other]) == [again, other]


def test_the_same_words_tell_two_events_where_kind_or_person_differ():
    text = "I joined a small startup in Berlin as a developer"
    rows = [milestone(text), milestone(text, kind="leadership"), milestone(text, person="Cleo")]
    assert same.without_retellings(rows) == rows


def test_too_few_words_never_make_a_retelling():
    rows = [milestone("I was there"), milestone("I was there")]
    assert same.without_retellings(rows) == rows


def test_a_saying_repeated_is_kept_once():
    one = Nugget(
        "Ben",
        Quote("Always keep learning and build something small every week", 0, 10),
        "learning",
        score=0.3,
    )
    two = Nugget(
        "Ben",
        Quote("So build something small every week and always keep learning", 20, 30),
        "learning",
        score=0.6,
    )
    assert same.without_echoes([one, two]) == [two]


@pytest.mark.parametrize(
    ("quote", "line"),
    [
        ("I quit my job a couple months ago and started a company.", "quit my job a couple months ago"),
        ("Yeah, so I moved to Oklahoma that December - so I was like 18", "moved to Oklahoma that December"),
        ("Trees are green.", "Trees are green"),
        ("...", "..."),
        ("You know, we sold it", "sold it"),
        ("I founded a company with my oldest friend from school in the middle of the night of the year of", "founded a company with my oldest friend from school in the middle"),
        ('I asked her, "Where should I go from here?" And I joined a bakery in the north', "joined a bakery in the north"),
        ("I moved from Malmo to Lund in December of (gosh...) '07", "moved from Malmo to Lund in December"),
        ("I worked at the mill for (I want to say) two years (I forget how long)", "worked at the mill for (I want to say) two years"),
        ('I wrote a paper called "Why bread is hard to sell."', 'wrote a paper called "Why bread is hard to sell"'),
        ("I wrote a paper called “Why bread is hard to sell.”", "wrote a paper called “Why bread is hard to sell”"),
        ('I bought a book and was like "Oh, this is nice."', "bought a book"),
        ('I was like "I want to have published it all already" and went home', "went home"),
        ('And I left there and I was like, "Well, all of this is mine."', "left there"),
        ("The job I got) was in a mill", "The job I got was in a mill"),
    ],
)  # fmt: skip
def test_a_line_tells_the_event_in_the_words_of_the_quote(quote, line):
    assert what.line(quote) == line


@settings(max_examples=1000, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "I",
                "founded",
                "a mill",
                '"',
                "“",
                "”",
                "(",
                ")",
                "and",
                "was like",
                ",",
                "…",
                "?",
                "the",
                "it",
                "--",
            ]
        ),
        max_size=30,
    ),
    st.sampled_from([" ", ""]),
)
def test_whatever_was_said_a_line_closes_what_it_opens_in_words_that_were_said(parts, between):
    quote = between.join(parts)
    line = what.line(quote)
    if re.search(r"\w", quote):
        assert set(re.findall(r"\w+", line)) <= set(re.findall(r"\w+", quote))
        assert len(re.findall('["“”]', line)) % 2 == 0
        assert line.count("(") == line.count(")")


def test_a_line_has_at_most_fourteen_words_and_never_none():
    for text in ("word " * 50, "I " + "was there and " * 20, "and the of to"):
        line = what.line(text)
        assert line
        assert len(line.split()) <= 14
