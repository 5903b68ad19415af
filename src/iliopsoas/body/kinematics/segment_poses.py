"""Where segments, points of a body and its centre of mass are in given poses."""

from __future__ import annotations

from collections.abc import Sequence

import mujoco
import numpy as np

from iliopsoas.arrays import Array
from iliopsoas.body.body import Body


def segment_frames(body: Body, bodies: Sequence[str], q: Array) -> tuple[Array, Array]:
    """Origins (frames, k, 3) [m] and rotations (frames, k, 3, 3) of segments at poses (frames, coordinates)."""
    data = mujoco.MjData(body.model)
    u = body.map.expand(q, 0 * q, 0 * q)[0]
    ids = [body.body_id(name) for name in bodies]
    origins, turns = np.zeros((len(q), len(ids), 3)), np.zeros((len(q), len(ids), 3, 3))
    for t in range(len(q)):
        data.qpos[:] = u[t]
        mujoco.mj_kinematics(body.model, data)
        origins[t], turns[t] = data.xpos[ids], data.xmat[ids].reshape(-1, 3, 3)
    return origins, turns


def point_paths(body: Body, q: Array, bodies: Sequence[str] = (), offsets: Array | None = None) -> tuple[Array, Array]:
    """Points and centre of mass in every frame.

    Args:
        q: coordinates, (frames, n).
        bodies, offsets: segment of each point and its place there, (k), (k, 3) [m].

    Returns:
        Points (frames, k, 3) and centre of mass (frames, 3) [m], ground axes.
    """
    ids = [body.body_id(name) for name in bodies]
    points, mass = np.zeros((len(q), len(ids), 3)), np.zeros((len(q), 3))
    data = mujoco.MjData(body.model)
    u = body.map.expand(q, 0 * q, 0 * q)[0]
    for t in range(len(q)):
        data.qpos[:] = u[t]
        mujoco.mj_kinematics(body.model, data)
        mujoco.mj_comPos(body.model, data)
        mass[t] = data.subtree_com[0]
        for k, i in enumerate(ids):
            points[t, k] = data.xpos[i] + data.xmat[i].reshape(3, 3) @ (np.zeros(3) if offsets is None else offsets[k])
    return points, mass


def points_in_pose(body: Body, pose: Array, bodies: Sequence[str], offsets: Array) -> Array:
    """Places of points in one pose (n), (k, 3) [m]."""
    return np.asarray(point_paths(body, pose[None], bodies, offsets)[0][0])
