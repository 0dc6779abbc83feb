"""What reading the file beside this one must give."""

from manymentors.shapes import Document, Utterance

expected = Document(
    (
        Utterance("An interview, typed."),
        Utterance("When was it?", speaker="Ben", opens="paragraph"),
        Utterance("In 2009, at 10:30 pm. 10:30 was late.", speaker="Ada", opens="paragraph"),
        Utterance("And where?", speaker="Ben", opens="paragraph"),
        Utterance("Leeds.", speaker="Ada", opens="paragraph"),
    ),
)
