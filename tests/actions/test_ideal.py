"""Traits of my ideal, what proves them, and what I say to that: kept over every re-read."""

from __future__ import annotations

import pytest

from manymentors.actions.correct import correct
from manymentors.actions.forget_me import forget_me
from manymentors.actions.ideal import add_trait, change_trait, move_trait, put_back, take_out
from manymentors.actions.judge import claim, judge, unclaim
from manymentors.actions.merge import merge, split
from manymentors.actions.prove import prove
from manymentors.errors import InputError
from manymentors.store import access
from manymentors.store.models import Claim, Errand, Judgement, Milestone, Nugget, Person, Proof, Trait, User
from manymentors.store.queries.export import export
from manymentors.store.queries.ideal import ideal
from tests.factories import a_milestone, a_nugget, a_road, a_source, a_user, an_ideal, an_item

LED = "In 2012 I was made team lead of four people."
pytestmark = pytest.mark.django_db


@pytest.fixture
def me() -> User:
    return a_user("ada")


def texts(user: User) -> list[str]:
    return [trait.text for trait in access.traits(user)]


def test_traits_stand_in_my_order_each_once_and_change_and_go_and_come_back(me: User) -> None:
    lead = add_trait(me, " led  a team ")
    other = add_trait(me, "founded a company", must=False, weight=5)
    assert texts(me) == ["led a team", "founded a company"]
    assert Errand.objects.filter(verb="ideal").count() == 1
    for wrong in ("led a team", "", "x" * 201):
        with pytest.raises(InputError):
            add_trait(me, wrong)
    with pytest.raises(InputError, match="from 1"):
        add_trait(me, "speaks", weight=6)
    with pytest.raises(InputError, match="already"):
        change_trait(me, other, text="led a team")
    change_trait(me, other, text="started a company", must=True, weight=1)
    other.refresh_from_db()
    assert (other.text, other.must, other.weight) == ("started a company", True, 1)
    assert move_trait(me, other, up=True)
    assert not move_trait(me, other, up=True)
    assert texts(me) == ["started a company", "led a team"]
    assert move_trait(me, other, up=False)
    a_road(me)
    claim(me, lead, Person.objects.get(), "everybody says so")
    kept = take_out(lead)
    assert texts(me) == ["started a company"]
    back = put_back(me, kept)
    assert texts(me)[0] == "led a team"
    assert [row.words for row in back.claims.all()] == ["everybody says so"]


def test_an_ideal_has_an_end(me: User) -> None:
    for n in range(16):
        add_trait(me, f"trait {n}")
    with pytest.raises(InputError, match="full"):
        add_trait(me, "one more")


def test_what_somebody_told_proves_a_trait_and_is_looked_for_once(me: User) -> None:
    a_road(me)
    trait = add_trait(me, "was made team lead")
    assert prove(me) == 1
    assert prove(me) == 0
    best = Proof.objects.filter(trait=trait).order_by("-score")[0]
    assert (best.quote, best.clear, best.counts) == (LED, True, True)
    found = ideal(me)
    assert (found.alone, found.together, found.gaps) == (1, 1, ())
    assert not found.looking
    assert prove(a_user("nobody")) == 0


def test_only_what_is_new_is_looked_through_and_everything_where_a_correction_changed_it(me: User) -> None:
    item = a_road(me)
    trait = add_trait(me, "was made team lead")
    prove(me)
    first = set(Proof.objects.values_list("pk", flat=True))
    other = an_item(item.source, guest="Bo Sample")
    a_milestone(other, LED, kind="leadership")
    assert prove(me) == 1
    assert first < set(Proof.objects.values_list("pk", flat=True))
    assert {chip.person.name for chip in Proof.objects.filter(quote=LED)} == {"Ada Example", "Bo Sample"}
    correct(me, Milestone.objects.get(item=item, quote=LED), "remove")
    assert prove(me) == 1
    assert [row.person.name for row in Proof.objects.filter(quote=LED)] == ["Bo Sample"]
    correct(me, Milestone.objects.get(item=other, quote=LED), "correct", {"person": "Ada Example"})
    prove(me)
    assert [row.person.name for row in Proof.objects.filter(quote=LED)] == ["Ada Example"]
    change_trait(me, trait, text="rode a horse to work")
    prove(me)
    assert not Proof.objects.filter(clear=True).exists()


