"""The largest value of a curve, and when it is reached."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import xarray as xr
from numpy.typing import NDArray

Array = NDArray[np.float64]


class Peak(NamedTuple):
    """Largest value of a curve.

    Attributes:
        value: in the curve's unit.
        time: [s].
        frame: index.
    """

    value: float
    time: float
    frame: int


def peak_of(result: xr.Dataset, curve: Array) -> Peak:
    """Largest value of a curve over the result's frames, (frames), and when; the first of several."""
    frame = int(np.argmax(curve))
    return Peak(float(curve[frame]), float(result["time"].values[frame]), frame)
