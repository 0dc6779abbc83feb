"""A conversation as an interview: who said what in turn, my people marked, side branches folded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpResponse
from django.urls import path, reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from manymentors.actions.errand import ask
from manymentors.errors import NothingThere
from manymentors.shapes import Turn
from manymentors.sources.conversation import can_be_asked
from manymentors.store import access
from manymentors.store.models import Item, Person, User
from manymentors.store.queries.conversation import Talk, talk_of
from manymentors.store.queries.items import find_item
from manymentors.web.media import proxied
from manymentors.web.render import page, under
from manymentors.web.request import Request
from manymentors.web.undo import done


@dataclass(frozen=True, slots=True)
class Said:
    """One speech as it is shown: `person` where it is one of mine, `here` where it holds the post that was opened."""

    first: Turn
    person: Person | None
    here: bool
    posts: tuple[tuple[Turn, SafeString], ...]


@under("people")
@require_http_methods(["GET", "HEAD", "POST"])
def conversation(request: Request, pk: int) -> HttpResponse:
    """GET: as it was when it was last asked for. POST: the worker asks its network for it, now or again."""
    user, item = request.user, find_item(request.user, pk)
    if not can_be_asked(item.source.kind, item.boost_of or item.key, item.url):
        raise NothingThere(
            _("The network of this post shows no conversations. Open the post where it was published.")
        )
    if request.method == "POST":
        ask(user, "converse", item=item.pk)
        return done(request, _("The conversation is being fetched."), to=reverse("conversation", args=[pk]))
    waits = access.errands(user).filter(verb="converse", payload={"item": item.pk}, ended=None).exists()
    talk = talk_of(user, item)
    context = {"item": item, "talk": talk, "lines": lines(talk, item, user) if talk else [], "at_work": waits}
    return page(request, "conversation.html", context)


def lines(talk: Talk, item: Item, user: User) -> list[tuple[Said, list[tuple[Said, ...]]]]:
    """Each speech of the line, with the branches beside it."""
    keys = {item.key, item.boost_of} - {""}

    def said(turns: Sequence[Turn]) -> Said:
        return Said(
            turns[0],
            talk.people.get(turns[0].account),
            any(turn.key in keys for turn in turns),
            tuple(
                (turn, mark_safe(proxied(turn.html, user))) for turn in turns
            ),  # sanitised when it was read
        )

    return [
        (said(speech.turns), [tuple(said([turn]) for turn in branch) for branch in speech.branches])
        for speech in talk.speeches
    ]


urlpatterns = [path("items/<int:pk>/conversation", conversation, name="conversation")]
