"""A poll asked of all who read me on a network: drafted, posted once when I press post, and its result read back."""

from __future__ import annotations

import re
import uuid
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from functools import partial

from django.db import transaction
from django.utils import timezone

from manymentors.actions.connect import opened
from manymentors.actions.errand import ask
from manymentors.actions.outbox import DoesNotFit, attempt, begin, to_bluesky
from manymentors.actions.poll import checked_poll
from manymentors.crowd.numbered import MOST_SHOWN, tally
from manymentors.errors import FetchError, InputError, NotFound
from manymentors.http_client import Client
from manymentors.shapes import HeldPoll, PollForm, PollLimits
from manymentors.sources.bluesky.read import SITE
from manymentors.sources.conversation import conversation
from manymentors.sources.polls import ask_poll, find_poll, limits
from manymentors.sources.post import LIMITS, Posted, post_status
from manymentors.store.models import Poll, PollPost, Token, User

SHORTEST = timedelta(minutes=10)


def draft_there(
    user: User,
    token: Token,
    question: str,
    options: Sequence[str],
    *,
    several: bool,
    closes: date,
    today: date,
) -> Poll:
    """A draft: nothing has gone out. Raises InputError for a poll that cannot be held there."""
    question, told = checked_poll(question, options, closes=closes, today=today)
    there = PollPost(network=token.network, token=token, several=several and token.network == "mastodon")
    with transaction.atomic():
        poll = Poll.objects.create(user=user, question=question, options=told, closes=closes)
        there.poll = poll
        fits(there)
        there.save()
    return poll


def rewrite_there(
    there: PollPost, question: str, options: Sequence[str], *, several: bool, closes: date, today: date
) -> None:
    """Raises InputError for what has left my hands already."""
    if there.state != "draft" or not there.mine:
        raise InputError("This poll is out already. Ask a new one instead.")
    poll = there.poll
    poll.question, poll.options = checked_poll(question, options, closes=closes, today=today)
    poll.closes, there.several, there.problem = closes, several and there.network == "mastodon", ""
    fits(there)
    with transaction.atomic():
        poll.save()
        there.save()


def text_of(there: PollPost) -> str:
    """What goes out, to the letter. On Mastodon the answers stand in the poll, on Bluesky in the post."""
    poll = there.poll
    if there.network == "mastodon":
        return poll.question
    lines = [f"{at}) {option}" for at, option in enumerate(poll.options, 1)]
    day = f"{poll.closes.day} {poll.closes:%B}"
    return "\n".join([poll.question, "", *lines, "", f"Reply with a number, until {day}."])


def fits(there: PollPost) -> None:
    """Raises InputError where it is too long for its network, or its answers could be taken for each other there."""
    long = len(text_of(there)) - LIMITS[there.network]
    if long > 0:
        name = there.get_network_display()
        raise InputError(f"With its answers it is {long} characters too long for {name}. Say it in fewer.")
    if there.network == "bluesky" and any(re.fullmatch(r"\W*\d+\W*", str(one)) for one in there.poll.options):
        raise InputError(
            "An answer that is only a number would be mixed up with the numbers of the answers. Write it as words, such as “two hours”."
        )


def press_poll(there: PollPost) -> None:
    """I press post: the worker posts it, once. Raises InputError where it cannot go out."""
    if not there.mine or there.state not in ("draft", "posting"):
        raise InputError("This poll is out already.")
    if there.token is None:
        raise InputError("The account that it was for is not connected any more. Connect it again.")
    if there.token.problem:
        raise InputError(f"{there.token.handle}: {there.token.problem}")
    if end_of(there.poll) < timezone.now() + SHORTEST:
        raise InputError("Its last day is over. Give it a later one, then post it.")
    fits(there)
    with transaction.atomic():
        there.state, there.problem = "posting", ""
        there.save(update_fields=["state", "problem"])
        ask(there.poll.user, "poll", poll=there.poll_id)


def post_poll(poll: int, client: Client, now: datetime) -> None:
    """Post the poll for which I pressed post; a refusal makes it a draft again."""
    rows = PollPost.objects.select_related("token", "poll__user").exclude(token=None)
    there, before = begin(rows.filter(poll=poll, state="posting", mine=True), now)
    if there is None or there.token is None:
        return
    posted = attempt(
        there, there.token, partial(send, there, there.token, before, client), partial(back, there)
    )
    if posted:
        there.problem, there.state, there.posted = "", "out", now
        there.post, there.url = f"{posted.key} {posted.id}", posted.url
        there.there, there.ends = posted.poll, end_of(there.poll)
        there.counts, there.n = [0] * len(there.poll.options), 0
        there.save()


