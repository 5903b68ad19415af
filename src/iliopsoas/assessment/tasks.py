"""Whole tasks: what standing up or stepping up asks of hip and knee, beside what the muscles can give.

effort = |moment asked of active muscle| / greatest moment of the muscles that turn that way
"""

from __future__ import annotations

from typing import NamedTuple
from weakref import WeakKeyDictionary

import mujoco
import numpy as np
from numpy.typing import NDArray

from iliopsoas.assessment.outcome import Mark, Outcome
from iliopsoas.assessment.resisted import MOST
from iliopsoas.body.body import Body
from iliopsoas.mechanics.analyze import Solution, solve
from iliopsoas.mechanics.dataset import assemble
from iliopsoas.mechanics.lacking import lacking
from iliopsoas.motion.library import movement
from iliopsoas.motion.motion import Motion
from iliopsoas.motion.trajectory import prepare

Array = NDArray[np.float64]
FASTER, SLOWER = (2.0, 1.5), (0.7, 0.5)
"""Speeds that are tried where the usual one can or cannot be done, as its multiples, fastest first (technical)."""
SMALL = 0.1
"""Moments below this are no effort [N m/kg] (technical)."""

_MOTIONS: WeakKeyDictionary[mujoco.MjModel, dict[tuple[object, ...], Motion]] = WeakKeyDictionary()


class _Done(NamedTuple):
    """A task done at one speed."""

    solution: Solution
    poses: Array
    seconds: float
    lacking: float


def sit_to_stand(body: Body, side: str) -> Outcome:
    """From a chair to standing."""
    return _task(body, side, "sit_to_stand", {})


def step_up(body: Body, side: str) -> Outcome:
    """On a step, this leg first."""
    return _task(body, side, "step_up", {"side": {"r": "right", "l": "left"}[side]})


def _task(body: Body, side: str, name: str, options: dict[str, str]) -> Outcome:
    usual = _done(body, side, name, 1.0, options)
    efforts = {c: _effort(body, usual.solution, f"{c}_{side}") for c in ("hip_flexion", "knee_angle")}
    most = max(efforts, key=lambda c: efforts[c][0])
    seconds = usual.seconds if usual.lacking == 0.0 else np.nan
    for tempo in FASTER if usual.lacking == 0.0 else SLOWER:
        again = _done(body, side, name, tempo, options)
        if again.lacking == 0.0:
            seconds = again.seconds
            break
    values = {
        "effort": 100.0 * efforts[most][0],
        "hip_effort": 100.0 * efforts["hip_flexion"][0],
        "lacking": usual.lacking,
        "fastest": seconds,
    }
    joint = {"hip_flexion": "hip", "knee_angle": "knee"}[most]
    able = "can" if usual.lacking == 0.0 else "cannot"
    notes = [f"The {joint} is asked for most. The muscles {able} do it in the usual {usual.seconds:.1f} s."]
    if np.isnan(seconds):
        notes.append("At none of the speeds that were tried can the muscles do it.")
    return Outcome(
        values, usual.poses[efforts[most][1]], Mark(f"tibia_{side}", f"femur_{side}", (0.0, 1.0, 0.0)), tuple(notes)
    )


def _done(body: Body, side: str, name: str, tempo: float, options: dict[str, str]) -> _Done:
    """The task at one speed, and what hip and knee of the side lack then."""
    motion = _motion(body, name, tempo, options)
    trajectory = prepare(body, motion)
    solution = solve(body, trajectory)
    rows = lacking(assemble(body, motion, trajectory, solution, exponent=2))
    mine = [r for r in rows if r["coordinate"].startswith(("hip_", "knee_")) and r["coordinate"].endswith(f"_{side}")]
    most = max((float(row["lacking_nm"]) for row in mine), default=0.0)
    return _Done(solution, trajectory.q, motion.duration, most)


def _motion(body: Body, name: str, tempo: float, options: dict[str, str]) -> Motion:
    """The movement on this person's bones, kept: muscles and conditions do not change it."""
    kept = _MOTIONS.setdefault(body.model, {})
    key = (name, tempo, *options.values())
    if key not in kept:
        kept[key] = movement(name, body, tempo=tempo, **options)
    return kept[key]


def _effort(body: Body, solution: Solution, coordinate: str) -> tuple[float, int]:
    """Largest share of what the muscles can give about a coordinate [-], and its frame."""
    column = solution.coordinates.index(coordinate)
    asked = solution.moment[:, column]
    sign = np.sign(asked)[:, None]
    pull = solution.arms[:, :, column] * solution.fibres.active * body.muscles.activation_max
    can = np.maximum(sign * pull, 0.0).sum(axis=1)
    share = np.where(
        np.abs(asked) > SMALL * body.subject.mass, np.minimum(np.abs(asked) / np.maximum(can, 1e-6), MOST), 0.0
    )
    frame = int(share.argmax())
    return float(share[frame]), frame
