"""Nobody at rest is loaded: passive moments of hip, knee and ankle over their range beside measured ones.

Moments of one leg [N m] over its angles [deg], + flexion and dorsiflexion, H hip, K knee, A ankle:

    riener1999   M = exp(c1 + cA A + cK K + cH H) - exp(...) + c
    silder2007   M = exp(a + b x) - exp(c + d x) + e         x: angle of the joint that moves, the others fixed

The second are our fits to digitised mean curves (errors 0.03 to 0.23 N m).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from iliopsoas.arrays import Array
from iliopsoas.errors import UnknownName
from iliopsoas.evidence.basis.context import Context
from iliopsoas.function.muscle_geometry import geometry_over_angles

NAMES = {"hip": "hip_flexion_r", "knee": "knee_angle_r", "ankle": "ankle_angle_r"}
STEP_DEG = 5.0
"""Angles between which curves are compared [deg] (technical)."""


class PassiveCurve(NamedTuple):
    """A measured curve.

    Attributes:
        study: key of `references.bib`. joint: that moves. first, last: its range [deg].
        others: angles of the other joints [deg].
        moment: over angles of the joint [deg], [N m].
    """

    study: str
    joint: str
    first: float
    last: float
    others: dict[str, float]
    moment: Callable[[Array], Array]


def _silder(a: float, b: float, c: float, d: float, e: float) -> Callable[[Array], Array]:
    return lambda x: np.exp(a + b * x) - np.exp(c + d * x) + e


def _riener_hip(knee: float) -> Callable[[Array], Array]:
    return lambda h: np.exp(1.4655 - 0.0034 * knee - 0.0750 * h) - np.exp(1.3403 - 0.0226 * knee + 0.0305 * h) + 8.072


def _riener_knee(hip: float, ankle: float) -> Callable[[Array], Array]:
    return lambda k: (
        np.exp(1.800 + 0.0460 * ankle - 0.0352 * k + 0.0217 * hip)
        - np.exp(-3.971 + 0.0004 * ankle + 0.0495 * k - 0.0128 * hip)
        - 4.820
        + np.exp(2.220 - 0.150 * k)
    )


def _riener_ankle(knee: float) -> Callable[[Array], Array]:
    return lambda a: np.exp(-7.9763 - 0.1949 * a + 0.0008 * knee) - np.exp(2.1016 + 0.0843 * a - 0.0176 * knee) + 1.792


SILDER, RIENER = "silder2007", "riener1999"
CURVES = (
    PassiveCurve(SILDER, "hip", -15, 80, {"knee": 15}, _silder(2.182, -0.0805, -3.978, 0.0962, -1.381)),
    PassiveCurve(SILDER, "hip", -15, 80, {"knee": 60}, _silder(2.317, -0.0824, -1.129, 0.0424, 0.649)),
    PassiveCurve(SILDER, "hip", -15, 80, {"knee": 90}, _silder(2.614, -0.0799, 1.096, 0.0171, 5.091)),
    PassiveCurve(SILDER, "hip", -15, 80, {"knee": 110}, _silder(3.032, -0.0728, 0.352, 0.0239, 3.781)),
    PassiveCurve(SILDER, "knee", 0, 120, {"hip": 0, "ankle": 20}, _silder(3.012, -0.0740, -1.071, 0.0325, 0.792)),
    PassiveCurve(SILDER, "knee", 0, 120, {"hip": 0, "ankle": -15}, _silder(1.360, -0.0835, -1.555, 0.0362, -0.443)),
    PassiveCurve(SILDER, "knee", 0, 120, {"hip": 45, "ankle": 0}, _silder(2.024, -0.0832, -3.709, 0.0460, 0.392)),
    PassiveCurve(SILDER, "ankle", -30, 20, {"knee": 0}, _silder(-9.089, -0.2196, 1.817, 0.0936, -0.340)),
    PassiveCurve(SILDER, "ankle", -30, 20, {"knee": 60}, _silder(-1.855, 0.0549, 0.519, 0.0917, -0.373)),
    PassiveCurve(SILDER, "ankle", -30, 20, {"knee": 110}, _silder(-10.331, -0.2680, 0.274, 0.0924, -0.078)),
    PassiveCurve(RIENER, "hip", -15, 80, {"knee": 15}, _riener_hip(15.0)),
    PassiveCurve(RIENER, "hip", -15, 80, {"knee": 60}, _riener_hip(60.0)),
    PassiveCurve(RIENER, "hip", -15, 80, {"knee": 90}, _riener_hip(90.0)),
    PassiveCurve(RIENER, "knee", 0, 120, {"hip": 0, "ankle": 0}, _riener_knee(0.0, 0.0)),
    PassiveCurve(RIENER, "knee", 0, 120, {"hip": 45, "ankle": 0}, _riener_knee(45.0, 0.0)),
    PassiveCurve(RIENER, "ankle", -30, 20, {"knee": 0}, _riener_ankle(0.0)),
    PassiveCurve(RIENER, "ankle", -30, 20, {"knee": 60}, _riener_ankle(60.0)),
)
"""Measured passive moments over the range that was measured in silder2007; derived and transcribed."""


def passive_apart(context: Context, joint: str, study: str) -> float:
    """Our passive moment less a study's, root mean square over the angles of all its curves of a joint [N m]."""
    mine = [curve for curve in CURVES if (curve.joint, curve.study) == (joint, study)]
    if not mine:
        raise UnknownName("study of passive moments", study, dict.fromkeys(c.study for c in CURVES if c.joint == joint))
    gaps = np.concatenate([_ours(context, curve) - curve.moment(_angles(curve)) for curve in mine])
    return float(np.sqrt((gaps**2).mean()))


def _angles(curve: PassiveCurve) -> Array:
    return np.arange(curve.first, curve.last + 0.5 * STEP_DEG, STEP_DEG)


def _ours(context: Context, curve: PassiveCurve) -> Array:
    """Our passive moment at the curve's angles [N m]."""
    name = NAMES[curve.joint]
    others = {NAMES[joint]: np.radians(angle) for joint, angle in curve.others.items()}
    return context.once(
        ("passive curve", curve.study, name, *others.items()),
        lambda: geometry_over_angles(context.generic, name, np.radians(_angles(curve)), others).passive_moment(name),
    )
