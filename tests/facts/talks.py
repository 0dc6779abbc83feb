"""Made-up talk for the tests of facts."""

from __future__ import annotations

from manymentors.facts.features import Talk, talk_of
from manymentors.facts.people import people_of
from manymentors.shapes import Document, Utterance
from manymentors.text import units

HOST, GUEST = "Ada Host", "Ben Guest"


def turns(*said: tuple[str, str], title: str = "") -> Document:
    """One utterance per (speaker, text)."""
    return Document(tuple(Utterance(text, speaker=speaker) for speaker, text in said), title)


def captions(*lines: str, title: str = "") -> Document:
    """Unlabelled cues, two seconds each."""
    return Document(
        tuple(Utterance(line, start=2.0 * i, end=2.0 * i + 2) for i, line in enumerate(lines)), title
    )


def cut(document: Document) -> Talk:
    people, pieces = people_of(document), units(document)
    return talk_of(document, pieces, [people.role_at(unit.start) for unit in pieces])


INTERVIEW = turns(
    (HOST, "Welcome to the show everyone. Today I'm joined by Ben Guest. Ben, welcome! How did you get started with computers?"),
    (GUEST, "Thanks for having me. I was born in 1980, and I started programming on my father's Commodore when I was 9 years old."),
    (HOST, "Nice. And what did you do after school?"),
    (GUEST, "In 2003 I graduated with a degree in computer science from the university. Then I joined a small startup in Berlin as a junior developer."),
    (HOST, "Okay. How was that?"),
    (GUEST, "It was hard. I was laid off in 2005 and I had no savings at all. The weather was fine though, and the lakes were warm."),
    (HOST, "Wow. What would you tell people who go through that?"),
    (GUEST, "You should always keep learning, because the best thing you can do for your career is to build something small every week and show it to people."),
    (HOST, "I love that. And then you founded a company?"),
    (GUEST, "Yes, I founded Quiet Software in 2008 with my friend Carla. I highly recommend the book The Mythical Man-Month, it is a great book and it changed my thinking."),
    (HOST, "That's one I should read. Thank you so much for coming on the show, Ben."),
)  # fmt: skip
