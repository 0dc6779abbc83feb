"""The program as a person has it: a data folder, and the `mentors` command run in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
SAMPLE = ROOT / "sample"
AT = "https://sample.manymentors.invalid/"
"""The address of the sample world, which the program answers from its folder."""


@dataclass
class Ran:
    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@dataclass
class World:
    """`database_url` is empty for SQLite in the data folder."""

    home: Path
    database_url: str = ""
    more: dict[str, str] = field(default_factory=dict)

    @property
    def environ(self) -> dict[str, str]:
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("MANYMENTORS_", "DATABASE_URL"))}
        url = {"DATABASE_URL": self.database_url} if self.database_url else {}
        return kept | {"MANYMENTORS_HOME": str(self.home), "COLUMNS": "110"} | url | self.more

    def start(self, *words: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "manymentors", *words],
            env=self.environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *words: str, timeout: float = 120) -> Ran:
        process = self.start(*words)
        out, err = process.communicate(timeout=timeout)
        return Ran(process.returncode, out, err)

    def ok(self, *words: str, timeout: float = 120) -> Ran:
        """Run and insist on success."""
        ran = self.run(*words, timeout=timeout)
        assert ran.status == 0, f"mentors {' '.join(words)}: {ran.status}\n{ran.out}\n{ran.err}"
        return ran

    def refused(self, *words: str) -> str:
        """Run and insist on a clear failure: status 1, nothing on stdout, one sentence on stderr; returns it."""
        ran = self.run(*words)
        assert ran.status == 1, f"mentors {' '.join(words)}: {ran.status}\n{ran.out}\n{ran.err}"
        assert "Traceback" not in ran.err
        assert len(ran.err.strip().splitlines()) == 1, ran.err
        return ran.err.strip()
