"""What a reader wants to see, read off a result: whole muscles, loads in body weights, peaks.

A whole muscle's force is the sum of its strands'. Its activation is the mean of theirs, weighted by volume (Fmax *
lopt).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import xarray as xr
from numpy.typing import NDArray

Array = NDArray[np.float64]

INSTRUMENTED_HIPS = {"low": 2.17, "high": 2.82, "mean": 2.47, "sd": 0.20, "hips": 10}
"""Hip contact force in level walking, mean over the peak phases, in body weights; ten instrumented hips, OrthoLoad
collection Hip III."""
INSTRUMENTED_SOURCE = "bergmann2016"
SIDES = {"r": "right", "l": "left"}
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


def strands(result: xr.Dataset, muscle: str) -> NDArray[np.bool_]:
    """Which strands make up a muscle with side, e.g. 'psoas_major_r', (m)."""
    return np.asarray(result["group"].values == muscle)


def muscle_force(result: xr.Dataset, muscle: str) -> Array:
    """Force of a whole muscle, (frames) [N]."""
    return np.asarray(result["muscle_force"].values[:, strands(result, muscle)].sum(axis=1))


def activation(result: xr.Dataset, muscle: str) -> Array:
    """Activation of a whole muscle, (frames) [-]."""
    mine = strands(result, muscle)
    volume = (result["fmax"].values * result["lopt"].values)[mine]
    return np.asarray(result["activation"].values[:, mine] @ volume / max(float(volume.sum()), 1e-300))


def iliopsoas_force(result: xr.Dataset, side: str) -> Array:
    """Psoas major and iliacus together, (frames) [N]."""
    return muscle_force(result, f"psoas_major_{side}") + muscle_force(result, f"iliacus_{side}")


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


def hip_magnitude(result: xr.Dataset, side: str) -> Array:
    """Its magnitude, (frames) [body weights]."""
    return np.asarray(np.linalg.norm(hip_force(result, side), axis=1))


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
