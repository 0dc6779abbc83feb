"""My week: who said what that touches my gaps, on one screen; earlier weeks; and how I want it: the day, a feed, mail."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from manymentors.actions.app_key import make_key
from manymentors.actions.digest import plan_digest
from manymentors.actions.errand import ask
from manymentors.actions.mail_digest import mail_digest, mail_is_on, stop_mail
from manymentors.actions.tell_digest import balance, groups, markdown, quoted, summary, title
from manymentors.errors import InputError, NothingThere
from manymentors.store.models import Digest
from manymentors.store.queries.apps import keys_of
from manymentors.store.queries.digest import digest_days, find_digest, latest, plan_of
from manymentors.store.queries.work import asked_for
from manymentors.web.render import page, under
from manymentors.web.request import Request
from manymentors.web.undo import done

WEEKDAYS = (
    gettext_lazy("Monday"), gettext_lazy("Tuesday"), gettext_lazy("Wednesday"), gettext_lazy("Thursday"),
    gettext_lazy("Friday"), gettext_lazy("Saturday"), gettext_lazy("Sunday"),
)  # fmt: skip


@require_safe
def digest(request: Request) -> HttpResponse:
    """The latest; until there is one, what will be here."""
    found = latest(request.user)
    return shown(request, found[0] if found else None)


@under("digest")
@require_safe
def week(request: Request, day: str) -> HttpResponse:
    return shown(request, find_digest(request.user, day_of(day)))


def shown(request: Request, found: Digest | None, secret: str = "") -> HttpResponse:
    user, plan = request.user, plan_of(request.user)
    server = settings.ADDRESS.url or request.build_absolute_uri("/").rstrip("/")
    context: dict[str, Any] = {
        "digest": found,
        "days": [day for day in digest_days(user) if found is None or day != found.day],
        "plan": plan,
        "weekdays": list(enumerate(WEEKDAYS)),
        "on": WEEKDAYS[plan.weekday] if plan.weekday is not None else "",
        "mail_on": mail_is_on(),
        "keys": [key for key in keys_of(user) if key.opens == "digest"],
        "feed": server + reverse("digest-feed", args=[secret]) if secret else "",
        "at_work": found is None and asked_for(user),
    }
    if found is not None:
        context |= {
            "title": title(found),
            "summary": summary(found),
            "balance": balance(found),
            "groups": [(group, [(line, quoted(line)) for line in group.lines]) for group in groups(found)],
        }
    return page(request, "digest.html", context)


@under("digest")
@require_safe
def as_markdown(request: Request, day: str) -> HttpResponse:
    found = find_digest(request.user, day_of(day))
    told = {"Content-Disposition": f'attachment; filename="my-week-{found.day}.md"'}
    return HttpResponse(markdown(found), content_type="text/markdown; charset=utf-8", headers=told)


@under("digest")
@require_POST
def plan(request: Request) -> HttpResponse:
    """POST `weekday` (0 to 6, "" for none) and `mail`."""
    before = plan_of(request.user)
    day = request.POST.get("weekday", "")
    if day and not (day.isdecimal() and len(day) == 1):
        raise InputError(_("Choose one of the seven weekdays, or none."))
    now = plan_digest(request.user, int(day) if day else None, request.POST.get("mail", ""))
    words = _("Your week is not worked out any more; what there is stays.")
    if now.weekday is not None:
        words = _("Your week is worked out each %(day)s.") % {"day": WEEKDAYS[now.weekday]}
        if now.mail:
            words += " " + (
                _("It is mailed to %(mail)s.") % {"mail": now.mail}
                if mail_is_on()
                else _("Mail is off here, so nothing is mailed.")
            )
    fields = {"weekday": "" if before.weekday is None else str(before.weekday), "mail": before.mail}
    return done(request, words, to="digest", undo=reverse("digest-plan"), fields=fields)


@under("digest")
@require_POST
def make(request: Request) -> HttpResponse:
    """The one that is due, now: asked of the worker."""
    ask(request.user, "digest")
    return done(request, _("Your week is being worked out. It takes a few seconds."), to="digest")


@under("digest")
@require_POST
def new_feed(request: Request) -> HttpResponse:
    """POST `label`: one address more; it is on this answer and never shown again."""
    _row, secret = make_key(request.user, "digest", request.POST.get("label", ""))
    found = latest(request.user)
    return shown(request, found[0] if found else None, secret)


@under("digest")
@require_POST
def mail_again(request: Request, day: str) -> HttpResponse:
    """Of a mail that was refused, or of which it is not known whether it went out."""
    found = find_digest(request.user, day_of(day))
    sent = mail_digest(found, timezone.now(), again=True)
    here = reverse("digest-week", args=[found.day])
    return done(request, _("Mailed.") if sent else _("It was not mailed; why stands below."), to=here)


@csrf_exempt  # the link in the mail is what lets in; mail programs post to it without a page before
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """The link of a mail: GET asks, POST stops the mails of whoever it was for."""
    if request.method == "POST":
        stop_mail(token)
    return page(request, "digest_stop.html", {"stopped": request.method == "POST"})


def day_of(told: str) -> date:
    try:
        return date.fromisoformat(told)
    except ValueError as exc:
        raise NothingThere(
            _("There is no digest of this day. Choose one of the weeks that there are.")
        ) from exc


urlpatterns = [
    path("digest/", digest, name="digest"),
    path("digest/plan", plan, name="digest-plan"),
    path("digest/make", make, name="digest-make"),
    path("digest/feed", new_feed, name="digest-new-feed"),
    path("digest/stop/<str:token>", stop, name="digest-stop"),
    path("digest/<str:day>", week, name="digest-week"),
    path("digest/<str:day>/markdown", as_markdown, name="digest-markdown"),
    path("digest/<str:day>/mail", mail_again, name="digest-mail"),
]
