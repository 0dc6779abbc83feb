"""What reading the file beside this one must give."""

from manymentors.shapes import Document, Utterance

expected = Document(
    (
        Utterance("I began", start=0.0),
        Utterance("at a helpdesk.", start=2.5, opens="stamp"),
        Utterance("Then I left.", start=4.0, opens="paragraph"),
    ),
)
