"""Moment arms of a muscle over a joint angle.

    r = -dl/dq [m]        positive: the muscle increases the coordinate

A whole muscle's arm is the mean of its strands' weighted by their maximal isometric forces, so that arm times force is
the moment when all strands are equally tense; strands that do not cross the joint count with zero.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from iliopsoas.atlas.published_curves import ArmCurve, arm_curves
from iliopsoas.body.body import Body
from iliopsoas.function.muscle_geometry import geometry_over_angles
from iliopsoas.function.posture import Posture, check_coordinate

Array = NDArray[np.float64]


@dataclass(frozen=True)
class MomentArms:
    """Moment arms over a joint angle.

    Attributes:
        muscle: strand or muscle.
        coordinate: that is moved.
        about: coordinate the arms are about.
        angle: of `coordinate`, (frames) [rad].
        strands: names, (s).
        arm: (frames, s) [m].
        whole: strength-weighted mean, (frames) [m].
        published: curves to compare with, if any exist.
    """

    muscle: str
    coordinate: str
    about: str
    angle: Array
    strands: tuple[str, ...]
    arm: Array
    whole: Array
    published: tuple[ArmCurve, ...]


def moment_arms(
    body: Body,
    muscle: str,
    coordinate: str,
    angles: Array,
    *,
    about: str | None = None,
    posture: Posture | None = None,
) -> MomentArms:
    """Moment arms of a muscle while a coordinate moves.

    Args:
        muscle: a strand, a whole muscle with side, or both sides (`psoas_major`).
        coordinate: that is moved.
        angles: (frames) [rad].
        about: coordinate the arms are about; default the one that moves.
        posture: angles of the other coordinates [rad].

    Raises:
        UnknownName: no muscle or coordinate is called so.
    """
    chosen = body.muscles.select(muscle)
    about = check_coordinate(body, about or coordinate)
    arm = geometry_over_angles(body, coordinate, angles, posture).arms(about)[:, chosen, 0]
    strength = body.muscles.fmax[chosen]
    group = {body.muscles.groups[i] for i in chosen}
    whole_muscle = len(chosen) == body.muscles.groups.count(next(iter(group))) and len(group) == 1
    same_side = next(iter(group))[-2:] == about[-2:]
    published = arm_curves(next(iter(group)), coordinate, about) if whole_muscle and same_side else []
    return MomentArms(
        muscle=muscle,
        coordinate=coordinate,
        about=about,
        angle=angles,
        strands=tuple(body.muscles.names[i] for i in chosen),
        arm=arm,
        whole=arm @ strength / strength.sum(),
        published=tuple(published),
    )


class CurveDifference(NamedTuple):
    """Our whole-muscle arm against a published curve.

    Attributes:
        rms_mm: root mean square difference to the curve's centre [mm]; nan where no angle is shared.
        inside: how many angles lie inside its range.
        compared: how many angles lie in both.
    """

    rms_mm: float
    inside: int
    compared: int


def difference_from_curve(arms: MomentArms, curve: ArmCurve) -> CurveDifference:
    """Our whole-muscle arm against a published curve, at the published angles inside our sweep."""
    angle, ours = np.degrees(arms.angle), 1e3 * arms.whole
    inside = (curve.angle_deg >= angle.min() - 1e-9) & (curve.angle_deg <= angle.max() + 1e-9)
    here = np.interp(curve.angle_deg[inside], angle, ours)
    if not here.size:
        return CurveDifference(float("nan"), 0, 0)
    within = (here >= curve.low_mm[inside]) & (here <= curve.high_mm[inside])
    rms = float(np.sqrt(np.mean((here - curve.arm_mm[inside]) ** 2)))
    return CurveDifference(rms, int(within.sum()), len(here))
