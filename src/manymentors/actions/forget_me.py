"""Forgets a user: all that is theirs alone goes for good, and so do the sources that only they followed."""

from __future__ import annotations

import logging
import shutil
from datetime import timedelta

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db import transaction
from django.db.models import CASCADE, Model, QuerySet

from manymentors.actions.be_user import local_user
from manymentors.actions.errand import ask
from manymentors.actions.keep_audio import sweep
from manymentors.store.models import Change, Item, Person, Source, User

audit = logging.getLogger("manymentors.audit")


def forget_me(user: User) -> dict[str, int]:
    """Delete every personal row of the user, then their account; the local user, as whom the command line acts, stays, empty.

    An address may be private, so a source that nobody else follows goes with its items. Returns what went, counted.
    """
    counts: dict[str, int] = {}
    user_pk = user.pk  # it goes with the row
    with transaction.atomic():
        alone = set(Source.objects.filter(follows__user=user).values_list("id", flat=True))
        for name, rows in personal_rows(user):
            counts[name] = rows.delete()[0]
        alone -= set(Source.objects.filter(follows__isnull=False).values_list("id", flat=True))
        items = list(Item.objects.filter(source__in=alone).values_list("id", flat=True))
        counts["sources"], counts["items"] = len(alone), len(items)
        Source.objects.filter(pk__in=alone).delete()
        nobody = Person.objects.filter(owner=None, follows=None, sourceperson=None, appearance=None)
        counts["people"] = nobody.filter(milestones=None, nuggets=None, endorsements=None).delete()[0]
        Change.objects.bulk_create(Change(item=item) for item in items)
        if user.local:
            user.first_name = user.last_name = user.email = user.theme = ""
            user.seen = user.seen_before = None
            user.save()
        else:
            for session in UserSession.objects.filter(user=user):
                session.end()
            audit.info("account deleted user=%s", user.pk)
            user.delete()
        ask(local_user(), "index")
    if user.local:
        audit.info("account emptied user=%s", user.pk)
    shutil.rmtree(settings.HOME / "brought" / str(user_pk), ignore_errors=True)
    for derived in ("answers", "media"):
        shutil.rmtree(settings.HOME / derived, ignore_errors=True)
    sweep(timedelta(0))  # audio, and what was heard of it so far
    return counts


def personal_rows(user: User) -> list[tuple[str, QuerySet[Model]]]:
    """Every table of ours that carries its user, with the rows that are this user's: a table added later is among them."""
    out = []
    for relation in User._meta.related_objects:
        model = relation.related_model
        if model._meta.app_label == "store" and relation.on_delete is CASCADE:
            rows = model._default_manager.filter(**{relation.field.name: user})
            out.append((model._meta.model_name or "", rows))
    return out
