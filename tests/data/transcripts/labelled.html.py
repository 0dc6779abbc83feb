"""What reading the file beside this one must give."""

from manymentors.shapes import Document, Utterance

expected = Document(
    (
        Utterance("Welcome.", speaker="Ben Ruiz"),
        Utterance("Hello.", speaker="Ada Okoye", opens="paragraph"),
        Utterance("I began at a helpdesk.", speaker="Ada Okoye", opens="paragraph"),
    ),
)
