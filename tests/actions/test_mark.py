"""Marks: taken once however often they are sent, kept, written up, dropped, and taken back; notes that outlive their items."""

from __future__ import annotations

import json
import uuid
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from manymentors.actions import mark as marking
from manymentors.actions.forget import forget
from manymentors.actions.forget_me import forget_me
from manymentors.actions.mark import take
from manymentors.actions.write_note import bring_back, remove, write_words
from manymentors.errors import InputError
from manymentors.store.models import Follow, Item, Keepsake, Mark, Note, Person, User
from manymentors.store.queries.export import personal
from manymentors.store.queries.marks import find_mark, inbox, line_of, notes, notes_about, notes_in
from tests.factories import NOW, a_nugget, a_source, a_user, an_item

pytestmark = pytest.mark.django_db

SAID = (
    "I answered phones on a help desk for two years.",
    "Then I became the systems administrator of the whole school.",
    "In 2012 I was made team lead of four people.",
    "Read the contract twice before you sign it.",
    "After that I moved to a vendor and I never looked back.",
)


def heard(user: User, said: tuple[str, ...] = SAID, each: float = 20.0) -> Item:
    """An episode with a transcript: a sentence every twenty seconds."""
    item = an_item(a_source(user), " ".join(said), guest="Ada Example")
    item.spans = [[len(text), n * each, (n + 1) * each, "Ada Example", ""] for n, text in enumerate(said)]
    item.duration, item.heard_from = len(said) * each, "https://shows.example/1.vtt"
    item.audio_url = "https://shows.example/1.mp3"
    item.save()
    return item


def press(item: Item | None, seconds: float = 79.0, **more: Any) -> dict[str, Any]:
    return {
        "client": str(uuid.uuid4()),
        "item": item.pk if item else None,
        "seconds": seconds,
        "pressed": NOW.isoformat(),
        **more,
    }


def marked(user: User, item: Item | None, seconds: float = 79.0, **more: Any) -> Mark:
    told = press(item, seconds, **more)
    assert take(user, [told], NOW).taken == (told["client"],)
    return Mark.objects.get(client=told["client"])


def test_a_mark_that_is_sent_again_and_again_is_one_mark() -> None:
    me = a_user()
    item = heard(me)
    told = [press(item, n * 10.0) for n in range(1, 9)]
    for batch in (told[:3], told[2:5], told, told[::-1]):
        answer = take(me, batch, NOW)
        assert set(answer.taken) == {one["client"] for one in batch}
        assert answer.refused == ()
    assert Mark.objects.count() == 8


def test_a_decided_mark_that_comes_once_more_is_not_brought_back() -> None:
    me = a_user()
    told = press(heard(me))
    take(me, [told], NOW)
    marking.drop(Mark.objects.get(), NOW)
    assert take(me, [told], NOW).taken == (told["client"],)
    assert Mark.objects.get().state == Mark.DROPPED


def test_two_users_may_have_made_up_the_same_id() -> None:
    me, eve = a_user(), a_user()
    told = press(heard(me))
    take(me, [told], NOW)
    take(eve, [told], NOW)
    assert Mark.objects.get(user=me).item is not None
    hers = Mark.objects.get(user=eve)
    assert (hers.item, hers.quote) == (None, "")


def test_a_mark_on_what_i_no_longer_follow_is_not_lost() -> None:
    me = a_user()
    item = heard(me)
    Follow.objects.all().delete()
    row = marked(me, item, title="A talk")
    assert (row.item, row.title) == (None, "A talk")
    line = inbox(me)[0][0]
    assert (line.silence, line.quote) == ("gone", "")
    marking.keep(me, row, NOW)
    assert Note.objects.get().title == "A talk"


