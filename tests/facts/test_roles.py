from __future__ import annotations

import pytest

from manymentors.facts.people import people_of
from manymentors.facts.roles import people_named, roles, same_person
from manymentors.shapes import Document
from tests.facts.talks import GUEST, HOST, INTERVIEW, captions, cut, turns
from tests.shared import shared


def test_who_asks_and_greets_is_the_host():
    assert roles(INTERVIEW) == {HOST: "host", GUEST: "guest"}


def test_what_the_caller_knows_wins():
    assert roles(INTERVIEW, guests=["ada host"], hosts=["Ben"]) == {HOST: "guest", GUEST: "host"}
    assert roles(INTERVIEW, guests=["Somebody Else"]) == roles(INTERVIEW)


def test_where_all_sound_alike_the_odd_one_out_is_told_apart():
    both_ask = turns(
        (HOST, "Welcome to the show! What is it? How? Why?"), (GUEST, "Who? What? Where? When? Why?")
    )
    assert set(roles(both_ask).values()) == {"host", "guest"}
    nobody_asks = turns(
        *[(HOST, "I like trees and lakes a lot."), (GUEST, "Thanks for having me. I like them too.")] * 9
    )
    assert set(roles(nobody_asks).values()) == {"host", "guest"}


def test_a_third_speaker_who_is_introduced_is_a_guest():
    document = turns(
        (HOST, "Welcome back to the show! Today we have Cleo Third and Ben with us. Cleo, how did it begin?"),
        (
            "Cleo Third",
            "It began with a question: what if? I asked that for years. I was a teacher then, and I liked it.",
        ),
        (GUEST, "I was there. We met at a conference and we talked all night about compilers."),
        (HOST, "What about the name? How did you find it?"),
        (
            "Cleo Third",
            "We drew it from a hat. It was late and we were tired and we had to print it the next day.",
        ),
    )
    assert roles(document) == {HOST: "host", "Cleo Third": "guest", GUEST: "guest"}


def test_a_lone_speaker_and_nobody_have_roles_too():
    assert roles(turns((HOST, "I talk to myself."))) in ({HOST: "host"}, {HOST: "guest"})
    assert roles(captions("hello there")) == {"": "unknown"}
    assert roles(Document(())) == {}


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [("Ben Guest", "ben guest", True), ("Ben", "Ben Guest", True), ("Ben Lee", "Ben Guest", False),
     ("Ben A. Guest", "Ben Guest", True), ("", "Ben", False), ("Ada", "Ben", False)],
)  # fmt: skip
def test_names_are_one_person_by_first_and_last_name(one, other, same):
    assert same_person(one, other) is same


def test_an_unlabelled_opening_names_its_people():
    document = captions(
        "On this episode, you'll meet Nick Winter, one of the co-founders.",
        "I'm your host, Michael Kennedy.",
        "Brought to you by Linode and by Jane Street.",
        "Nick, welcome to the show.",
    )
    assert people_named(document) == (["Nick Winter"], ["Michael Kennedy"])


def test_a_title_names_the_guests_best():
    document = captions("Hello and welcome.", title="9-Docker-with-Patrick-Chanezon-and-Ann-Lee")
    assert people_named(document) == (["Patrick Chanezon", "Ann Lee"], [])


def test_where_nobody_is_greeted_an_introduction_must_be_plain():
    document = captions(
        "We talk about trees with Carla Baum, and Carla Baum is here with us. Rosa Luxemburg once said so."
    )
    assert people_named(document)[0] == ["Carla Baum"]


def test_people_join_what_is_known_with_what_is_heard():
    people = people_of(INTERVIEW, guests=["Benjamin Other"])
    assert people.guests == ("Benjamin Other", GUEST)
    assert people.hosts == (HOST,)
    spoken = people_of(
        captions("Nick, welcome to the show. You'll meet Nick Winter."), guests=["Nick Winter"]
    )
    assert (spoken.guests, spoken.hosts) == (("Nick Winter",), ())
    assert people_of(captions("Nick, welcome to the show. You'll meet Nick Winter.")).guests == (
        "Nick Winter",
    )


def test_a_speaker_is_named_by_label_or_where_only_one_can_be_meant():
    people = people_of(INTERVIEW, guests=["Ben T. Guest"])
    assert people.speaker_of(0, INTERVIEW.text.index("Thanks for having")) == "Ben T. Guest"
    document = captions("I was a cook.", "And then? What did you do?")
    talk = cut(document)
    import numpy as np

    one = people_of(document, ["Ben Guest"], ["Ada Host"]).heard(talk, np.array([0.1, 0.9], np.float32))
    assert [one.speaker_of(i, talk.units[i].start) for i in (0, 1)] == ["Ben Guest", "Ada Host"]
    two = people_of(document, ["Ben Guest", "Cleo Third"]).heard(talk, np.array([0.1, 0.9], np.float32))
    assert two.speaker_of(0, 0) == ""
    none = people_of(document).heard(talk, np.array([0.1, 0.9], np.float32))
    assert none.speaker_of(0, 0) == ""


def test_a_milestone_belongs_to_the_guest_who_speaks_or_was_named_last():
    labelled = turns(
        (HOST, "Welcome Ben and Cleo."),
        ("Cleo Third", "I began early."),
        (GUEST, "So did I."),
        (HOST, "Cleo left first."),
    )
    people = people_of(labelled, guests=["Cleo Third", GUEST], hosts=[HOST])
    text = labelled.text
    assert people.guest_meant(text.index("I began")) == "Cleo Third"
    assert people.guest_meant(text.index("So did")) == GUEST
    assert people.guest_meant(text.index("left first")) == "Cleo Third"
    assert people_of(captions("I began early.")).guest_meant(0) == ""
    assert people_of(captions("I began early."), ["Ben Guest"]).guest_meant(0) == "Ben Guest"
    assert people_of(captions("I began early."), ["Ben Guest", "Cleo Third"]).guest_meant(0) == ""


def test_speakers_of_real_interviews_get_their_roles():
    import json

    from manymentors.transcripts.read import read

    right = total = 0
    for path in sorted(shared("eval/gold").glob("founders-talk-*.json"))[:12]:
        gold = json.loads(path.read_text())
        file = shared("eval/corpora") / gold["episode"]
        for speaker, role in roles(read(file.read_bytes(), name=file.name)).items():
            total += speaker in gold["guests"] + gold["hosts"]
            right += speaker in gold["guests" if role == "guest" else "hosts"]
    assert right >= 0.9 * total > 0
