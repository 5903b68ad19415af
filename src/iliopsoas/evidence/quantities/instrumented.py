"""Loads of joints beside people whose joints measure them, in movements of the library and in recorded trials.

    hip, knee    largest contact force of either side [body weights]
    spine        largest compression of a level over the median of relaxed standing [-]

What was published comes from `iliopsoas.atlas.instrumented_joints`, the same figures that stand beside every result.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import xarray as xr

from iliopsoas.arrays import Array
from iliopsoas.atlas.instrumented_joints import instrumented_load
from iliopsoas.errors import SolverError
from iliopsoas.evidence.basis.context import Context
from iliopsoas.evidence.basis.target import Target
from iliopsoas.results.basis.attributes import body_weight
from iliopsoas.results.gait_events import main_stance, spans, vertical_ground_force
from iliopsoas.results.instrumented_people import FORCES

STAND = ("stand",)
IMPLANT_LEVEL = "L2_L3"
"""Level compared with vertebral implants, which lie at L1 or L3; estimated."""
DISC_LEVEL = "L4_L5"
"""Level of the disc in which pressure was measured (wilke1999)."""
CARRIED = 0.95
"""Share of body weight on the plates from which an unmeasured seat is left [body weights]; estimated."""
RISEN = np.radians(20.0)
"""Extension of the hip by which a rise differs from sitting down and from standing [rad]; estimated."""


def published(context: Context, activity: str, joint: str) -> Target:
    """What people carried: centre and band."""
    del context
    load = instrumented_load(activity, joint)
    return Target(load.value, load.low, load.high)


def peak(context: Context, activity: str, joint: str, movements: Sequence[str]) -> float:
    """Largest contact force of either hip or knee in a movement of the library [body weights]."""
    del activity
    result = context.cycle(movements)
    return float(max(FORCES[joint](result, side).max() for side in "rl"))


def stance_peak(context: Context, activity: str, joint: str, movements: Sequence[str]) -> float:
    """Largest contact force of the right hip or knee in the half of stance that the activity names [body weights]."""
    return _half_peak(context.cycle(movements), joint, "r", second=activity.endswith("second_peak"))


def trial_peak(context: Context, activity: str, joint: str, trial: str, sides: str = "rl") -> float:
    """Largest contact force of the named sides in a recorded trial [body weights]; where somebody rises several times
    from a chair, the mean over the rises, after seat-off."""
    del activity
    result = context.recorded(trial)
    parts = chair_rises(result) if trial == "chair_rise" else [slice(None)]
    return float(max(np.mean([FORCES[joint](result, side)[part].max() for part in parts]) for side in sides))


def trial_published(context: Context, activity: str, joint: str, trial: str, sides: str = "rl") -> Target:
    """What people carried in the activity of a recorded trial."""
    del trial, sides
    return published(context, activity, joint)


def of_standing(context: Context, activity: str, joint: str, how: str, movements: Sequence[str]) -> float:
    """Compression in a movement, its 'peak' or its 'median', over that of relaxed standing [-]."""
    del activity
    level = IMPLANT_LEVEL if joint == "vertebra" else DISC_LEVEL
    values = _compression(context.cycle(movements), level)
    return float((values.max() if how == "peak" else np.median(values)) / np.median(_standing(context, level)))


def of_standing_published(context: Context, activity: str, joint: str, how: str) -> Target:
    """What an implant or a disc carried over its load in standing."""
    del how
    return published(context, activity, joint)


def over_walking(context: Context, movements: Sequence[str]) -> float:
    """Largest compression at the implants' level in an exercise over that in walking [-]."""
    exercise, walk = (_compression(context.cycle(m), IMPLANT_LEVEL) for m in (movements, ("walk",)))
    return float(exercise.max() / walk.max())


def standing_compression(context: Context, movements: Sequence[str]) -> float:
    """Compression of L4/5 in relaxed standing, median [body weights]."""
    result = context.library(movements)
    return float(np.median(_compression(result, DISC_LEVEL)) / body_weight(result))


def chair_rises(result: xr.Dataset) -> list[slice]:
    """Frames of each rise from a seat: the feet carry the body, and the right hip is extended by `RISEN` meanwhile."""
    feet = sum(vertical_ground_force(result, side) for side in "rl")
    hip = result["pose"].sel(pose_coordinate="hip_flexion_r").values
    carried = spans(np.asarray(feet), CARRIED * body_weight(result))
    out = [slice(first, last + 1) for first, last in carried if hip[first] - hip[last] > RISEN]
    if not out:
        raise SolverError("nobody rises from a seat in this trial: the feet never carry the whole body meanwhile")
    return out


def _half_peak(result: xr.Dataset, joint: str, side: str, *, second: bool) -> float:
    stance = main_stance(result, side)
    if stance is None:
        raise SolverError(f"the walk has no stance of foot {side}")
    half = (stance.first + stance.last) // 2
    part = slice(half, stance.last + 1) if second else slice(stance.first, half + 1)
    return float(FORCES[joint](result, side)[part].max())


def _standing(context: Context, level: str) -> Array:
    return _compression(context.library(STAND), level)


def _compression(result: xr.Dataset, level: str) -> Array:
    return np.asarray(result["compression"].sel(level=level).values)
