"""What reading the file beside this one must give."""

from manymentors.shapes import Document, Utterance

expected = Document(
    (
        Utterance("The first one.", start=1.0, end=2.0),
        Utterance("No blank line before me.", start=2.0, end=3.0),
        Utterance("No end to this one.", start=3.0),
        Utterance("No number.", start=4.0, end=5.0),
    ),
)
