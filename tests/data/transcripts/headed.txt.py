"""What reading the file beside this one must give."""

from manymentors.shapes import Document, Utterance

expected = Document(
    (
        Utterance("Welcome.", start=1.0, speaker="Ben Ruiz"),
        Utterance(
            "Hello. There are three things 0:05 and a house (0:06) in Leeds.",
            start=4.0,
            speaker="Ada Okoye",
            opens="paragraph",
        ),
        Utterance("When?", start=9.0, speaker="Ben Ruiz", opens="paragraph"),
    ),
)
