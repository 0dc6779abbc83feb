"""What reading the file beside this one must give."""

from manymentors.shapes import Document, Utterance

expected = Document(
    (
        Utterance("I", start=0.0, end=1.0),
        Utterance("began", start=1.0, end=2.0),
        Utterance("at", start=2.0, end=3.0),
        Utterance("a desk", start=3.0, end=4.0),
    ),
)
