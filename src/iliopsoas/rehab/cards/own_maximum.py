"""What a person's hip flexors can give at most: the denominator of the share of the own maximum.

    M(hip, knee) = max sum_i r_i F_i a_i    subject to   sum_i r_ij F_i a_i = 0 about the leg's other coordinates j,
                                                         least <= a_i <= most

at rest, over a grid of hip and knee angles (the pelvis held, as in `iliopsoas.function.strength`), linear between its
places. It is the maximum in the posture of the exercise, not in that of a published test: a straight leg is lifted with
a straight knee, and what decides whether it can be lifted is what the muscles give there.

By the programme's dual M = sum_i w_i, with w_i what the bound of strand i is worth. A draw scales all strands by s and
the arms of each by g_i; M is then s sum_i w_i g_i, exact for s and to first order in g.

The level is that of measured people. The body's muscles follow its size and age and know no sex; a person's strength
is therefore multiplied by that of their sex and age (anderson2007, hip straight) over the healthy body's. The curve
does not say how the knee was bent: the body's is the mean with a straight and a bent one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy.interpolate import RegularGridInterpolator
from scipy.optimize import linprog

from iliopsoas.arrays import Array
from iliopsoas.atlas.published_curves import StrengthCurve, strength_groups
from iliopsoas.body.body import Body
from iliopsoas.body.subject import Subject
from iliopsoas.function.muscle_geometry import muscle_geometry

HIP_ANGLES = np.radians(np.arange(-30.0, 121.0, 15.0))
KNEE_ANGLES = np.radians(np.array([0.0, 45.0, 90.0, 120.0]))
"""Knee angles of the table of strength [rad] (technical)."""
TEST_KNEES = np.radians(np.array([0.0, 90.0]))
"""Knee angles at which the body's strength is taken for the comparison with measured people [rad]; estimated."""
OLDEST_MIDDLE = 72.0
"""Age that stands for the published group of more than 65 years [years]; estimated (anderson2007)."""
SOURCES = ("anderson2007",)


class PublishedStrength(NamedTuple):
    """Hip flexion strength of people of a sex and age.

    Attributes:
        per_kg: with a straight hip [N m/kg].
        sd: between people, as a share of that [-].
    """

    per_kg: float
    sd: float


def published_strength(subject: Subject) -> PublishedStrength:
    """Measured strength of hip flexion, the hip straight, linear in age between the published groups."""
    groups = strength_groups("hip_flexion", subject.sex)
    ages, zero = [_middle_age(group) for group in groups], np.zeros(1)
    levels = [float(group.per_kg(zero, subject.height)[0]) for group in groups]
    sds = [group.c1_sd / group.c1 for group in groups]
    return PublishedStrength(float(np.interp(subject.age, ages, levels)), float(np.interp(subject.age, ages, sds)))


def _middle_age(group: StrengthCurve) -> float:
    middle = 0.5 * (group.age_from_years + group.age_to_years)
    return min(middle, OLDEST_MIDDLE)


class OwnMaximum(NamedTuple):
    """Maximal isometric moment of hip flexion of both sides.

    Attributes:
        worth: w of every strand with strength factor 1, by side, (hip angles, knee angles, m) [N m].
    """

    worth: dict[str, Array]

    def moment(self, side: str, hip: Array, knee: Array, strength: Array, arms: Array) -> Array:
        """Largest moments of draws in some frames, (draws, frames) [N m].

        Args:
            hip, knee: angles, (frames) [rad].
            strength, arms: factors, (draws) and (draws, m).
        """
        grid = RegularGridInterpolator((HIP_ANGLES, KNEE_ANGLES), self.worth[side])
        at = np.stack([_inside(hip, HIP_ANGLES), _inside(knee, KNEE_ANGLES)], axis=1)
        out: Array = strength[:, None] * (arms @ np.asarray(grid(at)).T)
        return out


def _inside(angle: Array, grid: Array) -> Array:
    return np.clip(angle, grid[0], grid[-1])


def own_maximum(body: Body) -> OwnMaximum:
    """The maxima of a body as it is, conditions included, over the grid of angles."""
    hip, knee = (x.ravel() for x in np.meshgrid(HIP_ANGLES, KNEE_ANGLES, indexing="ij"))
    shape = (len(HIP_ANGLES), len(KNEE_ANGLES), len(body.muscles))
    return OwnMaximum({side: _worth(body, side, hip, knee).reshape(shape) for side in "rl"})


def strength_factor(body: Body) -> float:
    """Strength of people of this sex and age over that of the healthy body, the hip straight [-]."""
    healthy = body.healthy()
    ours = _worth(healthy, "r", np.zeros_like(TEST_KNEES), TEST_KNEES).sum(axis=1).mean()
    return published_strength(body.subject).per_kg * body.subject.mass / float(ours)


def _worth(body: Body, side: str, hip: Array, knee: Array) -> Array:
    """What each strand's bound adds to the largest moment, (poses, m) [N m]."""
    flexion = f"hip_flexion_{side}"
    pose = muscle_geometry(body, body.map.pose(len(hip), **{flexion: hip, f"knee_angle_{side}": knee}))
    rows = (flexion, *_others_of_leg(body, flexion))
    capacity = (pose.arms(*rows) * pose.fibres().active[:, :, None]).transpose(0, 2, 1)  # (poses, rows, m)
    used = np.flatnonzero(np.abs(capacity).max(axis=(0, 1)) > 0.0)
    bounds = np.stack([body.muscles.activation_min, body.muscles.activation_max], axis=1)[used]
    out = np.zeros((len(hip), len(body.muscles)))
    for t, rows_of_pose in enumerate(capacity[:, :, used]):
        out[t, used] = _bound_worth(rows_of_pose, bounds)
    return out


def _bound_worth(rows: Array, bounds: Array) -> Array:
    """Dual of the linear programme in one pose: value of each strand's bounds, (m) [N m]."""
    for limits in (bounds, np.stack([np.zeros(len(bounds)), bounds[:, 1]], axis=1)):
        level = np.zeros(len(rows) - 1)
        solved = linprog(-rows[0], A_eq=rows[1:], b_eq=level, bounds=limits, method="highs")
        if solved.status == 0:  # a muscle that must pull and that nothing balances: as if it need not
            value = solved.upper.marginals * limits[:, 1] + solved.lower.marginals * limits[:, 0]
            return np.asarray(-value)
    return np.zeros(rows.shape[1])


def _others_of_leg(body: Body, coordinate: str) -> Sequence[str]:
    """Coordinates of the same leg that muscles must hold meanwhile."""
    return [
        name
        for name, role in zip(body.map.names, body.map.roles, strict=True)
        if role == "free" and name.endswith(coordinate[-2:]) and name != coordinate
    ]
