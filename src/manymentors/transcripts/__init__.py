"""Transcript files of any usual format → a Document of utterances. A new format is one new file in `formats/`."""
