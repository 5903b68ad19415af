"""A planned movement put on a body, so that it touches what it should.

1. Every keyframe is fitted by itself, one after the other: contact points in their planes, those that do not slide
   where they were, the centre of mass over what carries it, the angles as near to the wanted ones as that allows.
2. Between two poses at rest the body moves along one path with minimum jerk (`movement_path`): the straight line
   between the poses (a cubic spline where some are passed without stopping), and the correction that keeps the contacts
   in between, fitted at a few places of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from scipy.interpolate import CubicSpline

from iliopsoas.arrays import Array
from iliopsoas.body.body import Body
from iliopsoas.body.contact_points import contact_points
from iliopsoas.body.kinematics.pose_fitting import fit_poses
from iliopsoas.body.kinematics.pose_goals import PoseGoals
from iliopsoas.body.kinematics.segment_poses import point_paths, points_in_pose
from iliopsoas.motion.library.contact_goals import Fault, PlannedContacts
from iliopsoas.motion.library.keyframe_plan import MovementPlan
from iliopsoas.motion.library.movement_path import MovementPath, minimum_jerk, through_knots

RATE = 50.0
"""Frames a second (technical)."""
STILL = 0.3
"""Time at rest before and after the movement, so that filters have room [s] (technical)."""
FIRMER = (1e-4, 1e-3, 1e-2, 0.1, 1.0)
"""Shares of the contacts' weights that a keyframe is fitted with, one after the other (solver)."""
KEPT = 100.0
"""Stiffness of coordinates that a movement is about [1/rad^2] (technical)."""
STIFFNESS = {
    "pelvis_t": 1e-2, "pelvis_tilt": 3.0, "pelvis_list": 10.0, "pelvis_rotation": 10.0,
    "hip_flexion": 1.0, "hip_adduction": 3.0, "hip_rotation": 5.0, "knee_angle": 1.0,
    "ankle_angle": 0.3, "subtalar_angle": 1.0, "mtp_angle": 0.3,
    "lumbar_extension": 3.0, "lumbar_bending": 10.0, "lumbar_rotation": 10.0, "neck": 1.0, "arm": 0.3, "elbow": 0.3,
}  # fmt: skip
"""How much a coordinate resists leaving what is wanted [1/rad^2, 1/m^2]; estimated."""
ARM_REGIONS = ("hand", "palm", "forearm", "elbow", "wrist")
UNNAMED = ("pelvis_tx", "pelvis_ty", "pelvis_tz", "arm", "elbow", "neck")
"""Coordinates whose change is not reported: the body may stand elsewhere, arms and neck give way."""
LEAST, MOST, STEP = 5, 12, np.radians(9.0)
"""Places between two poses at which the correction is fitted: fewest, most, and turn of a joint for each (solver)."""


@dataclass(frozen=True, eq=False)
class FittedMovement:
    """A movement on a body.

    Attributes:
        time: (frames) [s]. q: coordinates, (frames, n).
        poses: fitted keyframes, (keyframes, n). starts: time of each keyframe [s].
        planes: place of each support along its normal [m].
        adjusted: largest change of a wanted angle [rad], and the coordinate.
        missed: largest distance of a declared contact at a keyframe [m], and where.
    """

    time: Array
    q: Array
    poses: Array
    starts: Array
    planes: tuple[float, ...]
    adjusted: Fault
    missed: Fault


