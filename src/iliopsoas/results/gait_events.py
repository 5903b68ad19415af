"""When a foot stands: contacts and gait cycles found in a result's forces under the feet."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from iliopsoas.motion.signals.checks import runs

Array = NDArray[np.float64]

LOADED = 0.04
"""Vertical force above which a foot stands [body weights] (technical)."""
BRIEF = 0.1
"""Contacts shorter than this are ignored [s] (technical)."""


class Stance(NamedTuple):
    """One contact of a foot.

    Attributes:
        first, last: frames, both inside.
        complete: it neither starts at the first frame nor ends at the last.
    """

    first: int
    last: int
    complete: bool


def vertical_ground_force(result: xr.Dataset, side: str) -> Array:
    """Vertical ground reaction on a foot [N], (frames)."""
    mine = result["contact"].values == f"foot_{side}"
    out: Array = result["contact_force"].values[:, mine, 1].sum(axis=1)
    return out


def spans(force: Array, threshold: float) -> list[tuple[int, int]]:
    """First and last frame of each stretch in which a force exceeds a threshold."""
    return runs(force > threshold)


def stances(result: xr.Dataset, side: str) -> list[Stance]:
    """Contacts of a foot in the order of time."""
    time = result["time"].values
    force = vertical_ground_force(result, side)
    loaded = spans(force, LOADED * result.attrs["body_weight_n"])
    found = [Stance(a, b, a > 0 and b < len(force) - 1) for a, b in loaded]
    return [s for s in found if time[s.last] - time[s.first] > BRIEF]


def main_stance(result: xr.Dataset, side: str) -> Stance | None:
    """The contact to report: the longest complete one, else the longest."""
    found = stances(result, side)
    return max(found, key=lambda s: (s.complete, s.last - s.first), default=None)
