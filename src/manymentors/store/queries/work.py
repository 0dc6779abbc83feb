"""What is still to do, and how far it is."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, TextField
from django.db.models.expressions import RawSQL

from manymentors.store import access
from manymentors.store.models import Errand, Follow, Item, Source, User, Worker

AGAIN = "to be read again"
"""Who read an item that somebody wants to be read again, whoever read it: it is no news, and waits behind what is."""

SILENT = timedelta(seconds=20)
"""A worker that has given no sign of life for this long is gone."""


def due_sources(now: datetime) -> QuerySet[Source]:
    """Sources that may be looked at now, for someone who has not paused them: never looked at, or their time has come."""
    wanted = Exists(Follow.objects.filter(source=OuterRef("pk"), paused=False))
    due = Q(next_check=None) | Q(next_check__lte=now)
    return Source.objects.filter(wanted, due, paused=False).order_by("id")


def follows_due(before: datetime, kinds: Collection[str]) -> QuerySet[Source]:
    """Accounts of these networks that answer, of which nobody asked since `before` whom they follow, where somebody who has
    not paused them wants to know; those that were never asked first.
    """
    wanted = Exists(Follow.objects.filter(source=OuterRef("pk"), paused=False, asks_follows=True))
    due = Q(follows_asked=None) | Q(follows_asked__lte=before)
    well = Source.objects.filter(wanted, due, kind__in=kinds, paused=False, problem="").exclude(answered=None)
    return well.order_by(F("follows_asked").asc(nulls_first=True), "id")


def followed_sources() -> QuerySet[Source]:
    """All that someone follows and has not paused, due or not, those too that their servers say are gone."""
    wanted = Exists(Follow.objects.filter(source=OuterRef("pk"), paused=False))
    return Source.objects.filter(wanted).order_by("id")


def followers(items: Sequence[int] | None = None) -> QuerySet[User]:
    """Users who follow a source of one of these items; of any."""
    follows = Follow.objects.all()
    if items is not None:
        follows = follows.filter(source__in=Item.objects.filter(pk__in=items).values("source"))
    return User.objects.filter(pk__in=follows.values("user")).order_by("id")


def follow_counts() -> dict[int, tuple[int, int]]:
    """By user: how many follows they have, and the newest; another number tells that their circle is another. One query."""
    rows = Follow.objects.order_by().values_list("user").annotate(n=Count("id"), last=Max("id"))
    return {user: (n, last) for user, n, last in rows}


def heard() -> QuerySet[Item]:
    """Items whose transcript was heard. The text "" stands in the query itself, not beside it: only so does SQLite see that
    the index `items_heard` holds just these, and need not open each row to look (30 times as fast).
    """
    return Item.objects.filter(~Q(heard_from=RawSQL("''", (), TextField())))


def to_hear() -> QuerySet[Item]:
    """Items whose transcript is named and not heard yet."""
    return Item.objects.filter(Q(heard_from="") & ~Q(transcripts=[]))


def unheard(now: datetime) -> QuerySet[Item]:
    """What is to hear now; one that failed waits for its time."""
    return to_hear().filter(Q(hear_after=None) | Q(hear_after__lte=now))


def uncut(version: str) -> QuerySet[Item]:
    return Item.objects.exclude(cut_by=version)


def unread(reader: str) -> QuerySet[Item]:
    """Items that this reader has not read, nor a larger one with it, nor a language model after either."""
    return Item.objects.exclude(Q(read_by=reader) | Q(read_by__endswith=f" after {reader}") | larger(reader))


def larger(reader: str) -> Q:
    """What the large listener read together with this reader. Unset, it leaves what it read as it is: else a command that was started
    without it would have the whole library read again, and the next one with it too.
    """
    return Q(read_by__endswith=f" with {reader}")


def not_asked_about(reader: str) -> QuerySet[Item]:
    """Items of which a language model may be asked: what this reader found is there, and no model has chosen yet."""
    found = Q(milestones__isnull=False) | Q(nuggets__isnull=False) | Q(endorsements__isnull=False)
    by_it = Q(read_by=reader) | (larger(reader) & ~Q(read_by__contains=" after "))
    followed = Item.objects.filter(found, by_it, source__follows__isnull=False)
    return followed.select_related("source").distinct().order_by("id")


def new(cutter: str, reader: str, now: datetime) -> tuple[QuerySet[Item], ...]:
    """Items on which a first step is still to do. The three kinds are asked for apart, since each has its index: asked as one,
    every row would be opened.
    """
    return unheard(now), uncut(cutter).filter(cut_by=""), unread(reader).filter(read_by="")


def old(cutter: str, reader: str, now: datetime) -> tuple[QuerySet[Item], ...]:
    """Items that an older step has done, and that none of the new steps is waiting for. Asked for apart, likewise."""
    first = Q(cut_by="") | Q(read_by="") | Q(pk__in=unheard(now).values("pk"))
    return uncut(cutter).exclude(first), unread(reader).exclude(first)


def stale(
    source: int, cutter: str, reader: str, now: datetime, *, again: bool = False
) -> list[tuple[int, str, str, str, int]]:
    """Items of a source on which a step is still to do: (id, text hash, cut by, read by, tries), the newest first. What is `new`
    there; or what an older step did, to be done `again`.
    """
    waiting: set[int] = set()
    for items in (old if again else new)(cutter, reader, now):
        waiting.update(items.filter(source=source).values_list("id", flat=True))
    if not waiting:
        return []
    rows = Item.objects.filter(source=source, pk__gte=min(waiting), pk__lte=max(waiting))
    rows = rows.order_by(F("published").desc(nulls_last=True), "id")
    told = rows.values_list("id", "text_hash", "cut_by", "read_by", "hear_tries")
    return [row for row in told if row[0] in waiting]


def sources_with_stale(cutter: str, reader: str, now: datetime, *, again: bool = False) -> QuerySet[Source]:
    of = {"source": OuterRef("pk")}
    waiting = Q()
    for items in (old if again else new)(cutter, reader, now):
        waiting |= Q(Exists(items.filter(**of)))
    return Source.objects.filter(waiting, Exists(Follow.objects.filter(**of))).order_by("id")


def errands_to_take(worker: str, now: datetime) -> QuerySet[Errand]:
    """The oldest first: what nobody has begun, what this worker had begun, and what one had that is gone."""
    alive = Worker.objects.filter(beat__gte=now - SILENT).exclude(name=worker)
    return Errand.objects.filter(ended=None).exclude(worker__in=alive.values("name")).order_by("id")


def worker_alive(now: datetime) -> bool:
    return Worker.objects.filter(beat__gte=now - SILENT).exists()


@dataclass(frozen=True, slots=True)
class Progress:
    """How far all work is: looked at, heard, read; each (done, of). A transcript that cannot be had counts as done."""

    sources: tuple[int, int]
    heard: tuple[int, int]
    read: tuple[int, int]

    @property
    def ended(self) -> bool:
        return all(done >= of for done, of in (self.sources, self.heard, self.read))


def progress(reader: str, now: datetime, user: User | None = None) -> Progress:
    """Three pairs of counts over all that anyone follows, or that `user` does. Six queries, each over an index."""
    follows = access.follows(user) if user else Follow.objects.all()
    followed = follows.values("source")
    sources = Source.objects.filter(pk__in=followed).count()
    due = due_sources(now).filter(pk__in=followed).count()
    items = Item.objects.filter(source__in=followed)
    by_reader = dict(items.order_by().values_list("read_by").annotate(Count("id")))
    read = sum(
        n
        for name, n in by_reader.items()
        if name == reader or name.endswith((f" after {reader}", f" with {reader}"))
    )
    waiting = to_hear().filter(source__in=followed)
    failed = waiting.exclude(hear_after=None).count()
    silent = waiting.filter(hear_after=None).count()
    done = heard().filter(source__in=followed).count()
    return Progress(
        (sources - due, sources), (done + failed, done + failed + silent), (read, sum(by_reader.values()))
    )


@dataclass(frozen=True, slots=True)
class Now:
    """What goes on for a user: whether a worker is there, how far it is, what they asked for and is not done yet."""

    worker: bool
    progress: Progress
    errands: list[Errand]

    @property
    def running(self) -> bool:
        return bool(self.errands) or not self.progress.ended


def items_of(user: User, sources: Collection[int]) -> dict[int, int]:
    """How many items each of these sources has, of those that the user follows. One query."""
    rows = access.items(user).filter(source__in=sources).order_by().values_list("source")
    return dict(rows.annotate(n=Count("pk")))


def asked_for(user: User, verbs: Collection[str] = ()) -> bool:
    """Whether something that this user asked for, or something of these, is not done yet."""
    some = access.errands(user).filter(ended=None)
    return (some.filter(verb__in=verbs) if verbs else some).exists()


def now_for(user: User, reader: str, now: datetime) -> Now:
    """Eight queries."""
    open_ = list(access.errands(user).filter(ended=None).order_by("id")[:20])
    return Now(worker_alive(now), progress(reader, now, user), open_)
