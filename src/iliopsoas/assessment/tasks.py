"""Tasks of daily life: can it be done, how near to the limit is the busiest muscle, how fast could it be done.

effort of a joint = |moment asked of active muscle| / greatest moment of the muscles that turn it that way
"""

from __future__ import annotations

import numpy as np
import xarray as xr

from iliopsoas.assessment.reading import Reading
from iliopsoas.body.body import Body
from iliopsoas.errors import InputError
from iliopsoas.mechanics.dataset import assemble
from iliopsoas.mechanics.equation import solve
from iliopsoas.mechanics.solution import Solution
from iliopsoas.motion.library.catalogue import movement
from iliopsoas.motion.records.motion import Motion
from iliopsoas.motion.trajectory import prepare_trajectory
from iliopsoas.results.hip_contact import hip_contact_force
from iliopsoas.results.muscle_forces import whole_muscle_activation
from iliopsoas.results.painful_loads import painful_loads
from iliopsoas.results.unbalanced_moments import unbalanced_moments

LEG_MUSCLES = (
    "psoas_major",
    "iliacus",
    "rectus_femoris",
    "sartorius",
    "tensor_fasciae_latae",
    "gluteus_maximus",
    "gluteus_medius",
    "gluteus_minimus",
    "adductor_magnus",
    "semimembranosus",
    "semitendinosus",
    "biceps_femoris_long_head",
    "vasti",
    "soleus",
    "gastrocnemius",
)
"""Muscles that are looked at."""
FASTER, SLOWER = (2.0, 1.5), (0.7, 0.5)
"""Speeds that are tried where the usual one can or cannot be done, as its multiples, fastest first (technical)."""
NEGLIGIBLE = 0.1
"""Moments below this are no effort [N m/kg] (technical)."""
LARGEST_EFFORT = 10.0
"""Efforts are cut here [-] (technical)."""


class TaskMotions:
    """Movements of the library on one person's bones, each made when first asked for: muscles and conditions do not
    change them, so that a healthy body and the same one with conditions share them."""

    def __init__(self, body: Body) -> None:
        self._body = body.healthy()
        self.model = body.model
        self._motions: dict[tuple[str, str, float], Motion] = {}

    def motion(self, name: str, side: str, tempo: float) -> Motion:
        """A movement, its `side` in front, at a multiple of its usual speed."""
        key = (name, side, tempo)
        if key not in self._motions:
            self._motions[key] = movement(name, self._body, side=side, tempo=tempo)
        return self._motions[key]


def sit_to_stand(body: Body, side: str, motions: TaskMotions | None = None) -> Reading:
    """Rising from a chair: largest activation of a leg muscle of this side [%]."""
    return _task(body, side, "sit_to_stand", motions or TaskMotions(body))


def step(body: Body, side: str, motions: TaskMotions | None = None) -> Reading:
    """Stepping up, the body on this side's leg: largest activation of a leg muscle [%]."""
    return _task(body, side, "step_up", motions or TaskMotions(body))


def _task(body: Body, side: str, name: str, motions: TaskMotions) -> Reading:
    if motions.model is not body.model:
        raise InputError("these movements were made for another body; make TaskMotions of this one")
    driven = {"r": "left", "l": "right"}[side] if name == "step_up" else "right"
    motion = motions.motion(name, driven, 1.0)
    result, solution = _analyse(body, motion)
    most = {m: float(whole_muscle_activation(result, f"{m}_{side}").max()) for m in LEG_MUSCLES}
    top = max(most, key=lambda m: most[m])
    missing = unbalanced_moments(result)
    hip, knee = (_effort(body, solution, f"{c}_{side}") for c in ("hip_flexion", "knee_angle"))
    hurts = [p["threshold"] for p in painful_loads(result) if p["largest"] > 1.0]
    notes = [f"The busiest muscle is {top.replace('_', ' ')}."]
    if missing:
        notes.append(f"Not possible like this: {missing[0]['coordinate']} lacks {missing[0]['lacking_nm']:.0f} N m.")
    if hurts:
        notes.append(f"It would hurt: {', '.join(hurts)}.")
    return Reading(
        100.0 * most[top],
        _busiest_pose(result, f"{top}_{side}"),
        details={
            "muscle": top,
            "possible": not missing,
            "painful": hurts,
            "shortest_time_s": _shortest_time(body, motions, name, driven, None if missing else motion.duration),
            "hip_effort_percent": round(100.0 * hip, 1),
            "knee_effort_percent": round(100.0 * knee, 1),
            "iliopsoas_activation_percent": round(100.0 * max(most["psoas_major"], most["iliacus"]), 1),
            "hip_contact_force_bw": round(float(hip_contact_force(result, side).max()), 2),
        },
        notes=tuple(notes),
        possible=not missing,
    )


def _busiest_pose(result: xr.Dataset, muscle: str) -> np.ndarray:
    """The pose in which a muscle is busiest."""
    out: np.ndarray = result["pose"].values[int(whole_muscle_activation(result, muscle).argmax())]
    return out


def _analyse(body: Body, motion: Motion) -> tuple[xr.Dataset, Solution]:
    trajectory = prepare_trajectory(body, motion)
    solution = solve(body, trajectory)
    return assemble(body, motion, trajectory, solution), solution


def _shortest_time(body: Body, motions: TaskMotions, name: str, side: str, usual: float | None) -> float | None:
    """Shortest time for the whole movement that the muscles can do, of the speeds that are tried [s].

    Args:
        usual: time at the usual speed, None where that cannot be done.
    """
    for tempo in SLOWER if usual is None else FASTER:
        motion = motions.motion(name, side, tempo)
        if not unbalanced_moments(_analyse(body, motion)[0]):
            return round(motion.duration, 2)
    return None if usual is None else round(usual, 2)


def _effort(body: Body, solution: Solution, coordinate: str) -> float:
    """Largest share of what the muscles can give about a coordinate [-], at most `LARGEST_EFFORT`."""
    column = solution.coordinates.index(coordinate)
    asked = solution.muscle_moment[:, column]
    pull = solution.moment_arms[:, :, column] * solution.fibres.active * body.muscles.activation_max
    can = np.maximum(np.sign(asked)[:, None] * pull, 0.0).sum(axis=1)
    share = np.minimum(np.abs(asked) / np.maximum(can, 1e-6), LARGEST_EFFORT)
    return float(np.where(np.abs(asked) > NEGLIGIBLE * body.subject.mass, share, 0.0).max())
