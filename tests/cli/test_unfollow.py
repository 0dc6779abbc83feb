"""Unfollowing from the command line is undone by the command that it names."""

from __future__ import annotations

import shlex

from tests.world import AT, World


def test_the_way_back_brings_back_whose_it_is_and_how_i_came_to_it(world: World) -> None:
    feed = AT + "feeds/low-tide-notes.xml"
    world.ok(
        "follow", feed, "--person", "Crispin Dalisayan", "--via", "a boost by “Dana”", "--why", "it's calm"
    )
    before = world.ok("sources", "--json").json
    done = world.ok("unfollow", feed).out
    assert world.ok("sources", "--json").json == []
    world.ok(*shlex.split(done.split("To undo: ")[1])[1:])
    after = world.ok("sources", "--json").json
    for key in ("url", "person", "via", "why", "items"):
        assert [row[key] for row in after] == [row[key] for row in before], key
