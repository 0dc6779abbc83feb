"""What reading the file beside this one must give."""

from manymentors.shapes import Document, Utterance

expected = Document(
    (
        Utterance("Welcome.", speaker="Ben Ruiz"),
        Utterance("Hello, and thanks.", speaker="Ada Okoye", opens="paragraph"),
        Utterance("When did it start?", speaker="Ben Ruiz", opens="paragraph"),
    ),
    title="Night Shift",
)
