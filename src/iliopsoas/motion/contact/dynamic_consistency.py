"""Making a recorded movement agree with the recorded forces.

Newton asks the body's centre of mass to accelerate as gravity and the plates say; camera data, differentiated twice,
do not. The whole body is shifted by a small path delta(t) that minimises, for each axis,

    sum ( delta / sigma_x )^2  +  sum ( (delta'' + e) / sigma_a )^2,      e = a_com - g - F / m

so that the positions stay within what skin markers can tell (sigma_x) and the accelerations follow the plates, which
are much the more accurate of the two. Joint angles are not touched. It is the translational part of what residual
reduction does.
"""

from __future__ import annotations

import numpy as np
from scipy.linalg import solveh_banded

from iliopsoas.arrays import Array

POSITION_SD = 0.005
"""How well skin markers place a body [m] (leardini2005: soft tissue moves by 5 to 10 mm and more)."""
ACCELERATION_SD = 0.2
"""How well plates and body mass give the acceleration of the centre of mass [m/s^2], 2 % of gravity; estimated."""
HOPELESS = 0.25
"""Mean error of the acceleration, as a share of gravity, above which forces are missing rather than inaccurate."""


def consistent_shift(rate_hz: float, error: Array) -> Array:
    """The path delta(t) that makes accelerations agree, (frames, 3) [m].

    Args:
        rate_hz: frames per second.
        error: e, acceleration of the centre of mass less what gravity and plates give, (frames, 3) [m/s^2].
    """
    frames = len(error)
    if frames < 5:
        return np.zeros_like(error)
    scale = rate_hz**2 / ACCELERATION_SD
    # normal equations of second differences: pentadiagonal, stored by upper diagonals
    second = np.array([1.0, -2.0, 1.0])
    bands = np.zeros((3, frames))
    for i in range(3):
        for j in range(i, 3):
            bands[2 - (j - i), j : frames - 2 + j] += scale**2 * second[i] * second[j]
    bands[2] += 1.0 / POSITION_SD**2
    right = np.zeros_like(error)
    for i in range(3):
        right[i : frames - 2 + i] -= scale * second[i] * error[1:-1] / ACCELERATION_SD
    shift: Array = solveh_banded(bands, right)
    return shift
