"""Pressure of the belly: it pushes the thorax up from the pelvis in front of the spine and helps the extensors.

    force on the thorax at the diaphragm     p A e
    force on the pelvis at its floor        -p A e      e: unit vector from the one point to the other

Transversus holds the pressure by its hoop tension, which does nothing along the spine. In the recruitment problem it is
one more column of the lumbar rows, a share 0 <= a <= 1 of the largest pressure,

    p A (J_thorax - J_pelvis)^T e  =  a P A dl/du       l: distance of the two points

at a cost that makes the pressure follow the extension moment as it does in people who lift (mairiaux1984). A body that
needs no extension makes none. On all other rows, the pelvis' included, the two forces cancel.
"""

from __future__ import annotations

from typing import NamedTuple

import mujoco
import numpy as np

from iliopsoas.arrays import Array, BoolArray, IndexArray
from iliopsoas.body.body import Body
from iliopsoas.body.engine_pose import through_poses

FULL_PRESSURE = 20e3
"""Pressure P of a full share [Pa]; estimated: about the largest in lifting."""
CAVITY_AREA = 0.026
"""Area A on which the pressure pushes along the spine [m^2]; derived: with the arm below, 5 kPa more take 21 % off the
compression at 60 N m of extension and 340 N of weight, as in a model with three layers of abdominal wall
(stokes2010)."""
CAVITY_AHEAD = 0.062
"""How far in front of the line from L5/S1 to T12/L1 the pressure's resultant lies, at `REFERENCE_HEIGHT` [m];
estimated: 50 mm in front of L4/5, half way to the abdominal wall."""
REFERENCE_HEIGHT = 1.75
"""Stature of that body [m] (technical)."""
PRESSURE_COST = 0.004
"""Cost of a full share beside muscles' costs that sum to 1 [-]; derived: so that standing people who hold loads make
the pressures that were measured, 0.079 kPa/(N m) less 1.1 kPa (mairiaux1984)."""
LOWEST, HIGHEST = "L5_S1", "T12_L1"
"""Levels between pelvis and thorax."""


class AbdominalLine(NamedTuple):
    """Where the pressure's resultant pushes.

    Attributes:
        segments: of the body, pelvis first, (2).
        points: on them, each in its segment's frame, (2, 3) [m].
        rows: degrees of freedom between the two, (k).
        turns: which of them are rotations, (k).
    """

    segments: IndexArray
    points: Array
    rows: IndexArray
    turns: BoolArray


class LinePose(NamedTuple):
    """What the line's slope is made of, in every frame.

    Attributes:
        place, axes: of the two segments, (frames, 2, 3) [m], (frames, 2, 3, 3).
        axis, anchor: of the degrees of freedom between them, (frames, k, 3) [-, m].
    """

    place: Array
    axes: Array
    axis: Array
    anchor: Array


def abdominal_line(body: Body) -> AbdominalLine:
    """The points on pelvis and thorax, in front of their lumbar joints."""
    ahead = np.array([CAVITY_AHEAD * body.subject.height / REFERENCE_HEIGHT, 0.0, 0.0])
    segments = np.array([body.body_id("pelvis"), body.body_id("torso")])
    joints = [body.map.row(f"{level}_extension") for level in (LOWEST, HIGHEST)]
    for data in through_poses(body.model, body.map, body.map.pose(1)):
        away = data.xanchor[joints] + ahead - data.xpos[segments]
        points = np.einsum("sxy,sx->sy", data.xmat[segments].reshape(2, 3, 3), away)
    levels = tuple(f"{level.level}_" for level in body.levels)
    rows = np.array([i for i, name in enumerate(body.map.dofs) if name.startswith(levels)], dtype=np.intp)
    return AbdominalLine(segments, points, rows, body.model.jnt_type[rows] == mujoco.mjtJoint.mjJNT_HINGE)


def line_pose(line: AbdominalLine, frames: int) -> LinePose:
    """Room for so many frames."""
    k = len(line.rows)
    return LinePose(*(np.zeros((frames, *shape)) for shape in ((2, 3), (2, 3, 3), (k, 3), (k, 3))))


class EngineLine(NamedTuple):
    """The same where the engine keeps it: place and axes of all segments, axis and anchor of all degrees of freedom."""

    place: Array
    axes: Array
    axis: Array
    anchor: Array


def engine_line(data: mujoco.MjData) -> EngineLine:
    """Where the engine's state keeps what a line's slope is made of."""
    return EngineLine(data.xpos, data.xmat.reshape(-1, 3, 3), data.xaxis, data.xanchor)


def note_pose(pose: LinePose, frame: int, line: AbdominalLine, now: EngineLine) -> None:
    """Keep the engine's pose as one frame."""
    for kept, values, index in zip(pose, now, (line.segments, line.segments, line.rows, line.rows), strict=True):
        values.take(index, axis=0, out=kept[frame], mode="clip")


def line_slope(line: AbdominalLine, pose: LinePose, size: int) -> Array:
    """dl/du of the distance of the two points, (frames, size) [-, m]: e . (a x r) for a turn, e . a for a slide.

    Args:
        size: number of degrees of freedom nv.
    """
    ends = pose.place + np.einsum("tsxy,sy->tsx", pose.axes, line.points)
    along = ends[:, 1] - ends[:, 0]
    along /= np.linalg.norm(along, axis=1)[:, None]
    turned = np.cross(ends[:, None, 1] - pose.anchor, along[:, None])
    out = np.zeros((len(ends), size))
    out[:, line.rows] = (pose.axis * np.where(line.turns[:, None], turned, along[:, None])).sum(axis=2)
    return out


def pressure_forces(slope: Array, share: Array) -> Array:
    """Generalised forces of the pressure on all degrees of freedom, (frames, nv) [N, N m].

    Args:
        share: of the largest pressure, (frames) [-].
    """
    out: Array = (FULL_PRESSURE * CAVITY_AREA * share)[:, None] * slope
    return out