def test_what_cannot_be_a_mark_is_refused_by_itself_and_the_others_are_taken() -> None:
    me = a_user()
    good = press(heard(me))
    wrong: list[object] = [
        3, {}, press(None) | {"client": "x"}, press(None) | {"seconds": "9"}, press(None) | {"seconds": -1},
        press(None) | {"pressed": "yesterday"}, press(None) | {"pressed": "2026-05-01T10:00:00"},
        press(None) | {"pressed": "2026-13-01T10:00:00Z"}, press(None) | {"duration": True},
    ]  # fmt: skip
    answer = take(me, [*wrong, good], NOW)
    assert answer.taken == (good["client"],)
    assert len(answer.refused) == len(wrong)
    with pytest.raises(InputError, match="taken at once"):
        take(me, [press(None) for _ in range(201)], NOW)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.dictionaries(
        st.sampled_from(["client", "item", "seconds", "reach", "pressed", "duration", "title"]), JSON
    )
)
def test_whatever_a_device_says_is_a_mark_or_a_sentence(told: dict[str, Any]) -> None:
    base = {"client": str(uuid.uuid4()), "seconds": 1, "pressed": NOW.isoformat()}
    with suppress(InputError):
        row = marking.read(User(pk=1), base | told, NOW)
        assert row.seconds >= 0
        assert json.dumps(row.title)


def test_a_clock_that_runs_ahead_is_set_right_and_the_second_is_kept() -> None:
    me = a_user()
    row = marked(me, heard(me), pressed=(NOW + timedelta(days=3)).isoformat())
    assert row.pressed == NOW + marking.AHEAD


def test_the_words_of_the_thirty_seconds_before_stand_beside_the_mark() -> None:
    me = a_user()
    row = marked(me, heard(me), 79.0)
    assert row.quote == f"{SAID[2]} {SAID[3]}"
    line = inbox(me)[0][0]
    assert (line.quote, line.begins, line.silence) == (row.quote, 49.0, "")


def test_without_a_transcript_the_mark_is_kept_and_has_its_words_as_soon_as_there_is_one() -> None:
    me = a_user()
    item = an_item(a_source(me), "Notes of the show.")
    marked(me, item)
    assert inbox(me)[0][0].silence == "no transcript"
    other = heard(me)
    Item.objects.filter(pk=item.pk).update(text=other.text, spans=other.spans, duration=other.duration)
    assert inbox(me)[0][0].quote == f"{SAID[2]} {SAID[3]}"


def test_a_transcript_without_times_and_one_that_ends_before_are_told_apart() -> None:
    me = a_user()
    item = heard(me)
    marked(me, item, 900.0)
    assert inbox(me)[0][0].silence == "nothing said"
    Item.objects.update(spans=[[length, None, None, who, opens] for length, _, _, who, opens in item.spans])
    assert inbox(me)[0][0].silence == "no times"


def test_another_cut_of_the_audio_is_told() -> None:
    me = a_user()
    item = heard(me)
    marked(me, item, duration=124.0)
    marked(me, item, duration=101.0)
    assert [line.moved for line in inbox(me)[0]] == [24.0, 0.0]


def test_keep_keeps_the_nugget_that_was_said_there_and_taking_it_back_lets_it_go() -> None:
    me = a_user()
    item = heard(me)
    a_nugget(item, SAID[0])
    nugget = a_nugget(item, SAID[3])
    row = marked(me, item)
    assert line_of(me, row).nugget == nugget
    marking.keep(me, row, NOW)
    marking.keep(me, row, NOW)
    assert Keepsake.objects.get().quote == SAID[3]
    assert (row.state, Note.objects.count()) == (Mark.KEPT, 0)
    marking.again(row)
    assert not Keepsake.objects.exists()
    assert find_mark(me, row.pk).state == Mark.NEW


def test_a_keepsake_that_i_had_before_or_wrote_on_since_is_not_let_go() -> None:
    me = a_user()
    item = heard(me)
    a_nugget(item, SAID[3])
    first, second = marked(me, item), marked(me, item, 81.0)
    marking.keep(me, first, NOW)
    marking.keep(me, second, NOW)
    marking.again(second)
    assert Keepsake.objects.count() == 1
    Keepsake.objects.update(words="read it thrice")
    marking.again(first)
    assert Keepsake.objects.get().words == "read it thrice"


