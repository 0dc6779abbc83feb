"""What reading the file beside this one must give."""

from manymentors.shapes import Document, Utterance

expected = Document(
    (
        Utterance("Welcome.", start=1.0, speaker="Ben Ruiz"),
        Utterance("At 10:30 pm I began", start=4.0, speaker="Ada Okoye", opens="paragraph"),
        Utterance("at a helpdesk.", start=7.0, speaker="Ada Okoye", opens="stamp"),
        Utterance("It was dark.", start=9.0, speaker="Ada Okoye", opens="paragraph"),
    ),
)
