"""Forgets a person: every source of theirs alone, and every fact and passage about them, goes for good."""

from __future__ import annotations

import shutil
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from manymentors.actions.keep_audio import sweep
from manymentors.store.folding import fold
from manymentors.store.models import (
    Account,
    Change,
    Circle,
    Conversation,
    Endorsement,
    Follow,
    Item,
    Mark,
    Milestone,
    Node,
    Note,
    Nugget,
    Passage,
    Person,
    PersonNote,
    Source,
    SourcePerson,
    Suggestion,
    ToldStep,
    User,
)


def goes_with(person: Person) -> QuerySet[Source]:
    """The sources that are theirs alone, which go with them; what others own too stays, as a show of others does."""
    others = SourcePerson.objects.filter(source=OuterRef("pk"), role="owner").exclude(person=person)
    theirs = Source.objects.filter(sourceperson__person=person, sourceperson__role="owner")
    return theirs.exclude(Exists(others)).distinct()


def may_forget(user: User, person: Person) -> bool:
    """Only who alone follows the person and what goes with them and has notes on them, or whoever runs this installation."""
    about = Q(person=person) | Q(source__in=goes_with(person))
    others = (
        Follow.objects.filter(about).exclude(user=user),
        PersonNote.objects.filter(person=person).exclude(user=user),
        ToldStep.objects.filter(person=person).exclude(user=user),
    )
    return user.is_staff or not any(rows.exists() for rows in others)


def forget(person: Person) -> dict[str, int]:
    """Delete the person, the sources that are theirs alone, and whatever was read of them elsewhere. Returns what went, counted.

    What users wrote in their own words stays theirs, without the quote. Items on other people's shows stay, since they are
    those people's too, but none of their passages with this speaker do.
    What a language model answered about anyone goes too: the answers are kept by content, not by person.
    """
    with transaction.atomic():
        theirs = goes_with(person)
        items = set(Item.objects.filter(source__in=theirs).values_list("id", flat=True))
        elsewhere = set(Item.objects.filter(appearance__person=person).values_list("id", flat=True)) - items
        counts = {"sources": theirs.count(), "items": len(items)}
        about = Q(person=person) | Q(item__in=items)
        models: dict[str, type[Model]] = {
            "milestones": Milestone,
            "nuggets": Nugget,
            "endorsements": Endorsement,
            "passages": Passage,
        }
        for name, model in models.items():
            counts[name] = model._default_manager.filter(about).delete()[0]
        Mark.objects.filter(item__in=items).delete()
        notes = Note.objects.filter(item__in=items)
        notes.filter(words="").delete()
        notes.update(quote="", title="", show="", url="", audio_url="")
        silence({place for row in theirs for place in (row.url, row.site_url) if place})
        theirs.delete()
        unname(person)
        shutil.rmtree(settings.HOME / "answers", ignore_errors=True)
        Change.objects.bulk_create(Change(item=item) for item in sorted(items | elsewhere))
        Node.objects.filter(key=f"person:{person.key}").delete()
        follow_once(person)
        person.delete()
        Account.objects.filter(source=None, evidence=None, recognitions=None).delete()
        for told in (Circle, Suggestion):  # they tell names of others, and are worked out again
            told._default_manager.all().delete()
    sweep(timedelta(0))  # audio, and what was heard of it so far
    return counts


def follow_once(person: Person) -> None:
    """Follows outlive the person, each for its source itself: where there is such a one already, it takes over what was said."""
    for row in person.follows.all():
        itself = Follow.objects.filter(user=row.user_id, source=row.source_id, person=None).first()
        if itself is None:
            continue
        itself.why, itself.via = itself.why or row.why, itself.via or row.via
        itself.paused = itself.paused and row.paused
        itself.save(update_fields=["why", "via", "paused"])
        row.delete()


def silence(accounts: set[str]) -> None:
    """Strike what they said in conversations that were fetched around posts of others."""
    for row in Conversation.objects.iterator():
        kept = [turn for turn in row.turns if turn["account"] not in accounts]
        if len(kept) < len(row.turns):
            row.turns = kept
            row.save(update_fields=["turns"])


def unname(person: Person) -> None:
    """No transcript calls them by name any more where somebody had said that a voice is theirs."""
    for model in (Source, Item):
        for row in model._default_manager.exclude(voices={}).only("voices"):
            kept = {label: told for label, told in row.voices.items() if fold(told[0]) != person.key}
            if len(kept) < len(row.voices):
                model._default_manager.filter(pk=row.pk).update(voices=kept)
