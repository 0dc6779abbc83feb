"""What the README promises, run as a person runs it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.world import AT, SAMPLE, World


@pytest.fixture(scope="module")
def synced(tmp_path_factory: pytest.TempPathFactory) -> World:
    """The sample world, followed and synced once for all tests that only look."""
    world = World(tmp_path_factory.mktemp("flow") / "home")
    world.ok("follow", AT + "feeds/escalated.xml", "--person", "Anselmo Quispe", "--via", "boosted by @bo")
    world.ok("follow", AT + "feeds/rack-and-ladder.xml")
    world.ok("me", "import", str(SAMPLE / "me.json"))
    world.ok("sync")
    return world


def test_the_demo_shows_the_stop_the_atlas_and_an_answer(tmp_path: Path) -> None:
    world = World(tmp_path / "untouched")
    out = world.ok("demo").out
    assert "You share" in out
    assert "Listen from" in out
    assert "stood where you stand" in out
    assert "delegat" in out
    assert not (world.home / "store.sqlite3").exists(), "a person's own data are not touched"


def test_a_road_tells_each_step_with_its_quote_and_its_place(synced: World) -> None:
    road = synced.ok("road", "Anselmo Quispe", "--json").json
    assert len(road["milestones"]) >= 5
    assert [m["order"] for m in road["milestones"]] == list(range(1, len(road["milestones"]) + 1))
    texts = [item["text"] for item in synced.ok("export").json["items"]]
    for milestone in road["milestones"]:
        assert any(milestone["quote"] in text for text in texts)
        assert milestone["told_in"]["title"]
        assert milestone["seconds"] is not None


def test_a_comparison_finds_the_stop_and_the_second_to_listen_from(synced: World) -> None:
    answer = synced.ok("compare", "Anselmo Quispe", "--json").json
    assert answer["shared"]
    mine = {pair["mine"] for pair in answer["shared"]}
    theirs = {pair["theirs"] for pair in answer["shared"]}
    assert mine | set(answer["mine_only"]) == set(range(len(answer["mine"])))
    assert theirs | set(answer["theirs_only"]) == set(range(len(answer["theirs"])))
    assert answer["stop"]["theirs"] > max(theirs)
    assert answer["stop"]["quote"] == answer["theirs"][answer["stop"]["theirs"]]["quote"]
    assert answer["stop"]["seconds"] > 0


def test_a_pair_made_by_hand_wins_and_can_be_taken_back(synced: World) -> None:
    before = synced.ok("compare", "Anselmo Quispe", "--json").json
    pair = before["shared"][-1]
    words = ("pair", "Anselmo Quispe", str(pair["mine"] + 1), str(pair["theirs"] + 1))
    synced.ok(*words, "--not")
    after = synced.ok("compare", "Anselmo Quispe", "--json").json
    assert (pair["mine"], pair["theirs"]) not in {(p["mine"], p["theirs"]) for p in after["shared"]}
    synced.ok(*words, "--undo")
    assert synced.ok("compare", "Anselmo Quispe", "--json").json == before


def test_a_removed_milestone_stays_removed_after_reading_all_again(synced: World) -> None:
    road = synced.ok("road", "Samira Oulhadj", "--json").json["milestones"]
    synced.ok("correct", "Samira Oulhadj", "1", "--remove")
    synced.ok("correct", "Samira Oulhadj", "1", "--year", "1998")
    told = synced.ok("reread", "--all", "--json").json
    assert told == {"failed": 0, "changed": []}, "the same reader finds the same"
    again = synced.ok("road", "Samira Oulhadj", "--json").json["milestones"]
    assert len(again) == len(road) - 1
    assert {m["quote"] for m in again} == {m["quote"] for m in road[1:]}
    assert [m["year"] for m in again if m["confirmed"]] == [1998]


def test_the_atlas_counts_people_and_quotes_them(synced: World) -> None:
    atlas = synced.ok("next", "--json").json
    assert atlas["people"] >= 1
    assert sum(branch["n"] for branch in atlas["branches"]) <= atlas["people"]
    assert all(step["quote"] for branch in atlas["branches"] for step in branch["steps"])
    assert "interviewed" in atlas["note"]


def test_a_question_is_answered_with_passages_and_nonsense_with_silence(synced: World) -> None:
    answers = synced.ok("search", "what did they do about empty backups", "--json").json["answers"]
    assert any("backup" in answer["text"] for answer in answers)
    assert synced.ok("search", "xylophone zeppelin quux", "--json").json["answers"] == []
    only = synced.ok("search", "backups", "--person", "Revathi Kunnappilly", "--json").json["answers"]
    assert {answer["person"] for answer in only} <= {"Revathi Kunnappilly", ""}
    assert synced.ok("search", "backups", "--until", "1999", "--json").json["answers"] == []


def test_the_trail_is_kept(synced: World) -> None:
    (line,) = [line for line in synced.ok("sources", "--json").json if line["person"] == "Anselmo Quispe"]
    assert (line["via"], line["found_in"]) == ("boosted by @bo", "command line")


def test_an_index_that_was_deleted_is_built_again(synced: World) -> None:
    import shutil

    before = synced.ok("search", "restores", "--json").json
    shutil.rmtree(synced.home / "index")
    synced.ok("reindex")
    assert synced.ok("search", "restores", "--json").json == before


def test_following_an_opml_keeps_its_folders(world: World) -> None:
    preview = world.ok("follow", AT + "world.opml", "--dry-run", "--json").json
    assert preview["followed"] is False
    assert world.ok("sources", "--json").json == []
    world.ok("follow", AT + "world.opml")
    lines = world.ok("sources", "--json").json
    assert len(lines) == len(preview["sources"]) == 6
    assert "Listen / Interviews" in {line["folder"] for line in lines}


def test_a_transcript_is_read_without_a_store(tmp_path: Path) -> None:
    world = World(tmp_path / "home")
    file = SAMPLE / "transcripts" / "escalated-samira-oulhadj.srt"
    told = world.ok("read", str(file), "--json").json
    assert told["guests"] == ["Samira Oulhadj"]
    assert set(told["hosts"]) == {"Bram Teunisse", "Lucille Adeyinka"}
    assert told["duration"] > 900
    for section in ("milestones", "nuggets", "endorsements"):
        assert told[section], section
    assert "# " in world.ok("read", str(file), "--markdown").out
    out = tmp_path / "out"
    both = [str(file), str(SAMPLE / "transcripts" / "escalated-anselmo-quispe.json")]
    assert len(world.ok("read", *both, "--out", str(out), "--json").json) == 2
    assert json.loads((out / "escalated-samira-oulhadj.json").read_text()) == told
    assert not world.home.exists()


def test_roads_in_files_are_compared_without_a_store(tmp_path: Path) -> None:
    world = World(tmp_path / "home")
    road, mine = tmp_path / "road.json", tmp_path / "mine.json"
    told = world.ok("read", str(SAMPLE / "transcripts" / "rack-and-ladder-crispin-dalisayan.md"), "--json")
    road.write_text(told.out)
    mine.write_text(
        '["installed radio antennas", "answered phones at night", {"what": "passed an exam", "year": 2010}]'
    )
    answer = world.ok("compare", "--road", str(road), "--mine", str(mine), "--json").json
    assert answer["person"] == "Crispin Dalisayan"
    mine.write_text('["raised a guide dog"]')
    nothing = world.ok("compare", "--road", str(road), "--mine", str(mine), "--json").json
    assert (nothing["shared"], nothing["stop"]) == ([], None)
    assert nothing["why"]
    assert not world.home.exists()


def test_a_folder_of_transcripts_is_followed_and_the_new_one_is_found(world: World, tmp_path: Path) -> None:
    folder = tmp_path / "talks"
    folder.mkdir()
    names = ["rack-and-ladder-crispin-dalisayan.md", "escalated-deniz-karasoy.html"]
    (folder / names[0]).write_bytes((SAMPLE / "transcripts" / names[0]).read_bytes())
    world.ok("follow", str(folder))
    assert world.ok("sync", "--json").json["read"] == 1
    (folder / names[1]).write_bytes((SAMPLE / "transcripts" / names[1]).read_bytes())
    assert world.ok("sync", "--now", "--json").json["read"] == 2
    people = {line["person"] for line in world.ok("people", "--json").json}
    assert {"Crispin Dalisayan", "Deniz Karasoy"} <= people


def test_forgetting_a_person_takes_them_out_of_everything(world: World) -> None:
    world.ok("follow", AT + "feeds/low-tide-notes.xml", "--person", "Crispin Dalisayan")
    world.ok("sync")
    assert world.ok("search", "network", "--json").json["answers"]
    world.ok("forget", "Crispin Dalisayan", "--yes")
    assert world.ok("search", "network", "--json").json["answers"] == []
    assert world.ok("people", "--json").json == []
    assert world.ok("export").json["items"] == []
