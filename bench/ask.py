"""How long a question to everybody takes, without a language model: p50 and p95 of the page, beside the goal.

    .venv/bin/python -m bench.ask [--passages 1000000] [--keep FOLDER] [--questions 100]

The store is the one of `bench/pages.py` (the same --keep serves both); its advice is listened to once when the index is
built, ten milliseconds a nugget. Each question is asked once, by the page, in one process: the first two warm it up and are
not counted. Half of the questions were asked by mentees or in the interviews, half are a few weighty words.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from corpus import EVAL, long_queries, real_pieces, short_queries

GOAL = 400.0


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--passages", type=int, default=1_000_000)
    parser.add_argument("--keep", type=Path, help="the data folder; filled where it is empty")
    parser.add_argument("--questions", type=int, default=100)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        home = (options.keep or Path(place)).absolute()
        os.environ["MANYMENTORS_HOME"] = str(home)
        from manymentors.store.setup import open_store

        open_store()
        if not (home / "filled").exists():
            from bench.pages import fill

            fill(options.passages)
            (home / "filled").touch()
        from manymentors.actions.index import bring_up_both

        began = time.monotonic()
        bring_up_both()
        print(f"indexes brought up: {time.monotonic() - began:.0f} s")
        measure(options.questions)


def measure(count: int) -> None:
    from django.test import Client
    from django.urls import reverse

    from manymentors.cli.commands.serve import load
    from manymentors.store.models import Item, Nugget, Passage, Person, User

    load()  # as each process of `mentors serve` does
    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(
        User.objects.get(local=True), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    took, busy, silent = [], [], 0
    for number, question in enumerate(questions(count)):
        began, used = time.perf_counter(), time.process_time()
        answer = client.get(reverse("ask"), {"q": question})
        if answer.status_code != 200:
            raise SystemExit(f"{question}: {answer.status_code}")
        if number >= 2:
            took.append((time.perf_counter() - began) * 1000)
            busy.append((time.process_time() - used) * 1000)
            silent += b'class="empty silence"' in answer.content
    print(
        f"{Item.objects.count():,} items, {Passage.objects.count():,} passages, {Nugget.objects.count():,} nuggets, "
        f"{Person.objects.count():,} people; {len(took)} questions, {silent} of them answered by silence; {os.cpu_count()} cores"
    )
    for name, times in (("the page", took), ("of the processor", busy)):
        ordered = sorted(times)
        p95 = ordered[len(ordered) * 95 // 100]
        print(
            f"{name:18} p50 {statistics.median(ordered):5.0f} ms   p95 {p95:5.0f} ms   max {ordered[-1]:5.0f} ms   goal p95 {GOAL:.0f} ms: {'kept' if p95 <= GOAL else 'NOT KEPT'}"
        )


def questions(count: int) -> list[str]:
    real = real_pieces()
    asked = [one["question"] for one in json.loads((EVAL / "ask.json").read_text(encoding="utf-8"))]
    some = [*asked, *long_queries(real, max(0, count // 2 - len(asked)))]
    mixed = [one for pair in zip(some, short_queries(real, len(some)), strict=True) for one in pair]
    return mixed[: count + 2]


if __name__ == "__main__":
    main()
