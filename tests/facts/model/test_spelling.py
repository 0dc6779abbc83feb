"""A name is shown as it stands in the text, or not at all."""

from __future__ import annotations

import pytest

from manymentors.facts.model.spelling import stands

TEXT = "I read “Crossing the Chasm”, Peopleware and the C++ FAQ.\nThen André Gide told me of Node.js and O’Reilly books."


@pytest.mark.parametrize(
    ("chosen", "shown"),
    [
        ("crossing the chasm", "Crossing the Chasm"),
        ("Crossing the Chasm!", "Crossing the Chasm"),
        ("Crossing the Chasms", "Crossing the Chasm"),
        ("Crossingthe Chasm", "Crossing the Chasm"),
        ("PEOPLEWARE", "Peopleware"),
        ("andre gide", "André Gide"),
        ("c++", "C++"),
        ("node.js", "Node.js"),
        ("O'Reilly", "O’Reilly"),
    ],
)
def test_spelling_is_the_texts_own(chosen: str, shown: str) -> None:
    assert stands(chosen, TEXT) == shown


@pytest.mark.parametrize(
    "chosen",
    [
        "",
        " … ",
        "Zyxw",
        "Peopleworn",
        "Crossing a Chasm of Zyxw",
        "the",
        "I",
        "books",
        "FAQ Then",
        "Peopleware " * 13,
        "p" * 5000,
        "Peopleware Node.js",
    ],
)
def test_what_does_not_stand_there_is_not_shown(chosen: str) -> None:
    assert stands(chosen, TEXT) == ""


def test_nothing_stands_in_nothing() -> None:
    assert stands("Peopleware", "") == ""
    assert stands("Crossing the Chasm", "Crossing") == ""
