"""Activations in movements of the library beside statements of electromyography: classes and orders.

Electrical activity is not activation, but a muscle that is recorded as busier in one exercise than in another should be
busier in ours too.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from iliopsoas.evidence.basis.context import Context

Array = NDArray[np.float64]
PARTS = {"iliopsoas": ("psoas_major", "iliacus")}
"""Muscles that go by one name."""
NEAR_DEG = 1.0
"""How near to an angle a frame must lie to be counted there [deg] (technical)."""


def activation(result: xr.Dataset, muscle: str, side: str) -> Array:
    """Activation of a muscle of one side, strands weighted by volume, (frames) [% of the maximum]."""
    mine = np.isin(result["group"].values, [f"{part}_{side}" for part in PARTS.get(muscle, (muscle,))])
    volume = (result["fmax"].values * result["lopt"].values)[mine]
    out: Array = 100.0 * result["activation"].values[:, mine] @ volume / volume.sum()
    return out


def at_angle(context: Context, muscle: str, angle_deg: float, movements: Sequence[str]) -> float:
    """Largest activation of a right muscle near an angle of the right hip [% of the maximum]."""
    result = context.library(movements)
    flexion = np.degrees(result["pose"].sel(pose_coordinate="hip_flexion_r").values)
    there = np.abs(flexion - angle_deg) < NEAR_DEG
    return float(activation(result, muscle, "r")[there].max())


def peak(context: Context, muscle: str, movements: Sequence[str]) -> float:
    """Largest activation of a muscle of either side [% of the maximum]."""
    result = context.library(movements)
    return float(max(activation(result, muscle, side).max() for side in "rl"))


def mean(context: Context, muscle: str, movements: Sequence[str]) -> float:
    """Mean activation over a movement, of the busier side [% of the maximum]."""
    result = context.library(movements)
    return float(max(activation(result, muscle, side).mean() for side in "rl"))


def busier(context: Context, muscle: str, than: Sequence[str], movements: Sequence[str]) -> float:
    """Mean activation in a movement less that in another, the busiest of those named [% of the maximum].

    Args:
        than: names of the other movements.
    """
    return mean(context, muscle, movements) - max(mean(context, muscle, [name]) for name in than)


def beyond(context: Context, muscle: str, other: str, movements: Sequence[str]) -> float:
    """Mean activation of one muscle less that of another in a movement [% of the maximum]."""
    return mean(context, muscle, movements) - mean(context, other, movements)
