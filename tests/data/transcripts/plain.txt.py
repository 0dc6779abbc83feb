"""What reading the file beside this one must give."""

from manymentors.shapes import Document, Utterance

expected = Document(
    (
        Utterance("I began at a helpdesk in Leeds."),
        Utterance("Then the pager came.", opens="paragraph"),
    ),
)
