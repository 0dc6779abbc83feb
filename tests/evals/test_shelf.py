"""How the shelves of the annotators and ours are laid beside each other."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.shared import shared

EVALS = Path(__file__).resolve().parents[2] / "evals"


@pytest.fixture
def shelf(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    shared("eval/score.py")
    monkeypatch.syspath_prepend(str(EVALS))
    import shelf

    return shelf


def talk(*told: tuple[str, str, str]) -> dict[str, Any]:
    return {"endorsements": [{"person": who, "name": name, "type": kind} for who, name, kind in told]}


def test_one_book_is_one_line_whoever_spells_it_and_people_count_once(shelf: ModuleType) -> None:
    ours = [
        talk(("Ada", "The Pager Book", "book"), ("Bo", "pager book", "book"), ("Bo", "Tide Table", "show"))
    ]
    theirs = [
        talk(("ada", "The Pager Book", "book"), ("Ada", "A Pager Book", "book"), ("Cy", "A hammer", "tool"))
    ]
    same = shelf.one_spelling(ours, theirs)
    mine, gold = shelf.shelf(ours, same), shelf.shelf(theirs, same)
    assert [(line.type, len(line.people)) for line in mine.values()] == [("book", 2), ("show", 1)]
    assert [len(line.people) for line in gold.values() if line.type == "book"] == [1]
    assert shelf.compared(mine, gold, "book") == ["1", "1", "1", "1.00", "1.00", "0.00"]
    assert shelf.compared(mine, gold, "all") == ["1", "2", "1", "0.50", "1.00", "0.00"]
    assert shelf.compared(mine, gold, "blog") == ["0", "0", "0", "–", "–", "–"]
