"""The errands that the pages asked for: taken, begun, and ended when what they started is done."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from functools import partial

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from manymentors.actions import errand as errands
from manymentors.actions.app_subscriptions import follow_uploaded
from manymentors.actions.bring import take_in
from manymentors.actions.circle import work_out
from manymentors.actions.client import new_client
from manymentors.actions.converse import converse
from manymentors.actions.digest import digest_due
from manymentors.actions.follow_there import follow_there
from manymentors.actions.keep_audio import keep_audio
from manymentors.actions.listener import READER
from manymentors.actions.poll_there import post_poll
from manymentors.actions.post_asked import post_asked
from manymentors.actions.prove import prove
from manymentors.actions.stand import stand
from manymentors.actions.summarise import summarise
from manymentors.actions.transcribe import ask_for
from manymentors.errors import MentorsError
from manymentors.jobs import queue
from manymentors.jobs.derived import Derived
from manymentors.passages.cut import VERSION as CUTTER
from manymentors.store import access
from manymentors.store.models import Errand, Item, Source
from manymentors.store.queries import work
from manymentors.store.queries.audio import fetched, transcribed
from manymentors.store.queries.items import find_item

log = logging.getLogger(__name__)

FAULT = "%s could not be taken in through a fault of the program; see mentors.log in the data folder."
BROKE = "This broke through a fault of the program; see mentors.log in the data folder."


@dataclass(slots=True)
class InHand:
    """An errand that was begun, and what it waits for."""

    errand: Errand
    sources: set[int] = field(default_factory=set)
    """Of which what is new is waited for; and `again`, of which what is read again is."""
    again: set[int] = field(default_factory=set)
    workflows: list[str] = field(default_factory=list)
    future: Future[object] | None = None
    told: Callable[[], str | None] | None = None
    """None while it is under way; then the trouble there was, or ""."""


class Errands:
    """Those that this worker has in hand. Each verb may be repeated: after a kill what had begun is begun again."""

    def __init__(self, derived: Derived) -> None:
        self._derived = derived
        self._in_hand: dict[int, InHand] = {}

    def tick(self) -> None:
        """Take what is there to take, and end what is done."""
        for errand in work.errands_to_take(settings.WORKER, timezone.now()):
            again = errand.begun is not None
            if errand.pk not in self._in_hand and errands.take(errand, settings.WORKER, timezone.now()):
                self._begin(errand, again)
        if self._in_hand:
            running = queue.unfinished()
            new, old = (queue.sources_of(running, sort) for sort in (queue.NEW, queue.OLD))
            for held in list(self._in_hand.values()):
                if (
                    held.sources & new
                    or held.again & old
                    or (held.future is not None and not held.future.done())
                ):
                    continue
                if (problem := held.told() if held.told else "") is not None:
                    self._end(held, problem)

    def _begin(self, errand: Errand, again: bool) -> None:
        held = self._in_hand[errand.pk] = InHand(errand)
        begin = BEGIN.get(errand.verb)
        if begin is None:
            self._end(held, f"Nobody here knows how to do “{errand.verb}”. Bring the worker up to date.")
            return
        try:
            begin(self, held, again)
        except MentorsError as exc:
            self._end(held, str(exc))
        except Exception:  # the worker's loop: one errand that breaks must not hold up the others
            log.exception("errand %s was not done", errand.pk)
            self._end(held, BROKE)

    def _end(self, held: InHand, problem: str = "") -> None:
        if held.future is not None and held.future.exception() is not None:
            problem = BROKE
        elif failed := queue.failed_in(held.workflows):
            problem = FAULT % ("1 item" if failed == 1 else f"{failed} items")
        del self._in_hand[held.errand.pk]
        errands.end(held.errand, timezone.now(), problem)

    def sync(self, held: InHand, again: bool) -> None:
        """payload: `sources` (ids), or `due` (only what is due), or neither: all that the user follows and has not paused."""
        errand, now = held.errand, timezone.now()
        asked = errand.payload.get("sources")
        mine = access.sources(errand.user)
        if asked is not None:
            mine = mine.filter(pk__in=asked)
        else:
            mine = mine.filter(pk__in=access.follows(errand.user).filter(paused=False).values("source"))
        due = set(work.due_sources(now).values_list("id", flat=True)) if errand.payload.get("due") else None
        for source in mine.order_by("id"):
            look = source.pk in due if due is not None else True
            if again and source.checked and errand.begun and source.checked >= errand.begun:
                look = False  # looked at before the worker was killed
            self._wait_for(held, source, look)

    def reread(self, held: InHand, again: bool) -> None:
        """payload: `items` (ids) or `everything` to read again whoever read them; neither: what an older reader read."""
        errand = held.errand
        mine = access.items(errand.user)
        with transaction.atomic():
            if errand.payload.get("items") and not again:
                mine.filter(pk__in=errand.payload["items"]).update(read_by="")
            elif errand.payload.get("everything") and not again:
                mine.exclude(read_by="").update(read_by=work.AGAIN)
        now, sources = timezone.now(), access.sources(errand.user).values("id")
        for source in work.sources_with_stale(CUTTER, READER, now).filter(pk__in=sources):
            self._wait_for(held, source, look=False)
        old = work.sources_with_stale(CUTTER, READER, now, again=True).filter(pk__in=sources)
        held.workflows += queue.enqueue_again(old, asked=True)
        held.again.update(old.values_list("pk", flat=True))

    def subscribe(self, held: InHand, again: bool) -> None:
        """payload: `urls` of podcasts that an app subscribed to, and `found_in`, from where; each is followed, then looked at."""
        errand = held.errand
        told = errand.payload
        for source in follow_uploaded(errand.user, told.get("urls", ()), str(told.get("found_in", ""))):
            seen = again and source.checked and errand.begun and source.checked >= errand.begun
            self._wait_for(held, source, look=not seen)

    def _wait_for(self, held: InHand, source: Source, look: bool) -> None:
        held.workflows += queue.enqueue(source, look=look)
        held.sources.add(source.pk)

    def stand(self, held: InHand, again: bool) -> None:
        held.future = self._derived.start(partial(stand, held.errand.user))

    def summarise(self, held: InHand, again: bool) -> None:
        """payload: `question` and `nearer`. What the model writes is kept with its answers; the page checks and shows it."""
        told, trouble = held.errand.payload, [""]

        def ask_model() -> None:
            try:
                summarise(held.errand.user, str(told["question"]), nearer=bool(told["nearer"]))
            except MentorsError as exc:
                trouble[0] = str(exc)

        held.future = self._derived.start(ask_model)
        held.told = lambda: trouble[0]

    def circle(self, held: InHand, again: bool) -> None:
        held.future = self._derived.start(partial(work_out, held.errand.user))

    def follow(self, held: InHand, again: bool) -> None:
        """payload: `address`, and for whom as `person` ("" for itself), with `via` and `found_in`."""
        told = {name: str(held.errand.payload.get(name, "")) for name in ("person", "via", "found_in")}
        address = str(held.errand.payload["address"])
        asked = self._derived.start(partial(follow_there, held.errand.user, address, **told))
        held.future, held.told = asked, lambda: "" if asked.exception() else str(asked.result())

    def keep(self, held: InHand, again: bool) -> None:
        """payload: `item`, whose audio is to be kept. `jobs.audio` does it; this only waits."""
        item = find_item(held.errand.user, int(held.errand.payload["item"]))
        if not again:
            keep_audio(item)
        held.told = partial(fetched, item.pk)

    def transcribe(self, held: InHand, again: bool) -> None:
        """payload: `item`, of which a transcript is to be made; likewise."""
        item = find_item(held.errand.user, int(held.errand.payload["item"]))
        if not again:
            ask_for(held.errand.user, item)
        held.told = partial(transcribed, item.pk)

    def tell(self, held: InHand, again: bool) -> None:
        """payload: `item`, whose voices were asked to be told apart; likewise."""
        item = find_item(held.errand.user, int(held.errand.payload["item"]))
        held.told = partial(transcribed, item.pk)

    def ideal(self, held: InHand, again: bool) -> None:
        held.future = self._derived.start(partial(prove, held.errand.user))

    def index(self, held: InHand, again: bool) -> None:
        """payload: `anew` to build it again from nothing."""
        anew = bool(held.errand.payload.get("anew")) and not again
        held.future = self._derived.start(partial(self._derived.index, anew))

    def bring(self, held: InHand, again: bool) -> None:
        """payload: `source` and `file`, an archive that lies below the data folder: read, and removed after."""
        user, told = held.errand.user, held.errand.payload
        held.future = self._derived.start(
            partial(take_in, user, int(told["source"]), str(told["file"]), timezone.now())
        )

    def post(self, held: InHand, again: bool) -> None:
        """payload: `asked` (id), for which I pressed post."""
        if mine := access.asked(held.errand.user).filter(pk=held.errand.payload.get("asked")).first():
            held.future = self._derived.start(partial(to_network, mine.pk))

    def digest(self, held: InHand, again: bool) -> None:
        """The one that is due, at once."""
        held.future = self._derived.start(partial(digest_due, held.errand.user, timezone.now()))

    def poll(self, held: InHand, again: bool) -> None:
        """payload: `poll` (id), for which I pressed post."""
        if mine := access.polls(held.errand.user).filter(pk=held.errand.payload.get("poll")).first():
            held.future = self._derived.start(partial(poll_to_network, mine.pk))

    def converse(self, held: InHand, again: bool) -> None:
        """payload: `item` (id), around which the conversation is asked for."""
        mine = access.items(held.errand.user).select_related("source")
        if item := mine.filter(pk=held.errand.payload.get("item")).first():
            held.future = self._derived.start(partial(ask_network, item))


def ask_network(item: Item) -> None:
    with new_client() as client:
        converse(item, client, timezone.now())


def to_network(asked: int) -> None:
    with new_client() as client:
        post_asked(asked, client, timezone.now())


def poll_to_network(poll: int) -> None:
    with new_client() as client:
        post_poll(poll, client, timezone.now())


BEGIN = {
    "sync": Errands.sync,
    "subscribe": Errands.subscribe,
    "reread": Errands.reread,
    "stand": Errands.stand,
    "ideal": Errands.ideal,
    "summarise": Errands.summarise,
    "circle": Errands.circle,
    "follow": Errands.follow,
    "index": Errands.index,
    "keep": Errands.keep,
    "transcribe": Errands.transcribe,
    "tell": Errands.tell,
    "bring": Errands.bring,
    "converse": Errands.converse,
    "post": Errands.post,
    "poll": Errands.poll,
    "digest": Errands.digest,
}
