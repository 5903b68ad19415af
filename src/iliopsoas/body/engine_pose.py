"""The one way in which poses are put into the engine: coordinates in, places of bones, joints and paths out.

`set_pose` brings everything that depends on positions (paths of muscles too); `through_poses` only segments and centre
of mass, for many frames. Making a state takes longer than a pose: `lent_state` uses one again. Speeds and accelerations
are `iliopsoas.body.inverse_dynamics`' business.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

import mujoco
import numpy as np

from iliopsoas.arrays import Array
from iliopsoas.body.coordinate_map import CoordinateMap

POSES_TOGETHER = 2048
"""Poses whose degrees of freedom are computed together, so that a long record needs no more memory (technical)."""
KEPT = 4
"""States that a thread keeps for use again; technical."""


class _States(threading.local):
    """States that nobody uses now, the last one last; every thread has its own."""

    def __init__(self) -> None:
        self.free: deque[mujoco.MjData] = deque(maxlen=KEPT)


_STATES = _States()


@contextmanager
def lent_state(model: mujoco.MjModel) -> Iterator[mujoco.MjData]:
    """A state of the engine for a while: whatever the last user left is in it."""
    free = _STATES.free
    data = next((state for state in reversed(free) if state.model is model), None)
    if data is None:
        data = mujoco.MjData(model)
    else:
        free.remove(data)
    try:
        yield data
    finally:
        free.append(data)


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
    with lent_state(model) as data:
        for first in range(0, len(q), POSES_TOGETHER):
            for position in coordinates.positions(q[first : first + POSES_TOGETHER]):
                data.qpos[:] = position
                mujoco.mj_kinematics(model, data)
                mujoco.mj_comPos(model, data)
                yield data
