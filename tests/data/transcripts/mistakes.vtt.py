"""What reading the file beside this one must give."""

from manymentors.shapes import Document, Utterance

expected = Document(
    (
        Utterance("No header, commas, no hours.", start=1.0, end=2.5),
        Utterance("It ends before it starts.", start=2.5),
        Utterance("2015", start=3.0, end=4.0),
    ),
)
