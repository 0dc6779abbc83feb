"""What reading the file beside this one must give."""

from manymentors.shapes import Document, Utterance

expected = Document(
    (
        Utterance("This is Night Shift, and it is late.", start=1.2, end=6.19, speaker="Ben Ruiz"),
        Utterance("I began at a helpdesk, at night.", start=6.41, end=7.71, speaker="Ada Okoye"),
        Utterance("Then came the pager.", start=7.71, end=9.0, speaker="Ada Okoye"),
    ),
)
