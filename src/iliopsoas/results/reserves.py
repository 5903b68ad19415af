"""Reserves: what muscles left of the moments they had to balance, as a share of those moments.

    share = |reserve| / max(largest |joint moment| of the coordinate, 0.02 N m/kg x body mass)

Below the floor a coordinate hardly turns, and a share of almost nothing would say nothing.
"""

from __future__ import annotations

import numpy as np
import xarray as xr
from numpy.typing import ArrayLike, NDArray

from iliopsoas.results.basis.columns import largest_sizes, some_columns

Array = NDArray[np.float64]

SMALL_MOMENT = 0.02
"""Moments below this are not worth a share of reserves [N m/kg] (technical)."""


def moment_scale(result: xr.Dataset) -> Array:
    """What reserves are compared with: the largest joint moment of each coordinate, or `SMALL_MOMENT` times body mass
    if that is more, (coordinates) [N m]."""
    out: Array = np.maximum(largest_sizes(result, "joint_moment"), SMALL_MOMENT * result.attrs["body_mass_kg"])
    return out


def reserve_share(result: xr.Dataset, mine: ArrayLike | None = None) -> Array:
    """Reserves of coordinates as a share of `moment_scale`, (frames, k) [-].

    Args:
        mine: which of them, true or false each; default all.
    """
    scale = moment_scale(result)
    chosen = np.ones(len(scale), dtype=bool) if mine is None else np.asarray(mine)
    return np.asarray(np.abs(some_columns(result, "reserve", chosen)) / scale[chosen])


def largest_reserve_share(result: xr.Dataset) -> dict[str, float]:
    """The largest `reserve_share` of each coordinate by its name [-]."""
    largest = largest_sizes(result, "reserve") / moment_scale(result)
    return {str(name): round(float(x), 5) for name, x in zip(result["coordinate"].values, largest, strict=True)}


def residual_force(result: xr.Dataset) -> Array:
    """Size of the force at the pelvis that movement and contact forces leave unexplained, (frames) [body weights]."""
    force = result["residual"].sel(pelvis=[f"pelvis_t{x}" for x in "xyz"]).values
    return np.asarray(np.linalg.norm(force, axis=1) / result.attrs["body_weight_n"])


def residual_moment(result: xr.Dataset) -> Array:
    """Size of the moment at the pelvis that they leave unexplained, (frames) [N m]."""
    return np.asarray(np.linalg.norm(result["residual"].values[:, 3:], axis=1))


def root_mean_square(curve: Array) -> float:
    """Of a curve over frames, (frames)."""
    return float(np.sqrt(np.mean(np.square(curve))))
