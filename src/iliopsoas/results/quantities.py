"""What a reader wants to see beyond `iliopsoas.results.summary`: components, pushes, peaks, words."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from iliopsoas.results.summary import whole_force

Array = NDArray[np.float64]

INSTRUMENTED_HIPS = {"low": 2.17, "high": 2.82, "mean": 2.47, "sd": 0.20, "hips": 10}
"""Hip contact force in level walking, mean over the peak phases, in body weights; ten instrumented hips, OrthoLoad
collection Hip III (bergmann2016, measured)."""
INSTRUMENTED_SOURCE = "bergmann2016"
FLEXORS = {
    "psoas_major": "psoas major",
    "iliacus": "iliacus",
    "rectus_femoris": "rectus femoris",
    "sartorius": "sartorius",
    "tensor_fasciae_latae": "tensor fasciae latae",
}


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


def iliopsoas_force(result: xr.Dataset, side: str) -> Array:
    """Psoas major and iliacus together, (frames) [N]."""
    return whole_force(result, f"psoas_major_{side}") + whole_force(result, f"iliacus_{side}")


def flexors(result: xr.Dataset) -> dict[str, str]:
    """The hip flexors that this result has, by group without side."""
    there = {str(g)[:-2] for g in result["group"].values}
    return {group: name for group, name in FLEXORS.items() if group in there}


def body_weight(result: xr.Dataset) -> float:
    """Body weight [N]."""
    return float(result.attrs["body_weight_n"])


def hip_force(result: xr.Dataset, side: str) -> Array:
    """Hip contact force on the femur in the pelvis' axes (forward, up, right), (frames, 3) [body weights]."""
    return np.asarray(result["joint_reaction"].sel(joint=f"hip_{side}").values / body_weight(result))


def bursa(result: xr.Dataset, side: str) -> Array:
    """Push of the iliopsoas on brim and femoral head, (frames) [N]."""
    return np.asarray(np.linalg.norm(result["bursa_force"].sel(side=side).values, axis=1))


def peak(result: xr.Dataset, curve: Array) -> Peak:
    """Largest value and when."""
    frame = int(np.argmax(curve))
    return Peak(float(curve[frame]), float(result["time"].values[frame]), frame)


def strongest_side(result: xr.Dataset) -> str:
    """The side with the larger iliopsoas peak."""
    return max("rl", key=lambda side: float(iliopsoas_force(result, side).max()))


def notes(result: xr.Dataset) -> list[str]:
    """What was assumed, one sentence each."""
    return [line for line in str(result.attrs.get("notes", "")).split("\n") if line.strip()]
