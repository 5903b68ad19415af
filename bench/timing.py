"""Repeat, then say the median and the best: on a shared machine one figure alone means little."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import NamedTuple


class Timing(NamedTuple):
    """Seconds of a repeated piece of work.

    Attributes:
        median, best: [s].
        repetitions: how often it ran, warm-up not counted.
    """

    median: float
    best: float
    repetitions: int

    @classmethod
    def of(cls, seconds: list[float]) -> Timing:
        """From the seconds of every repetition."""
        return cls(median(seconds), min(seconds), len(seconds))


def timed(work: Callable[[], object], repetitions: int, *, warm_up: int = 1) -> Timing:
    """Time `work`, after running it `warm_up` times unmeasured."""
    for _ in range(warm_up):
        work()
    return Timing.of([once(work) for _ in range(repetitions)])


def once(work: Callable[[], object]) -> float:
    """Seconds of one run."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


@contextmanager
def one_core() -> Iterator[bool]:
    """Keep every thread of this process on one core inside the block; yields whether that is possible."""
    tasks = Path("/proc/self/task")
    if not tasks.is_dir() or not hasattr(os, "sched_setaffinity"):
        yield False
        return
    allowed = os.sched_getaffinity(0)
    try:
        _pin(tasks, {min(allowed)})
        yield True
    finally:
        _pin(tasks, allowed)


def _pin(tasks: Path, cores: set[int]) -> None:
    for task in tasks.iterdir():
        try:
            os.sched_setaffinity(int(task.name), cores)
        except ProcessLookupError:  # that thread has just ended
            continue
