"""Which few frames of a movement are enough for its loads.

First frames at equal steps of how far angles and attached forces have changed,

    ds = max |dq| + |dF| / (0.5 weight) + dt / 20 s

then, where the loads of these say so, more frames between them: in the gaps that leave most open of a mean (long and
steep) or of a peak (steep, beside the largest).

    open(gap) = max over loads of  |dL| (dt / 2T  +  1/4 beside the peak of L)        L: over its largest
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence

import numpy as np

from iliopsoas.arrays import Array, IndexArray
from iliopsoas.motion.records.external_loads import ExternalLoad

FEWEST_FRAMES, MOST_FRAMES, STEP = 28, 48, 0.4
"""Frames of the first choice, and the change for each [rad]; as many are added (technical). The error against all
frames is in `docs/rehabilitation.md`."""
EVENLY = 13
"""Frames that are taken at equal steps of time beside them, so that a pose that is held is never missed (technical)."""
FORCE_STEP, SLOWEST = 0.5, 20.0
"""Change of force that counts like a radian [body weights], time that counts so [s] (technical)."""
HALVED = 1.0 / 3.0
"""What a half of a gap leaves open, as a share of the whole gap's (technical)."""


def first_frames_of(
    time: Array, q: Array, loads: Sequence[ExternalLoad], weight: float, count: int | None = None
) -> IndexArray:
    """Frames at equal steps of change, the first and last among them, at most `count` (None: as change asks), and some
    at equal steps of time, for poses that are held.

    Args:
        time: (frames) [s]. q: coordinates, (frames, n). loads: attached forces at these frames.
        weight: of the body [N].
    """
    step = np.abs(np.diff(q, axis=0)).max(axis=1) + np.diff(time) / SLOWEST
    for load in loads:
        step += np.linalg.norm(np.diff(load.force, axis=0), axis=1) / (FORCE_STEP * weight)
    gone = np.append(0.0, np.cumsum(step))
    if count is None:
        count = int(np.clip(np.ceil(gone[-1] / STEP), FEWEST_FRAMES, MOST_FRAMES))
    if count >= len(time):
        return np.arange(len(time))
    changed = np.searchsorted(gone, np.linspace(0.0, gone[-1], count) - 1e-12)
    even = np.round(np.linspace(0, len(time) - 1, min(EVENLY, count))).astype(np.intp)
    out: IndexArray = np.unique(np.concatenate([changed, even]))
    return out


def more_frames(chosen: IndexArray, time: Array, curves: Array, count: int | None = None) -> IndexArray:
    """The chosen frames and `count` more (None: as many) between them, where loads leave most open.

    Args:
        chosen: frames that were solved, rising, (c).
        time: of all frames, (frames) [s].
        curves: loads in the chosen frames, each over its largest, (c, k) [-].
    """
    span, peaks = float(time[-1] - time[0]), curves.argmax(axis=0)
    gaps: list[tuple[float, int, int]] = []
    for i, (a, b) in enumerate(zip(chosen[:-1].tolist(), chosen[1:].tolist(), strict=True)):
        change = np.abs(curves[i + 1] - curves[i])
        beside = (peaks == i) | (peaks == i + 1)
        left_open = float((change * ((time[b] - time[a]) / (2.0 * span) + 0.25 * beside)).max())
        heapq.heappush(gaps, (-left_open, a, b))
    added: list[int] = []
    wanted = len(chosen) if count is None else count
    while gaps and len(added) < wanted:
        left_open, a, b = heapq.heappop(gaps)
        middle = (a + b) // 2
        if middle == a:
            continue
        added.append(middle)
        for gap in ((a, middle), (middle, b)):
            heapq.heappush(gaps, (HALVED * left_open, *gap))
    return np.sort(np.concatenate([chosen, np.array(added, dtype=chosen.dtype)]))
