"""Times the ideal mentor at 500 people and 10,000 milestones: looking for proofs, the matrix, and the smallest set.

    .venv/bin/python -m bench.ideal [--people 500] [--milestones 10000] [--looks 60]

Rows as in `bench.pages`, without passages, which the page does not read. Beside the limit of 400 ms for a page; `bench.pages --pages ideal`
times the same page over HTTP with a million passages, under readers.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
LIMIT = 400.0


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--people", type=int, default=500)
    parser.add_argument("--milestones", type=int, default=10_000, help="and as many nuggets")
    parser.add_argument("--looks", type=int, default=60)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        os.environ["MANYMENTORS_HOME"] = place
        from manymentors.store.setup import open_store

        open_store()
        times = measured(options)
    for name, some in (("by the clock", [wall for wall, _ in times]), ("CPU", [own for _, own in times])):
        some.sort()
        p50, p95 = some[len(some) // 2], some[int(len(some) * 0.95)]
        print(
            f"the page, {name}: p50 {p50:.0f} ms, p95 {p95:.0f} ms of {LIMIT:.0f} ({p95 / LIMIT:.2f}), {len(some)} looks"
        )


def measured(options: argparse.Namespace) -> list[tuple[float, float]]:
    """Milliseconds of each look: by the clock, and of this process alone, which other work on the machine does not lengthen."""
    from django.test import Client
    from pages import my_ideal, people_and_sources

    from manymentors.actions.be_user import local_user
    from manymentors.store.models import Proof
    from manymentors.store.queries.ideal import ideal

    user = local_user()
    user.set_password("long enough and dull")
    user.save()
    fill(people_and_sources(user, options.people), options.milestones)
    my_ideal(user)
    print(f"{Proof.objects.count():,} proofs of {len(ideal(user).traits)} traits")
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    times = []
    for number in range(options.looks + 3):
        began, own = time.perf_counter(), time.process_time()
        answer = client.get("/ideal/", {"page": 1 + number % 4})
        assert answer.status_code == 200, answer.status_code
        times.append(((time.perf_counter() - began) * 1000, (time.process_time() - own) * 1000))
    return times[3:]


def fill(owners: list[tuple[object, object]], count: int) -> None:
    """One item, one milestone and one nugget each, of words that a road and advice are told in."""
    from django.utils import timezone

    from manymentors.shapes import FIELDS, KINDS
    from manymentors.store.models import Item, Milestone, Nugget

    chance, now = random.Random(7), timezone.now()
    items = Item.objects.bulk_create(
        (
            Item(source=owners[n % len(owners)][1], key=str(n), kind="episode", title=f"Talk {n}", text="-", first_seen=now)
            for n in range(count)
        ),
        batch_size=1_000,
    )  # fmt: skip
    for model in (Milestone, Nugget):
        rows = []
        for n, item in enumerate(items):
            quote = f"{chance.choice(BEGINNINGS)} {chance.choice(ENDINGS)} {chance.choice(PLACES)} in {1980 + n % 45}."
            told = {
                "item": item, "person": owners[n % len(owners)][0], "quote": quote, "start": 0, "end": len(quote),
                "seconds": float(n), "score": 0.5, "reader": "bench",
            }  # fmt: skip
            if model is Milestone:
                rows.append(Milestone(**told, kind=chance.choice(KINDS), what=quote.lower()[:60], order=1))
            else:
                rows.append(Nugget(**told, field=chance.choice(FIELDS)))
        model.objects.bulk_create(rows, batch_size=1_000)


BEGINNINGS = (
    "I became", "They made me", "I never wanted to be", "You should hire", "Always talk to", "I wrote a book for", "I founded a company with",
    "I gave a talk to", "I started with computers as", "Hand your work over to", "I learned machine learning from", "Write the documentation for",
)  # fmt: skip
ENDINGS = (
    "the CTO of a bank", "a network engineer", "a team lead of thirty people", "a teacher of children", "a developer advocate",
    "a data scientist", "people who know more than you do", "a friend from school", "a nurse", "the whole company",
)  # fmt: skip
PLACES = (
    "on the coast",
    "in a small town",
    "abroad",
    "at the university",
    "from my kitchen",
    "at a start-up",
)

if __name__ == "__main__":
    main()
