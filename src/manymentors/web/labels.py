"""The words that people read for our kinds, fields and types, each with what it means in a line."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from manymentors.store.models import Keepsake, Nugget

register = template.Library()

KINDS: dict[str, tuple[Promise | str, Promise | str]] = {
    "origin": (_("Origin"), _("first contact with the craft: a first computer, a first program")),
    "education": (_("Education"), _("began, finished or left a school, a course, a time of study")),
    "certification": (_("Certification"), _("passed an exam, earned a certificate")),
    "job": (_("Job"), _("began a job or a role, at a company or on their own")),
    "leadership": (_("Leadership"), _("became responsible for people: lead, manager, director, chief")),
    "change": (_("Change"), _("switched field or speciality")),
    "project": (_("Project"), _("began or released something they made")),
    "founding": (_("Founding"), _("founded a company or an organisation")),
    "exit": (_("Exit"), _("sold or closed their company, or left it")),
    "publishing": (_("Publishing"), _("wrote a book, a course, a blog, a newsletter, a show")),
    "speaking": (_("Speaking"), _("gave a talk, or organised a conference")),
    "community": (_("Community"), _("joined or led a community, became maintainer, mentored others")),
    "setback": (_("Setback"), _("a failure, a layoff, a burnout, a rejection, a big mistake")),
}
FIELDS: dict[str, tuple[Promise | str, Promise | str]] = {
    "technical": (_("Technical"), _("how the work itself is done")),
    "career": (_("Career"), _("jobs, paths, reputation")),
    "soft-skills": (_("Soft skills"), _("speaking, writing, listening, time")),
    "leadership": (_("Leadership"), _("people, teams, decisions")),
    "learning": (_("Learning"), _("how to learn and to teach")),
    "business": (_("Business"), _("customers, money, companies")),
}
ENDORSED: dict[str, tuple[Promise | str, Promise | str]] = {
    "person": (_("Person"), _("somebody to follow or to learn from")),
    "book": (_("Book"), ""),
    "show": (_("Show"), _("a podcast or a channel")),
    "blog": (_("Blog"), _("a blog or a newsletter")),
    "course": (_("Course"), ""),
    "talk": (_("Talk"), _("one talk")),
    "community": (_("Community"), ""),
    "tool": (_("Tool"), ""),
    "other": (_("Other"), ""),
}
ITEMS: dict[str, Promise | str] = {
    "post": _("Post"),
    "article": _("Article"),
    "episode": _("Episode"),
    "video": _("Video"),
    "note": _("Note"),
}
NOUNS: dict[str, Promise | str] = {
    "milestone": _("Milestone"),
    "nugget": _("Nugget"),
    "endorsement": _("Recommendation"),
}
TIERS: dict[str, Promise | str] = {
    "now": _("now"),
    "daily": _("daily"),
    "weekly": _("weekly"),
    "monthly": _("monthly"),
    "yearly": _("yearly"),
}
ROLES: dict[str, Promise | str] = {
    "owner": _("theirs"),
    "host": _("host"),
    "guest": _("guest"),
    "author": _("author"),
    "sought": _("read for when they appear"),
}
WAYS: dict[str, Promise | str] = {
    "boost": _("passed on by"),
    "mention": _("mentioned by"),
    "recommendation": _("recommended by"),
    "appearance": _("heard with"),
    "told": _("via"),
}
_WORDS = {
    **WAYS,
    **ITEMS,
    **TIERS,
    **ROLES,
    **{key: words for table in (KINDS, FIELDS, ENDORSED) for key, (words, _meaning) in table.items()},
}


@register.filter
def label(value: str) -> str:
    """The words for one of our kinds, fields, types or kinds of item; anything else as it is."""
    return str(_WORDS.get(value, value))


@register.filter
def likely(score: float) -> str:
    """How sure the reader is, in a word."""
    return str(_("likely") if score >= LIKELY else _("perhaps"))


LIKELY = 0.5


@register.filter
def noun(value: str) -> str:
    return str(NOUNS.get(value, value))


@register.inclusion_tag("parts/keeping.html", takes_context=True)
def keeping(context: dict[str, Any], fact: Nugget, kept: Keepsake | None = None) -> dict[str, Any]:
    """Keep this nugget, or the way to what I keep of it. It comes back to this page."""
    return {
        "fact": fact,
        "kept": kept,
        "request": context["request"],
        "csrf_token": context.get("csrf_token"),
    }


_STRUCK: dict[str, Promise | str] = {
    "no quote": _("it names no quote"),
    "unknown quote": _("it names a quote that is not there"),
    "not said": _("it puts words in quotation marks that were not said"),
    "not carried": _("its quotes do not say that"),
    "denied": _("its quotes say the opposite"),
    "somebody else": _("these are somebody else’s words"),
    "as if": _("it speaks as if it were somebody"),
    "too long": _("too long to be checked"),
    "one too many": _("more sentences than asked for"),
}


@register.filter
def struck(why: str) -> str:
    """Why a sentence of a summary does not stand."""
    return str(_STRUCK.get(why, why))
