"""What proves a trait: words, kinds and topics brought together; the shipped weights on plain cases."""

from __future__ import annotations

import numpy as np
import pytest

from manymentors.crowd import proof, topics
from manymentors.crowd.trait import Wish, in_full, read
from manymentors.engines.embedding import load
from manymentors.facts.skills import shipped
from manymentors.roads.kinds import kinds_of
from manymentors.roads.sorts import SORTS
from manymentors.roads.words import stems
from manymentors.shapes import Telling


@pytest.fixture(scope="module")
def words() -> proof.Words:
    every = topics.gathered(((sort.name, sort.pattern) for sort in SORTS), shipped())
    return proof.Words(load(), stems, kinds_of, every)


CTO = Telling("milestone", "leadership", "became CTO of a bank", "In 2016 they made me CTO of the bank.")
CHILD = Telling(
    "milestone",
    "origin",
    "got his first computer as a child",
    "I was nine when my father brought a computer home.",
)
LET_GO = Telling("nugget", "leadership", "delegation", "Hand over the decision, not the chore.")
TESTS = Telling("nugget", "technical", "testing", "Write the test before you touch the code.")
EVERYTHING = [CTO, CHILD, LET_GO, TESTS]


def surest(text: str, words: proof.Words) -> tuple[Telling, bool]:
    row = proof.scores([read(text, words.topics)], EVERYTHING, words, proof.model())[0]
    return EVERYTHING[int(row.argmax())], bool(row.max() >= proof.model().clear)


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("held a chief post such as CEO or CTO", CTO),
        ("started with computers as a child", CHILD),
        ("gives advice on delegating", LET_GO),
        ("tells you to test your software", TESTS),
    ],
)
def test_the_telling_that_a_listener_would_point_at_is_the_surest(
    text: str, who: Telling, words: proof.Words
) -> None:
    assert surest(text, words) == (who, True)


def test_a_trait_that_nobody_has_is_proved_by_nothing(words: proof.Words) -> None:
    assert not surest("worked as a nurse", words)[1]
    assert not surest("learned to sail", words)[1]


def test_how_a_wish_begins_says_whether_words_or_deeds_are_wanted(words: proof.Words) -> None:
    wish = read("gives advice on hiring people", words.topics)
    assert (wish.about, wish.advice, wish.done) == ("hiring people", True, False)
    assert "skill hiring" in wish.topics
    wish = read("somebody who has founded a company", words.topics)
    assert (wish.about, wish.advice, wish.done) == ("somebody who has founded a company", False, True)
    assert read("helps with", words.topics).about == "helps with"


def test_a_surer_telling_is_likelier_to_prove_and_one_at_the_floor_is_rather_not() -> None:
    learned = proof.model()
    assert 0.2 < learned.likely(learned.clear) < 0.5
    assert learned.likely(learned.clear + 4) > 0.8
    assert learned.likely(learned.partial) < learned.likely(learned.clear)


def test_without_tellings_or_words_there_are_no_scores(words: proof.Words) -> None:
    wish = read("held a chief-level post", words.topics)
    assert proof.scores([wish], [], words, proof.model()).shape == (1, 0)
    nothing = Wish("of the", "of the", False, False, frozenset())
    mute = Telling("nugget", "career", "", "…")
    assert np.isfinite(proof.scores([nothing, wish], [mute, CTO], words, proof.model())).all()
    assert np.isfinite(proof.scores([nothing], [mute], words, proof.model())).all()
    assert np.isfinite(proof.scores([nothing], [CTO], words, proof.model())).all()


def test_scores_are_the_same_however_many_are_weighed_at_once(words: proof.Words) -> None:
    wish = read("gives advice on delegating", words.topics)
    many = EVERYTHING * (proof.AT_ONCE // len(EVERYTHING) + 1)
    row = proof.scores([wish], many, words, proof.model())[0]
    assert row.shape == (len(many),)
    assert row[:4] == pytest.approx(row[-4:])


def test_the_weights_name_every_number_and_each_text_gets_all_of_them(words: proof.Words) -> None:
    wish = read("held a chief-level post", words.topics)
    found = proof.features([wish], EVERYTHING, words, proof.model())
    assert found.shape == (1, len(EVERYTHING), len(proof.FEATURES)) == (1, 4, len(proof.model().weights))


def test_what_is_written_short_is_read_in_full(words: proof.Words) -> None:
    assert in_full("was CTO, then vp") == "was CTO chief technology officer, then vp vice president"
    assert "walk chief posts" in read("was the chief of staff", words.topics).topics
    row = proof.scores([read("was a chief technology officer", words.topics)], [CTO], words, proof.model())
    assert row[0, 0] > proof.model().clear


def test_a_list_of_topics_is_read_line_by_line() -> None:
    found = topics.read("# a remark\nmusic | guitar*, jazz # more\n| nothing\nempty |  \n\nlaw | court")
    assert set(found) == {"music", "law"}
    assert topics.topics_of("My guitarist’s court", found) == {"music", "law"}
    assert topics.topics_of("courtyard", found) == frozenset()
