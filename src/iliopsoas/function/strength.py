"""Maximal isometric moment of a joint over its angle, as a dynamometer reads it, gravity left out.

A limb that pushes against a pad on the thigh is held by its own muscles everywhere else, a linear programme:

    maximise  M = sum_i a_i F_i r_i    subject to   sum_i a_i F_i r_ij = 0  for each balanced j,   least <= a_i <= most

Pelvis held: j runs over the other coordinates of the tested leg. Pelvis free (thorax held): trunk muscles must also
keep the pelvis from turning, so the lumbar bending and rotation moments vanish and the lumbar extension moment equals
minus the hip flexion moment of the tested leg. Passive moments about the balanced axes, which are there before the
effort, are left to what placed the body so.
F_i is the active isometric force at the pose's fibre length; M_passive that of discs, ligaments and stretched muscles.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog

from iliopsoas.atlas.published_curves import StrengthCurve, strength_group
from iliopsoas.body.body import Body
from iliopsoas.errors import InputError, SolverError
from iliopsoas.function.muscle_geometry import geometry_over_angles, sum_over_muscles, whole_muscle_names
from iliopsoas.function.posture import Posture, check_coordinate

Array = NDArray[np.float64]
Pelvis = Literal["held", "free"]
TRUNK = ("lumbar_extension", "lumbar_bending", "lumbar_rotation")
ANGLE_ORDER_NOTE = (
    "Measured order over hip angle depends on how the pelvis is held: anderson2007 falls with flexion; ito2024 "
    "(pelvis supported, abstract) finds the minimum at 0 and the maximum at 105 deg."
)
SOURCES = ("anderson2007", "ito2024")


@dataclass(frozen=True)
class IsometricStrength:
    """Maximal isometric moment over a joint angle.

    Attributes:
        coordinate: tested.
        sign: +1 where the moment increases the coordinate, -1 the other direction.
        pelvis: 'held' or 'free'.
        angle: (frames) [rad].
        active: moment of active muscle in the tested direction, (frames) [N m].
        passive_structures, passive_muscles: passive moments in the tested direction, (frames) [N m].
        muscles: whole muscles that take part, largest share first, (g).
        share: of the active moment; negative where a muscle balances another axis, (frames, g) [-].
        mass: of the person [kg].
        published: measured strength of the nearest group, if any.
    """

    coordinate: str
    sign: int
    pelvis: str
    angle: Array
    active: Array
    passive_structures: Array
    passive_muscles: Array
    muscles: tuple[str, ...]
    share: Array
    mass: float
    published: StrengthCurve | None

    @property
    def total(self) -> Array:
        """What a dynamometer reads, (frames) [N m]."""
        return self.active + self.passive

    @property
    def passive(self) -> Array:
        """Passive moment, (frames) [N m]."""
        return self.passive_structures + self.passive_muscles


def strength(
    body: Body,
    coordinate: str,
    angles: Array,
    *,
    pelvis: Pelvis = "held",
    posture: Posture | None = None,
    opposite: bool = False,
) -> IsometricStrength:
    """Maximal isometric moment of a coordinate over its angle.

    Main arguments:
        coordinate: tested, such as `hip_flexion_r`.
        angles: (frames) [rad].

    Other arguments:
        pelvis: 'held' or 'free'.
        posture: angles of trunk, knee and other joints [rad].
        opposite: test the direction that decreases the coordinate (hip extension).

    Raises:
        InputError: `pelvis` is neither, or 'free' with a coordinate that is not of a hip.
        SolverError: the linear programme did not end, as when no muscle can balance one that must pull.
    """
    if pelvis not in ("held", "free"):
        raise InputError(f"the pelvis is '{pelvis}'; it can be 'held' or 'free'")
    sign = -1 if opposite else 1
    pose = geometry_over_angles(body, check_coordinate(body, coordinate), angles, posture)
    rows = (coordinate, *_balanced_coordinates(body, coordinate, pelvis))
    arms, state = pose.arms(*rows), pose.fibres()
    capacity = (arms * state.active[:, :, None]).transpose(0, 2, 1)  # (frames, rows, m)
    goal = sign * capacity[:, 0]
    if pelvis == "free" and coordinate.startswith("hip_flexion"):
        capacity[:, rows.index("lumbar_extension")] += capacity[:, 0]
    muscles = body.muscles
    bounds = (muscles.activation_min, muscles.activation_max)
    activation = _maximal_activation(goal, capacity[:, 1:], np.degrees(angles), bounds, body.conditions)
    each = goal * activation
    active = each.sum(axis=1)
    names = whole_muscle_names(body)
    share = sum_over_muscles(body, each, names) / np.maximum(active, 1e-9)[:, None]
    largest = np.abs(share).max(axis=0)
    order = [int(i) for i in np.argsort(-share.mean(axis=0), kind="stable") if largest[i] > 1e-4]
    subject = body.subject
    return IsometricStrength(
        coordinate=coordinate,
        sign=sign,
        pelvis=pelvis,
        angle=angles,
        active=active,
        passive_structures=sign * pose.passive_structures(coordinate)[:, 0],
        passive_muscles=sign * (arms[:, :, 0] * state.passive).sum(axis=1),
        muscles=tuple(names[i] for i in order),
        share=share[:, order],
        mass=subject.mass,
        published=None if opposite else strength_group(coordinate, subject.sex, subject.age),
    )


def _balanced_coordinates(body: Body, coordinate: str, pelvis: str) -> tuple[str, ...]:
    """What muscles must hold beside the tested coordinate."""
    if pelvis == "free" and not coordinate.startswith("hip_"):
        raise InputError(f"a free pelvis goes with a hip coordinate such as hip_flexion_r, not with {coordinate}")
    if coordinate[-2:] not in ("_r", "_l"):
        return ()
    leg = tuple(
        name
        for name, role in zip(body.map.names, body.map.roles, strict=True)
        if role == "free" and name.endswith(coordinate[-2:]) and name != coordinate
    )
    return (*leg, *(TRUNK if pelvis == "free" else ()))


def _maximal_activation(
    goal: Array, capacity: Array, degrees: Array, bounds: tuple[Array, Array], conditions: tuple[str, ...] = ()
) -> Array:
    """Activations of the linear programme in every frame, (frames, m), within bounds, (m) each."""
    limits = np.stack(bounds, axis=1)
    out, failed = np.zeros_like(goal), []
    for t in range(len(goal)):
        level = np.zeros(capacity.shape[1])
        solved = linprog(-goal[t], A_eq=capacity[t], b_eq=level, bounds=limits, method="highs")
        if solved.status == 0:
            out[t] = solved.x
        else:
            failed.append(t)
    if failed:
        where = ", ".join(f"{degrees[t]:g}" for t in failed)
        why = f"; with {', '.join(conditions)} a muscle may pull that no other can balance" if conditions else ""
        raise SolverError(f"the linear programme of balanced muscles did not end at {where} deg{why}", failed, best=out)
    return out
