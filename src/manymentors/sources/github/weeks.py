"""Public events of a user → what they shipped, week by week, in plain sentences. Stars become links and nothing more.

The sentences are ours and not said by anybody, and so they are HTML to be shown, and no text to be quoted from.
"""

from __future__ import annotations

import html as entities
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from manymentors.shapes import FoundItem, Link, PersonTag
from manymentors.sources import loose
from manymentors.sources.clean import links_of_html, one_line, safe_html

SITE = "https://github.com"
KEPT_FOR = timedelta(days=30)
"""GitHub forgets events that are older, so that an older week may be told in part only."""

Told = Mapping[str, Any]


def weeks(
    events: Iterable[Told], *, login: str, name: str, is_cut: bool, now: datetime
) -> tuple[FoundItem, ...]:
    """One item a week, newest first; a week that begins before what GitHub still knows is left out.

    `is_cut`: there were more events than GitHub lists. A week that goes on is told again, longer, by the next look.
    """
    dated = [(when, event) for event in events if (when := loose.moment(event, "created_at"))]
    oldest = min((when for when, _ in dated), default=now).date()
    by_week: dict[date, list[tuple[datetime, Told]]] = {}
    for when, event in sorted(dated, key=lambda pair: pair[0]):
        by_week.setdefault(when.date() - timedelta(days=when.weekday()), []).append((when, event))
    found = []
    for monday in sorted(by_week, reverse=True):
        is_whole = oldest < monday or (not is_cut and monday > (now - KEPT_FOR).date())
        if is_whole and (item := _week(monday, by_week[monday], login, name)):
            found.append(item)
    return tuple(found)


def _week(monday: date, events: list[tuple[datetime, Told]], login: str, name: str) -> FoundItem | None:
    told = [event for _, event in events]
    sentences = list(dict.fromkeys(filter(None, map(_sentence, told))))
    sentences += _pushes(told)
    stars = _stars(told)
    if not sentences and not stars:
        return None
    html = safe_html("".join(f"<p>{sentence}</p>" for sentence in sentences), SITE)
    links = {link.url: link for link in (*links_of_html(html), *stars)}
    year, week, _ = monday.isocalendar()
    sunday = monday + timedelta(days=6)
    return FoundItem(
        key=f"{year}-W{week:02}",
        kind="post",
        title=f"What {name or login} shipped in the week of {monday.day} {monday:%B %Y}",
        url=f"{SITE}/{login}?tab=overview&from={monday}&to={sunday}",
        html=html,
        author=name or login,
        published=events[-1][0],
        published_raw=loose.text(told[-1], "created_at"),
        people=(PersonTag(name, role="author", href=f"{SITE}/{login}"),) if name else (),
        links=tuple(links.values()),
    )


def _sentence(event: Told) -> str:
    """What one event says in HTML, "" where it is no work that was shipped."""
    repo, said = loose.text(event, "repo", "name"), loose.table(event, "payload")
    action = loose.text(said, "action")
    match loose.text(event, "type"):
        case "ReleaseEvent" if action == "published":
            release = loose.table(said, "release")
            tag = loose.text(release, "tag_name")
            title = one_line(loose.text(release, "name")) or tag
            return f"Released {_a(title, f'{repo}/releases/tag/{tag}')} of {_a(repo, repo)}."
        case "CreateEvent" if loose.text(said, "ref_type") == "repository":
            about = one_line(loose.text(said, "description"))
            return f"Started {_a(repo, repo)}{': ' + entities.escape(about) if about else ''}."
        case "PublicEvent":
            return f"Made {_a(repo, repo)} public."
        case "PullRequestEvent":
            return _pull_request(said, repo, action, loose.text(event, "actor", "login"))
    return ""


def _pull_request(said: Told, repo: str, action: str, login: str) -> str:
    """GitHub tells less of a pull request than it did: where it gives no title or author, its number has to do."""
    request = loose.table(said, "pull_request")
    number = loose.text(request, "number") or loose.text(said, "number")
    title = one_line(loose.text(request, "title"))
    what = _a(f"{title} (#{number})" if title else f"pull request {number}", f"{repo}/pull/{number}")
    author = loose.text(request, "user", "login")
    by = f" by {entities.escape(author)}" if author and author != login else ""
    if action == "merged" or (action == "closed" and loose.at(request, "merged") is True):
        return f"Merged {what}{by} into {_a(repo, repo)}."
    return f"Proposed {what} to {_a(repo, repo)}." if action == "opened" else ""


def _pushes(events: Iterable[Told]) -> list[str]:
    """One sentence for all pushes: where the work went on, most first."""
    counts = Counter(
        loose.text(event, "repo", "name") for event in events if loose.text(event, "type") == "PushEvent"
    )
    if not counts:
        return []
    places = [f"{_a(repo, repo)} ({_times(count)})" for repo, count in counts.most_common()]
    return [f"Pushed to {', '.join(places)}."]


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"


def _stars(events: Iterable[Told]) -> list[Link]:
    repos = (
        loose.text(event, "repo", "name") for event in events if loose.text(event, "type") == "WatchEvent"
    )
    return [Link(f"{SITE}/{repo}", f"starred {repo}") for repo in dict.fromkeys(repos) if _is_repo(repo)]


def _is_repo(name: str) -> bool:
    return name.count("/") == 1 and name.replace("/", "a").replace("-", "a").replace(".", "a").isidentifier()


def _a(words: str, path: str) -> str:
    return f'<a href="{entities.escape(f"{SITE}/{path}")}">{entities.escape(words)}</a>'
