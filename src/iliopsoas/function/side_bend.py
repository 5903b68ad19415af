"""Side-bending: one psoas pulling alone tilts the lumbar spine, both together cancel and only press.

    M = sum_i f_i r_i      about each level's bending axis and about `lumbar_bending`   [N m]  + to the right

The share compares the muscle with the capacity of everything that bends the same way, all at full isometric effort.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from iliopsoas.body.body import Body
from iliopsoas.errors import InputError
from iliopsoas.function.muscle_geometry import MuscleGeometry, geometry_in_posture, sum_over_muscles, whole_muscle_names
from iliopsoas.function.paradox import Effort, full_effort
from iliopsoas.function.posture import Posture

Array = NDArray[np.float64]
WHOLE = "lumbar_bending"


@dataclass(frozen=True)
class SideBend:
    """Lateral effect of a muscle on the lumbar spine in one posture.

    Attributes:
        muscle: without side.
        rows: the levels, highest first, then `lumbar_bending`, (R).
        one_side: moment of the right muscle alone, + to the right, (R) [N m].
        other_side: of the left muscle alone, (R) [N m].
        both: of both together, (R) [N m].
        share: of the right muscle in the capacity to bend to the right, (R) [-].
        levels: highest first, (L).
        compression_one, compression_both: (L) [N].
        benders: whole muscles that bend `lumbar_bending` to the right, strongest first.
        capacity: their maximal isometric moments [N m].
    """

    muscle: str
    rows: tuple[str, ...]
    one_side: Array
    other_side: Array
    both: Array
    share: Array
    levels: tuple[str, ...]
    compression_one: Array
    compression_both: Array
    benders: tuple[str, ...]
    capacity: Array


def side_bend(
    body: Body,
    *,
    muscle: str = "psoas_major",
    effort: Effort = "max",
    stress: float | None = None,
    posture: Posture | None = None,
) -> SideBend:
    """One side alone, the other, and both.

    Args:
        muscle: without side.
        effort, stress: how hard; see `iliopsoas.function.paradox.full_effort`.
        posture: [rad].

    Raises:
        InputError: the name has a side.
    """
    if muscle.endswith(("_r", "_l")):
        raise InputError(f"side-bend takes a muscle without side; write {muscle[:-2]}, not {muscle}")
    right, left = (body.muscles.select(f"{muscle}_{side}") for side in "rl")
    pose = geometry_in_posture(body, posture)
    levels = tuple(level.level for level in body.levels)[::-1]
    rows = (*(f"{level}_bending" for level in levels), WHOLE)
    arms = pose.arms(*rows)[0]  # (m, R)
    forces = [full_effort(body, index, pose, effort, stress) for index in (right, left)]
    one, other = (force[0] @ arms for force in forces)
    crossed = [k for k in range(len(rows)) if abs(one[k]) > 1e-9]
    if not crossed:
        raise InputError(f"{muscle} does not reach the lumbar spine")
    lumbar = [k for k in crossed if k < len(levels)]
    compression = [pose.disc_loads(force)[0][0, ::-1] for force in (forces[0], forces[0] + forces[1])]
    capacity = _capacity(pose, arms)
    names = whole_muscle_names(body)
    by_muscle = sum_over_muscles(body, capacity.T, names)  # (R, g)
    order = [int(i) for i in np.argsort(-by_muscle[-1], kind="stable") if by_muscle[-1, i] > 1e-6]
    mine, total = by_muscle[:, names.index(f"{muscle}_r")], by_muscle.sum(axis=1)
    share = np.divide(mine, total, out=np.zeros_like(total), where=total > 1e-9)
    return SideBend(
        muscle=muscle,
        rows=tuple(rows[k] for k in crossed),
        one_side=one[crossed],
        other_side=other[crossed],
        both=(one + other)[crossed],
        share=share[crossed],
        levels=tuple(levels[k] for k in lumbar),
        compression_one=compression[0][lumbar],
        compression_both=compression[1][lumbar],
        benders=tuple(names[i] for i in order),
        capacity=by_muscle[-1, order],
    )


def _capacity(pose: MuscleGeometry, arms: Array) -> Array:
    """Moments to the right at full isometric effort, (m, R) [N m]."""
    out: Array = np.maximum(arms * pose.fibres().active[0][:, None], 0.0)
    return out
