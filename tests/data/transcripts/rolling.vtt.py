"""What reading the file beside this one must give."""

from manymentors.shapes import Document, Utterance

expected = Document(
    (
        Utterance("so I began", start=0.16, end=2.31),
        Utterance("at a desk", start=2.32, end=4.47),
        Utterance("desk by the door", start=4.48, end=6.0),
    ),
)