def test_keep_without_a_nugget_makes_a_note_with_the_quote_and_the_way_to_the_audio() -> None:
    me = a_user()
    row = marked(me, heard(me), duration=100.0)
    marking.keep(me, row, NOW)
    note = Note.objects.get()
    assert (note.quote, note.words) == (f"{SAID[2]} {SAID[3]}", "")
    assert (note.seconds, note.until, note.duration, note.noted) == (49.0, 79.0, 100.0, NOW)
    assert (note.title, note.show, note.audio_url) == ("A talk", "A show", "https://shows.example/1.mp3")


def test_write_makes_one_note_of_my_words_and_taking_it_back_keeps_them_as_a_draft() -> None:
    me = a_user()
    row = marked(me, heard(me))
    with pytest.raises(InputError, match="nothing written"):
        marking.write(me, row, "  ", NOW)
    marking.write(me, row, "Read it twice.", NOW)
    marking.write(me, row, "Read it three times.", NOW)
    assert Note.objects.get().words == "Read it three times."
    assert row.state == Mark.WRITTEN
    marking.drop(row, NOW)
    assert row.state == Mark.WRITTEN
    marking.again(row)
    assert (row.draft, row.state, Note.objects.count()) == ("Read it three times.", Mark.NEW, 0)


def test_what_was_decided_offline_is_done_once() -> None:
    me = a_user()
    item = heard(me)
    kept, written, dropped = (marked(me, item, at) for at in (30.0, 60.0, 79.0))
    told: list[object] = [
        {"mark": str(kept.client), "verb": "keep"},
        {"mark": str(written.client), "verb": "write", "words": "So it is."},
        {"mark": str(dropped.client), "verb": "drop"},
        {"mark": str(dropped.client), "verb": "sing"},
        {"mark": str(uuid.uuid4()), "verb": "keep"}, {"mark": "x", "verb": "keep"}, {"mark": str(dropped.client), "verb": "write"}, 7,
    ]  # fmt: skip
    for _ in range(2):
        done, refused = marking.settle(me, told, NOW)
        assert done == (str(kept.client), str(written.client), str(dropped.client))
        assert len(refused) == 5
    assert sorted(Note.objects.values_list("words", flat=True)) == ["", "So it is."]
    assert inbox(me)[0] == []
    assert marking.settle(a_user(), told[:1], NOW)[0] == ()
    with pytest.raises(InputError, match="taken at once"):
        marking.settle(me, told * 50, NOW)


def test_a_note_survives_a_new_title_a_new_transcript_and_the_end_of_the_feed() -> None:
    me = a_user()
    item = heard(me)
    row = marked(me, item)
    marking.write(me, row, "Read it twice.", NOW)
    anew = ("Well um I answered phones at a help desk.", "In 2012, I was made a team lead of four people!",
            "Read the contract twice, before you sign.", "And so on and so forth, as one does.")  # fmt: skip
    heard_anew = heard(me, anew, each=30.0)
    Item.objects.filter(pk=item.pk).update(title="Retitled", text=heard_anew.text, spans=heard_anew.spans)
    line = notes(me)[0][0]
    assert line.place is not None
    assert line.place.how == "alike"
    assert heard_anew.text[line.place.start : line.place.end] == f"{anew[1]} {anew[2]}"
    assert line.seconds == pytest.approx(30.0, abs=1)
    assert line.quote == f"{SAID[2]} {SAID[3]}"
    Item.objects.filter(pk=item.pk).update(
        text="Nothing of that kind is said.", spans=[[29, 0.0, 100.0, "", ""]]
    )
    lost = notes(me)[0][0]
    assert lost.approximate
    assert lost.seconds == 79.0
    Item.objects.get(pk=item.pk).delete()
    gone = notes(me)[0][0]
    assert (gone.item, gone.quote, gone.note.words) == (None, line.quote, "Read it twice.")
    assert (gone.note.title, gone.note.audio_url) == ("A talk", "https://shows.example/1.mp3")


