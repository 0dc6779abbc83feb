"""My ideal mentor: traits in my own words, who proves which of them by what, and who covers most together."""

from __future__ import annotations

from urllib.parse import urlencode

from django.core import signing
from django.http import HttpResponse
from django.urls import NoReverseMatch, path, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from manymentors.actions import ideal as traits
from manymentors.actions.judge import claim, judge, unclaim
from manymentors.crowd.cover import MOST_TRAITS
from manymentors.errors import InputError
from manymentors.store.queries.ideal import (
    AT_ONCE,
    cell,
    find_claim,
    find_proof,
    find_trait,
    ideal,
    people_to_choose,
)
from manymentors.store.queries.people import person_numbered
from manymentors.web.render import number_in, page, under
from manymentors.web.request import Request
from manymentors.web.undo import back, done

KEPT = "a trait that was taken out"
"""The salt under which an undo is signed: it puts back what we wrote, and nothing else."""

READY: tuple[tuple[Promise, bool], ...] = (
    (gettext_lazy("held a chief-level role"), True),
    (gettext_lazy("came up as an engineer"), True),
    (gettext_lazy("led a big group of people"), False),
    (gettext_lazy("explains hard technical things well"), True),
    (gettext_lazy("gives advice on difficult conversations"), False),
    (gettext_lazy("founded a company"), False),
    (gettext_lazy("changed fields late"), False),
    (gettext_lazy("takes care of a life beside work"), False),
)
"""What is offered to begin with; each can be changed once it is there."""


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: Request) -> HttpResponse:
    """GET: the matrix, `without` some people, page by page. POST: a trait more."""
    user = request.user
    if request.method == "POST":
        trait = traits.add_trait(
            user,
            request.POST.get("text", ""),
            must=request.POST.get("must", "must") == "must",
            weight=weight_in(request),
        )
        words = _("“%(text)s” is a trait of your ideal. Who proves it is being looked for.")
        return done(
            request,
            words % {"text": trait.text},
            to="ideal",
            undo=reverse("ideal-trait", args=[trait.pk]),
            fields={"verb": "remove"},
        )
    without = {int(told) for told in request.GET.getlist("without") if told.isdecimal() and len(told) < 18}
    number = number_in(request.GET.get("page"))
    found = ideal(user, without=without, number=number)
    here = [trait.text for trait in found.traits]
    context = {
        "ideal": found,
        "weights": list(traits.WEIGHTS),
        "usual": traits.USUAL,
        "ready": [(words, must) for words, must in READY if str(words) not in here],
        "full": len(here) >= MOST_TRAITS,
        "most": MOST_TRAITS,
        "less": [(person, address(without - {person.pk})) for person in found.without],
        "columns": [
            (column, address(without | {column.person.pk}) if column.covers else "")
            for column in found.columns
        ],
        "before": address(without, number - 1) if number > 1 else "",
        "after": address(without, number + 1) if found.more else "",
        "shown": ((number - 1) * AT_ONCE + 1, (number - 1) * AT_ONCE + len(found.columns)),
        "gaps": [(trait, ways_to_fill(trait.text)) for trait in found.gaps],
    }
    return page(request, "ideal.html", context, part="found")


def address(without: set[int], number: int = 1) -> str:
    asked: list[tuple[str, int]] = [("without", pk) for pk in sorted(without)]
    asked += [("page", number)] if number > 1 else []
    return f"{reverse('ideal')}?{urlencode(asked)}" if asked else reverse("ideal")


def ways_to_fill(text: str) -> list[tuple[str, str]]:
    """Where to look for somebody who has what nobody has: (address, words)."""
    asked = urlencode({"q": text})
    ways = [(f"{reverse('search')}?{asked}", _("Search what they said"))]
    for name, query, words in (
        ("ask", f"?{asked}", _("Ask all of them")),
        ("circle", "", _("Whom my people cite")),
    ):
        try:
            ways.append((reverse(name) + query, words))
        except NoReverseMatch:  # a page that this build lacks
            continue
    return ways