def test_my_word_outlives_a_re_read_that_cuts_the_quote_elsewhere_or_finds_it_no_more(me: User) -> None:
    item = a_road(me)
    trait = add_trait(me, "was made team lead")
    prove(me)
    judge(me, Proof.objects.get(quote=LED), "reject")
    assert ideal(me).gaps == (trait,)
    Milestone.objects.get(quote=LED).delete()
    a_milestone(item, "In 2012 I was made team lead of four people. After that", kind="leadership", order=3)
    prove(me)
    assert [row.says for row in Proof.objects.filter(quote__startswith=LED)] == ["reject"]
    assert ideal(me).together == 0
    judge(me, Proof.objects.get(quote__startswith=LED), "accept")
    assert Judgement.objects.count() == 1
    Milestone.objects.filter(quote__startswith=LED).delete()
    prove(me)
    alone = Proof.objects.get(says="accept")
    assert (alone.milestone, alone.nugget, alone.counts) == (None, None, True)
    assert [chip.fact for row in ideal(me).rows for cell in row.cells for chip in cell.chips] == [None]
    a_milestone(item, LED, kind="leadership", order=3)
    prove(me)
    assert Proof.objects.get(says="accept").milestone is not None
    judge(me, Proof.objects.get(says="accept"), "")
    assert not Judgement.objects.exists()
    with pytest.raises(InputError):
        judge(me, Proof.objects.get(quote=LED), "perhaps")


def test_what_the_reader_thought_little_of_counts_once_i_accept_it_and_stays(me: User) -> None:
    item = a_road(me)
    nugget = a_nugget(item, "I moved to a vendor and I never looked back.", skill="risk taking")
    trait = an_ideal(me, nugget)
    judge(me, Proof.objects.get(), "accept")
    Trait.objects.update(inputs="")
    prove(me)
    kept = Proof.objects.get(trait=trait, says="accept")
    assert kept.nugget == nugget
    nugget.delete()
    judge_again = Proof.objects.filter(says="accept")
    assert not judge_again.exists()
    prove(me)
    alone = Proof.objects.get(says="accept")
    judge(me, alone, "")
    assert not Proof.objects.get(pk=alone.pk).counts


def test_a_claim_never_counts(me: User) -> None:
    nugget = a_nugget(a_road(me), "I never looked back.")
    trait = an_ideal(me, nugget)
    Proof.objects.all().delete()
    found = ideal(me)
    assert (found.together, found.gaps, found.choices) == (0, (trait,), ())
    assert [claim.words for cell in found.rows[0].cells for claim in cell.claims] == ["I was told so"]
    for wrong in (" ", "x" * 301):
        with pytest.raises(InputError):
            claim(me, trait, Person.objects.get(), wrong)
    unclaim(Claim.objects.get())
    assert ideal(me).people == 0


def test_merging_and_splitting_people_takes_judgements_and_claims_along(me: User) -> None:
    me.is_staff = True
    me.save()
    a_road(me, "Bo Sample")
    item = a_road(me)
    trait = an_ideal(me, a_nugget(item, "I never looked back."))
    judge(me, Proof.objects.get(), "accept")
    ada, bo = Person.objects.get(name="Ada Example"), Person.objects.get(name="Bo Sample")
    made = merge(me, ada, bo)
    prove(me)
    assert (
        {row.person for row in Judgement.objects.all()} == {bo} == {row.person for row in Claim.objects.all()}
    )
    assert [row.person for row in Proof.objects.filter(trait=trait, says="accept")] == [bo]
    back = split(me, made)
    prove(me)
    assert {row.person for row in Judgement.objects.all()} == {back}
    assert [row.person for row in Proof.objects.filter(trait=trait, says="accept")] == [back]


def test_what_i_follow_no_more_proves_nothing_and_forgetting_me_takes_all_along(me: User) -> None:
    item = a_road(me)
    an_ideal(me, a_nugget(item, "I never looked back."))
    judge(me, Proof.objects.get(), "accept")
    told = export(me)
    assert [one["text"] for one in told["ideal"]] == ["never looks back"]
    assert [(one["says"], one["whose"]) for one in told["judgements"]] == [("accept", "Ada Example")]
    assert [one["words"] for one in told["claims"]] == ["I was told so"]
    access.follows(me).delete()
    prove(me)
    assert ideal(me).together == 0
    forget_me(me)
    for model in (Trait, Proof, Judgement, Claim):
        assert not model.objects.exists()


def test_facts_that_go_while_the_worker_looks_are_left_out(me: User) -> None:
    from manymentors.actions import prove as looking

    a_road(me)
    trait = add_trait(me, "was made team lead")
    rows = looking.proofs_in(me, [trait], looking.told(me, looking.FROM_THE_START))
    Milestone.objects.all().delete()
    looking.save(rows)
    assert not Proof.objects.exists()
    Trait.objects.update(text="rides")
    assert looking.unchanged([trait]) == set()
    assert not Nugget.objects.exists()


def test_of_one_person_only_the_surest_few_are_kept(me: User) -> None:
    item = an_item(
        a_source(me), guest="Ada Example", text=" ".join(f"I was made team lead {n}." for n in range(9))
    )
    for n in range(9):
        a_milestone(item, f"I was made team lead {n}.", kind="leadership", order=n)
    add_trait(me, "was made team lead")
    prove(me)
    assert Proof.objects.count() == 6
    assert [cell.more for row in ideal(me).rows for cell in row.cells] == [3]
