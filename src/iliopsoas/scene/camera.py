"""An orthographic camera around the body. Ground axes: x forward, y up, z right."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


class Camera(NamedTuple):
    """An orthographic camera.

    Attributes:
        right, up, towards: unit vectors of the picture in ground axes; `towards` points at the viewer.
        centre: point in the middle of the picture [m], (3).
        width, height: extent [m].
    """

    right: Array
    up: Array
    towards: Array
    centre: Array
    width: float
    height: float

    def project(self, points: Array) -> Array:
        """Right, up and depth of points relative to the picture's centre [m], (k, 3)."""
        out: Array = (points - self.centre) @ np.stack([self.right, self.up, self.towards], axis=1)
        return out


def camera_around(
    centre: Array, width: float, height: float, *, turn_deg: float, tilt_deg: float = 0.0, forward: Array | None = None
) -> Camera:
    """A camera around the body.

    Args:
        turn_deg: 0 from the front, + towards the person's right side [deg].
        tilt_deg: + from above [deg].
        forward: where the person faces, in ground axes; default x.
    """
    f = np.array([1.0, 0, 0]) if forward is None else np.array([forward[0], 0.0, forward[2]])
    f = f / np.linalg.norm(f)
    side = np.cross(f, [0.0, 1.0, 0.0])  # the person's right
    turn, tilt = np.radians([turn_deg, tilt_deg])
    level = np.cos(turn) * f + np.sin(turn) * side
    towards = np.cos(tilt) * level + np.sin(tilt) * np.array([0.0, 1.0, 0.0])
    right = np.cross([0.0, 1.0, 0.0], level)
    return Camera(right, np.cross(towards, right), towards, np.asarray(centre, dtype=np.float64), width, height)
