"""Who may see what, in one place. What a user may not see does not exist for them."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from manymentors.store.models import (
    Account,
    AccountEvidence,
    AppDevice,
    Appearance,
    AppKey,
    AppSubscription,
    Asked,
    Claim,
    Correction,
    Digest,
    Errand,
    Follow,
    HandPair,
    Invitation,
    Item,
    Judgement,
    Keepsake,
    Listening,
    Mark,
    Note,
    NotForMe,
    Opinion,
    Person,
    PersonNote,
    PlayAction,
    Poll,
    Proof,
    Question,
    Queued,
    Recognition,
    Shelved,
    Source,
    SourcePerson,
    Stand,
    Step,
    Suggestion,
    Token,
    ToldStep,
    Trail,
    Trait,
    User,
    Verdict,
)


def follows(user: User) -> QuerySet[Follow]:
    return Follow.objects.filter(user=user)


def sources(user: User) -> QuerySet[Source]:
    """The sources that the user follows; another user's may be private addresses."""
    return Source.objects.filter(pk__in=follows(user).values("source"))


def items(user: User) -> QuerySet[Item]:
    return Item.objects.filter(source__in=follows(user).values("source"))


def people(user: User) -> QuerySet[Person]:
    """Public people who are followed, whose sources are, or who appear in them; and the user's own private people."""
    followed = follows(user).values("source")
    theirs = OuterRef("pk")
    seen = (
        Exists(Follow.objects.filter(user=user, person=theirs))
        | Exists(SourcePerson.objects.filter(source__in=followed, person=theirs))
        | Exists(Appearance.objects.filter(item__source__in=followed, person=theirs))
    )
    return Person.objects.filter(Q(owner=user) | (Q(owner=None) & seen))


def account_evidence(user: User) -> QuerySet[AccountEvidence]:
    """What the sources that I follow say of accounts; of people whom everybody may see."""
    mine = follows(user).values("source")
    return AccountEvidence.objects.filter(source__in=mine, person__owner=None)


def accounts(user: User) -> QuerySet[Account]:
    """Those of the sources that I follow, those that these tell of, and those of which I said whose they are."""
    mine = follows(user).values("source")
    told = Exists(AccountEvidence.objects.filter(account=OuterRef("pk"), source__in=mine))
    said = Exists(Recognition.objects.filter(account=OuterRef("pk"), user=user))
    return Account.objects.filter(Q(source__in=mine) | told | said)


def recognitions(user: User) -> QuerySet[Recognition]:
    return Recognition.objects.filter(user=user)


def suggestions(user: User) -> QuerySet[Suggestion]:
    return Suggestion.objects.filter(user=user)


def not_for_me(user: User) -> QuerySet[NotForMe]:
    return NotForMe.objects.filter(user=user)


def steps(user: User) -> QuerySet[Step]:
    """My road: what I have done; what I only plan is in `plans`."""
    return Step.objects.filter(user=user, planned=None).order_by("position", "id")


def plans(user: User) -> QuerySet[Step]:
    """What I said I will do next, the latest said first."""
    return Step.objects.filter(user=user).exclude(planned=None).order_by("-planned", "-id")


def hand_pairs(user: User) -> QuerySet[HandPair]:
    return HandPair.objects.filter(user=user)


def corrections(user: User) -> QuerySet[Correction]:
    return Correction.objects.filter(user=user)


def verdicts(user: User) -> QuerySet[Verdict]:
    return Verdict.objects.filter(user=user)


def keepsakes(user: User) -> QuerySet[Keepsake]:
    return Keepsake.objects.filter(user=user)


def listenings(user: User) -> QuerySet[Listening]:
    return Listening.objects.filter(user=user)


def questions(user: User) -> QuerySet[Question]:
    return Question.objects.filter(user=user)


def opinions(user: User) -> QuerySet[Opinion]:
    return Opinion.objects.filter(user=user)


def marks(user: User) -> QuerySet[Mark]:
    return Mark.objects.filter(user=user)


def notes(user: User) -> QuerySet[Note]:
    return Note.objects.filter(user=user)


def person_notes(user: User) -> QuerySet[PersonNote]:
    """What I noted down about people. Locked: the pages and commands for notes read it, an export that was asked to, and
    nothing else; `tests/web/test_locked.py` holds that.
    """
    return PersonNote.objects.filter(user=user)


def told_steps(user: User) -> QuerySet[ToldStep]:
    """The roads that people I work with told me. Locked as the notes are, and held by the same tests."""
    return ToldStep.objects.filter(user=user).order_by("position", "id")


def digests(user: User) -> QuerySet[Digest]:
    return Digest.objects.filter(user=user).order_by("-day")


def trails(user: User) -> QuerySet[Trail]:
    return Trail.objects.filter(user=user)


def stands(user: User) -> QuerySet[Stand]:
    return Stand.objects.filter(user=user)


def asked(user: User) -> QuerySet[Asked]:
    return Asked.objects.filter(user=user)


def polls(user: User) -> QuerySet[Poll]:
    return Poll.objects.filter(user=user)


def tokens(user: User) -> QuerySet[Token]:
    return Token.objects.filter(user=user).order_by("id")


def shelved(user: User) -> QuerySet[Shelved]:
    return Shelved.objects.filter(user=user)


def errands(user: User) -> QuerySet[Errand]:
    return Errand.objects.filter(user=user)


def queue(user: User) -> QuerySet[Queued]:
    """In order; what was heard since it was put there is left out. Only of what the user still follows."""
    heard = Listening.objects.filter(
        user=user, item=OuterRef("item"), finished=True, at__gte=OuterRef("created")
    )
    mine = Queued.objects.filter(user=user, item__source__in=follows(user).values("source"))
    return mine.exclude(Exists(heard)).order_by("position", "id")


def app_keys(user: User) -> QuerySet[AppKey]:
    return AppKey.objects.filter(user=user)


def app_devices(user: User) -> QuerySet[AppDevice]:
    return AppDevice.objects.filter(user=user)


def app_subscriptions(user: User) -> QuerySet[AppSubscription]:
    return AppSubscription.objects.filter(user=user)


def play_actions(user: User) -> QuerySet[PlayAction]:
    return PlayAction.objects.filter(user=user)


def invitations(user: User) -> QuerySet[Invitation]:
    return Invitation.objects.filter(made_by=user)


def traits(user: User) -> QuerySet[Trait]:
    """My ideal mentor, in my order."""
    return Trait.objects.filter(user=user).order_by("position", "id")


def proofs(user: User) -> QuerySet[Proof]:
    """Of what is told in sources that the user still follows."""
    return Proof.objects.filter(user=user, item__source__in=follows(user).values("source"))


def judgements(user: User) -> QuerySet[Judgement]:
    return Judgement.objects.filter(user=user)


def claims(user: User) -> QuerySet[Claim]:
    return Claim.objects.filter(user=user)


def can_log_in() -> QuerySet[User]:
    """Those who have a password that somebody may know; as long as there are none, the first visit makes the first account."""
    return User.objects.filter(is_active=True).exclude(password__startswith="!").exclude(password="")
