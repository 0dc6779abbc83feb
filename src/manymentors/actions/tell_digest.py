"""A digest in words: grouped by gap for a page, as Markdown, as plain text for mail, and as HTML for a feed."""

from __future__ import annotations

import html
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from manymentors.store.models import Digest, DigestLine

WORDS = 34
"""Of a quote; what is longer is cut, and says so."""
SORT_WORDS = {
    "technical": gettext_lazy("technical"),
    "career": gettext_lazy("career"),
    "soft": gettext_lazy("soft skills"),
}


@dataclass(frozen=True, slots=True)
class Group:
    """What touches one gap: `reason` says which and how."""

    about: str
    reason: str
    lines: tuple[DigestLine, ...]


def groups(digest: Digest) -> list[Group]:
    """In the order of the digest. Needs its lines."""
    out: dict[tuple[str, str, str], list[DigestLine]] = {}
    for line in digest.lines.all():
        out.setdefault((line.about, line.gap, line.why), []).append(line)
    return [Group(about, reason(about, gap, why), tuple(lines)) for (about, gap, why), lines in out.items()]


def reason(about: str, gap: str, why: str) -> str:
    told = {"gap": plain(gap)}
    words = {
        "reply": _("Perhaps the answer to what you asked: %(gap)s"),
        "answered": _("Answered: %(gap)s"),
        "others": _("You wait for an answer to this, and somebody speaks to it: %(gap)s"),
        "speaks": _("You keep asking: %(gap)s"),
        "stop": _("Where their road goes on and yours stops"),
        "moved": _("Your road stops here now"),
        "plan": _("Next you will: %(gap)s"),
        "clear": _("Proves a trait that few or nobody proved: %(gap)s"),
        "partial": _("Near a trait that few or nobody proved: %(gap)s"),
        "topic": _("Where you stand: %(gap)s"),
    }
    return words[why] % told if why in words else told["gap"]


def title(digest: Digest) -> str:
    """“Week to Sunday, 22 November 2026”: the last whole day that is in it."""
    last = timezone.localtime(digest.until - timedelta(seconds=1)).date()
    return _("Week to %(day)s") % {"day": date_format(last, "l, j F Y")}


def subject(digest: Digest) -> str:
    n = len(digest.lines.all())
    if not n:
        return _("%(week)s: silence") % {"week": title(digest)}
    told = ngettext(
        "%(week)s: %(n)d thing that touches your gaps", "%(week)s: %(n)d things that touch your gaps", n
    )
    return told % {"week": title(digest), "n": n}


def summary(digest: Digest) -> str:
    """What kind of week it was, in a sentence or two."""
    if not digest.said:
        return _("A silent week: nobody whom you follow said anything.")
    said = ngettext("%(n)d thing was said", "%(n)d things were said", digest.said) % {"n": digest.said}
    by = ngettext("by %(n)d person", "by %(n)d people", digest.people) % {"n": digest.people}
    told = f"{said} {by}." if digest.people else f"{said}."
    if digest.lines.all():
        return told
    if not digest.gaps:
        return f"{told} " + _(
            "You have named no gap yet: no trait, no plan, no question, no topic. So nothing could touch one."
        )
    return f"{told} " + _("None of it touches your gaps. That is an answer, too.")


def balance(digest: Digest) -> str:
    """What I took in, beside what I want; "" where there is nothing to weigh."""
    whole = sum(digest.mix.values())
    if not whole:
        return ""
    parts = ", ".join(
        f"{round(100 * digest.mix[name] / whole)} % {words}"
        for name, words in SORT_WORDS.items()
        if name in digest.mix
    )
    want = "/".join(str(digest.target.get(name, "–")) for name in SORT_WORDS)
    if digest.took:
        told = ngettext("You heard %(n)d minute: %(parts)s", "You heard %(n)d minutes: %(parts)s", whole)
    else:
        told = ngettext(
            "You heard nothing yourself; %(n)d nugget was told: %(parts)s",
            "You heard nothing yourself; %(n)d nuggets were told: %(parts)s",
            whole,
        )
    return told % {"n": whole, "parts": parts} + " " + _("(you want %(want)s).") % {"want": want}


