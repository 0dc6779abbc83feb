"""Short ways to write roads in tests."""

from __future__ import annotations

from manymentors.shapes import Milestone, Quote, Step


def told(
    kind: str, what: str, quote: str = "", *, year: int | None = None, order: int = 0, start: int = 0
) -> Milestone:
    quote = quote or what
    return Milestone("Ann Admin", kind, what, Quote(quote, start, start + len(quote)), None, year, order)


ANN = [
    told(
        "origin",
        "got a Commodore 64 from her father at eight",
        "my dad brought home a Commodore 64 when I was eight",
        order=1,
    ),
    told("job", "worked on the help desk of a bank", "my first job was on the help desk of a bank", order=2),
    told(
        "job",
        "became a system administrator",
        "and then they let me run the servers, so I was a sysadmin",
        order=3,
    ),
    told(
        "speaking",
        "gave a first talk at a user group",
        "I gave my first talk at the Linux user group",
        order=4,
    ),
    told("leadership", "led a team of five engineers", "suddenly I was the lead of five engineers", order=5),
    told(
        "founding", "founded a consultancy with a friend", "so a friend and I founded a consultancy", order=6
    ),
]
ME = [
    Step("my father gave me an Amiga when I was nine"),
    Step("answered phones on a help desk"),
    Step("ran the Linux servers as a sysadmin"),
    Step("learned to sail"),
]
