"""Forces and activations of whole muscles, put together from the strands that the model splits them into."""

from __future__ import annotations

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from iliopsoas.results.basis.columns import some_columns

Array = NDArray[np.float64]

HIP_FLEXORS = {
    "psoas_major": "psoas major",
    "iliacus": "iliacus",
    "rectus_femoris": "rectus femoris",
    "sartorius": "sartorius",
    "tensor_fasciae_latae": "tensor fasciae latae",
}
"""Hip flexors by group without side, and what they are called."""


def whole_muscle_force(result: xr.Dataset, group: str) -> Array:
    """Force of an anatomical muscle with side ('psoas_major_r'), the sum of its strands [N], (frames)."""
    out: Array = some_columns(result, "muscle_force", result["group"].values == group).sum(axis=1)
    return out


def whole_muscle_activation(result: xr.Dataset, group: str) -> Array:
    """Activation of an anatomical muscle, the mean of its strands weighted by volume [-], (frames); 0 without any.

    a = sum(a_i Fmax_i lopt_i) / sum(Fmax_i lopt_i)
    """
    mine = result["group"].values == group
    volume = (result["fmax"].values * result["lopt"].values)[mine]
    out: Array = some_columns(result, "activation", mine) @ volume / (volume.sum() or 1.0)
    return out


def iliopsoas_force(result: xr.Dataset, side: str) -> Array:
    """Psoas major and iliacus together, (frames) [N]."""
    return whole_muscle_force(result, f"psoas_major_{side}") + whole_muscle_force(result, f"iliacus_{side}")


def hip_flexors(result: xr.Dataset) -> dict[str, str]:
    """The hip flexors that this result has, by group without side."""
    there = {str(g)[:-2] for g in result["group"].values}
    return {group: name for group, name in HIP_FLEXORS.items() if group in there}


def strongest_side(result: xr.Dataset) -> str:
    """The side with the larger iliopsoas peak."""
    return max("rl", key=lambda side: float(iliopsoas_force(result, side).max()))
