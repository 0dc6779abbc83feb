"""My circle: who is worth knowing through my people, and the picture of who learns from whom."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from manymentors.actions.errand import ask
from manymentors.actions.follow import follow_where_they_appear
from manymentors.actions.not_for_me import not_for_me, take_back
from manymentors.errors import NothingThere
from manymentors.sources.follows import NETWORKS
from manymentors.store import access
from manymentors.store.models import Circle, Follow, Node
from manymentors.store.queries.influence import (
    follow_troubles,
    follows_of,
    influence_of,
    refused,
    suggestions,
)
from manymentors.store.queries.people import head_of, person_numbered
from manymentors.web.drawing import column, round_picture
from manymentors.web.render import page, paged, under
from manymentors.web.request import Request
from manymentors.web.undo import back, done

PAGE = 12


@require_safe
def circle(request: Request) -> HttpResponse:
    """Suggestions, a page of them at a time."""
    lines, number, pages = paged(suggestions(request.user), request.GET.get("page"), PAGE)
    context = {
        "lines": lines,
        "number": number,
        "pages": pages,
        "refused": refused(request.user),
        "troubles": follow_troubles(request.user),
        "made": Circle.objects.filter(user=request.user).first(),
        "follows": access.follows(request.user).exists(),
        "tab": "circle",
    }
    return page(request, "circle.html", context)


@under("circle")
@require_safe
def picture(request: Request) -> HttpResponse:
    made = Circle.objects.filter(user=request.user).first()
    told = made.picture if made else {}
    shown = access.people(request.user).values_list("pk", flat=True)
    context = {
        "made": made,
        "round": round_picture(told, set(shown)),
        "column": column(told, set(shown)),
        "table": told.get("table", []),
        "tab": "picture",
    }
    return page(request, "circle_picture.html", context)


@require_POST
def refuse(request: Request) -> HttpResponse:
    """POST `node`: it is not for me; with `undone`: it may be suggested again."""
    node = suggested(request)
    if "undone" in request.POST:
        take_back(request.user, node)
        ask(request.user, "circle")
        return back(request, reverse("circle"))
    not_for_me(request.user, node)
    ask(request.user, "circle")
    return done(
        request,
        _("%(name)s is not suggested again.") % {"name": node},
        to=reverse("circle"),
        undo=reverse("circle-refuse"),
        fields={"node": str(node.pk), "undone": "1"},
    )


@require_POST
def follow(request: Request) -> HttpResponse:
    """POST `node`: follow them where they appear in what I follow, else at their address, where the worker looks."""
    node = suggested(request)
    line = next((one for one in suggestions(request.user) if one.row.node_id == node.pk), None)
    if line is None or not line.follows:
        raise NothingThere("This is not suggested any more. Open your circle again.")
    if line.person:
        follows = follow_where_they_appear(request.user, line.person)
        ask(request.user, "sync", sources=sorted({one.source_id for one in follows}))
        return done(
            request,
            _("You follow %(name)s.") % {"name": line.name},
            to=reverse("person", args=[line.person.pk]),
            undo=reverse("person-unfollow", args=[line.person.pk]),
        )
    whom = line.row.path[0]["name"] if line.row.path else ""
    ask(
        request.user,
        "follow",
        address=node.address,
        person=line.name if node.kind == "person" else "",
        via=_("through %(name)s") % {"name": whom} if whom else "",
        found_in="circle",
    )
    return done(request, _("%(name)s is looked up and followed.") % {"name": line.name}, to="circle")


def suggested(request: Request) -> Node:
    """The node of one of my suggestions, or of what I refused. Raises Http404, as for what is nobody's business."""
    told = request.POST.get("node", "")
    mine = Node.objects.filter(suggestions__user=request.user) | Node.objects.filter(
        not_for_me__user=request.user
    )
    return get_object_or_404(mine.distinct(), pk=int(told) if told.isdecimal() and len(told) < 19 else 0)


@under("people")
@require_safe
def influence(request: Request, pk: int) -> HttpResponse:
    """A person's tab: from whom they learn, and who learns from them."""
    person = person_numbered(request.user, pk)
    context = {
        "person": person,
        "head": head_of(request.user, person),
        "tab": "person-influence",
        "tiers": Follow.TIERS,
        "shown": influence_of(request.user, person),
        "lists": follows_of(request.user, person, NETWORKS),
    }
    return page(request, "person_influence.html", context)


urlpatterns = [
    path("circle/", circle, name="circle"),
    path("circle/picture", picture, name="circle-picture"),
    path("circle/not-for-me", refuse, name="circle-refuse"),
    path("circle/follow", follow, name="circle-follow"),
    path("people/<int:pk>/influence", influence, name="person-influence"),
]
