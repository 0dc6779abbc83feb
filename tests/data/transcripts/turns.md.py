"""What reading the file beside this one must give."""

from manymentors.shapes import Document, Utterance

expected = Document(
    (
        Utterance(
            "Welcome to Night Shift, episode #7... [laughs] With grep and *bleep* and feeling.",
            speaker="Ben Ruiz",
        ),
        Utterance("I started", speaker="Ada Okoye", opens="paragraph"),
        Utterance("at a helpdesk. The first book,", start=12.0, speaker="Ada Okoye", opens="stamp"),
        Utterance('"The Pager" [unintelligible]', speaker="Ada Okoye", opens="stamp"),
        Utterance("was &#39;mine&#39;.", start=42.16, speaker="Ada Okoye", opens="stamp"),
        Utterance("Then @ada_okoye was online.", start=65.5, speaker="Ada Okoye", opens="paragraph"),
        Utterance("It is,", start=180.0, speaker="Ben Ruiz", opens="paragraph"),
        Utterance("they say.", start=240.0, speaker="Ben Ruiz", opens="stamp"),
        Utterance("Quoted.", start=303.01, speaker="Ben Ruiz", opens="paragraph"),
        Utterance("We are back.", start=330.0, speaker="Ben Ruiz", opens="paragraph"),
    ),
)
