"""Kills a sync of 30 sources 20 times at random moments, runs it once more, and holds its export against an undisturbed run.

usage: python -m bench.kill_storm [--sources 30] [--kills 20] [--seed 1]
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from pathlib import Path

from tests.serving import Server, serving
from tests.world import SAMPLE, World

INTERVIEWS = sorted((SAMPLE / "transcripts").glob("*"))


def follow_all(server: Server, home: Path, sources: int) -> World:
    world = World(home, more={"MANYMENTORS_ALLOW_HOSTS": server.host})
    opml = ["<opml version='2.0'><body>"]
    for number in range(sources):
        files = [INTERVIEWS[(number + at) % len(INTERVIEWS)] for at in range(2)]
        url = server.podcast(f"/{number}/feed.xml", f"Show {number}", files)
        opml.append(f"<outline type='rss' text='Show {number}' xmlUrl='{url}'/>")
    listed = home.parent / f"{home.name}.opml"
    listed.write_text("".join([*opml, "</body></opml>"]))
    world.ok("follow", str(listed))
    return world


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sources", type=int, default=30)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    random.seed(args.seed)
    with tempfile.TemporaryDirectory() as folder, serving() as server:
        calm = follow_all(server, Path(folder) / "calm", args.sources)
        began = time.monotonic()
        calm.ok("sync", timeout=900)
        undisturbed = time.monotonic() - began
        stormy = follow_all(server, Path(folder) / "stormy", args.sources)
        hit = 0
        for _ in range(args.kills):
            process = stormy.start("sync")
            try:
                process.communicate(timeout=random.uniform(0.5, max(2.5, undisturbed / 15)))
            except Exception:  # noqa: BLE001  # still at work: the moment has come
                process.kill()
                process.communicate()
                hit += 1
        began = time.monotonic()
        stormy.ok("sync", timeout=900)
        last = time.monotonic() - began
        equal = calm.ok("export").out == stormy.ok("export").out
        items = len(stormy.ok("export").json["items"])
    print(f"undisturbed sync of {args.sources} sources, {items} episodes: {undisturbed:.1f} s")
    print(f"{args.kills} runs, {hit} killed while at work; the last run took {last:.1f} s")
    print("export equal to the undisturbed one:", equal)
    return 0 if equal else 1


if __name__ == "__main__":
    sys.exit(main())