def fit_keyframes(body: Body, plan: MovementPlan) -> FittedMovement:
    """Fit a planned movement to a body."""
    fitter = _KeyframeFitter(body, plan)
    fitted = fitter.keyframes()
    poses, starts = fitted.poses, STILL + np.array(plan.times)
    end = starts[-1] + STILL
    grid = np.arange(round(end * RATE) + 1) / RATE
    pieces = [np.tile(poses[0], (int((grid < starts[0]).sum()), 1))]
    for first, last in plan.stretches():
        inside = (grid >= starts[first]) & (grid < starts[last])
        u = (grid[inside] - starts[first]) / max(starts[last] - starts[first], 1e-9)
        at = (np.array(plan.times[first : last + 1]) - plan.times[first]) / (plan.times[last] - plan.times[first])
        pieces.append(fitter.path_between(poses, first, last, minimum_jerk(at))(minimum_jerk(u)))
    q = np.concatenate(pieces)
    q = np.concatenate([q, np.tile(poses[-1], (len(grid) - len(q), 1))])
    planes = tuple(float(x or 0.0) for x in fitter.contacts.planes)
    return FittedMovement(grid, q, poses, starts, planes, fitted.adjusted, fitted.missed)


class _Keyframes(NamedTuple):
    """Fitted keyframes (keyframes, n), and the largest faults among them; see `FittedMovement`."""

    poses: Array
    adjusted: Fault
    missed: Fault


class _KeyframeFitter:
    """Keyframes and what lies between them, with the coordinates that may move and how much they resist."""

    def __init__(self, body: Body, plan: MovementPlan) -> None:
        self.body, self.plan = body, plan
        self.contacts = PlannedContacts(body, plan)
        self.columns = _free_columns(body, plan)
        self.stiffness = np.array([_stiffness(name, plan) for name in body.map.names])

    # --- keyframes ---

    def keyframes(self) -> _Keyframes:
        """Fit one keyframe after the other."""
        poses: list[Array] = []
        adjusted = missed = Fault(0.0, "")
        for k, wanted in enumerate(self.plan.angles):
            if self.plan.same_as[k] >= 0:
                poses.append(poses[self.plan.same_as[k]].copy())
                self.contacts.settle(poses[k], k)
                continue
            before = poses[-1] if poses else None
            poses.append(self._fit_keyframe(self._wanted_pose(wanted, before), k, before))
            missed = self.contacts.farthest(poses[k], k, missed)
            adjusted = self._largest_change(poses[k], wanted, adjusted)
        return _Keyframes(np.array(poses), adjusted, missed)

    def _wanted_pose(self, wanted: Mapping[str, float], before: Array | None) -> Array:
        """The wanted angles on a pelvis that stays where it was, (1, n)."""
        reference = self.body.map.pose(1)
        for name, value in wanted.items():
            reference[0, self.body.map.column(name)] = value
        root = [self.body.map.column(f"pelvis_t{x}") for x in "xyz"]
        reference[0, root] = [0.0, self.body.subject.height * 0.55, 0.0] if before is None else before[root]
        return reference

    def _fit_keyframe(self, reference: Array, k: int, before: Array | None) -> Array:
        """One pose; twice where something is touched for the first time or the centre of mass is to be carried."""
        contacts, over = self.contacts, self.plan.over[k]
        start = reference.copy()
        if before is not None:
            start[0, self.columns] = 0.5 * (reference[0, self.columns] + before[self.columns])
        pose = self._fit_gently(contacts.goals([k], [k], None, reference), start, reference)
        fresh = contacts.planes_to_settle(k)
        contacts.settle(pose[0], k)
        contacts.release(fresh, k)
        if not fresh and not over:
            return np.asarray(pose[0])
        mass = self._middle(pose[0], over)[None] if over else None
        pose = self._fit_gently(contacts.goals([k], [k], mass, pose), pose, reference)
        contacts.settle(pose[0], k)
        return np.asarray(pose[0])

    def _fit_gently(self, goals: PoseGoals, start: Array, reference: Array) -> Array:
        """Fit with contacts that become firmer: a firm one at once would leave only a narrow curved way."""
        pose = start
        for firm in FIRMER:
            mass = None if goals.mass_weight is None else firm * goals.mass_weight
            pose = self._fit(replace(goals, weight=firm * goals.weight, mass_weight=mass), pose, reference)
        return pose

    def _fit(self, goals: PoseGoals, start: Array, reference: Array) -> Array:
        return fit_poses(self.body, goals, start, columns=self.columns, reference=reference, stiffness=self.stiffness).q

    def _middle(self, pose: Array, regions: tuple[str, ...]) -> Array:
        """Middle of regions of the feet (toes left out) or of others, (3) [m]."""
        p = contact_points(self.body, regions)
        use = [i for i, name in enumerate(p.bodies) if not name.startswith("toes")]
        out: Array = points_in_pose(self.body, pose, tuple(p.bodies[i] for i in use), p.centre[use]).mean(axis=0)
        return out

    def _largest_change(self, pose: Array, wanted: Mapping[str, float], before: Fault) -> Fault:
        """The wanted angle that was changed most, if by more than `before`."""
        worst = before
        for name, value in wanted.items():
            change = abs(float(pose[self.body.map.column(name)]) - value)
            if change > worst.size and not name.startswith(UNNAMED):
                worst = Fault(change, name)
        return worst

    # --- between ---

    def path_between(self, poses: Array, first: int, last: int, at: Array) -> MovementPath:
        """The path from one keyframe to another, possibly through others at the shares `at` of it."""
        knots = poses[first : last + 1]
        line = through_knots(at, knots)
        if np.abs(np.diff(knots, axis=0)).max() < 1e-9:
            return MovementPath(line, None)
        fitted_at, low, high = _places_between(poses, first, last, at)
        reference = np.asarray(line(fitted_at))
        mass = None
        if all(self.plan.over[first : last + 1]):
            mass = np.asarray(through_knots(at, point_paths(self.body, knots).centre_of_mass)(fitted_at))
        fitted = self._fit(self.contacts.goals(low, high, mass, reference), reference, reference)
        s = np.concatenate([[0.0], fitted_at, [1.0]])
        change = np.zeros((len(s), poses.shape[1]))
        change[1:-1] = fitted - reference
        change[1:-1] = 0.25 * change[:-2] + 0.5 * change[1:-1] + 0.25 * change[2:]  # corners where contacts change
        return MovementPath(line, CubicSpline(s, change, bc_type="natural"))


