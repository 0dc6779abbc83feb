"""Runs a function on strangers' bytes in another process, which may hang, swell or die without harm to this one.

A worker is kept for the next call, since starting one takes longer than reading a feed. It ends by itself when a call
takes too long (an alarm), when memory runs out (a limit), and when this process goes away (its input ends).
"""

from __future__ import annotations

import atexit
import contextlib
import os
import pickle
import resource
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from typing import BinaryIO, ParamSpec, TypeVar, cast

from manymentors.errors import BrokenFile, MentorsError, TakesTooLong

SECONDS = 20
MEMORY = 1024 * 1024 * 1024
CALLS = 1000
"""A worker is replaced after so many calls, so that what leaks in a parser does not add up."""

P = ParamSpec("P")
T = TypeVar("T")


class Cage:
    """At most `workers` calls run at once; others wait. Safe to share between threads, and survives a fork."""

    def __init__(
        self, *, workers: int = 2, seconds: int = SECONDS, memory: int = MEMORY, calls: int = CALLS
    ) -> None:
        self._seconds, self._memory, self._calls = seconds, memory, calls
        self._room = threading.BoundedSemaphore(workers)
        self._lock = threading.Lock()
        self._idle: list[_Worker] = []
        self._pid = os.getpid()

    def call(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What the function returns, or the error of ours that it raises; BrokenFile when it does not come back.

        The function must be importable by name, and all that goes in and out must pickle.
        """
        with self._room:
            worker = self._take()
            try:
                answer = worker.ask((function, args, kwargs))
            except BaseException:
                worker.stop()
                raise
            self._put(worker)
        if isinstance(answer, MentorsError):
            raise answer
        return cast(T, answer)

    def close(self) -> None:
        """Stop the workers that wait for work."""
        with self._lock:
            idle, self._idle = self._idle, []
        for worker in idle:
            worker.stop()

    def _take(self) -> _Worker:
        with self._lock:
            if self._pid != os.getpid():  # after a fork the pipes belong to the parent
                self._pid, self._idle = os.getpid(), []
            while self._idle:
                worker = self._idle.pop()
                if worker.is_alive():
                    return worker
                worker.stop()
        return _Worker(self._seconds, self._memory)

    def _put(self, worker: _Worker) -> None:
        if worker.calls >= self._calls:
            worker.stop()
            return
        with self._lock:
            self._idle.append(worker)


class _Worker:
    def __init__(self, seconds: int, memory: int) -> None:
        program = f"from manymentors.sources import cage; cage.work({seconds}, {memory})"
        self.calls = 0
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-c", program],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # a Ctrl-C at the terminal is not for the worker
        )
        self._input, self._output = cast(BinaryIO, self._process.stdin), cast(BinaryIO, self._process.stdout)

    def is_alive(self) -> bool:
        return self._process.poll() is None

    def ask(self, question: object) -> object:
        self.calls += 1
        try:
            _send(self._input, question)
            return _receive(self._output)
        except (EOFError, OSError, pickle.UnpicklingError) as exc:
            if self._process.wait() == -signal.SIGALRM:
                message = "What came takes too long to read, and was given up. Nothing was changed."
                raise TakesTooLong(message) from exc
            message = "What came brings the reader down, and was given up. Nothing was changed."
            raise BrokenFile(message) from exc

    def stop(self) -> None:
        self._process.kill()
        for pipe in (self._input, self._output):
            with contextlib.suppress(OSError):  # bytes that a dead worker did not take
                pipe.close()
        self._process.wait()


CAGE = Cage()
"""What this process uses. No worker is started before the first call."""
atexit.register(CAGE.close)


def read(where: str, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """The same as CAGE.call; where the worker does not come back, the error names `where` the bytes are from."""
    try:
        return CAGE.call(function, *args, **kwargs)
    except BrokenFile as exc:
        raise BrokenFile(f"{where} cannot be read. {exc}") from exc


# --- in the worker -----------------------------------------------------------------------------------------


def work(
    seconds: int, memory: int, *, limit: Callable[[int, tuple[int, int]], None] = resource.setrlimit
) -> None:
    """The whole life of a worker. Does not return while there is work."""
    with contextlib.suppress(ValueError, OSError):  # some systems know no such limit
        limit(resource.RLIMIT_AS, (memory, memory))
    questions, answers = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr  # a parser that prints must not break the answers
    serve(questions, answers, seconds)


def serve(
    questions: BinaryIO, answers: BinaryIO, seconds: int, *, alarm: Callable[[int], object] = signal.alarm
) -> None:
    """Answer until the questions end. Any error but ours ends the worker: the next one starts clean."""
    while True:
        try:
            function, args, kwargs = cast(
                tuple[Callable[..., object], tuple[object], dict[str, object]], _receive(questions)
            )
        except EOFError:
            return
        alarm(seconds)
        try:
            answer = function(*args, **kwargs)
        except MentorsError as exc:
            answer = exc
        _send(answers, answer)
        alarm(0)


def _send(pipe: BinaryIO, message: object) -> None:
    data = pickle.dumps(message, protocol=pickle.HIGHEST_PROTOCOL)
    pipe.write(len(data).to_bytes(8, "big"))
    pipe.write(data)
    pipe.flush()


def _receive(pipe: BinaryIO) -> object:
    size = int.from_bytes(_exactly(pipe, 8), "big")
    return pickle.loads(_exactly(pipe, size))


def _exactly(pipe: BinaryIO, count: int) -> bytes:
    data = pipe.read(count)
    if len(data) < count:
        raise EOFError
    return data
