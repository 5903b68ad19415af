"""The one way in which poses are put into the engine: coordinates in, places of bones, joints and paths out.

`set_pose` brings everything that depends on positions (paths of muscles too); `through_poses` only segments and centre
of mass, for many frames. Speeds and accelerations are `iliopsoas.body.inverse_dynamics`' business.
"""

from __future__ import annotations

from collections.abc import Iterator

import mujoco
import numpy as np

from iliopsoas.arrays import Array
from iliopsoas.body.coordinate_map import CoordinateMap

POSES_TOGETHER = 2048
"""Poses whose degrees of freedom are computed together, so that a long record needs no more memory (technical)."""


def set_pose(model: mujoco.MjModel, coordinates: CoordinateMap, data: mujoco.MjData, q: Array) -> mujoco.MjData:
    """Put the engine's state `data` in one pose (n) [rad, m], and return it."""
    data.qpos[:] = coordinates.positions(np.asarray(q, dtype=np.float64)[None])[0]
    mujoco.mj_fwdPosition(model, data)
    return data


def in_pose(model: mujoco.MjModel, coordinates: CoordinateMap, q: Array) -> mujoco.MjData:
    """The engine in one pose (n) [rad, m], a state of its own."""
    return set_pose(model, coordinates, mujoco.MjData(model), q)


def through_poses(model: mujoco.MjModel, coordinates: CoordinateMap, q: Array) -> Iterator[mujoco.MjData]:
    """The engine in each of the poses (frames, n) [rad, m]: segments and centres of mass, no paths.

    One state is used for all of them: take what is needed before the next frame.
    """
    data = mujoco.MjData(model)
    for first in range(0, len(q), POSES_TOGETHER):
        for position in coordinates.positions(q[first : first + POSES_TOGETHER]):
            data.qpos[:] = position
            mujoco.mj_kinematics(model, data)
            mujoco.mj_comPos(model, data)
            yield data
