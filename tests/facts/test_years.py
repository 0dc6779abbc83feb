from __future__ import annotations

import pytest

from manymentors.facts import years


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("In 2020, when everyone was at home, I started a mentoring circle.", 2020),
        ("We had 2,020 users, then 20,190.", None),
        ("We started it in 2009.", 2009),
        ("That was '08, I think.", 2008),
        ("back in '97 I was hired", 1997),
        ("I came over in nineteen ninety nine", 1999),
        ("it was in twenty twelve", 2012),
        ("around twenty twenty-one we closed", 2021),
        ("in nineteen ten three", None),
        ("in the late '90s", None),
        ("in the 1990s", None),
        ("the early 2000s were wild", None),
        ("from 2009 to 2011", 2009),
        ("it's been out since 2013", 2013),
        ("the end of 2011", 2011),
        ("started in 2012, it's now 2016", 2012),
        ("between 2009 and 2011", None),
        ("it was before 2004", None),
        ("since the end of 2004", 2004),
        ("I was there in 2004 and then in '05", 2004),
        ("we had 2000 users", None),
        ("it cost $2010", None),
        ("I quit my job", None),
    ],
)
def test_the_first_year_that_is_told_is_read_and_no_decade(text, year):
    assert years.told(text) == year


def test_an_age_is_a_year_only_where_the_birth_was_told_once():
    assert years.birth("I was born in 1980 in Graz.") == 1980
    assert years.birth("I was born in 1980. And I was born in 1985.") is None
    assert years.at_age("when I was 9 years old", 1980) == 1989
    assert years.at_age("when I was 9 years old", None) is None
    assert years.at_age("when I was 9 or 10", 1980) is None
    assert years.at_age("when I was young", 1980) is None