def quoted(line: DigestLine) -> str:
    """The words as they were said, cut where they are many."""
    words = plain(line.quote).split()
    return " ".join(words[:WORDS]) + (" …" if len(words) > WORDS else "")


def where(line: DigestLine) -> str:
    """In what, and of which day."""
    if line.item is None:
        return dict(line.asked.CHANNELS).get(line.asked.channel, "") if line.asked else ""
    named = plain(line.item.title or str(line.item.source))
    return f"{named}, {line.item.published:%Y-%m-%d}" if line.item.published else named


def opens(line: DigestLine, server: str = "") -> str:
    """Where to open or play it: with `server` the reader here, else the recording at its second or the page outside; "" where
    there is neither."""
    if line.item is None:
        inside = reverse("question", args=[line.asked_id]) if line.asked_id else ""
        outside = line.asked.answer_url if line.asked else ""
        return server + inside if server and inside else outside if web(outside) else ""
    if server:
        return f"{server}{reverse('item', args=[line.item_id])}" + (f"#{line.place}" if line.place else "")
    if line.seconds is not None and web(line.item.audio_url):
        return f"{line.item.audio_url.split('#')[0]}#t={int(line.seconds)}"
    return line.item.url if web(line.item.url) else ""


def web(url: str) -> bool:
    return urlsplit(url).scheme in ("http", "https")


def plain(text: str) -> str:
    return " ".join(html.unescape(text).split())


def server() -> str:
    """The address of these pages, where one was set."""
    return str(settings.ADDRESS.url)


# --- as files -----------------------------------------------------------------------------------------------------


def markdown(digest: Digest) -> str:
    return "\n".join(_markdown(digest))


def _markdown(digest: Digest) -> Iterator[str]:
    yield f"# {title(digest)}"
    yield f"\n{summary(digest)}"
    if told := balance(digest):
        yield f"\n{told}"
    for group in groups(digest):
        yield f"\n## {escaped(group.reason)}"
        for line in group.lines:
            at = opens(line, server())
            place = f"[{escaped(where(line))}](<{at}>)" if at else escaped(where(line))
            yield f"\n> {escaped(quoted(line))}\n> — {', '.join(filter(None, (escaped(plain(line.name)), place)))}"
    yield ""


def escaped(text: str) -> str:
    """One line, in which what Markdown would take for markup stands as it was said."""
    return "".join(f"\\{ch}" if ch in "\\`*_[]<>#" else ch for ch in " ".join(text.split()))


def text(digest: Digest) -> str:
    """Plain text, for mail."""
    out = [title(digest), "", summary(digest)]
    if told := balance(digest):
        out += ["", told]
    for group in groups(digest):
        out += ["", f"* {group.reason}"]
        for line in group.lines:
            out += [
                "",
                f"  “{quoted(line)}”",
                f"  {', '.join(filter(None, (plain(line.name), where(line))))}",
            ]
            if at := opens(line, server()):
                out.append(f"  {at}")
    return "\n".join([*out, ""])


def as_html(digest: Digest, address: str) -> str:
    """For a reader of feeds; `address` is that of these pages."""
    say = html.escape
    out = [f"<p>{say(summary(digest))}</p>"]
    if told := balance(digest):
        out.append(f"<p>{say(told)}</p>")
    for group in groups(digest):
        out.append(f"<h2>{say(group.reason)}</h2>")
        for line in group.lines:
            place = f'<a href="{say(opens(line, address))}">{say(where(line) or _("open"))}</a>'
            name = say(plain(line.name))
            out.append(f"<blockquote><p>{say(quoted(line))}</p></blockquote><p>{name}, {place}</p>")
    return "\n".join(out)
