"""What kind of step a plain line is."""

from __future__ import annotations

import numpy as np
import pytest

from manymentors.roads.kinds import kind_of, kinds_of
from manymentors.roads.sorts import SORTS, sorts_of
from manymentors.roads.words import stems
from manymentors.shapes import KINDS


@pytest.mark.parametrize(
    ("what", "kind"),
    [
        ("answered phones on a help desk", "job"),
        ("became team lead of four", "leadership"),
        ("gave my first meetup talk in 2018", "speaking"),
        ("finished a CS degree at night school", "education"),
        ("passed the networking certificate", "certification"),
        ("published a small open-source library", "project"),
        ("sold the company", "exit"),
        ("started a company with my sister", "founding"),
        ("laid off when the startup closed", "setback"),
        ("wrote a book about databases", "publishing"),
        ("became a maintainer of a project", "community"),
        ("got my first computer when I was nine", "origin"),
        ("switched from teaching to programming", "change"),
    ],
)
def test_a_plain_line_has_the_kind_that_a_reader_would_give_it(what: str, kind: str) -> None:
    assert kind_of(what) == kind


def test_a_line_of_unknown_words_has_no_kind() -> None:
    assert kind_of("xyzzy plugh") == ""


def test_shares_of_kinds_sum_to_one() -> None:
    shares = kinds_of(["worked at a bank", "", "xyzzy"])
    assert shares.shape == (3, len(KINDS))
    assert np.allclose(shares.sum(axis=1), 1)


def test_a_step_may_be_of_several_sorts() -> None:
    assert {"support work", "a first job"} <= sorts_of("my first job was on a help desk")
    assert {sort.kind for sort in SORTS} - {""} <= set(KINDS)
    assert len({sort.name for sort in SORTS}) == len(SORTS)


@pytest.mark.parametrize(
    ("one", "other"),
    [("developer", "developing"), ("studies", "studied"), ("stopped", "stopping"), ("companies", "company"), ("managed", "manager"), ("boss's", "boss")],
)  # fmt: skip
def test_words_of_one_family_share_a_stem(one: str, other: str) -> None:
    assert stems(one) == stems(other)


def test_words_that_carry_no_meaning_have_no_stem() -> None:
    assert stems("And then I was just there") == ()
    assert stems("C in 1989") == ("c", "1989")
