"""Where segments, points of a body and its centre of mass are in given poses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from iliopsoas.arrays import Array
from iliopsoas.body.body import Body
from iliopsoas.body.engine_pose import through_poses


class SegmentFrames(NamedTuple):
    """Frames of segments, ground axes.

    Attributes:
        origins: (frames, k, 3) [m].
        rotations: the segments' axes as columns, (frames, k, 3, 3).
    """

    origins: Array
    rotations: Array


class PointPaths(NamedTuple):
    """Paths of points of a body, ground axes.

    Attributes:
        points: (frames, k, 3) [m].
        centre_of_mass: of the whole body, (frames, 3) [m].
    """

    points: Array
    centre_of_mass: Array


def segment_frames(body: Body, bodies: Sequence[str], q: Array) -> SegmentFrames:
    """Origins and rotations of segments at poses (frames, coordinates)."""
    ids = [body.body_id(name) for name in bodies]
    origins, rotations = np.zeros((len(q), len(ids), 3)), np.zeros((len(q), len(ids), 3, 3))
    for t, data in enumerate(through_poses(body.model, body.map, q)):
        origins[t], rotations[t] = data.xpos[ids], data.xmat[ids].reshape(-1, 3, 3)
    return SegmentFrames(origins, rotations)


def point_paths(body: Body, q: Array, bodies: Sequence[str] = (), offsets: Array | None = None) -> PointPaths:
    """Points and centre of mass in every frame.

    Args:
        q: coordinates, (frames, n).
        bodies, offsets: segment of each point and its place there, (k), (k, 3) [m]; default the segments' origins.
    """
    ids = np.array([body.body_id(name) for name in bodies], dtype=np.intp)
    points, axes, mass = np.zeros((len(q), len(ids), 3)), np.zeros((len(q), len(ids), 9)), np.zeros((len(q), 3))
    for t, data in enumerate(through_poses(body.model, body.map, q)):
        mass[t] = data.subtree_com[0]
        data.xpos.take(ids, axis=0, out=points[t], mode="clip")
        data.xmat.take(ids, axis=0, out=axes[t], mode="clip")
    if offsets is not None:
        points += np.einsum("tkxy,ky->tkx", axes.reshape(len(q), len(ids), 3, 3), offsets)
    return PointPaths(points, mass)


def points_in_pose(body: Body, pose: Array, bodies: Sequence[str], offsets: Array) -> Array:
    """Places of points in one pose (n), (k, 3) [m]."""
    return np.asarray(point_paths(body, pose[None], bodies, offsets).points[0])
