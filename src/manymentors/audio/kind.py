"""The first bytes of a file → what sort of audio it is; names and media types of strangers are not believed."""

from __future__ import annotations

from dataclasses import dataclass

HEAD = 4096
"""So many bytes tell it."""


@dataclass(frozen=True, slots=True)
class Kind:
    media_type: str
    suffix: str


MP3 = Kind("audio/mpeg", ".mp3")
AAC = Kind("audio/aac", ".aac")
MP4 = Kind("audio/mp4", ".m4a")
OGG = Kind("audio/ogg", ".ogg")
FLAC = Kind("audio/flac", ".flac")
WAV = Kind("audio/wav", ".wav")
WEBM = Kind("audio/webm", ".webm")

_OPENINGS = ((b"ID3", MP3), (b"OggS", OGG), (b"fLaC", FLAC), (b"\x1aE\xdf\xa3", WEBM))


def kind_of(head: bytes) -> Kind | None:
    """What the file begins as; None for what is no audio: a page, a picture, a login form, an error in JSON."""
    for opening, kind in _OPENINGS:
        if head.startswith(opening):
            return kind
    if head[4:8] == b"ftyp":
        return MP4
    if head[:4] == b"RIFF" and head[8:12] == b"WAVE":
        return WAV
    if _adts(head):
        return AAC
    return MP3 if _mpeg_frame(head) else None


def _adts(head: bytes) -> bool:
    return len(head) > 2 and head[0] == 0xFF and head[1] & 0xF6 == 0xF0 and (head[2] >> 2) & 0xF < 13


def _mpeg_frame(head: bytes) -> bool:
    """Some begin with a stretch of zeros, or with a frame that lost its first bytes: a frame a little later will do."""
    at = len(head) - len(head.lstrip(b"\0"))
    while 0 <= (at := head.find(b"\xff", at)) < len(head) - 2:
        if _mpeg_header(head[at + 1], head[at + 2]):
            return True
        at += 1
    return False


def _mpeg_header(second: int, third: int) -> bool:
    """Sync, and neither version, layer, bit rate nor sampling rate one of those that do not exist."""
    return (
        second & 0xE0 == 0xE0
        and second & 0x18 != 0x08
        and second & 0x06 != 0
        and third & 0xF0 not in (0x00, 0xF0)
        and third & 0x0C != 0x0C
    )
