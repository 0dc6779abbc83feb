"""Times the import of an archive of 50,000 tweets: reading it, and keeping it in a store of its own; peak memory of both.

    python bench/archives.py [--tweets 50000]

The archive is made up as X makes them: 2 KB of JSON a tweet, a fifth of it threads of the owner's own replies, replies to
others, retweets, links, long tweets, likes, follows. Each part runs in a fresh process.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

CHANCE = random.Random(11)
WORDS = ["".join(CHANCE.choices("aeiounrstlmdk", k=CHANCE.randint(2, 9))) for _ in range(20_000)]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--tweets", type=int, default=50_000)
    parser.add_argument("--part", choices=["read", "keep"], help=argparse.SUPPRESS)
    parser.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.part:
        {"read": read, "keep": keep}[args.part](args.file)
        return
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "twitter.zip"
        size = write(file, args.tweets)
        print(f"{args.tweets} tweets, {size / 1e6:.0f} MB of JSON, {file.stat().st_size / 1e6:.0f} MB zipped")
        for part in ("read", "keep"):
            home = {"MANYMENTORS_HOME": f"{folder}/home", "DATABASE_URL": ""}
            subprocess.run(
                [sys.executable, __file__, "--part", part, "--file", file], env=os.environ | home, check=True
            )


def read(file: Path) -> None:
    from manymentors.http_client import Client
    from manymentors.shapes import Validators
    from manymentors.sources.fetch import fetch

    before, start = peak(), time.perf_counter()
    with Client(user_agent="bench") as client:
        source = fetch("x_archive", file.as_uri(), client, Validators()).source
    assert source is not None
    counts = {
        "items": len(source.items),
        "replies": sum(bool(item.reply_to) for item in source.items),
        "retweets": sum(bool(item.boost_of) for item in source.items),
        "likes": sum(len(item.links) for item in source.items if item.key.startswith("likes:")),
        "longest": max(len(item.text) for item in source.items),
    }
    tell("read into items", time.perf_counter() - start, before)
    print(f"  {counts}")


def keep(file: Path) -> None:
    from manymentors.store.setup import open_store

    open_store()
    from datetime import UTC, datetime

    from manymentors.actions.follow import follow
    from manymentors.actions.look import look
    from manymentors.http_client import Client
    from manymentors.shapes import FoundSource
    from manymentors.store.models import Item, User

    user = User.objects.create(username="bench")
    source = follow(user, FoundSource("x_archive", file.as_uri()), person="Ada Example").follow.source
    before, start = peak(), time.perf_counter()
    with Client(user_agent="bench") as client:
        looked = look(source, client, datetime.now(UTC))
    tell("read and kept in SQLite", time.perf_counter() - start, before)
    threads = Item.objects.exclude(thread="").values("thread").distinct().count()
    print(f"  new {looked.new}, changed {looked.changed}, threads {threads} {looked.problem}")
    start = time.perf_counter()
    source.body_hash = source.etag = ""
    source.whole_at = None
    with Client(user_agent="bench") as client:
        again = look(source, client, datetime.now(UTC))
    tell("the same again", time.perf_counter() - start, before)
    print(f"  new {again.new}, changed {again.changed} {again.problem}")


def tell(what: str, seconds: float, before: float) -> None:
    print(f"{what}: {seconds:.1f} s, peak {peak():.0f} MB ({before:.0f} MB before)", flush=True)


def peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def write(file: Path, count: int) -> int:
    """The JSON bytes that went in."""
    notes: list[dict[str, Any]] = []
    parts: dict[str, Iterator[dict[str, Any]]] = {
        "account": iter([{"account": {"username": "ada", "accountId": "7", "accountDisplayName": "Ada Example"}}]),
        "tweets": ({"tweet": tweet} for tweet in tweets(count, notes)),
        "note_tweet": (note for note in notes),
        "like": ({"like": {"tweetId": str(10**18 + n * 10**12), "fullText": words(n, 20), "expandedUrl": f"https://twitter.com/i/web/status/{n}"}} for n in range(count // 2)),
        "following": ({"following": {"accountId": str(n), "userLink": f"https://twitter.com/intent/user?user_id={n}"}} for n in range(500)),
    }  # fmt: skip
    size = 0
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, entries in parts.items():
            with archive.open(f"data/{name.replace('_', '-')}.js", "w", force_zip64=True) as out:
                size += out.write(f"window.YTD.{name}.part0 = [\n".encode())
                for number, entry in enumerate(entries):
                    size += out.write(("," if number else "").encode() + json.dumps(entry, indent=2).encode())
                size += out.write(b"]")
    return size


def tweets(count: int, notes: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    chance = random.Random(7)
    before = ""
    for number in range(count):
        id = str(10**18 + number * 10**12)
        text = words(number, 30)
        tweet: dict[str, Any] = {
            "edit_info": {"initial": {"editTweetIds": [id], "editableUntil": "2023-02-18T13:33:11.000Z", "editsRemaining": "5"}},
            "retweeted": False, "source": '<a href="https://mobile.twitter.com" rel="nofollow">Web</a>',
            "display_text_range": ["0", str(len(text))], "favorite_count": "3", "id_str": id, "id": id, "truncated": False,
            "retweet_count": "1", "created_at": "Sat Feb 18 12:33:11 +0000 2023", "favorited": False, "lang": "en",
            "entities": {"hashtags": [], "symbols": [], "urls": [], "user_mentions": []},
        }  # fmt: skip
        kind = chance.random()
        if kind < 0.2 and before:
            tweet |= {
                "in_reply_to_status_id_str": before,
                "in_reply_to_user_id_str": "7",
                "in_reply_to_screen_name": "ada",
            }
        elif kind < 0.45:
            who = chance.randrange(500)
            mention = {
                "name": f"Friend {who}",
                "screen_name": f"friend{who}",
                "indices": ["0", "9"],
                "id_str": str(who),
                "id": str(who),
            }
            tweet["entities"]["user_mentions"].append(mention)
            tweet |= {
                "in_reply_to_status_id_str": str(number),
                "in_reply_to_user_id_str": str(who),
                "in_reply_to_screen_name": f"friend{who}",
            }
            text = f"@friend{who} {text}"
        elif kind < 0.6:
            text = f"RT @friend1: {text}"
        elif kind < 0.8:
            short = f"https://t.co/{number}"
            url = {
                "url": short,
                "expanded_url": f"https://blog.example/{number}?a=1&b=2",
                "display_url": "blog.example/…",
                "indices": ["1", "2"],
            }
            tweet["entities"]["urls"].append(url)
            text = f"{text} {short}"
        elif kind < 0.82:
            whole = f"{number} {words(number, 120)}"
            text = f"{whole[:270]}…"
            notes.append(
                {
                    "noteTweet": {
                        "noteTweetId": id,
                        "createdAt": "2023-02-18T12:33:11.000Z",
                        "core": {"text": whole, "urls": []},
                    }
                }
            )
        before = id
        yield tweet | {"full_text": text}


def words(seed: int, count: int) -> str:
    return " ".join(random.Random(seed).choices(WORDS, k=count))


if __name__ == "__main__":
    main()
