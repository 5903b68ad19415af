"""Points of a body and how its segments move with the coordinates, many frames at once.

A degree of freedom d turns everything beyond it by w_d and moves what lies at the body's centre of mass c by v_d (the
engine's `cdof`). A segment's motion with the coordinates is the sum over the degrees of freedom up to the root,

    B = sum_d [w_d; v_d] du_d/dq        (6, columns)

and a point x of it moves by G B with its lever G = [-(x - c)x | 1], (3, 6). What is summed over points is summed within
a segment first, 6 by 6, and carried to the coordinates once a segment.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import mujoco
import numpy as np

from iliopsoas.arrays import Array, BoolArray
from iliopsoas.body.body import Body
from iliopsoas.body.engine_pose import through_poses

CHUNK = 64
"""Frames at a time, so that memory stays small; technical."""


class SegmentMotions(NamedTuple):
    """Points and segments in some frames.

    Attributes:
        frames: which.
        points: (some, k, 3) [m].
        levers: G, (some, k, 3, 6).
        members: which point belongs to which segment, (segments, k), 1 or 0.
        motions: B, (some, segments, 6, columns).
        mass, mass_slopes: place of the centre of mass and dc/dq, (some, 3), (some, 3, columns).
    """

    frames: slice
    points: Array
    levers: Array
    members: Array
    motions: Array
    mass: Array
    mass_slopes: Array

    def pull(self, force: Array) -> Array:
        """What forces at the points do to the coordinates, sum_k B' G' f_k: (some, k, 3) -> (some, columns)."""
        at_points = (self.levers.transpose(0, 1, 3, 2) @ force[..., None])[..., 0]  # (some, k, 6)
        on_segments = self.members @ at_points
        return np.asarray((self._rows() @ on_segments.reshape(len(force), -1, 1))[..., 0])

    def stiffness(self, weight: Array) -> Array:
        """Springs at the points, for the coordinates: sum_k B' G' w G B: (some, k, 3) -> (some, columns, columns)."""
        count, segments, _, size = self.motions.shape
        at_points = self.levers.transpose(0, 1, 3, 2) @ (weight[..., None] * self.levers)  # (some, k, 6, 6)
        on_segments = (self.members @ at_points.reshape(count, -1, 36)).reshape(count, segments, 6, 6)
        return np.asarray(self._rows() @ (on_segments @ self.motions).reshape(count, 6 * segments, size))

    def _rows(self) -> Array:
        """B' of all segments beside each other, (some, columns, 6 segments)."""
        count, segments, _, size = self.motions.shape
        return self.motions.reshape(count, 6 * segments, size).transpose(0, 2, 1)


def through_segment_motions(
    body: Body, poses: Array, bodies: Sequence[str], offsets: Array, columns: list[int], *, mass: bool = False
) -> Iterator[SegmentMotions]:
    """Points and the motions of their segments, a few frames at a time.

    Args:
        body: the body.
        poses: coordinates, (frames, n).
        bodies, offsets: segment of each point and its place there, (k), (k, 3) [m].
        columns: coordinates to differentiate by.
        mass: the slopes of the centre of mass are asked for; else they are zero.
    """
    model = body.model
    ids, of = np.unique(np.array([body.body_id(name) for name in bodies], dtype=np.intp), return_inverse=True)
    members = (np.arange(len(ids))[:, None] == of[None, :]).astype(np.float64)
    moved = moving_dofs(model)[ids][:, None, :]  # (segments, 1, nv)
    projection = body.map.projection(poses, columns)
    states = through_poses(model, body.map, poses)
    for begin in range(0, len(poses), CHUNK):
        some = slice(begin, min(begin + CHUNK, len(poses)))
        count = some.stop - begin
        place, turn = np.empty((count, len(ids), 3)), np.empty((count, len(ids), 3, 3))
        screws, centre = np.empty((count, 1, 6, model.nv)), np.empty((count, 3))
        whole = np.zeros((count, 3, model.nv))
        for t in range(count):
            data = next(states)
            place[t], turn[t] = data.xpos[ids], data.xmat[ids].reshape(-1, 3, 3)
            screws[t, 0], centre[t] = data.cdof.T, data.subtree_com[0]
            if mass:
                mujoco.mj_jacSubtreeCom(model, data, whole[t], 0)
        chain = np.zeros((count, model.nv, len(columns)))  # du/dq
        chain[:, projection.rows, projection.cols] = projection.values[some]
        motions = (screws * moved).reshape(count, 6 * len(ids), model.nv) @ chain
        points = place[:, of] + (turn[:, of] @ offsets[:, :, None])[..., 0]
        yield SegmentMotions(
            some,
            points,
            _levers(points - centre[:, None]),
            members,
            motions.reshape(count, len(ids), 6, len(columns)),
            centre,
            whole @ chain,
        )


def _levers(arms: Array) -> Array:
    """G of points at arms from the centre of mass: (..., 3) -> (..., 3, 6)."""
    x, y, z = np.moveaxis(arms, -1, 0)
    out = np.zeros((*arms.shape, 6))
    out[..., 0, 1], out[..., 0, 2] = z, -y
    out[..., 1, 0], out[..., 1, 2] = -z, x
    out[..., 2, 0], out[..., 2, 1] = y, -x
    out[..., np.arange(3), np.arange(3, 6)] = 1.0
    return out


def moving_dofs(model: mujoco.MjModel) -> BoolArray:
    """Which degrees of freedom move which segment, (segments, nv)."""
    out = np.zeros((model.nbody, model.nv), dtype=bool)
    for segment in range(1, model.nbody):
        out[segment] = out[model.body_parentid[segment]]
        first = int(model.body_dofadr[segment])
        if first >= 0:
            out[segment, first : first + int(model.body_dofnum[segment])] = True
    return out
