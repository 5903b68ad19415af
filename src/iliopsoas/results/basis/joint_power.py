"""Power of joints: moment times angular velocity, positive where muscles give energy to the body."""

from __future__ import annotations

import numpy as np
import xarray as xr

from iliopsoas.arrays import Array

AXES_OF = {
    "hip": ("hip_flexion", "hip_adduction", "hip_rotation"),
    "knee": ("knee_angle",),
    "ankle": ("ankle_angle", "subtalar_angle"),
}
"""Coordinates of a joint, without side."""


def joint_power(result: xr.Dataset, joint: str, side: str) -> Array:
    """P = sum_i M_i dq_i/dt over the balanced coordinates of a joint ('hip', 'knee', 'ankle'), (frames) [W].

    Velocities are central differences of the filtered coordinates; a single frame has none, and no power.
    """
    time = np.asarray(result["time"].values, dtype=np.float64)
    power = np.zeros(len(time))
    if len(time) < 2:
        return power
    there = {str(name) for name in result["coordinate"].values}
    for name in (f"{axis}_{side}" for axis in AXES_OF[joint]):
        if name in there:
            velocity = np.gradient(result["pose"].sel(pose_coordinate=name).values, time)
            power += result["joint_moment"].sel(coordinate=name).values * velocity
    return power
