"""A job that is asked for faster than it can be done: what is asked meanwhile becomes one more run."""

from __future__ import annotations

import threading
from collections.abc import Callable


class LatestOnly:
    """Runs a job again only when its last run has ended; calls in between become one.

    A slider asks fifty times a second. Whoever calls while the job runs leaves at once, and the runner goes round once
    more with what holds by then. No call is lost: the wish is noted before anybody asks whether somebody runs.
    """

    def __init__(self, job: Callable[[], None]) -> None:
        self._job = job
        self._running = threading.Lock()
        self._wanted = threading.Event()

    def __call__(self) -> None:
        """Have the job done with what holds now."""
        self._wanted.set()
        while self._wanted.is_set() and self._running.acquire(blocking=False):
            try:
                while self._wanted.is_set():
                    self._wanted.clear()
                    self._job()
            finally:
                self._running.release()
