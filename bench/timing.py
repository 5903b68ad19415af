"""Repeat, then say the median and the best: on a shared machine one figure alone means little."""

from __future__ import annotations

import time
from collections.abc import Callable
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
