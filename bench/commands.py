"""Times whole runs of a command, each in a fresh process: median wall time and peak memory.

    python bench/commands.py [-n 10] mentors --help
    python bench/commands.py -n 5 mentors read talk.vtt

With no command: `mentors --help`, and `mentors read` of a made-up interview of 15,000 words. What a run writes goes to a
folder of its own, which is emptied before each run, so that every run is a first one.
"""

from __future__ import annotations

import argparse
import os
import shlex
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

MENTORS = Path(sys.executable).with_name("mentors")


@dataclass(frozen=True, slots=True)
class Run:
    seconds: float
    megabytes: float
    complaint: str
    """The last line on standard error of a run that failed."""


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("-n", type=int, default=10, help="runs of each command")
    parser.add_argument("command", nargs=argparse.REMAINDER)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        talk = Path(place) / "talk.md"
        commands = (
            [options.command] if options.command else [["mentors", "--help"], ["mentors", "read", str(talk)]]
        )
        talk.write_text(made_up_talk(15_000), encoding="utf-8")
        for command in commands:
            report(command, options.n, Path(place) / "home")


def report(command: list[str], times: int, home: Path) -> None:
    runs = [run(command, home) for _ in range(times)]
    complaints = [run.complaint for run in runs if run.complaint]
    seconds = [run.seconds for run in runs]
    print(
        f"{shlex.join(command)}\n    {times} cold runs: median {statistics.median(seconds):.2f} s"
        f" ({min(seconds):.2f}–{max(seconds):.2f}), peak memory {max(run.megabytes for run in runs):.0f} MB"
        + (f"\n    {len(complaints)} FAILED: {complaints[0]}" if complaints else "")
    )


def run(command: list[str], home: Path) -> Run:
    """One run with nothing kept from those before but the file system's cache."""
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir()
    if command[0] == "mentors":
        command = [str(MENTORS), *command[1:]]
    inside = {"HOME": str(home), "XDG_DATA_HOME": str(home), "MANYMENTORS_HOME": str(home)}
    start = time.perf_counter()
    with tempfile.TemporaryFile("w+") as said:
        process = subprocess.Popen(command, env=os.environ | inside, stdout=subprocess.DEVNULL, stderr=said)
        _, status, used = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        lines = said.read().strip().splitlines() or [f"status {process.returncode}"]
    return Run(seconds, used.ru_maxrss / 1024, lines[-1] if process.returncode else "")


def made_up_talk(words: int) -> str:
    """An interview in which two made-up people say a dozen things again and again."""
    turns = [
        "**Ada Host:** So how did you get started, and what would you tell somebody who begins today?",
        "**Ben Guest:** I studied physics in Leeds, and in 2009 I joined a small company as its third engineer. I learned "
        "to ship on Fridays there, which nobody should do. If you begin today, write down what you find out every day.",
        "**Ada Host:** And then you left to found your own company, which surprised everybody around you at the time.",
        "**Ben Guest:** We founded it in 2014 with two friends and no money. Talk to your customers before you write a "
        "line of code, really. I read The Mythical Man-Month again every winter, and I recommend it to everyone.",
        "**Ada Host:** What was the hardest part of those first years, looking back at them from where you are now?",
        "**Ben Guest:** Letting people go. I became the chief executive because nobody else wanted to, and I was bad at it "
        "for two years. Ask for help early: most people like to be asked, and few of them ever are.",
    ]
    out, count = [], 0
    while count < words:
        turn = turns[len(out) % len(turns)]
        out.append(turn)
        count += len(turn.split())
    return "\n\n".join(out) + "\n"


if __name__ == "__main__":
    main()
