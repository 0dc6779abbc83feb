"""What takes the longest: audio is fetched and heard, one piece of each at a time, in processes of their own.

The rows say what is to do, so that nothing is lost with a worker that is killed; its processes end with it. A stranger's
audio that brings its process down, or a model that takes much memory, does no harm to the worker.
"""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field

from django.db import close_old_connections
from django.utils import timezone

from manymentors.actions import keep_audio, tell_voices, transcribe
from manymentors.errors import Busy
from manymentors.store.models import AudioFile, Transcribing
from manymentors.store.queries import audio

log = logging.getLogger(__name__)

LOOK_EVERY = 2.0
TEND_EVERY = 60.0
"""Seconds between two looks at what shows have that is new and to be kept or transcribed."""


@dataclass(slots=True)
class Lane:
    """A kind of work, and the process that does a piece of it."""

    work: Callable[[], None]
    due: float = 0.0
    future: Future[None] | None = None
    child: subprocess.Popen[bytes] | None = field(default=None)


class AudioWork:
    """Two threads of the worker, each waiting for a process. Looks for work only where its last piece is done."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(2, thread_name_prefix="audio")
        self._lanes = {"fetch": Lane(self._fetch_next), "hear": Lane(self._hear_next)}
        self._tended = 0.0
        self._stopping = False

    def tick(self) -> None:
        for lane in self._lanes.values():
            busy = lane.future is not None and not lane.future.done()
            if not busy and time.monotonic() >= lane.due:
                lane.due = time.monotonic() + LOOK_EVERY
                lane.future = self._threads.submit(self._guarded, lane.work)

    def stop(self) -> None:
        """What was under way goes on when a worker runs again."""
        self._stopping = True
        for lane in self._lanes.values():
            if lane.child is not None:
                lane.child.terminate()
        self._threads.shutdown(wait=True, cancel_futures=True)

    def _guarded(self, work: Callable[[], None]) -> None:
        try:
            work()
        except Exception:  # the worker's loop: what breaks here is tried again, and must not end the lane
            log.exception("audio work was not done")
        finally:
            close_old_connections()

    def _fetch_next(self) -> None:
        if time.monotonic() >= self._tended + TEND_EVERY:
            self._tended = time.monotonic()
            tend_shows()
        row = audio.to_fetch(timezone.now()).first()
        if row is None:
            return
        status = self._run("fetch", "audio", "keep", "--item", str(row.item_id))
        if status not in (0, 1) and not self._stopping:
            AudioFile.objects.filter(pk=row.pk, state=AudioFile.WANTED).update(
                state=AudioFile.REFUSED, problem=broke(status)
            )

    def _hear_next(self) -> None:
        row = audio.to_transcribe(timezone.now()).first()
        if row is None:
            return
        status = self._run("hear", "transcribe", "--item", str(row.item_id))
        open_ = (Transcribing.ASKED, Transcribing.WORKING)
        left = Transcribing.objects.filter(pk=row.pk, state__in=open_).first()
        if status not in (0, 1) and left is not None and not self._stopping:
            transcribe.failed(left, Busy(broke(status)))

    def _run(self, lane: str, *words: str) -> int:
        """Do it in a process that ends with this one; returns how it ended."""
        command = [sys.executable, "-m", "manymentors", *words, "--parent", str(os.getpid())]
        quiet = subprocess.DEVNULL
        with subprocess.Popen(
            command, stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True
        ) as child:
            self._lanes[lane].child = child
            if self._stopping:
                child.terminate()
            status = child.wait()
            self._lanes[lane].child = None
        return status


def tend_shows() -> None:
    """Ask for what is new in shows whose audio is kept, of which transcripts are made, or whose voices are told apart."""
    for source in audio.shows_to_tend():
        if source.keep_audio:
            keep_audio.want_newest(source)
        if source.transcribe:
            transcribe.want_newest(source)
        if source.speakers:
            tell_voices.want_newest(source)


def broke(status: int) -> str:
    return (
        f"The process that was at it ended by itself ({status}); the audio may be broken, or the memory too small. "
        "See mentors.log in the data folder."
    )
