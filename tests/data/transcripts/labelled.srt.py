"""What reading the file beside this one must give."""

from manymentors.shapes import Document, Utterance

expected = Document(
    (
        Utterance("Welcome. Ada, two things: when, and where?", start=1.2, end=3.804, speaker="Ben Ruiz"),
        Utterance("Leeds. In the basement.", start=4.784, speaker="Ada Okoye"),
        Utterance("And then?", end=9.933, speaker="Ben Ruiz"),
        Utterance("Warning: nobody", start=10.0, end=12.0, speaker="Ben Ruiz"),
    ),
)
