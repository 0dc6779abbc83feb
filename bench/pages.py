"""Times the pages of a large store under concurrent readers while a sync writes.

    .venv/bin/python -m bench.pages [--passages 1000000] [--keep FOLDER] [--seconds 60] [--queries]

Fills a SQLite store with rows (a tenth as many items as passages, and of people, milestones, nuggets and endorsements what
goes with that), one user who follows them all, and the search index; 1,000,000 passages take some minutes, so keep the
folder. Then `mentors serve` answers 10 readers, each of whom looks at a page, waits a second, and looks at the next, while
`mentors worker` hears and reads new episodes. --queries tells instead which queries each page makes, and the slowest plan.
"""

from __future__ import annotations

import argparse
import hashlib
import http.client
import os
import random
import re
import statistics
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import chain, islice
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
from corpus import Piece, copies, real_pieces, short_queries

PER_ITEM = 10
GOALS = {"search": 250.0, "ideal": 400.0}
GOAL = 150.0
FORENAMES = ["Abena", "Ada", "Aiko", "Alba", "Amir", "Anouk", "Bela", "Bram", "Chiara", "Cyrus", "Dagny", "Dario", "Edda", "Eryk", "Fadi", "Freya", "Goran", "Hanna", "Idris", "Ilse", "Jonas", "Juno", "Kaia", "Kofi", "Lena", "Luca", "Mara", "Milan", "Nadia", "Nils", "Odile", "Omar", "Petra", "Quinn", "Rosa", "Rui", "Saga", "Tomas", "Una", "Vera"]  # fmt: skip
SURNAMES = ["Abara", "Aalto", "Bakker", "Castellan", "Dvorsky", "Ekström", "Farrow", "Guerin", "Halvorsen", "Iwasa", "Jansky", "Kowal", "Lindqvist", "Mbeki", "Novotny", "Okafor", "Pettersen", "Quiroga", "Rahal", "Sato", "Tanaka", "Ueda", "Vasquez", "Weiss", "Ximenes", "Yilmaz", "Zahra"]  # fmt: skip
IDEAL = ["held a chief-level role", "came up as an engineer", "founded a company", "wrote a book", "speaks at conferences", "gives advice on hiring", "gives advice on delegating", "started with computers as a child", "works in machine learning", "cares about good documentation", "led a big group of people", "lives in a small community"]  # fmt: skip
BOOKS = [f"{name}'s {thing}" for name in FORENAMES for thing in ("Ladder", "Almanac", "Second Winter")]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--passages", type=int, default=1_000_000)
    parser.add_argument("--keep", type=Path, help="the data folder; filled where it is empty")
    parser.add_argument("--readers", type=int, default=10)
    parser.add_argument("--think", type=float, default=1.0, help="seconds that a reader looks at a page")
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--workers", type=int, default=2, help="processes of mentors serve")
    parser.add_argument("--pages", default="", help="only these, such as today,person,compare,atlas,search")
    parser.add_argument("--quiet", action="store_true", help="nothing writes meanwhile")
    parser.add_argument("--queries", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        home = (options.keep or Path(place)).absolute()
        os.environ["MANYMENTORS_HOME"] = str(home)
        from manymentors.store.setup import open_store

        open_store()
        if not (home / "filled").exists():
            fill(options.passages)
            (home / "filled").touch()
        pages, cookie = asked()
        if options.pages:
            pages = {name: pages[name] for name in options.pages.split(",")}
        if options.queries:
            tell_queries(pages)
            return
        from django.db import connections

        connections.close_all()
        with serving(home, options.workers) as port, writing(home, not options.quiet) as written:
            times = read(port, cookie, pages, options)
        report(times, written(), options)


# --- the store ---------------------------------------------------------------------------------------------


def fill(passages: int) -> None:
    """Rows, written past the actions: as they would be after years of following."""
    from manymentors.actions.be_user import local_user
    from manymentors.actions.index import bring_up_both
    from manymentors.actions.stand import stand

    began = time.monotonic()
    user = local_user()
    user.set_password("long enough and dull")
    user.save()
    items = passages // PER_ITEM
    owners = people_and_sources(user, max(5, items // 200))
    fill_items(owners, items)
    my_road(user)
    tell(f"{items:,} items and {items * PER_ITEM:,} passages in rows: {time.monotonic() - began:.0f} s")
    began = time.monotonic()
    stand(user)
    tell(f"stands beside {len(owners):,} people: {time.monotonic() - began:.0f} s")
    began = time.monotonic()
    bring_up_both()
    tell(f"the search index, and that of advice: {time.monotonic() - began:.0f} s")


def people_and_sources(user: Any, count: int) -> list[tuple[Any, Any]]:
    from django.utils import timezone

    from manymentors.store.folding import fold
    from manymentors.store.models import Follow, Person, Source, SourcePerson

    names = [f"{first} {last}" for last in SURNAMES for first in FORENAMES]
    while len(names) < count:
        names += [f"{name} {len(names)}" for name in names[: count - len(names)]]
    now = timezone.now()
    people = Person.objects.bulk_create(Person(name=name, key=fold(name)) for name in names[:count])
    sources = Source.objects.bulk_create(
        Source(
            kind="podcast" if number % 3 else "feed",
            url=f"https://feeds.example/{number}",
            title=f"{person.name} speaks",
            checked=now,
            answered=now,
            looks=1,
            next_check=now + timedelta(days=30),
        )
        for number, person in enumerate(people)
    )
    pairs = list(zip(people, sources, strict=True))
    SourcePerson.objects.bulk_create(
        SourcePerson(source=source, person=person, role="owner", evidence="told") for person, source in pairs
    )
    tiers = [tier for tier, _ in Follow.TIERS]
    Follow.objects.bulk_create(
        Follow(
            user=user, source=source, person=person, via="a list of a friend", tier=tiers[number % len(tiers)]
        )
        for number, (person, source) in enumerate(pairs)
    )
    return pairs


def fill_items(owners: list[tuple[Any, Any]], count: int) -> None:
    """In order of publication, so that each person's are spread over the table, as they are in life."""
    from django.db import transaction
    from django.utils import timezone

    from manymentors.store.models import Appearance, Change, Endorsement, Item, Milestone, Nugget, Passage

    real = real_pieces()
    spoken: Iterator[Piece] = chain(real, copies(real))
    chance, now, done = random.Random(3), timezone.now(), 0
    while done < count:
        batch = []
        for number in range(done, min(count, done + 1_000)):
            person, source = owners[chance.randrange(len(owners))]
            batch.append((*an_item(number, source, list(islice(spoken, PER_ITEM)), now, count), person))
        with transaction.atomic():
            Item.objects.bulk_create([item for item, _, _ in batch], batch_size=200)
            Appearance.objects.bulk_create(
                Appearance(item=item, person=person, role="guest" if item.audio_url else "author", evidence="feed")
                for item, _, person in batch
            )  # fmt: skip
            Passage.objects.bulk_create(
                (
                    Passage(item=item, position=at, text=text, start=start, end=start + len(text), person=person,
                            speaker=person.name, seconds=at * 30.0 if item.audio_url else None)
                    for item, places, person in batch
                    for at, (start, text) in enumerate(places)
                ),
                batch_size=500,
            )  # fmt: skip
            facts: dict[type[Any], list[Any]] = defaultdict(list)
            for number, (item, places, person) in enumerate(batch, done):
                for fact in facts_of(number, item, places, person, chance):
                    facts[type(fact)].append(fact)
            for model in (Milestone, Nugget, Endorsement):
                model.objects.bulk_create(facts[model], batch_size=500)
            Change.objects.bulk_create(Change(item=item.pk) for item, _, _ in batch)
        done += len(batch)
        if done % 10_000 == 0:
            tell(f"  {done:,} items")


def an_item(
    number: int, source: Any, pieces: list[Piece], now: Any, count: int
) -> tuple[Any, list[tuple[int, str]]]:
    from manymentors.facts.read import READER
    from manymentors.passages.cut import VERSION
    from manymentors.store.models import Item

    texts = [piece.text.replace("\n", " ") for piece in pieces]
    places, at = [], 0
    for text in texts:
        places.append((at, text))
        at += len(text) + 1
    text = "\n".join(texts)
    spoken = source.kind == "podcast"
    item = Item(
        source=source,
        key=str(number),
        kind="episode" if spoken else "article",
        title=" ".join(texts[0].split()[:7]),
        url=f"https://feeds.example/{source.pk}/{number}",
        audio_url=f"https://feeds.example/{source.pk}/{number}.mp3" if spoken else "",
        published=now - timedelta(days=3650) * (1 - number / count),
        first_seen=now,
        text=text,
        notes=texts[0],
        text_hash=hashlib.sha256(text.encode()).hexdigest(),
        transcripts=[{"url": f"https://feeds.example/{number}.vtt", "media_type": "text/vtt"}]
        if spoken
        else [],
        heard_from=f"https://feeds.example/{number}.vtt" if spoken else "",
        spans=[[len(text), at * 30.0, at * 30.0 + 30, "", "turn"] for at, text in enumerate(texts)]
        if spoken
        else [],
        cut_by=VERSION,
        read_by=READER,
    )
    return item, places


def facts_of(
    number: int, item: Any, places: list[tuple[int, str]], person: Any, chance: random.Random
) -> Iterator[Any]:
    """A milestone in every tenth item, a nugget in every third, an endorsement in every fifth."""
    from manymentors.facts.read import READER
    from manymentors.shapes import ENDORSED, FIELDS, KINDS
    from manymentors.store.folding import fold_title
    from manymentors.store.models import Endorsement, Milestone, Nugget

    def quoted() -> dict[str, Any]:
        start, text = places[chance.randrange(len(places))]
        sentence = re.match(r".{20,160}?(?:[.!?]|$)|.{1,160}", text, re.S)
        quote = sentence[0] if sentence else text[:100]
        return {
            "item": item, "person": person, "name": person.name, "quote": quote, "start": start,
            "end": start + len(quote), "seconds": 60.0 if item.audio_url else None, "score": chance.random(), "reader": READER,
        }  # fmt: skip

    if number % 10 == 0:
        told = quoted()
        year = item.published.year - 5 if chance.random() < 0.4 else None
        what = " ".join(told["quote"].split()[:9])
        yield Milestone(**told, kind=chance.choice(KINDS), what=what, year=year, order=1)
    if number % 3 == 0:
        yield Nugget(**quoted(), field=chance.choice(FIELDS), skill="")
    if number % 5 == 0:
        start = chance.randrange(len(places))
        words = [word.title() for word in re.findall(r"[a-z]{6,}", places[start][1])] or [person.name]
        title = f"The {words[0]} {words[-1]}" if chance.random() < 0.8 else chance.choice(BOOKS)
        yield Endorsement(**quoted(), type=chance.choice(ENDORSED), title=title, key=fold_title(title))


def my_road(user: Any) -> None:
    from manymentors.store.models import Milestone, Step

    told = list(Milestone.objects.order_by("id").values_list("what", "kind")[:200:10])
    Step.objects.bulk_create(
        Step(user=user, what=what, kind=kind, position=at) for at, (what, kind) in enumerate(told)
    )


def my_ideal(user: Any) -> None:
    """Twelve traits; the worker's part, looking for what proves them, is done here and told."""
    from manymentors.actions.ideal import add_trait
    from manymentors.actions.prove import prove
    from manymentors.store.models import Errand

    for number, text in enumerate(IDEAL):
        add_trait(user, text, must=number % 3 != 2, weight=1 + number % 5)
    Errand.objects.filter(verb="ideal").delete()
    began = time.monotonic()
    prove(user)
    tell(f"what proves {len(IDEAL)} traits: {time.monotonic() - began:.0f} s")


# --- the readers -------------------------------------------------------------------------------------------

Page = Callable[[random.Random], str]


def asked() -> tuple[dict[str, Page], str]:
    """The pages by name, each an address made by chance; and the cookie of the one who looks at them."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from manymentors.store.models import Item, Person, User

    user = User.objects.get(local=True)
    if not user.traits.exists():
        my_ideal(user)
    session = SessionStore()
    session[SESSION_KEY], session[HASH_SESSION_KEY] = str(user.pk), user.get_session_auth_hash()
    session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    session.create()
    people = list(Person.objects.filter(milestones__isnull=False).distinct().values_list("id", flat=True))
    items = list(Item.objects.order_by("-id").values_list("id", flat=True)[:5_000])
    questions = [query.replace(" ", "+") for query in short_queries(real_pieces(), 300)]
    pages: dict[str, Page] = {
        "today": lambda chance: "/",
        "person": lambda chance: f"/people/{chance.choice(people)}/",
        "compare": lambda chance: f"/compare/{chance.choice(people)}/",
        "atlas": lambda chance: "/atlas/",
        "search": lambda chance: f"/search?q={chance.choice(questions)}",
        "people": lambda chance: "/people/",
        "all roads": lambda chance: "/compare/",
        "ideal": lambda chance: "/ideal/",
        "nuggets": lambda chance: "/nuggets/",
        "shelf": lambda chance: "/shelf/",
        "item": lambda chance: f"/items/{chance.choice(items)}/",
        "sources": lambda chance: "/sources/",
        "progress": lambda chance: "/progress",
    }
    return pages, f"session={session.session_key}"


def read(
    port: int, cookie: str, pages: dict[str, Page], options: argparse.Namespace
) -> dict[str, list[float]]:
    """Milliseconds of each look at each page; a page that is no 200 ends the bench."""
    times: dict[str, list[float]] = defaultdict(list)
    wrong: list[str] = []

    def look(connection: http.client.HTTPConnection, path: str) -> float:
        began = time.perf_counter()
        connection.request("GET", path, headers={"Cookie": cookie})
        answer = connection.getresponse()
        answer.read()
        if answer.status != 200:
            wrong.append(f"{path}: {answer.status}")
        return (time.perf_counter() - began) * 1000

    def reader(number: int, until: float) -> None:
        chance = random.Random(number)
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        time.sleep(chance.random() * options.think)
        while time.monotonic() < until and not wrong:
            for name, page in chance.sample(sorted(pages.items()), len(pages)):
                took = look(connection, page(chance))
                if time.monotonic() >= until:
                    break
                times[name].append(took)
                time.sleep(options.think * (0.5 + chance.random()))
        connection.close()

    first = http.client.HTTPConnection("127.0.0.1", port, timeout=300)
    for name, page in pages.items():
        took = [look(first, page(random.Random(0))) for _ in range(4)]
        tell(f"  {name:10} alone: {' '.join(f'{one:.0f}' for one in took)} ms")
    until = time.monotonic() + options.seconds
    readers = [threading.Thread(target=reader, args=(number, until)) for number in range(options.readers)]
    for thread in readers:
        thread.start()
    for thread in readers:
        thread.join()
    if wrong:
        raise SystemExit(f"A page could not be had: {wrong[0]}")
    return times


def report(times: dict[str, list[float]], written: int, options: argparse.Namespace) -> None:
    from manymentors.store.models import Item, Milestone, Passage, Person

    print(
        f"{Item.objects.count():,} items, {Passage.objects.count():,} passages, {Person.objects.count():,} people, "
        f"{Milestone.objects.count():,} milestones; {options.readers} readers, {options.think} s between two pages, "
        f"{options.seconds:.0f} s; {os.cpu_count()} cores; {written} episodes heard and read meanwhile"
    )
    print(f"{'milliseconds':12} {'looks':>6} {'p50':>7} {'p95':>7} {'max':>7}   goal")
    for name, took in times.items():
        ordered = sorted(took)
        p95 = ordered[min(len(ordered) - 1, len(ordered) * 95 // 100)]
        goal = GOALS.get(name, GOAL)
        kept = "kept" if p95 <= goal else "NOT KEPT"
        print(
            f"{name:12} {len(took):6} {statistics.median(took):7.0f} {p95:7.0f} {ordered[-1]:7.0f}   {goal:.0f} {kept}"
        )


@contextmanager
def serving(home: Path, workers: int) -> Iterator[int]:
    from tests.browser.conftest import answers
    from tests.world import World

    port = 8790
    process = World(home).start("serve", "--port", str(port), "--workers", str(workers), "--threads", "4")
    try:
        while not answers(port):
            if process.poll() is not None:
                raise SystemExit(process.communicate()[1])
            time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.communicate()


@contextmanager
def writing(home: Path, wanted: bool) -> Iterator[Callable[[], int]]:
    """A worker that hears and reads episodes of podcasts on loopback for as long as it lasts; tells how many it read."""
    from tests.serving import serving as feeds
    from tests.world import SAMPLE, World

    if not wanted:
        yield lambda: 0
        return
    files = sorted((SAMPLE / "transcripts").glob("*"))
    with feeds() as server:
        world = World(home, more={"MANYMENTORS_ALLOW_HOSTS": server.host})
        nonce = int(time.time())
        opml = ["<opml version='2.0'><body>"]
        for number in range(60):
            url = server.podcast(f"/{nonce}/{number}/feed.xml", f"Show {number}", files)
            opml.append(f"<outline type='rss' text='Show {number}' xmlUrl='{url}'/>")
        listed = home / "follow.opml"
        listed.write_text("".join([*opml, "</body></opml>"]))
        world.ok("follow", str(listed), timeout=300)
        worker = world.start("worker")
        try:
            yield lambda: sum(n for path, n in server.asked.items() if "/transcripts/" in path)
        finally:
            worker.terminate()
            worker.communicate()


# --- the queries -------------------------------------------------------------------------------------------


def tell_queries(pages: dict[str, Page]) -> None:
    """How many queries each page makes, how long they take, and the plan of the slowest."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from manymentors.store.models import User

    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(
        User.objects.get(local=True), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    for name, page in pages.items():
        path = page(random.Random(0))
        client.get(path)
        began = time.process_time()
        with CaptureQueriesContext(connection) as seen:
            answer = client.get(path)
        took = (time.process_time() - began) * 1000
        spent = sum(float(query["time"]) for query in seen) * 1000
        print(
            f"\n{name}: {answer.status_code}, {took:.0f} ms of the processor, {len(seen)} queries in {spent:.0f} ms, {len(answer.content) // 1000} kB"
        )
        for query in sorted(seen, key=lambda query: -float(query["time"]))[:3]:
            if float(query["time"]) < 0.01:
                break
            print(f"  {float(query['time']) * 1000:.0f} ms  {query['sql'][:700]}")
            with connection.cursor() as cursor:
                cursor.execute(f"EXPLAIN QUERY PLAN {query['sql']}")
                print("\n".join(f"      {row[3]}" for row in cursor.fetchall()))


def tell(what: str) -> None:
    print(what, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
