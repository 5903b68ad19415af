"""Passive moments of discs, of the hip's ligaments and of the knee's capsule: what the joints do without muscles.

Discs (whole motion segment, schmidt1998): M = -k angle, with k per level and direction.

Hip ligaments and capsule, against extension: M = M0 (exp(-angle / b) - e) / (1 - e), stiffening; the muscles' passive
forces come on top.

Knee ligaments and posterior capsule, against extension: M = K0 exp(-angle / c).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from iliopsoas.body.body import Body

Array = NDArray[np.float64]

HIP_LIGAMENT_MOMENT = 2.5
"""Flexion moment of the hip's ligaments and capsule in neutral [N m]; estimated."""
HIP_LIGAMENT_STIFFENING = np.radians(10.0)
"""Extension over which it grows e-fold [rad]; estimated. Both so that, with the muscles' passive forces, the passive
moment lies between the curves of riener1999 and anderson2007 at 0, -10 and -20 degrees, and the ligaments alone reach
5 N m within one standard deviation of where they do in cadavers (vanarkel2015)."""
HIP_LIGAMENT_END = np.radians(30.0)
"""Flexion at which it has vanished [rad]; estimated."""
KNEE_CAPSULE_MOMENT = 5.1
"""Flexion moment of the straight knee's ligaments and posterior capsule [N m], fitted together with the muscles:
9.2 in riener1999, 3 to 4 in silder2007 where hamstrings and calf are slack."""
KNEE_CAPSULE_STIFFENING = np.radians(6.67)
"""Flexion over which it falls e-fold [rad]; the knee's own term in riener1999."""


def passive_forces(body: Body, u: Array) -> Array:
    """Generalised passive forces on all degrees of freedom, (frames, nv) [N m].

    Args:
        u: positions of all degrees of freedom, (frames, nv).
    """
    out = np.zeros_like(u)
    degree = 180.0 / np.pi
    for level in body.levels:
        row = body.map.row(f"{level.level}_extension")
        k = np.where(u[:, row] > 0, level.stiffness_extension_nm_deg, level.stiffness_flexion_nm_deg)
        out[:, row] = -k * degree * u[:, row]
        for motion, k_nm in (
            ("bending", level.stiffness_bending_nm_deg),
            ("rotation", level.stiffness_rotation_nm_deg),
        ):
            row = body.map.row(f"{level.level}_{motion}")
            out[:, row] = -k_nm * degree * u[:, row]
    for side, factor in zip("rl", body.limits.capsule, strict=True):
        row = body.map.row(f"hip_flexion_{side}")
        out[:, row] = factor * hip_ligament_moment(u[:, row])
        row = body.map.row(f"knee_angle_{side}")
        out[:, row] = knee_capsule_moment(u[:, row])
    return out


def hip_ligament_moment(flexion: Array) -> Array:
    """Flexion moment of the ligaments of one hip [N m] at a hip flexion angle [rad]: exponential in extension, ending
    at `HIP_LIGAMENT_END` of flexion."""
    end = np.exp(-HIP_LIGAMENT_END / HIP_LIGAMENT_STIFFENING)
    moment: Array = HIP_LIGAMENT_MOMENT * (np.exp(-flexion / HIP_LIGAMENT_STIFFENING) - end) / (1.0 - end)
    return np.maximum(moment, 0.0)


def knee_capsule_moment(flexion: Array) -> Array:
    """Flexion moment of ligaments and posterior capsule of one knee [N m] at a flexion angle [rad]."""
    moment: Array = KNEE_CAPSULE_MOMENT * np.exp(-flexion / KNEE_CAPSULE_STIFFENING)
    return moment
