"""What reading the file beside this one must give."""

from manymentors.shapes import Document, Utterance

expected = Document(
    (
        Utterance("Welcome to Night Shift. It's late.", start=1.0, speaker="Ben Ruiz"),
        Utterance("Thanks.", speaker="Ada Okoye", opens="paragraph"),
        Utterance("I read The Pager at dawn,", speaker="Ada Okoye", opens="paragraph"),
        Utterance("and wrote it.", start=9.0, speaker="Ada Okoye", opens="stamp"),
        Utterance("A quotation.", speaker="Ada Okoye", opens="paragraph"),
    ),
    title="Night Shift & Ada",
)
