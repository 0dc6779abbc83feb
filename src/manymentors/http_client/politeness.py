"""How often one host is asked."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from manymentors.errors import RateLimited


class Politeness:
    """One connection and one start per `gap` seconds for each host, over all threads that share the object."""

    def __init__(
        self,
        gap: float = 1.0,
        *,
        patience: float = 300.0,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.gap, self.patience = gap, patience
        self._clock, self._sleep = clock, sleep
        self._lanes: dict[str, Lane] = {}
        self._lock = threading.Lock()

    @contextmanager
    def turn(self, host: str, url: str) -> Iterator[None]:
        """Wait until the host may be asked for `url`. Raises RateLimited when others keep it busy past `patience`."""
        with self._lock:
            lane = self._lanes.setdefault(host, Lane())
        if not lane.lock.acquire(timeout=self.patience):
            message = f"Too many requests to {host} are waiting here. {url} will be asked later."
            raise RateLimited(url, message, wait=60.0)
        try:
            if (wait := lane.next_start - self._clock()) > 0:
                self._sleep(wait)
            lane.next_start = self._clock() + self.gap
            yield
        finally:
            lane.lock.release()


@dataclass(slots=True)
class Lane:
    lock: threading.Lock = field(default_factory=threading.Lock)
    next_start: float = 0.0


EVERYONE = Politeness()
"""What clients share unless told otherwise, so that two clients of one process are as polite as one."""
