"""Making a recorded movement agree with the recorded forces.

Newton asks the body's centre of mass to accelerate as gravity and the plates say; camera data, differentiated twice,
do not. The whole body is shifted by a small path delta(t) that minimises, for each axis,

    sum ( delta / sigma_x )^2  +  sum ( (delta'' + e) / sigma_a )^2,      e = a_com - g - F / m

so that the positions stay within what skin markers can tell (sigma_x) and the accelerations follow the plates, which
are much the more accurate of the two. Joint angles are not touched. It is the translational part of what residual
reduction does.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy.linalg import solveh_banded

from iliopsoas.arrays import Array
from iliopsoas.body.subject import GRAVITY
from iliopsoas.motion.records.external_loads import ExternalLoad
from iliopsoas.motion.signals.filtered_record import FilteredRecord

POSITION_SD = 0.005
"""How well skin markers place a body [m] (leardini2005: soft tissue moves by 5 to 10 mm and more)."""
ACCELERATION_SD = 0.2
"""How well plates and body mass give the acceleration of the centre of mass [m/s^2], 2 % of gravity; estimated."""
HOPELESS = 0.25
"""Mean error of the acceleration, as a share of gravity, above which forces are missing rather than inaccurate
(technical)."""

LEAST_FRAMES = 10
"""Frames below which plates and movement are not reconciled (technical)."""


class BodyShift(NamedTuple):
    """A path by which the whole body is shifted: time (frames) [s], path (frames, 3) [m]."""

    time: Array
    path: Array


class Reconciliation(NamedTuple):
    """What was done about movement and plates that disagree: the shift, None if forces are missing, and a sentence."""

    shift: BodyShift | None
    note: str


def reconcile_with_plates(
    mass: float, time: Array, centre_of_mass: Array, loads: Sequence[ExternalLoad], shared: Array, part: Array
) -> Reconciliation:
    """Shift the body so that it accelerates as the plates say, over all frames that both share if that is possible.

    Args:
        mass: of the body [kg].
        time, centre_of_mass: of the movement, (frames) [s] and (frames, 3) [m].
        loads: what the plates measured.
        shared: times that plates and movement share, (n) [s].
        part: those of the part to be analysed, tried where a foot beside its plate spoils the whole.
    """
    done = _shift_over(mass, time, centre_of_mass, loads, shared)
    if done.shift is None and LEAST_FRAMES < len(part) < len(shared):
        return _shift_over(mass, time, centre_of_mass, loads, part)
    return done


def _shift_over(
    mass: float, time: Array, centre_of_mass: Array, loads: Sequence[ExternalLoad], shared: Array
) -> Reconciliation:
    acceleration = FilteredRecord(time, centre_of_mass.T, None).at(shared, 2)
    pushed = sum(load.resampled(shared).force for load in loads) / mass
    error = acceleration - np.array([0.0, -GRAVITY, 0.0]) - pushed
    before = float(np.sqrt((error**2).sum(axis=1).mean()) / GRAVITY)
    if before > HOPELESS:
        note = (
            f"Movement and plates disagree by {100 * before:.0f} % of body weight: part of the support was "
            "not measured, so the movement was left as it is."
        )
        return Reconciliation(None, note)
    shift = consistent_shift((len(shared) - 1) / (shared[-1] - shared[0]), error)
    note = (
        f"Movement and plates disagreed by {100 * before:.1f} % of body weight; the whole body was shifted by "
        f"{1000 * np.sqrt((shift**2).sum(axis=1).mean()):.1f} mm (RMS) so that they agree better."
    )
    return Reconciliation(BodyShift(shared, shift), note)


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