@under("ideal")
@require_POST
def one(request: Request, pk: int) -> HttpResponse:
    """A trait of mine. `verb`: edit (text, must, weight), up, down, remove."""
    user, verb, here = request.user, request.POST.get("verb", ""), reverse("ideal-trait", args=[pk])
    trait = find_trait(user, pk)
    if verb == "edit":
        was = {
            "verb": "edit",
            "text": trait.text,
            "must": "must" if trait.must else "nice",
            "weight": str(trait.weight),
        }
        traits.change_trait(
            user,
            trait,
            text=request.POST.get("text"),
            must=request.POST["must"] == "must" if "must" in request.POST else None,
            weight=weight_in(request) if "weight" in request.POST else None,
        )
        return done(request, _("Changed."), to="ideal", undo=here, fields=was)
    if verb == "remove":
        kept = traits.take_out(trait)
        words = _("“%(text)s” is taken out.") % {"text": kept["text"]}
        fields = {"kept": signing.dumps(kept, salt=KEPT)}
        return done(request, words, to="ideal", undo=reverse("ideal-put-back"), fields=fields)
    if verb in ("up", "down"):
        if not traits.move_trait(user, trait, up=verb == "up"):
            return back(request, "ideal")
        other = {"up": "down", "down": "up"}[verb]
        return done(request, _("Moved."), to="ideal", undo=here, fields={"verb": other})
    raise InputError(
        f"“{verb}” cannot be done with a trait. Open your ideal again, and choose one of its buttons."
    )


@under("ideal")
@require_POST
def put_back(request: Request) -> HttpResponse:
    """Undo the taking out of a trait."""
    try:
        kept = signing.loads(request.POST.get("kept", ""), salt=KEPT)
    except signing.BadSignature as exc:
        raise InputError("This cannot be put back any more. Write the trait anew.") from exc
    traits.put_back(request.user, kept)
    return back(request, "ideal")


@under("ideal")
@require_http_methods(["GET", "HEAD", "POST"])
def proofs(request: Request, pk: int, person: int) -> HttpResponse:
    """GET: all that proves one trait of one person, and what I only believe. POST `words`: a claim without proof."""
    trait, somebody = find_trait(request.user, pk), person_numbered(request.user, person)
    here = reverse("ideal-cell", args=[pk, person])
    if request.method == "POST":
        made = claim(request.user, trait, somebody, request.POST.get("words", ""))
        return done(
            request,
            _("Noted as a claim. It is shown hollow, and never counts."),
            to=here,
            undo=reverse("ideal-claim", args=[made.pk]),
            fields={"next": here},
        )
    return page(request, "ideal_cell.html", {"cell": cell(request.user, trait, somebody)})


@under("ideal")
@require_POST
def proof(request: Request, pk: int) -> HttpResponse:
    """What I say to a proof. `verb`: accept, reject, unsay."""
    row = find_proof(request.user, pk)
    was, verb = row.says, request.POST.get("verb", "")
    if verb not in ("accept", "reject", "unsay"):
        raise InputError(f"“{verb}” is nothing that can be said to a proof. There are accept, reject, unsay.")
    judge(request.user, row, "" if verb == "unsay" else verb)
    words = {
        "accept": _("It holds: it counts from now on."),
        "reject": _("It does not hold: it counts no more, and stays so after every reading."),
        "unsay": _("Your word is taken back."),
    }[verb]
    there = reverse("ideal-cell", args=[row.trait_id, row.person_id])
    return done(
        request, words, to=there, undo=reverse("ideal-proof", args=[pk]), fields={"verb": was or "unsay"}
    )


@under("ideal")
@require_POST
def unclaimed(request: Request, pk: int) -> HttpResponse:
    """Take a claim back."""
    row = find_claim(request.user, pk)
    here = reverse("ideal-cell", args=[row.trait_id, row.person_id])
    words = row.words
    unclaim(row)
    return done(request, _("The claim is gone."), to=here, undo=here, fields={"words": words})


@under("ideal")
@require_http_methods(["GET", "HEAD"])
def believe(request: Request, pk: int) -> HttpResponse:
    """Choose of whom I believe this trait: somebody whose words prove nothing of it yet."""
    trait = find_trait(request.user, pk)
    told = request.GET.get("person", "")
    if told.isdecimal() and len(told) < 18:
        return back(request, reverse("ideal-cell", args=[pk, person_numbered(request.user, int(told)).pk]))
    return page(request, "ideal_believe.html", {"trait": trait, "people": people_to_choose(request.user)})


def weight_in(request: Request) -> int:
    told = request.POST.get("weight", str(traits.USUAL))
    return int(told) if told.isdecimal() and len(told) < 3 else 0


urlpatterns = [
    path("ideal/", show, name="ideal"),
    path("ideal/<int:pk>/", one, name="ideal-trait"),
    path("ideal/put-back", put_back, name="ideal-put-back"),
    path("ideal/<int:pk>/people", believe, name="ideal-believe"),
    path("ideal/<int:pk>/people/<int:person>/", proofs, name="ideal-cell"),
    path("ideal/proofs/<int:pk>/", proof, name="ideal-proof"),
    path("ideal/claims/<int:pk>/", unclaimed, name="ideal-claim"),
]
