"""Where a thing that somebody recommends is to be found, by the links beside the talk."""

from __future__ import annotations

import pytest

from manymentors.crowd.taste import link_of
from manymentors.shapes import Link

LINKS = [
    Link("mailto:tide@example.org", "The Tide Table"),
    Link("https://books.example/1", "Pager Book"),
    Link("https://www.tide-table.example/episodes", ""),
    Link("https://shows.example/low-tide-notes/feed", "listen here"),
    Link("https://odd.example/x", "A thing with another name"),
]


@pytest.mark.parametrize(
    ("title", "found"),
    [
        ("The Pager Book", "https://books.example/1"),
        ("the pager books", "https://books.example/1"),
        ("Tide Table", "https://www.tide-table.example/episodes"),
        ("Low Tide Notes", "https://shows.example/low-tide-notes/feed"),
        ("Tide", ""),
        ("Harbour Lights", ""),
        ("?!", ""),
    ],
)
def test_a_link_is_the_thing_s_where_it_is_called_so_or_its_address_bears_the_name(
    title: str, found: str
) -> None:
    assert link_of(title, LINKS) == found


def test_an_address_without_a_host_is_none() -> None:
    assert link_of("Tide Table", [Link("https:///tide", "")]) == ""
