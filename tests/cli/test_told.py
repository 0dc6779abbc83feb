"""The road of a coworker from the command line: typed in, beside mine, undone as it says, and never out of my hands."""

from __future__ import annotations

import shlex

from tests.world import Ran, World

FIRST = "answered phones on a help desk"


def undo(world: World, ran: Ran) -> None:
    """Type what the command said would undo it."""
    for line in ran.out.splitlines()[0].split("To undo: ")[1].split(" && "):
        world.ok(*shlex.split(line)[1:])


def road(world: World) -> list[tuple[object, ...]]:
    told = world.ok("told", "show", "Dana", "--json").json["told"]
    return [(row["what"], row["year"], row["kind"], row["words"], row["says"], row["step"]) for row in told]


def test_a_road_that_was_told_is_written_down_and_laid_beside_mine(world: World) -> None:
    assert "Nobody yet" in world.ok("told", "show").out
    made = world.ok(
        "told", "add", "Dana Example", FIRST, "--year", "2001", "--words", "It's “the” phones!"
    ).out
    assert "who is new here and yours alone" in made
    assert "Your road is empty" in made
    world.ok("told", "add", "Dana", "was made team lead of four people", "--year", "2010")
    world.ok("me", "add", "answered the phones at a help desk")
    shown = world.ok("told", "show", "Dana").out
    assert "You share 1 step with Dana Example. Then your paths part" in shown
    assert (
        shown.index("✓ answered the phones") < shown.index("─── your paths part") < shown.index("team lead")
    )
    assert world.ok("told", "show", "--json").json == [{"person": "Dana Example", "steps": 2}]
    told = world.ok("told", "show", "Dana", "--json").json
    assert (told["mine_alone"], told["stop"], told["shared"][0]["mine"]) == (True, 2, 1)
    assert FIRST not in world.ok("export").out
    assert FIRST in world.ok("export", "--notes").out


def test_each_change_is_undone_by_the_command_that_it_names(world: World) -> None:
    world.ok("told", "add", "Dana Example", FIRST, "--year", "2001", "--words", "It's “the” phones!")
    world.ok("told", "add", "Dana", "led a team", "--year", "2010", "--kind", "leadership")
    world.ok("told", "add", "Dana", "a talk")
    world.ok("me", "add", "let somebody go")
    before = road(world)
    for change in (
        ("change", "Dana", "1", "--what", "sold shoes", "--year", "0", "--words", ""),
        ("change", "Dana", "2", "--kind", "", "--at", "99"),
        ("change", "Dana", "3", "--year", "1999", "--at", "1"),
        ("remove", "Dana", "1"),
    ):
        done = world.ok("told", *change)
        assert road(world) != before
        undo(world, done)
        assert road(world) == before
    world.ok("told", "say", "Dana", "2", "done", "--step", "1")
    before = road(world)
    assert before[1][-2:] == ("done", 1)
    undo(world, world.ok("told", "remove", "Dana", "2"))
    assert road(world) == before
    world.ok("told", "say", "Dana", "2", "undo")
    assert road(world)[1][-2:] == (None, None)


def test_what_cannot_be_is_said_in_a_sentence(world: World) -> None:
    assert "is known here" in world.refused("told", "show", "Bo")
    assert "no name" in world.refused("told", "add", "…", FIRST)
    world.refused("told", "add", "Dana", " ")
    assert "mentors told add" not in world.ok("told", "show", "--json").out
    assert world.ok("told", "show", "--json").json == []
    world.ok("told", "add", "Dana", FIRST)
    assert "no step 2" in world.refused("told", "remove", "Dana", "2")
    assert "no step 7" in world.refused("told", "say", "Dana", "1", "done", "--step", "7")
    assert "in your own words" in world.refused("told", "say", "Dana", "1", "done")
    assert "2,000 fit" in world.refused("told", "change", "Dana", "1", "--words", "x" * 2001)
    assert road(world) == [(FIRST, None, "", "", None, None)]
