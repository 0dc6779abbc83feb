"""A question to everybody: their words person by person, who is silent and why; topics over time, and where I stand."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from manymentors.actions.ask_crowd import ask_crowd
from manymentors.actions.ask_model import language_model
from manymentors.actions.correct import correct
from manymentors.actions.index import bring_up_both
from manymentors.actions.name_person import person_called
from manymentors.actions.open_index import (
    reading_advice_in_context,
    writing,
    writing_advice,
    writing_advice_in_context,
)
from manymentors.actions.summarise import shown_of, summarise
from manymentors.crowd.answers import weigh
from manymentors.crowd.summary import REASONS
from manymentors.engines.embedding import load_sense
from manymentors.environment import LanguageModelSettings
from manymentors.search.index import Index
from manymentors.shapes import Asked, Ear, Told, Weighed
from manymentors.store.models import (
    Appearance,
    Change,
    Errand,
    Follow,
    Item,
    Opinion,
    Passage,
    Question,
    Stand,
    User,
)
from manymentors.store.queries.changes import top_change
from manymentors.store.queries.export import personal
from tests.factories import a_nugget, a_source, a_user, an_item
from tests.model_server import ModelServer, model_server

pytestmark = pytest.mark.django_db

DELEGATE = "You have to learn to delegate: give the whole task away, and do not take it back when it hurts."
OTHERS = (
    "My grandmother kept bees behind the house and sold the honey at the market on Saturdays.",
    "The train to the coast takes four hours and there is a dining car.",
)
QUESTION = "How do I learn to delegate tasks?"


@pytest.fixture(autouse=True)
def empty_indexes() -> Iterator[None]:
    yield
    for opened in (writing, writing_advice, writing_advice_in_context):
        with opened() as index:
            index.wipe()


def said(
    user: User | None, *texts: str, who: str = "Ada Example", on: date | None = None, advice: bool = True
) -> Item:
    """An item in which `who` says these passages, each of them a nugget."""
    item = an_item(a_source(user), "\n".join(texts), guest=who)
    item.heard_from, item.read_by = "https://x.example/1.vtt", "test 1"
    item.published = datetime(on.year, on.month, on.day, tzinfo=UTC) if on else None
    item.save()
    at = 0
    for position, text in enumerate(texts):
        Passage.objects.create(
            item=item, position=position, text=text, start=at, end=at + len(text), speaker=who,
            person=person_called(who), seconds=60.0 * position, until=60.0 * position + 50,
        )  # fmt: skip
        at += len(text) + 1
        if advice:
            a_nugget(item, text, skill="delegation" if "delegate" in text.lower() else "")
    Change.objects.create(item=item.pk)
    return item


def test_answers_stand_by_person_with_quote_date_and_place_and_the_rest_is_silent(
    browser: Client, me: User
) -> None:
    item = said(me, DELEGATE, *OTHERS, on=date(2016, 3, 2))
    said(me, *OTHERS, who="Bo Lind")
    bring_up_both()
    text = browser.get("/ask", {"q": QUESTION}).text
    assert f"“{DELEGATE}”" in text
    assert "March 2, 2016" in text
    assert f"/items/{item.pk}/#nugget-{item.nuggets.get(quote=DELEGATE).pk}" in text
    assert "1 person speaks to it" in text
    assert "Nothing said, in all that was read: 1 person" in text
    assert "Bo Lind" in text.split('id="silent"')[1]
    assert "Ada Example" not in text.split('id="silent"')[1]


def test_what_was_indexed_in_an_older_way_is_indexed_anew_by_itself(me: User, settings: Settings) -> None:
    said(me, DELEGATE, *OTHERS)
    sense = load_sense()
    with Index.open(settings.INDEX / "context", sense, sense.dimensions, sense.name) as older:
        older.commit(top_change())
    assert not reading_advice_in_context().heard(QUESTION, depth=1)
    bring_up_both()
    assert reading_advice_in_context().heard(QUESTION, depth=1)
    assert ask_crowd(me, QUESTION).lines[0].answers[0].quote == DELEGATE


def test_a_skill_counts_only_where_somebody_vouches_for_it(me: User, monkeypatch: pytest.MonkeyPatch) -> None:
    item = said(me, DELEGATE, *OTHERS)
    bring_up_both()
    weighed: list[str] = []

    def listening(asked: Asked, told: Sequence[Told], ear: Ear) -> list[Weighed]:
        weighed[:] = [one.skill for one in told if one.skill]
        return weigh(asked, told, ear)

    monkeypatch.setattr("manymentors.actions.ask_crowd.weigh", listening)
    ask_crowd(me, QUESTION)
    assert item.nuggets.get(quote=DELEGATE).skill == "delegation"
    assert weighed == [], "a guess of the reader"
    correct(me, item.nuggets.get(quote=DELEGATE), "correct", {"skill": "handing over"})
    ask_crowd(me, QUESTION)
    assert weighed == ["handing over"]


def test_a_question_that_nobody_speaks_to_is_answered_with_silence_and_ways_on(
    browser: Client, me: User
) -> None:
    said(me, DELEGATE, *OTHERS)
    bring_up_both()
    text = browser.get("/ask", {"q": "Which mushrooms in the forest are safe to eat?"}).text
    assert "Nobody speaks to this, in what I hold" in text
    assert "<blockquote>" not in text
    assert "Search for the words" in text


def test_sentences_of_a_passage_answer_where_there_is_no_nugget_and_can_be_kept(
    browser: Client, me: User
) -> None:
    item = said(me, f"{OTHERS[0]} {DELEGATE} {OTHERS[1]}", advice=False)
    bring_up_both()
    (line,) = ask_crowd(me, QUESTION).lines
    assert line.answers[0].quote == DELEGATE
    assert 0 < (line.answers[0].seconds or 0) < 50
    browser.post(f"/items/{item.pk}/keep", {"quote": DELEGATE})
    assert "★" in browser.get("/ask", {"q": QUESTION}).text


def test_words_of_another_speaker_in_the_passage_are_not_put_into_the_mouth_of_the_guest(me: User) -> None:
    item = said(me, f"{OTHERS[0]} {OTHERS[1]}\n{DELEGATE}", advice=False)
    first, second = item.text.split("\n")
    item.spans = [[len(first), 0, 40, "Ada Example", "turn"], [len(second), 40, 60, "Host Man", "turn"]]
    item.save()
    bring_up_both()
    assert all(DELEGATE not in one.quote for one in ask_crowd(me, QUESTION).answers)


def test_who_is_not_read_yet_or_has_no_transcript_is_told_apart(me: User) -> None:
    said(me, DELEGATE)
    unread, unheard = said(me, *OTHERS, who="Bo Lind"), said(me, *OTHERS, who="Cy Ode")
    Item.objects.filter(pk=unread.pk).update(read_by="")
    Item.objects.filter(pk=unheard.pk).update(heard_from="")
    bring_up_both()
    silence = ask_crowd(me, QUESTION).silence
    assert [(quiet.person.name, quiet.unread) for quiet in silence.not_read] == [("Bo Lind", 1)]
    assert [(quiet.person.name, quiet.unheard) for quiet in silence.no_transcript] == [("Cy Ode", 1)]
    assert (silence.people, silence.silent) == (3, 2)


def test_what_another_user_follows_answers_nothing_of_mine(
    me: User, as_user: Callable[[User], Client]
) -> None:
    said(me, DELEGATE)
    bring_up_both()
    text = as_user(a_user()).get("/ask", {"q": QUESTION}).text
    assert DELEGATE not in text
    assert "Ada Example" not in text


def test_my_road_weighs_the_order_only_when_i_say_so(me: User) -> None:
    said(me, DELEGATE, who="Ada Example")
    said(me, "When you delegate tasks, follow up in a week.", who="Bo Lind")
    bring_up_both()
    plain = [line.name for line in ask_crowd(me, QUESTION).lines]
    last = person_called(plain[-1])
    Stand.objects.create(user=me, person=last, pairs=[[1, 1], [2, 2], [3, 3], [4, 4]], inputs="x")
    assert [line.name for line in ask_crowd(me, QUESTION).lines] == plain
    nearer = ask_crowd(me, QUESTION, nearer=True)
    assert [line.name for line in nearer.lines] == plain[::-1]
    assert nearer.lines[0].shared == 4


def test_two_who_seem_to_differ_stand_side_by_side_and_who_turned_is_marked(
    browser: Client, me: User
) -> None:
    said(me, "Delegate the hard task early.", on=date(2012, 1, 2))
    said(me, "Do not delegate the hard task early.", on=date(2020, 1, 2))
    said(me, "Delegate the hard task late.", who="Bo Lind", on=date(2021, 1, 2))
    bring_up_both()
    answered = ask_crowd(me, "Should I delegate the hard task late or early?")
    ada = next(line for line in answered.lines if line.name == "Ada Example")
    assert ada.changed
    assert [one.day and one.day.year for one in ada.changed] == [2012, 2020]
    assert {one.name for pair in answered.apart for one in pair} == {"Ada Example", "Bo Lind"}
    text = browser.get("/ask", {"q": "Should I delegate the hard task late or early?"}).text
    assert "may have changed their mind" in text
    assert "Where two seem to differ" in text


def test_a_question_is_kept_with_how_it_stood_and_let_go_with_undo(browser: Client, me: User) -> None:
    browser.post("/ask/keep", {"q": "  When   to leave? ", "spoke": "2", "people": "9"})
    browser.post("/ask/keep", {"q": "when to leave", "spoke": "x", "people": "9"})
    kept = Question.objects.get(user=me)
    assert (kept.text, kept.spoke, kept.people) == ("when to leave", 0, 9)
    assert "silence of 9" in browser.get("/ask").text
    assert personal(me)["questions"][0]["text"] == "when to leave"
    page = browser.post(f"/ask/{kept.pk}/let-go", follow=True).text
    assert not Question.objects.exists()
    assert 'action="/ask/keep"' in page
    assert browser.post("/ask/keep", {"q": "?!"}).status_code == 400


def test_who_interviews_a_guest_is_no_voice_unless_i_follow_them(me: User) -> None:
    item = said(me, DELEGATE, *OTHERS, advice=False)
    asks = person_called("Cleo Sample")
    Appearance.objects.create(item=item, person=asks, role="host", evidence="transcript")
    item.passages.filter(text=DELEGATE).update(person=asks, speaker="Cleo Sample")
    bring_up_both()
    assert not [line for line in ask_crowd(me, QUESTION).lines if line.name == "Cleo Sample"]
    Follow.objects.create(user=me, source=item.source, person=asks)
    (line,) = [line for line in ask_crowd(me, QUESTION).lines if line.name == "Cleo Sample"]
    assert line.answers[0].quote == DELEGATE
    Follow.objects.filter(person=asks).delete()
    Appearance.objects.filter(item=item, role="guest").delete()
    assert [line for line in ask_crowd(me, QUESTION).lines if line.name == "Cleo Sample"], (
        "a talk of their own"
    )


def test_as_many_queries_for_three_answers_as_for_thirty(browser: Client, me: User) -> None:
    def counted(people: range) -> int:
        for number in people:
            said(me, f"{DELEGATE} So I did it {number} times.", who=f"Person Number{number}")
        bring_up_both()
        browser.get("/ask", {"q": QUESTION})
        with CaptureQueriesContext(connection) as seen:
            assert "speak" in browser.get("/ask", {"q": QUESTION}).text
        return len(seen)

    assert counted(range(3)) == counted(range(3, 30))


# --- the summary ------------------------------------------------------------------------------------------------

TRUE = {"text": "Ada says give the whole task away.", "quotes": [1]}
LIES = [
    ("no ids", {"text": "Ada says give the whole task away.", "quotes": []}),
    ("ids of quotes that do not exist", {"text": "Ada says give the whole task away.", "quotes": [77]}),
    ("an invented quotation", {"text": "Ada says “hire a coach and relax”.", "quotes": [1]}),
    ("a quotation between other marks", {"text": "Ada says «hire a coach».", "quotes": [1]}),
    ("a quotation as entities", {"text": "Ada says &ldquo;hire a coach&rdquo;.", "quotes": [1]}),
    (
        "a fact that was not said",
        {"text": "Ada says give the whole task away to a coach in Lisbon.", "quotes": [1]},
    ),
    ("a number", {"text": "Ada says give 40 tasks away.", "quotes": [1]}),
    ("the opposite", {"text": "Ada says never give the whole task away.", "quotes": [1]}),
    ("the opposite by leaving out", {"text": "Ada says take it back when it hurts.", "quotes": [1]}),
    ("a consensus", {"text": "Everybody agrees: give the whole task away.", "quotes": [1]}),
    ("another's words", {"text": "Bo Lind says give the whole task away.", "quotes": [1]}),
    ("a mask", {"text": "I give the whole task away.", "quotes": [1]}),
    ("another order", {"text": "Ada says the task: learn to give.", "quotes": [1]}),
    ("a link", {"text": "Give the whole task away at https://evil.example/.", "quotes": [1]}),
    ("markup", {"text": "<script>alert(1)</script>", "quotes": [1]}),
]


@pytest.fixture
def model(settings: Settings) -> Iterator[ModelServer]:
    with model_server() as running:
        settings.LANGUAGE_MODEL = LanguageModelSettings(
            url=running.url, model="liar", key="", mode="candidates", price=None
        )
        language_model.cache_clear()
        yield running
        language_model.cache_clear()


def test_of_a_model_that_lies_in_fifteen_ways_nothing_stands_but_what_was_said(
    browser: Client, me: User, model: ModelServer
) -> None:
    said(me, DELEGATE, *OTHERS)
    said(me, "When you delegate tasks, follow up in a week.", who="Bo Lind")
    bring_up_both()
    struck = 0
    number = next(one.number for one in ask_crowd(me, QUESTION).answers if one.quote == DELEGATE)
    for _, lie in LIES:
        given = [
            {**one, "quotes": [number if at == 1 else at for at in one["quotes"]]} for one in (TRUE, lie)
        ]
        model.says = json.dumps({"sentences": given})
        language_model.cache_clear()
        for answer in (model_folder()).glob("*.json"):
            answer.unlink()
        told = summarise(me, QUESTION)
        assert told
        assert told.sentences
        assert [bool(one.why) for one in told.sentences] == [False, True], lie
        assert told.sentences[1].why in REASONS
        page = browser.get("/ask", {"q": QUESTION}).text
        struck += page.count("<del>")
        assert "<script>alert" not in page
    assert struck == len(LIES)


def model_folder():
    from django.conf import settings

    return settings.HOME / "answers"


def test_an_answer_in_no_form_is_told_as_none_and_never_shown(
    browser: Client, me: User, model: ModelServer
) -> None:
    said(me, DELEGATE)
    bring_up_both()
    model.says = '{"summary": "Ada says “quit”."}'
    told = summarise(me, QUESTION)
    assert told is not None
    assert told.sentences is None
    assert "quit" not in browser.get("/ask", {"q": QUESTION}).text


def test_the_summary_is_asked_of_the_worker_once_and_says_that_it_is_being_written(
    browser: Client, me: User, model: ModelServer
) -> None:
    said(me, DELEGATE)
    bring_up_both()
    assert "Sum it up" in browser.get("/ask", {"q": QUESTION}).text
    for _ in range(2):
        browser.post("/ask/summary", {"q": QUESTION})
    errand = Errand.objects.get(verb="summarise")
    assert "is writing" in browser.get("/ask", {"q": QUESTION}).text
    Errand.objects.filter(pk=errand.pk).update(ended=datetime(2026, 1, 1, tzinfo=UTC), problem="It refused.")
    assert "It refused." in browser.get("/ask", {"q": QUESTION}).text
    assert model.shown == []


def test_words_of_people_who_are_mine_alone_never_reach_the_model(me: User, model: ModelServer) -> None:
    item = said(me, DELEGATE)
    person = person_called("Ada Example")
    person.owner = me
    person.save()
    bring_up_both()
    assert shown_of(ask_crowd(me, QUESTION)) == []
    assert summarise(me, QUESTION) is None
    assert model.shown == []
    assert item.pk


def test_without_a_model_nothing_is_said_of_summaries(browser: Client, me: User) -> None:
    said(me, DELEGATE)
    bring_up_both()
    assert "In short" not in browser.get("/ask", {"q": QUESTION}).text


# --- topics over time -------------------------------------------------------------------------------------------


def test_a_topic_tells_what_each_said_the_earliest_first_and_where_they_turned(
    browser: Client, me: User
) -> None:
    said(me, "Do not delegate the hard task early.", on=date(2020, 1, 2))
    said(me, "Delegate the hard task early.", on=date(2012, 1, 2))
    bring_up_both()
    text = browser.get("/topics/", {"topic": "delegation"}).text
    assert text.index("Jan. 2, 2012") < text.index("Jan. 2, 2020")
    assert "may have changed their mind" in text
    assert 'class="turned"' in text
    assert "delegation" in browser.get("/topics/").text


def test_where_i_stand_is_dated_kept_beside_what_i_said_before_and_taken_back(
    browser: Client, me: User
) -> None:
    for line, said_on in (("Never.", "2020-01-02"), ("Sometimes.", "2024-01-02")):
        browser.post("/topics/say", {"topic": "Delegation", "line": line, "said": said_on})
    text = browser.get("/topics/", {"topic": "delegation"}).text
    assert text.index("Sometimes.") < text.index("Never.")
    assert "Sometimes." in browser.get("/topics/").text
    assert [row["line"] for row in personal(me)["opinions"]] == ["Never.", "Sometimes."]
    latest = Opinion.objects.get(line="Sometimes.")
    browser.post(f"/topics/{latest.pk}/take-back")
    assert [row.line for row in Opinion.objects.all()] == ["Never."]


@pytest.mark.parametrize(
    "told",
    [
        {"topic": "?", "line": "So."},
        {"topic": "x", "line": " "},
        {"topic": "x", "line": "y" * 3_000},
        {"topic": "x", "line": "So.", "said": "2999-01-01"},
        {"topic": "x", "line": "So.", "said": "soon"},
    ],
)
def test_what_is_no_opinion_is_refused_with_a_sentence(browser: Client, told: dict[str, str]) -> None:
    assert browser.post("/topics/say", told).status_code == 400
    assert not Opinion.objects.exists()


def test_nobody_speaks_to_a_topic_that_nobody_speaks_to(browser: Client, me: User) -> None:
    said(me, *OTHERS)
    bring_up_both()
    assert "Nobody speaks to this" in browser.get("/topics/", {"topic": "quantum annealing"}).text