def test_a_note_made_before_there_was_a_transcript_is_found_by_its_time_and_says_so() -> None:
    me = a_user()
    item = an_item(a_source(me), "Notes.")
    row = marked(me, item)
    marking.write(me, row, "Contracts.", NOW)
    assert notes_in(me, item)[0].place is None
    said = heard(me)
    Item.objects.filter(pk=item.pk).update(text=said.text, spans=said.spans)
    line = notes_in(me, Item.objects.get(pk=item.pk))[0]
    assert line.approximate
    assert line.quote == f"{SAID[2]} {SAID[3]}"


def test_a_removed_note_is_gone_and_comes_back_whole() -> None:
    me, eve = a_user(), a_user()
    row = marked(me, heard(me))
    marking.write(me, row, "Read it twice.", NOW)
    note = Note.objects.get()
    before = Note.objects.values(*[f.attname for f in Note._meta.fields if f.attname not in ("id", "created", "changed")])[0]  # fmt: skip
    sealed = remove(note)
    assert not Note.objects.exists()
    for user, copy in ((eve, sealed), (me, sealed + "x")):
        with pytest.raises(InputError, match="no longer be undone"):
            bring_back(user, copy)
    back = bring_back(me, sealed)
    assert {name: getattr(back, name) for name in before} == before
    assert find_mark(me, row.pk).note == back
    write_words(back, "")
    assert Note.objects.get().words == ""


def test_my_search_finds_my_notes_and_nobody_elses() -> None:
    me, eve = a_user(), a_user()
    marking.write(me, marked(me, heard(me)), "Sign nothing in a hurry.", NOW)
    assert [note.words for note in notes_about(me, "hurry sign")] == ["Sign nothing in a hurry."]
    assert notes_about(me, "contract twice")
    assert notes_about(me, "to be") == []
    assert notes_about(me, "is") == []
    assert notes_about(eve, "hurry") == []


def test_they_are_exported_and_go_with_me() -> None:
    me, eve = a_user("ada"), a_user()
    item = heard(me)
    marking.write(me, marked(me, item), "Read it twice.", NOW)
    marked(me, item, 20.0, pressed=(NOW + timedelta(seconds=1)).isoformat())
    marked(eve, None)
    out = personal(me)
    assert [row["state"] for row in out["marks"]] == ["written", "new"]
    assert out["marks"][0]["key"] == item.key
    assert out["notes"][0]["words"] == "Read it twice."
    assert json.dumps(out, default=str)
    counts = forget_me(me)
    assert (counts["mark"], counts["note"]) == (2, 1)
    assert Mark.objects.get().user == eve


def test_forgetting_a_person_takes_their_words_and_leaves_mine() -> None:
    me = a_user()
    item = heard(me)
    ada = Person.objects.get(name="Ada Example")
    item.source.sourceperson_set.create(person=ada, role="owner", evidence="test")
    marking.write(me, marked(me, item), "Read it twice.", NOW)
    marking.keep(me, marked(me, item, 30.0), NOW)
    forget(ada)
    note = Note.objects.get()
    assert (note.words, note.quote, note.title, note.audio_url, note.item) == (
        "Read it twice.",
        "",
        "",
        "",
        None,
    )
    assert not Mark.objects.exists()


@pytest.mark.parametrize("count", [3, 30])
def test_an_inbox_asks_the_database_as_often_for_thirty_as_for_three(
    count: int, django_assert_max_num_queries: Any
) -> None:
    me = a_user()
    for n in range(count):
        item = heard(me)
        a_nugget(item, SAID[3])
        marked(me, item, 40.0 + n)
    with django_assert_max_num_queries(8):
        assert len(inbox(me)[0]) == count
    for row in Mark.objects.all()[: count // 2]:
        marking.write(me, row, "So it is.", NOW)
    with django_assert_max_num_queries(5):
        assert len(notes(me)[0]) == count // 2
