"""Serves ten real transcripts as a podcast on loopback, follows and syncs it, and prints a road and a comparison.

usage: python -m evals.real_podcast [--person NAME]   (wants the evaluation folder ../shared beside the checkout)
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from pathlib import Path

from tests.serving import serving
from tests.world import ROOT, World

EVAL = ROOT.parent / "shared" / "eval"
EPISODES = (38, 40, 51, 56, 57, 64, 65, 69, 72, 75)
MINE = (
    ("wrote my first web page in the school library", 1999),
    ("answered phones on a help desk", 2004),
    ("left university without a degree", 2005),
    ("took a job as a web developer at an agency", 2007),
    ("released a small open-source library", 2011),
    ("gave my first meetup talk", 2013),
)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--person", default="")
    args = parser.parse_args()
    files = [EVAL / "corpora" / "founders-talk" / f"founders-talk-{number}.md" for number in EPISODES]
    guests = {
        file.stem: json.loads((EVAL / "gold" / f"{file.stem}.json").read_text())["guests"] for file in files
    }
    with tempfile.TemporaryDirectory() as folder, serving() as server:
        world = World(Path(folder) / "home", more={"MANYMENTORS_ALLOW_HOSTS": server.host})
        url = server.podcast(
            "/show/feed.xml", "Ten real interviews", files, hosts=("Adam Stacoviak",), guests=guests
        )
        print(world.ok("follow", url, "--dry-run").out)
        world.ok("follow", url, "--via", "the evaluation set")
        began = time.monotonic()
        print(world.ok("sync", timeout=600).out, f"in {time.monotonic() - began:.1f} s\n")
        for what, year in MINE:
            world.ok("me", "add", what, "--year", str(year))
        print(world.ok("people").out)
        person = args.person or guests[files[0].stem][0]
        print(world.ok("road", person).out)
        print(world.ok("compare", person).out)
        print(world.ok("next").out)


if __name__ == "__main__":
    main()
