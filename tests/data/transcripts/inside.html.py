"""What reading the file beside this one must give."""

from manymentors.shapes import Document, Utterance

expected = Document(
    (
        Utterance("Welcome.", start=1.0, speaker="Ben"),
        Utterance("Hello.", start=4.0, speaker="Ada", opens="paragraph"),
    ),
    title="Inside",
)
