"""Inverse dynamics of one pose, without what this body does not need."""

from __future__ import annotations

import mujoco
import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def inverse_dynamics(model: mujoco.MjModel, data: mujoco.MjData, tau: Array, *, tendons: bool = False) -> Array:
    """Generalised forces that position, velocity and acceleration in `data` take, written into `tau` (nv) [N, N m].

    What `mj_inverse` does, less inertia matrix, constraints, sensors and, unless wanted, tendon lengths and Jacobians,
    which take most of its time. Springs, dampers and armatures of the engine would be missing here; the body has none
    (`iliopsoas.body.passive_moments`).
    """
    mujoco.mj_kinematics(model, data)
    mujoco.mj_comPos(model, data)
    if tendons:
        mujoco.mj_tendon(model, data)
        mujoco.mj_fwdVelocity(model, data)
    else:
        mujoco.mj_comVel(model, data)
    mujoco.mj_rne(model, data, 1, tau)
    return tau
