"""A road is brought along from what LinkedIn exports."""

from __future__ import annotations

import zipfile

from tests.world import World


def test_the_zip_of_linkedin_is_imported_and_twice_is_once(world: World) -> None:
    file = world.home.parent / "export.zip"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("Positions.csv", "Company Name,Title,Started On\nBakery,Baker,Mar 2019\n")
    for _ in range(2):
        road = world.ok("me", "import", str(file), "--json").json
        assert [(step["what"], step["year"], step["origin"]) for step in road] == [
            ("worked as Baker at Bakery", 2019, "export.zip")
        ]


def test_a_file_that_is_not_there_gets_a_sentence(world: World) -> None:
    assert "cannot be read" in world.refused("me", "import", str(world.home.parent / "none.zip"))
