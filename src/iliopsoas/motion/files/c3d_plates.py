"""Force plates of a .c3d file, types 1 to 4: force, centre of pressure and free moment in the laboratory's axes.

The corners span the plate's own axes: x = (1 - 2), y = (1 - 4), z = x cross y, which points down. In these axes the
channels give a force F and a moment M about the transducers' origin; `ORIGIN` is the vector s from there to the middle
of the surface, so that M_s = M + F cross s, and

    p_x = -M_s,y / F_z,   p_y = M_s,x / F_z,   T_z = M_s,z - p_x F_y + p_y F_x

    type 1   Fx Fy Fz px py Tz           the amplifier has done all this
    type 2   Fx Fy Fz Mx My Mz
    type 3   Fx12 Fx34 Fy14 Fy23 Fz1..4  piezoelectric; ORIGIN holds the sensors' distances a, b and the depth
    type 4   type 2 after a calibration matrix, which the reader applies

The force is the one on the person, as laboratories store it; `laboratory.upright` turns it where it is not.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from iliopsoas.arrays import Array

TYPES = (1, 2, 3, 4)
"""Types that can be read; technical."""
UNLOADED_N = 10.0
"""Vertical force below which there is no centre of pressure: the middle of the plate is given [N]; technical."""
CHANNELS = {1: 6, 2: 6, 3: 8, 4: 6}
"""How many channels a plate has, by type; technical."""
FZ = {1: (2,), 2: (2,), 3: (4, 5, 6, 7), 4: (2,)}
"""Channels of the vertical force, by type; technical."""


class ForcePlate(NamedTuple):
    """How a plate is built into the floor.

    Attributes:
        kind: type, 1 to 4.
        corners: (4, 3) [m], in the laboratory's axes.
        origin: s, or (a, b, depth) for type 3, (3) [m].
    """

    kind: int
    corners: Array
    origin: Array

    @property
    def axes(self) -> Array:
        """The plate's axes as columns, (3, 3)."""
        x = self.corners[0] + self.corners[3] - self.corners[1] - self.corners[2]
        y = self.corners[0] + self.corners[1] - self.corners[2] - self.corners[3]
        x = x / np.linalg.norm(x)
        z = np.cross(x, y / np.linalg.norm(y))
        z /= np.linalg.norm(z)
        return np.stack([x, np.cross(z, x), z], axis=1)


def wrench(plate: ForcePlate, channels: Array) -> tuple[Array, Array, Array]:
    """Force, point and free moment, each (samples, 3) [N, m, N m], from the plate's channels (samples, n) in SI."""
    if plate.kind == 1:
        force, point = channels[:, :3], channels[:, 3:5]
        free = channels[:, 5]
    else:
        force, moment = _at_surface(plate, channels)
        vertical = np.where(np.abs(force[:, 2]) < UNLOADED_N, np.inf, force[:, 2])
        point = np.stack([-moment[:, 1], moment[:, 0]], axis=1) / vertical[:, None]
        free = moment[:, 2] - point[:, 0] * force[:, 1] + point[:, 1] * force[:, 0]
    idle = np.abs(force[:, 2]) < UNLOADED_N
    point = np.where(idle[:, None], 0.0, point)
    free = np.where(idle, 0.0, free)
    turn, middle = plate.axes, plate.corners.mean(axis=0)
    flat = np.column_stack([point, np.zeros(len(point))])
    twist = np.column_stack([np.zeros((len(free), 2)), free])
    return force @ turn.T, middle + flat @ turn.T, twist @ turn.T


def _at_surface(plate: ForcePlate, channels: Array) -> tuple[Array, Array]:
    """Force, and moment about the middle of the surface, in the plate's axes."""
    if plate.kind == 3:
        x12, x34, y14, y23, z1, z2, z3, z4 = channels.T
        a, b = np.abs(plate.origin[:2])
        force = np.stack([x12 + x34, y14 + y23, z1 + z2 + z3 + z4], axis=1)
        moment = np.stack([b * (z1 + z2 - z3 - z4), a * (z2 + z3 - z1 - z4), b * (x34 - x12) + a * (y14 - y23)], axis=1)
        to_surface = np.array([0.0, 0.0, plate.origin[2]])
    else:
        force, moment, to_surface = channels[:, :3], channels[:, 3:6], plate.origin
    if to_surface[2] > 0.0:  # written from the surface to the transducers
        to_surface = -to_surface
    return force, moment + np.cross(force, to_surface)
