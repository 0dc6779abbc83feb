"""A document → WebVTT, which players and our own reader take."""

from __future__ import annotations

from manymentors.shapes import Document, Utterance


def write(document: Document, made_by: str) -> str:
    """One cue an utterance that has a second; `made_by` is told in a note, so that nobody takes it for an editor's work; ""
    for what an editor made.
    """
    parts = ["WEBVTT"]
    if made_by:
        parts.append(f"NOTE Made by machine: {_flat(made_by)}")
    if document.title:
        parts.append(f"NOTE Title: {_flat(document.title)}")
    parts += [_cue(said) for said in document.utterances if said.start is not None]
    return "\n\n".join(parts) + "\n"


def _cue(said: Utterance) -> str:
    start = said.start or 0.0
    end = max(said.end or start, start + 0.001)
    voice = f"<v {_escaped(said.speaker)}>" if said.speaker else ""
    return f"{clock(start)} --> {clock(end)}\n{voice}{_escaped(_flat(said.text))}"


def clock(seconds: float) -> str:
    whole = round(seconds * 1000)
    minutes, rest = divmod(whole, 60_000)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{rest // 1000:02}.{rest % 1000:03}"


def _flat(text: str) -> str:
    return " ".join(text.split())


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
