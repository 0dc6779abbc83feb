"""What reading the file beside this one must give."""

from manymentors.shapes import Document, Utterance

expected = Document(
    (
        Utterance("I began", start=0.0, end=1.0, speaker="Ada"),
        Utterance("at a helpdesk.", start=1.0, end=2.0, speaker="Ada"),
        Utterance("It was night.", start=2.0, end=3.0, speaker="Ada"),
    ),
    title="The pager",
)
