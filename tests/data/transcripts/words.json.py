"""What reading the file beside this one must give."""

from manymentors.shapes import Document, Utterance

expected = Document(
    (
        Utterance("I began there.", start=0.5, end=2.1, speaker="Ada"),
        Utterance("Then", start=2.2, end=2.5, speaker="Ada"),
        Utterance("nothing", start=6.0, end=6.5, speaker="Ada"),
        Utterance("Oh?", start=7.0, speaker="Ben"),
        Utterance("Hm"),
        Utterance("yes", speaker="Ben"),
    ),
    title="One word each",
)
