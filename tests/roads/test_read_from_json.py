"""Roads from JSON: mine, a résumé, and a road as `mentors read --json` prints it."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from manymentors.errors import InputError
from manymentors.roads.given import road_from_json
from manymentors.roads.mine import steps_from_json
from manymentors.shapes import Milestone, Quote, Step

SAMPLE = Path(__file__).resolve().parents[2] / "sample"
JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(["what", "kind", "year", "steps", "work", "basics", "milestones", "quote", "order"]), inner, max_size=3),
    max_leaves=12,
)  # fmt: skip


def test_a_list_of_lines_and_of_objects_becomes_steps_in_its_own_order() -> None:
    data = [
        "answered  phones",
        {"what": "team lead", "kind": "leadership", "year": 2021},
        {"what": "a talk", "kind": None},
    ]
    assert steps_from_json(data) == (
        Step("answered phones"),
        Step("team lead", "leadership", 2021),
        Step("a talk"),
    )
    assert steps_from_json({"steps": ["one"]}) == (Step("one"),)


def test_a_resume_becomes_steps_in_order_of_years_and_what_has_none_comes_last() -> None:
    resume = {
        "basics": {"name": "Ann"},
        "work": [
            {"name": "Bank", "position": "Sysadmin", "startDate": "2012-03"},
            {"company": "Desk Ltd", "startDate": "2009-01-02T00:00:00Z"},
            {"position": "Freelancer", "startDate": "soon"},
            {},
        ],
        "education": [
            {
                "institution": "Uni",
                "area": "Physics",
                "studyType": "BSc",
                "startDate": "2004",
                "endDate": "2008",
            },
            {"institution": "Night school", "endDate": "2009"},
            {},
        ],
        "certificates": [{"name": "Linux", "issuer": "LPI", "date": "2013-05-05"}, {}],
        "volunteer": [{"organization": "Club", "position": "Mentor", "startDate": "2014"}, {}],
        "projects": [{"name": "Tool", "description": "sorts mail", "startDate": "2015"}, {"name": "Toy"}, {}],
        "publications": [{"name": "A Guide", "publisher": "Press", "releaseDate": "2016"}, {}],
        "awards": [{"title": "Prize", "awarder": "Guild", "date": "2017"}, {}],
        "skills": [{"name": "Linux"}],
        "languages": None,
    }
    assert steps_from_json(resume) == (
        Step("studied: BSc in Physics at Uni", "education", 2004),
        Step("studied at Night school", "education", 2009),
        Step("worked at Desk Ltd", "", 2009),
        Step("worked as Sysadmin at Bank", "", 2012),
        Step("certificate: Linux from LPI", "certification", 2013),
        Step("volunteered: Mentor at Club", "community", 2014),
        Step("built Tool: sorts mail", "project", 2015),
        Step("published A Guide with Press", "publishing", 2016),
        Step("won an award: Prize from Guild", "", 2017),
        Step("worked as Freelancer", "", None),
        Step("built Toy", "project", None),
    )


@pytest.mark.parametrize("name", ["me.json", "resume.json"])
def test_the_sample_roads_are_read(name: str) -> None:
    assert len(steps_from_json(json.loads((SAMPLE / name).read_text()))) >= 3


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (7, "This is no road, but a number"),
        (None, "but empty"),
        ({"a": 1}, "none of the sections education, work"),
        ({"steps": "x"}, "“steps” is a line of text, where a list is wanted"),
        ([""], "Step 1 is empty"),
        ([["a"]], "Step 1 is a list"),
        ([{"kind": "job"}], 'Step 1 lacks its "what"'),
        (["a", {"what": "b", "kind": "work"}], "Step 2 is of the kind “work”, which we do not know"),
        ([{"what": "b", "kind": 3}], "Step 1 is of the kind “3”"),
        ([{"what": "b", "year": "2009"}], "Step 1 has the year '2009'"),
        ([{"what": "b", "year": True}], "Step 1 has the year True"),
        ([{"what": "b", "year": 9}], "Step 1 has the year 9"),
        ({"work": {}}, "“work” is an object, where a list is wanted"),
        ({"work": ["x"]}, "Entry 1 of “work” in the résumé is a line of text"),
    ],
)
def test_rubbish_is_answered_with_a_sentence(data: object, sentence: str) -> None:
    with pytest.raises(InputError) as caught:
        steps_from_json(data)
    assert sentence in str(caught.value)


@given(JUNK)
def test_anything_becomes_steps_or_a_sentence(data: object) -> None:
    for read in (steps_from_json, road_from_json):
        with suppress(InputError):
            read(data)


def test_a_road_keeps_its_milestones_as_listed() -> None:
    data = {
        "guests": ["Ann"],
        "milestones": [
            {"person": "Ann", "kind": "job", "what": "joined", "quote": "I joined", "start": 10, "seconds": 61.5, "year": 2009, "order": 2, "score": 0.5},
            {"person": "Ann", "kind": "origin", "what": "", "quote": "a C64", "order": 1},
            {"person": "Bo", "kind": "exit", "what": "left"},
        ],
    }  # fmt: skip
    person, road = road_from_json(data)
    assert person == "Ann"
    assert road[0] == Milestone("Ann", "job", "joined", Quote("I joined", 10, 18), 61.5, 2009, 2, 0.5)
    assert [m.what for m in road] == ["joined", "", "left"]
    assert road[2] == Milestone("Bo", "exit", "left", Quote("", 0, 0))


@pytest.mark.parametrize(
    ("rest", "person"),
    [({"person": "Cy"}, "Cy"), ({"guests": [3, "Di"]}, "Di"), ({"guests": []}, ""), ({}, "")],
)
def test_whose_road_it_is_may_be_told_apart_from_the_milestones(rest: dict[str, object], person: str) -> None:
    assert road_from_json({"milestones": [{"kind": "job", "what": "x", "person": None}], **rest})[0] == person


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ([], 'a list of "milestones" is wanted'),
        ({"milestones": 3}, 'a list of "milestones" is wanted'),
        ({"milestones": [3]}, "Milestone 1 is not an object"),
        ({"milestones": [{"kind": "job"}]}, 'neither a "what" nor a "quote"'),
        ({"milestones": [{"kind": "x", "what": "y"}]}, "Milestone 1 is of the kind 'x'"),
        (
            {"milestones": [{"kind": "job", "what": "y", "year": "x"}]},
            "Milestone 1 has 'x' for \"year\", where a number is wanted",
        ),
        ({"milestones": [{"kind": "job", "what": "y", "seconds": False}]}, 'has False for "seconds"'),
    ],
)
def test_a_broken_road_is_answered_with_a_sentence(data: object, sentence: str) -> None:
    with pytest.raises(InputError) as caught:
        road_from_json(data)
    assert sentence in str(caught.value)
