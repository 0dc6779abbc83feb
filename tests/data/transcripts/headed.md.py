"""What reading the file beside this one must give."""

from manymentors.shapes import Document, Utterance

expected = Document(
    (Utterance("Some words that nobody in particular says."),),
    title="Night Shift",
)
