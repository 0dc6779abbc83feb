"""Over 102 real interviews: every word is kept, and every unit stands in the file as the scorer reads it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from manymentors.text import keys, units
from manymentors.transcripts.read import read
from tests.shared import shared

_LABEL = re.compile(r"^\*\*[^*\n]+?:?\*\*:?", re.MULTILINE)
_STAMP = re.compile(r"\\?\[\\*\d[\d:.\\]*\]( to \\\[[\d:.]+\\\])?")
_NOTED = re.compile(r"(\\?\[(?:unintelligible|recording)) [\d:.]+")
_TARGET = re.compile(r"\]\(http[^)]*\)")


def corpus(folder: str) -> list[Path]:
    return sorted(shared(f"eval/corpora/{folder}").iterdir())


def test_captions_keep_exactly_the_words_of_their_cues() -> None:
    for path in corpus("talk-python"):
        lines = path.read_text(encoding="utf-8").splitlines()
        cues = [line for line in lines if "-->" not in line and not line.startswith("WEBVTT")]
        assert keys(read(path.read_bytes(), name=path.name).text) == keys("\n".join(cues)), path.name


@pytest.mark.parametrize("folder", ["founders-talk", "the-changelog"])
def test_markdown_keeps_every_word_but_labels_stamps_and_link_targets(folder: str) -> None:
    for path in corpus(folder):
        raw = path.read_text(encoding="utf-8")
        said = _TARGET.sub("]", _NOTED.sub(r"\1", _STAMP.sub(" ", _LABEL.sub("", raw))))
        assert keys(read(path.read_bytes(), name=path.name).text) == keys(said), path.name


def test_every_unit_stands_in_the_file_word_for_word() -> None:
    """Nothing was between its words that is not in it."""
    for path in [*corpus("founders-talk"), *corpus("the-changelog"), *corpus("talk-python")]:
        raw = path.read_text(encoding="utf-8")
        lines = raw.splitlines() if path.suffix == ".vtt" else []
        flat = f" {' '.join(keys(chr(10).join(line for line in lines if '-->' not in line) or raw))} "
        document = read(path.read_bytes(), name=path.name)
        missing = [
            quote
            for unit in units(document)
            if f" {' '.join(keys(quote := document.text[unit.start : unit.end]))} " not in flat
        ]
        assert missing == [], path.name


def test_the_turns_of_the_changelog_have_speakers_and_seconds() -> None:
    for path in corpus("the-changelog"):
        document = read(path.read_bytes(), name=path.name)
        assert all(utterance.speaker for utterance in document.utterances), path.name
        assert len({utterance.speaker for utterance in document.utterances}) > 1, path.name
        assert "Break" not in {utterance.speaker for utterance in document.utterances}, path.name
        seconds = [document.seconds_at(start) for start in document.starts]
        known = [second for second in seconds if second is not None]
        assert not known or len(known) == len(seconds), path.name  # one file has no stamps
        assert known == sorted(known), path.name