def send(there: PollPost, token: Token, before: datetime | None, client: Client) -> Posted:
    key, words, began = opened(token), text_of(there), there.tried or there.poll.created
    if token.network == "mastodon":
        form = form_for(there, limits(token.server, client) if before is None else None, began, token)
        return post_status(
            token.server, key, words, key=str(there.key), since=before, answers="", client=client, poll=form
        )
    return to_bluesky(token, key, words, began=began, client=client)


def form_for(there: PollPost, takes: PollLimits | None, began: datetime, token: Token) -> PollForm:
    """Raises DoesNotFit where the server says that it takes no such poll."""
    options = tuple(str(one) for one in there.poll.options)
    seconds = round((end_of(there.poll) - began).total_seconds())
    if takes is not None:
        where = token.server.partition("://")[2]
        if len(options) > takes.options:
            raise DoesNotFit(f"{where} takes {takes.options} answers at most; this poll has {len(options)}.")
        if long := [one for one in options if len(one) > takes.characters]:
            raise DoesNotFit(
                f"{where} takes {takes.characters} characters an answer; “{long[0]}” has {len(long[0])}."
            )
        if seconds > takes.longest:
            days = takes.longest // 86400
            raise DoesNotFit(
                f"{where} keeps a poll open for {days} days at most. Give it an earlier last day."
            )
        seconds = max(seconds, takes.shortest)
    return PollForm(options, max(300, seconds), there.several)


def end_of(poll: Poll) -> datetime:
    """The end of its last day, in the time of this installation."""
    return timezone.make_aware(datetime.combine(poll.closes + timedelta(days=1), time()))


def back(there: PollPost, problem: str) -> None:
    """It was not taken: a draft again, which may be changed and then is another post."""
    there.problem, there.tried, there.key, there.state = problem, None, uuid.uuid4(), "draft"
    there.save()


# --- how it stands ------------------------------------------------------------------------------------------------


def look_there(there: PollPost, client: Client, now: datetime) -> None:
    """Read how it stands. What was read stays where the network cannot be had, and where the post was deleted."""
    there.looked, there.problem, there.state = now, "", "out"
    over = there.ends is not None and there.ends <= now
    try:
        if there.network == "mastodon":
            take(there, ask_poll(base_of(there), there.there, client))
        else:
            count(there, client)
            there.final = over
    except NotFound:
        there.state, there.final = "gone", True
    except (FetchError, InputError) as exc:
        there.problem = str(exc)
    there.save()


def base_of(there: PollPost) -> str:
    return re.sub(r"^(https?://[^/]+).*", r"\1", there.token.server if there.token else there.url)


def take(there: PollPost, held: HeldPoll) -> None:
    there.counts = list(held.counts) if held.counts is not None else []
    there.n, there.votes, there.several = held.n, held.votes, held.several
    there.ends, there.final = held.ends or there.ends, held.closed


def count(there: PollPost, client: Client) -> None:
    """Bluesky's: the direct answers to my post, as far as they can be read. Mine do not count."""
    post = there.post.split(" ")[0]
    turns = conversation("bluesky", post, there.url, "", client)
    mine = {f"{SITE}/profile/{post.removeprefix('at://').partition('/')[0]}"}
    until = there.poll.closed or there.ends
    found = tally(turns, post, [str(one) for one in there.poll.options], mine=mine, until=until)
    there.counts, there.n, there.votes = list(found.counts), found.n, found.n
    there.unread = [len(found.unread), *found.unread[:MOST_SHOWN]]


def bring_poll(user: User, url: str, client: Client, now: datetime) -> Poll:
    """Look at a poll that somebody holds on Mastodon; brought again, it is the one that is here. Raises InputError, FetchError,
    BrokenFile, and NotAFeed where there is none.
    """
    found = find_poll(url, client)
    held = found.held
    known = PollPost.objects.filter(poll__user=user, post=f"{found.key} ").select_related("poll").first()
    with transaction.atomic():
        day = timezone.localtime(held.ends).date() if held.ends else timezone.localdate(now)
        poll = known.poll if known else Poll(user=user)
        poll.question, poll.options, poll.closes = found.question[:2000], list(held.options), day
        poll.save()
        there = known or PollPost(poll=poll, network="mastodon", mine=False, post=f"{found.key} ")
        there.state, there.url, there.author, there.there = "out", found.url, found.author, held.id
        there.looked, there.posted = now, there.posted or now
        take(there, held)
        there.save()
    return poll
