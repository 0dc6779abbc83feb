"""What reading the file beside this one must give."""

from manymentors.shapes import Document, Utterance

expected = Document(
    (
        Utterance('Welcome to Night Shift, "R&D" edition.', start=0.5, end=3.0, speaker="Ben Ruiz"),
        Utterance("Hello.", start=3.0, speaker="Ada Okoye"),
        Utterance("How did you start?", end=5.25, speaker="Ben Ruiz"),
        Utterance("At a helpdesk in Leeds.", start=5.25, end=9.0, speaker="Ada Okoye"),
    ),
    title="Night Shift: Ada Okoye & the pager",
)
