"""Two lines on a coworker from the command line, and who opened doors."""

from __future__ import annotations

from tests.world import AT, World

LINE = "pre-brief the sceptic before the meeting"


def test_a_note_takes_one_command_and_leaves_only_when_it_is_asked_to(world: World) -> None:
    assert "Nobody yet" in world.ok("note").out
    assert "who is new here and yours alone" in world.ok("note", "Dana Example", LINE).out
    world.ok("note", "dana example", "how did you get the budget?", "--ask")
    shown = world.ok("note", "Dana").out
    assert shown.index("ask: how did you get the budget?") < shown.index(LINE)
    told = world.ok("note", "--json").json
    assert [(one["person"], one["mine_alone"], one["asks"]) for one in told] == [("Dana Example", True, 1)]
    assert [note["text"] for note in world.ok("note", "Dana", "--json").json["last"]] == [LINE]
    assert "4,000 fit" in world.refused("note", "Dana", "x" * 4001)
    assert LINE not in world.ok("export").out
    assert LINE in world.ok("export", "--notes").out

    assert "No trail yet" in world.ok("trails").out
    world.ok(
        "follow",
        AT + "feeds/low-tide-notes.xml",
        "--person",
        "Crispin Dalisayan",
        "--via",
        "a boost by Dana Example",
    )
    dead = world.ok("trails", "--json").json["dead_ends"]
    assert [(one["opened_by"], one["person"], one["brought"], one["kept"]) for one in dead] == [
        ("Dana Example", True, 1, 0)
    ]
    assert dead[0]["led_to"][0]["person"] == "Crispin Dalisayan"
    assert "Dana Example: brought 1, kept 0" in world.ok("trails").out
    assert world.ok("export").json["trails"] == []
