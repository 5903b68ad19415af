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

from iliopsoas.arrays import Array
from iliopsoas.body.body import Body

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
        segments: of the body, pelvis first.
        points: on them, each in its segment's frame, (2, 3) [m].
    """

    segments: tuple[int, int]
    points: Array


def abdominal_line(body: Body) -> AbdominalLine:
    """The points on pelvis and thorax, in front of their lumbar joints."""
    data = body.at(body.map.pose(1)[0])
    ahead = np.array([CAVITY_AHEAD * body.subject.height / REFERENCE_HEIGHT, 0.0, 0.0])
    segments = body.body_id("pelvis"), body.body_id("torso")
    points = []
    for segment, level in zip(segments, (LOWEST, HIGHEST), strict=True):
        joint = mujoco.mj_name2id(body.model, mujoco.mjtObj.mjOBJ_JOINT, f"{level}_extension")
        away = data.xanchor[joint] + ahead - data.xpos[segment]
        points.append(data.xmat[segment].reshape(3, 3).T @ away)
    return AbdominalLine(segments, np.array(points))


def line_slope(model: mujoco.MjModel, data: mujoco.MjData, line: AbdominalLine) -> Array:
    """dl/du of the distance between the two points of the pose in `data`, (nv) [-, m]."""
    ends = [data.xpos[s] + data.xmat[s].reshape(3, 3) @ p for s, p in zip(line.segments, line.points, strict=True)]
    along = ends[1] - ends[0]
    along /= np.linalg.norm(along)
    slopes = np.zeros((2, 3, model.nv))
    for slope, end, segment in zip(slopes, ends, line.segments, strict=True):
        mujoco.mj_jac(model, data, slope, None, end, segment)
    out: Array = along @ (slopes[1] - slopes[0])
    return out


def pressure_forces(slope: Array, share: Array) -> Array:
    """Generalised forces of the pressure on all degrees of freedom, (frames, nv) [N, N m].

    Args:
        share: of the largest pressure, (frames) [-].
    """
    out: Array = (FULL_PRESSURE * CAVITY_AREA * share)[:, None] * slope
    return out