class _PlacesBetween(NamedTuple):
    """Shares of a path (places), and the keyframes before and after each."""

    share: Array
    low: list[int]
    high: list[int]


def _places_between(poses: Array, first: int, last: int, at: Array) -> _PlacesBetween:
    """Where between keyframes the correction is fitted: more often where a joint turns far."""
    s, low, high = [], [], []
    for i in range(first, last):
        turn = np.abs(poses[i + 1] - poses[i])[6:].max()
        count = int(np.clip(np.ceil(turn / STEP), LEAST if len(at) == 2 else MOST, MOST))
        share = at[i - first] + (at[i - first + 1] - at[i - first]) * np.arange(1, count + 1) / (count + 1)
        s += share.tolist()
        low += [i] * count
        high += [i + 1] * count
    return _PlacesBetween(np.array(s), low, high)


def _free_columns(body: Body, plan: MovementPlan) -> list[int]:
    """Columns of the coordinates that fitting may change: arms only where they touch something."""
    used = {r for t in plan.touches if t.how != "free" for r in t.regions}
    arms = {s for s in "rl" if any(r.startswith(ARM_REGIONS) and r.endswith(f"_{s}") for r in used)}
    return [
        i
        for i, (name, role) in enumerate(zip(body.map.names, body.map.roles, strict=True))
        if role in ("root", "free", "locked", "rhythm")
        or name == "neck_flexion"
        or (name.startswith(("arm_", "elbow_")) and name[-1] in arms)
    ]


def _stiffness(name: str, plan: MovementPlan) -> float:
    """How much a coordinate resists leaving what is wanted [1/rad^2, 1/m^2]."""
    if name in plan.keeps:
        return KEPT
    return max((value for start, value in STIFFNESS.items() if name.startswith(start)), default=1.0)
