"""An audio file → its sound as speech recognition hears it, a stretch at a time, cut where nobody speaks.

Memory does not grow with the length of the file. PyAV (the extra `speech`) decodes; the file is a stranger's, so that only
formats of single files are let in: a playlist could name other files of this machine.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from manymentors.errors import BrokenFile, EngineError, NothingThere
from manymentors.shapes import RATE

if TYPE_CHECKING:
    from manymentors.shapes import Samples

STRETCH = 600.0
"""Seconds: what a kill costs at most, and what is held in memory."""
LOOK_BACK = 60.0
"""Seconds at the end of a stretch in which the quietest spot is looked for."""
QUIET = 0.3
"""Seconds that must be quiet together: the gap between two words is shorter, that between two sentences often longer."""

FORMATS = "mp3,aac,mov,ogg,flac,wav,matroska,aiff,asf,avi,caf,mpegts,mpeg,w64,wv,amr,au"
EXTRA = "To hear audio it takes the extra “speech”: pip install 'manymentors[speech]'"


@dataclass(frozen=True, slots=True)
class Stretch:
    """Samples from number `start` on; the `last` goes to the end of the file."""

    start: int
    samples: Samples
    last: bool

    @property
    def end(self) -> int:
        return self.start + len(self.samples)


def can_decode() -> bool:
    """Whether the extra is installed."""
    return find_spec("av") is not None


def length_of(path: Path) -> float | None:
    """The seconds that the file says it has, None where it does not; BrokenFile where it cannot be decoded at all."""
    if next(_frames(path), None) is None:
        raise _silent(path)
    with _opened(path) as container:
        told = container.duration
    return float(told) / 1_000_000 if told and told > 0 else None


def stretches(path: Path, after: int = 0, seconds: float = STRETCH) -> Iterator[Stretch]:
    """The sound from sample number `after` on. Where it is cut depends on nothing but the sound behind `after`.

    What lies before is decoded and thrown away: a jump would land somewhere near, and other samples make other words.
    """
    most, back = int(seconds * RATE), int(min(LOOK_BACK, seconds / 4) * RATE)
    held: list[Samples] = []
    start, size, begun = after, 0, False
    skip = after
    for samples in _frames(path):
        begun = True
        if skip:
            gone = min(skip, len(samples))
            samples, skip = samples[gone:], skip - gone
        held.append(samples)
        size += len(samples)
        while size >= most:
            sound = np.concatenate(held)
            cut = most - back + quietest(sound[most - back : most])
            yield Stretch(start, sound[:cut], last=False)
            start += cut
            held = [sound[cut:]]
            size = len(held[0])
    if not begun:
        raise _silent(path)
    yield Stretch(start, np.concatenate(held or [np.zeros(0, np.int16)]), last=True)


def quietest(samples: Samples) -> int:
    """The middle of the quietest moment."""
    step, width = RATE // 50, int(QUIET * 50)
    loud = np.abs(samples.astype(np.float32))
    frames = loud[: len(loud) // step * step].reshape(-1, step).mean(axis=1)
    if len(frames) < width:
        return len(samples)
    moments = np.convolve(frames, np.ones(width), "valid")
    return (int(moments.argmin()) + width // 2) * step


def _frames(path: Path) -> Iterator[Samples]:
    """What can be decoded, in order: a broken spot within a file is left out, as every player does."""
    av = _av()
    with _opened(path) as container:
        if not container.streams.audio:
            raise _silent(path)
        resampler, shape = None, None
        for frame in _decoded(container):
            frame.pts = None
            here = frame.format.name, frame.layout.name, frame.sample_rate
            if here != shape:  # advertisements put in between may be of another rate
                yield from _resampled(resampler, None)
                resampler, shape = av.AudioResampler(format="s16", layout="mono", rate=RATE), here
            yield from _resampled(resampler, frame)
        yield from _resampled(resampler, None)


def _resampled(resampler: Any, frame: Any) -> Iterator[Samples]:
    """Without a frame: what the resampler still holds."""
    for done in resampler.resample(frame) if resampler else ():
        yield done.to_ndarray().reshape(-1)


def _decoded(container: Any) -> Iterator[Any]:
    """A file that breaks off ends where it breaks."""
    broken = _av().error.FFmpegError
    packets = container.demux(container.streams.audio[0])
    while True:
        try:
            packet = next(packets)
        except (StopIteration, broken):
            return
        try:
            yield from packet.decode()
        except broken:
            continue


@contextmanager
def _opened(path: Path) -> Iterator[Any]:
    av = _av()
    try:
        path.open("rb").close()
    except OSError as exc:
        raise NothingThere(f"{path} cannot be read: {exc.strerror}. Give the path of an audio file.") from exc
    options = {"format_whitelist": FORMATS, "protocol_whitelist": "file"}
    try:
        container = av.open(f"file:{path.absolute()}", mode="r", metadata_errors="ignore", options=options)
    except av.error.FFmpegError as exc:
        raise _silent(path) from exc
    with container:
        yield container


def _av() -> Any:
    try:
        import av
    except ImportError as exc:
        raise EngineError(EXTRA) from exc
    return av


def _silent(path: Path) -> BrokenFile:
    return BrokenFile(
        f"“{path.name}” holds no sound that can be decoded. Give an audio file: MP3, M4A, Ogg, FLAC, WAV."
    )
