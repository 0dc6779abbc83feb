"""Kills the posting of questions again and again, and counts what the networks hold in the end: each question once.

    .venv/bin/python -m bench.outbox_storm [--kills 200]

Servers of ours on the loopback take the posts: one that knows the key of a post again, as Mastodon does for an hour, one that
does not, and one that keeps records as Bluesky does. Each try runs in a process of its own, which is killed with SIGKILL after
a time drawn by chance, between before the first byte and after the last; a last try is left alone.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

TRIES = 5
"""Kills of one question before it is left alone."""

PAUSE = 0.1
"""Seconds between the moment a network has taken a post and its answer: there a kill is worst."""

ZYGOTE = """
import os, signal, sys, time
from manymentors.store.setup import open_store
open_store()
from django.conf import settings
from django.db import connections
from django.utils import timezone
from manymentors.actions.post_asked import post_asked
from manymentors.http_client import Client
print("ready", flush=True)
for line in sys.stdin:
    pk, delay = line.split()
    connections.close_all()
    child = os.fork()
    if not child:
        with Client(user_agent="storm", allow_hosts=settings.ALLOW_HOSTS) as client:
            post_asked(int(pk), client, timezone.now())
        os._exit(0)
    if float(delay) >= 0:
        time.sleep(float(delay))
        os.kill(child, signal.SIGKILL)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--kills", type=int, default=200)
    options = parser.parse_args()
    from tests.http_client.servers import serving

    with tempfile.TemporaryDirectory() as place, serving() as first, serving() as second, serving() as third:
        os.environ["MANYMENTORS_HOME"] = place
        os.environ["MANYMENTORS_ALLOW_HOSTS"] = ",".join(one.host for one in (first, second, third))
        from manymentors.store.setup import open_store

        open_store()
        from tests.post_server import Networks

        networks = {
            "Mastodon, key known again": (Networks(first), "mastodon"),
            "Mastodon, key not known": (Networks(second, keeps_keys=False), "mastodon"),
            "Bluesky": (Networks(third), "bluesky"),
        }
        for there, _ in networks.values():
            there.pause = PAUSE
        tried, killed, calls = storm(questions(networks, options.kills), options.kills)
        wrong = report(networks, tried, killed, calls)
        if wrong:
            raise SystemExit(wrong)


def questions(networks: dict, count: int) -> list[tuple[int, str]]:
    """So many that I pressed post for, in turn for each network: (id, network)."""
    from manymentors.actions.be_user import local_user
    from manymentors.actions.name_person import person_called
    from manymentors.store.models import Asked, Token
    from manymentors.store.sealed import ELSEWHERE, seal
    from tests.post_server import KEY

    me, ada, out = local_user(), person_called("Ada Example"), []
    tokens = {
        name: Token.objects.create(
            user=me, network=kind, server=there.server.url().rstrip("/"), account=f"did:plc:{at}", handle="@me", sealed=seal(KEY, ELSEWHERE)
        )
        for at, (name, (there, kind)) in enumerate(networks.items())
    }  # fmt: skip
    names = list(networks)
    for number in range(count):
        name = names[number % len(names)]
        row = Asked.objects.create(
            user=me, person=ada, words=f"Question {number}?", channel=networks[name][1],
            handle="@ada@social.example", token=tokens[name], state="posting",
        )  # fmt: skip
        out.append((row.pk, name))
    return out


def storm(asked: list[tuple[int, str]], kills: int) -> tuple[list[tuple[int, str]], int, int]:
    """Try one question after the other with at most TRIES kills, and once without, until so many were killed; returns the
    questions tried, how many tries died of it, and how many there were.
    """
    from django.db import connections

    connections.close_all()
    chance, killed, tries = random.Random(5), 0, 0
    zygote = subprocess.Popen(
        [sys.executable, "-c", ZYGOTE], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert zygote.stdin
    assert zygote.stdout
    assert zygote.stdout.readline() == "ready\n"

    def attempt(pk: int, delay: float) -> float:
        nonlocal killed, tries
        began = time.monotonic()
        print(pk, delay, file=zygote.stdin, flush=True)
        status = int(zygote.stdout.readline())
        tries += 1
        killed += status == -signal.SIGKILL
        return time.monotonic() - began

    lasts = attempt(asked[0][0], -1)  # how long one takes, undisturbed
    tried = asked[:1]
    for pk, name in asked[1:]:
        if killed >= kills:
            break
        tried.append((pk, name))
        before = killed
        while killed < kills and killed - before < TRIES:
            was = killed
            attempt(pk, chance.uniform(0.2 * lasts, 1.1 * lasts))
            if killed == was:  # it was through before its time
                break
        attempt(pk, -1)
    zygote.stdin.close()
    zygote.wait()
    return tried, killed, tries


def report(networks: dict, asked: list[tuple[int, str]], killed: int, tries: int) -> str:
    from manymentors.store.models import Asked

    print(f"{len(asked)} questions, {tries} tries, {killed} killed with SIGKILL")
    wrong = ""
    for name, (there, kind) in networks.items():
        mine = [pk for pk, at in asked if at == name]
        held = there.records if kind == "bluesky" else there.posts
        waiting = Asked.objects.filter(pk__in=mine, state="waiting").count()
        print(
            f"{name:28} {len(mine):4} questions, {there.calls:4} posts sent, {len(held):4} held, {waiting:4} known here"
        )
        if not len(mine) == len(held) == waiting:
            wrong = "NOT EACH ONCE."
    if not wrong:
        print("each once, none lost")
    return wrong


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent.parent))
    main()
