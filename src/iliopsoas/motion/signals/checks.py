"""Shared sentences and checks: which frames are wrong, and whether a time column can be used."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from iliopsoas.arrays import Array, BoolArray
from iliopsoas.errors import InputError, readable

SLACK_S = 1e-6  # [s] time stamps this close are the same: files round them (technical)
TOGETHER = 4096  # frames of a long record that are worked on together (technical)
SHOWN = 5  # how many frame numbers or names a message lists before it only counts (technical)


def listed(items: Sequence[object], shown: int = 10) -> str:
    """The first few items, and how many there are in all; names without end are cut."""
    text = ", ".join(readable(str(item)) for item in items[:shown])
    return f"{text} ... ({len(items)} in all)" if len(items) > shown else text


def frames_text(bad: BoolArray) -> str:
    """`bad` (frames,) as words: '3 of 211 frames (5, 6, 7, counted from 0)'."""
    where = np.flatnonzero(bad)
    more = ", ..." if where.size > SHOWN else ""
    numbers = ", ".join(str(i) for i in where[:SHOWN])
    plural = "frame" if bad.size == 1 else "frames"
    return f"{where.size} of {bad.size} {plural} ({numbers}{more}, counted from 0)"


def read_only(values: ArrayLike) -> Array:
    """A read-only float copy, so that a frozen object really is frozen; what is read-only already is shared."""
    if isinstance(values, np.ndarray) and values.dtype == np.float64 and not values.flags.writeable:
        owner = values.base
        if owner is None or (isinstance(owner, np.ndarray) and not owner.flags.writeable):
            return values
    array = np.array(values, dtype=np.float64)
    array.setflags(write=False)
    return array


def own(fresh: Array) -> Array:
    """An array that nobody else has, made read-only, so that records share it instead of copying it."""
    fresh.setflags(write=False)
    return fresh


def check_time(time: Array, owner: str) -> None:
    """Raise InputError unless `time` (n,) [s] is one-dimensional, not empty, finite and strictly increasing."""
    if time.ndim != 1 or time.size == 0:
        raise InputError(f"{owner}: time must be one-dimensional with at least one entry, but has shape {time.shape}")
    bad = ~np.isfinite(time)
    if bad.any():
        raise InputError(f"{owner}: time has no value (NaN or infinite) in {frames_text(bad)}")
    back = np.flatnonzero(np.diff(time) <= 0)
    if back.size:
        i = int(back[0])
        raise InputError(
            f"{owner}: time must increase from frame to frame, but goes from {time[i]:g} to {time[i + 1]:g} s "
            f"between frames {i} and {i + 1}" + (f" (and at {back.size - 1} more places)" if back.size > 1 else "")
        )


def check_finite(values: Array, owner: str, what: str, advice: str) -> None:
    """Raise InputError, naming `what` and the frames, if `values` (frames, ...) holds NaN or infinity."""
    bad = np.asarray(~np.isfinite(values.reshape(values.shape[0], -1)).all(axis=1))
    if bad.any():
        raise InputError(f"{owner}: {what} has no value (NaN or infinite) in {frames_text(bad)}. {advice}")


def runs(there: BoolArray) -> list[tuple[int, int]]:
    """First and last index of every stretch of true in `there` (n,)."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], np.asarray(there, dtype=np.int8), [0]])))
    return [(int(first), int(stop) - 1) for first, stop in edges.reshape(-1, 2)]


def longest_run(there: BoolArray) -> tuple[int, int] | None:
    """First and last index of the longest stretch of true in `there` (n,); None where nothing is true."""
    return max(runs(there), key=lambda run: run[1] - run[0], default=None)


def frame_blocks(frames: int, size: int = TOGETHER) -> list[slice]:
    """All frames in blocks of at most `size`, in order; no frame makes one empty block."""
    return [slice(first, min(first + size, frames)) for first in range(0, max(frames, 1), size)]
