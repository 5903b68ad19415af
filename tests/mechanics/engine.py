"""The engine asked directly, past the package's own algebra: lengths, the polyline of each strand and what it hangs
on."""

from __future__ import annotations

from typing import NamedTuple

import mujoco
import numpy as np
from numpy.typing import NDArray

from iliopsoas.body.body import Body
from iliopsoas.motion.trajectory import Trajectory

Array = NDArray[np.float64]


def random_poses(body: Body, frames: int, *, seed: int, share: float = 0.8) -> Array:
    """Poses (frames, n) within `share` of every joint's range; pelvis, arms and neck stay at zero."""
    rng = np.random.default_rng(seed)
    q = body.map.pose(frames)
    for c in body.map.columns("free", "rhythm", "level"):
        low, high = body.map.lower[c], body.map.upper[c]
        q[:, c] = (low + high) / 2 + share * (high - low) / 2 * rng.uniform(-1, 1, frames)
    return q


def at(body: Body, q: Array) -> mujoco.MjData:
    """The engine in one pose (n)."""
    data = mujoco.MjData(body.model)
    data.qpos[:] = body.map.expand(q[None], 0 * q[None], 0 * q[None])[0][0]
    mujoco.mj_fwdPosition(body.model, data)
    return data


def lengths(body: Body, q: Array) -> Array:
    """Path lengths (frames, m) [m] in poses (frames, n), nothing but the engine's geometry."""
    data = mujoco.MjData(body.model)
    out = np.zeros((len(q), body.model.ntendon))
    for row, u in zip(out, body.map.expand(q, 0 * q, 0 * q)[0], strict=True):
        data.qpos[:] = u
        mujoco.mj_kinematics(body.model, data)
        mujoco.mj_tendon(body.model, data)
        row[:] = data.ten_length
    return out


class Path(NamedTuple):
    """Vertices of a strand's polyline, origin first (a wrap that is touched gives two, where the strand arrives and
    leaves), and the segment each hangs on: (k, 3) [m] in ground axes, (k)."""

    points: Array
    bodies: NDArray[np.intp]


def path_of(body: Body, data: mujoco.MjData, strand: int) -> Path:
    """The polyline of a strand in the pose in `data`."""
    model = body.model
    start, count = data.ten_wrapadr[strand], data.ten_wrapnum[strand]
    points = data.wrap_xpos.reshape(-1, 3)[start : start + count].copy()
    touched = data.wrap_obj.reshape(-1)[start : start + count]
    bodies: list[int] = []
    first = model.tendon_adr[strand]
    for k in range(first, first + model.tendon_num[strand]):
        element = model.wrap_objid[k]
        if model.wrap_type[k] == mujoco.mjtWrap.mjWRAP_SITE:
            bodies.append(model.site_bodyid[element])
        elif len(bodies) < count and touched[len(bodies)] == element:
            bodies += 2 * [model.geom_bodyid[element]]
    assert len(bodies) == count
    return Path(points, np.array(bodies))


def pulls(path: Path) -> Array:
    """What unit tension does to each vertex: the sum of the directions to its neighbours, (k, 3)."""
    step = np.diff(path.points, axis=0)
    step /= np.linalg.norm(step, axis=1, keepdims=True)
    nothing = np.zeros((1, 3))
    return np.concatenate([step, nothing]) - np.concatenate([nothing, step])


def still(q: Array, loads: tuple = ()) -> Trajectory:
    """Poses (frames, n) held without any movement."""
    return Trajectory(np.arange(len(q)) / 100.0, q, 0 * q, 0 * q, loads, ())
