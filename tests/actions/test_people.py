from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from manymentors.actions import sample_world
from manymentors.actions.follow import follow_where_they_appear
from manymentors.actions.forget import forget, may_forget
from manymentors.actions.name_person import person_called
from manymentors.actions.preview import seal, unseal
from manymentors.actions.tend import Tended, tend
from manymentors.actions.unfollow import follow_again, unfollow_person
from manymentors.actions.visit import visit
from manymentors.errors import InputError, NothingThere
from manymentors.shapes import FoundSource
from manymentors.store.models import Follow, Milestone, SourcePerson, Step
from tests.factories import a_milestone, a_road, a_source, a_user, an_item

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)


def test_what_i_say_of_a_person_is_said_of_all_their_sources_and_the_words_before_come_back() -> None:
    user, ada = a_user(), person_called("Ada Example")
    a_source(user, ada), a_source(user, ada)
    before = tend(user, ada, Tended(why="budgets", tier="daily"))
    assert before == Tended("", "", "weekly")
    assert set(Follow.objects.values_list("why", "via", "tier")) == {("budgets", "", "daily")}
    with pytest.raises(InputError, match="There are now, daily, weekly, monthly, yearly"):
        tend(user, ada, Tended(tier="hourly"))
    with pytest.raises(NothingThere):
        tend(a_user(), ada, Tended(why="x"))


def test_unfollowing_a_person_is_undone_with_the_same_trail() -> None:
    user, ada = a_user(), person_called("Ada Example")
    a_source(user, ada), a_source(user, ada)
    tend(user, ada, Tended("budgets", "a talk", "now"))
    before = list(Follow.objects.order_by("source").values("source", "why", "via", "tier", "created"))
    note = unfollow_person(user, ada)
    assert not Follow.objects.exists()
    follow_again(user, note)
    follow_again(user, note)
    assert list(Follow.objects.order_by("source").values("source", "why", "via", "tier", "created")) == before


def test_a_note_of_another_user_or_one_written_by_hand_follows_nothing() -> None:
    user, ada = a_user(), person_called("Ada Example")
    a_source(user, ada)
    note = unfollow_person(user, ada)
    for who, told in ((a_user(), note), (user, "made:up:note")):
        with pytest.raises(InputError, match="can no longer be undone"):
            follow_again(who, told)
    assert not Follow.objects.exists()


def test_someone_who_appears_on_my_shows_is_followed_there() -> None:
    user = a_user()
    item = a_road(user, "Ada Example")
    follow_where_they_appear(user, person_called("Ada Example"))
    assert Follow.objects.filter(source=item.source, person__name="Ada Example").count() == 1
    with pytest.raises(NothingThere, match="appears in nothing that you follow"):
        follow_where_they_appear(a_user(), person_called("Ada Example"))


def test_a_visit_is_over_after_half_an_hour() -> None:
    user = a_user()
    assert visit(user, NOON) is None
    assert visit(user, NOON + timedelta(minutes=20)) is None
    later = NOON + timedelta(minutes=50, seconds=1)
    assert visit(user, later) == NOON + timedelta(minutes=20)
    assert visit(user, later + timedelta(minutes=5)) == NOON + timedelta(minutes=20)
    user.refresh_from_db()
    assert user.seen == later + timedelta(minutes=5)


def test_the_sample_world_is_entered_once() -> None:
    user = a_user()
    assert all(told.new for told in sample_world.enter(user))
    follows, steps = Follow.objects.count(), Step.objects.count()
    assert steps
    assert not any(told.new for told in sample_world.enter(user))
    assert (Follow.objects.count(), Step.objects.count()) == (follows, steps)
    assert len(sample_world.people()) == 6


def test_a_person_whose_own_source_another_follows_is_not_mine_to_forget() -> None:
    user, ada = a_user(), person_called("Ada Example")
    source = a_source(user, ada)
    SourcePerson.objects.create(source=source, person=ada, role="owner", evidence="told")
    assert may_forget(user, ada)
    eve = a_user()
    Follow.objects.create(user=eve, source=source)
    assert not may_forget(user, ada)
    user.is_staff = True
    assert may_forget(user, ada)


def test_what_was_found_travels_sealed() -> None:
    found = [FoundSource("feed", "https://a.example/feed", title="A", folder=("tech", "ops"))]
    again = unseal(seal(found))
    assert again is not None
    assert (again[0].url, again[0].title, again[0].folder) == ("https://a.example/feed", "A", ("tech", "ops"))
    assert unseal("W1tdXQ:made:up") is None


def test_forgetting_a_person_leaves_a_shared_show_followed_once_with_what_was_said_of_it() -> None:
    user, ada, bo = a_user(), person_called("Ada Example"), person_called("Bo Sample")
    show = a_source(user, ada)
    Follow.objects.create(user=user, source=show, person=bo, why="how she began", via="a talk")
    Follow.objects.create(user=user, source=show, paused=True)
    forget(ada)
    forget(bo)
    kept = Follow.objects.get(user=user)
    assert (kept.source, kept.person, kept.why, kept.via, kept.paused) == (
        show,
        None,
        "how she began",
        "a talk",
        False,
    )


def test_what_two_people_own_goes_only_with_the_second_of_them() -> None:
    user, ada, bo = a_user(), person_called("Ada Example"), person_called("Bo Sample")
    talk = an_item(a_source(user, ada))
    Follow.objects.create(user=user, source=talk.source, person=bo)
    for owner in (ada, bo):
        SourcePerson.objects.create(source=talk.source, person=owner, role="owner", evidence="told")
    first, other = talk.text.split()[0], talk.text.split()[1]
    a_milestone(talk, first, who="Ada Example")
    his = a_milestone(talk, other, who="Bo Sample")
    assert forget(ada)["items"] == 0
    assert set(Milestone.objects.values_list("pk", "item")) == {(his.pk, talk.pk)}
    assert forget(bo)["items"] == 1
