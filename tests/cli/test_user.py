"""mentors user: accounts, without any mail."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.world import World


def told(world: World, *words: str, stdin: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "manymentors", *words],
        env=world.environ,
        input=stdin,
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_a_password_is_given_an_invitation_is_printed_and_the_local_account_is_emptied(world: World) -> None:
    assert world.ok("user", "list", "--json").json == [
        {
            "name": "me",
            "local": True,
            "staff": True,
            "can_log_in": False,
            "last_login": None,
            "follows": 0,
            "steps": 0,
        }
    ]
    weak = told(world, "user", "password", "me", "--password-stdin", stdin="short\n")
    assert weak.returncode == 1
    assert "too short" in weak.stderr
    assert "Traceback" not in weak.stderr
    given = told(world, "user", "password", "me", "--password-stdin", stdin="a dull long sentence\n")
    assert given.returncode == 0, given.stderr
    assert "dull" not in given.stdout
    assert world.ok("user", "list", "--json").json[0]["can_log_in"]
    link = world.ok("user", "invite", "--note", "Bo", "--json").json["link"]
    assert link.startswith("http://127.0.0.1:8765/join/")
    world.ok("me", "add", "answered phones")
    removed = world.ok("user", "remove", "me", "--yes", "--json").json
    assert removed["deleted"]["step"] == 1
    assert world.ok("me", "list", "--json").json == []
    assert "Nobody here is called “bo”. There are: me." in world.refused("user", "password", "bo")
    log = Path(world.home / "mentors.log").read_text()
    assert "password set from outside" in log
    assert "account emptied" in log
    assert "dull" not in log
    assert link.rpartition("/")[2] not in log
