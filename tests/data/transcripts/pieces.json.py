"""What reading the file beside this one must give."""

from manymentors.shapes import Document, Utterance

expected = Document(
    (Utterance("helpdesk nights.", start=0.0, end=1.0),),
)
