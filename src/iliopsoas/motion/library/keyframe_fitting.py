"""A planned movement put on a body, so that it touches what it should.

1. Every keyframe is fitted by itself, one after the other: contact points in their planes, those that do not slide
   where they were, the centre of mass over what carries it, the angles as near to the wanted ones as that allows.
2. Between two poses q_0 and q_1 at rest the body moves along one path that it runs through with minimum jerk:

       q(t) = r(s) + c(s),   s = 10 u^3 - 15 u^4 + 6 u^5,   u = (t - t_0) / (t_1 - t_0)

   r is the straight line between the poses (a cubic spline where some are passed without stopping), c the correction
   that keeps the contacts in between, fitted at a few places of s. Speed and acceleration vanish at both ends.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
from scipy.interpolate import CubicSpline

from iliopsoas.arrays import Array
from iliopsoas.body.body import Body
from iliopsoas.body.contact_points import contact_points
from iliopsoas.body.kinematics.pose_fitting import fit_poses
from iliopsoas.body.kinematics.pose_goals import PoseGoals
from iliopsoas.body.kinematics.segment_poses import point_paths, points_in_pose
from iliopsoas.motion.library.keyframe_plan import MovementPlan, PlannedTouch

RATE = 50.0
"""Frames a second (technical)."""
STILL = 0.3
"""Time at rest before and after the movement, so that filters have room [s] (technical)."""
NORMAL, ALONG = 1e6, 1e5
"""Weight of a contact point's height over its plane, and of its place in it [1/m^2] (technical)."""
BALANCE = 2e4
"""Weight of the centre of mass [1/m^2] (technical)."""
FIRMER = (1e-4, 1e-3, 1e-2, 0.1, 1.0)
"""Shares of these weights that a keyframe is fitted with, one after the other (solver)."""
KEPT = 100.0
"""Stiffness of coordinates that a movement is about [1/rad^2] (technical)."""
STIFFNESS = {
    "pelvis_t": 1e-2, "pelvis_tilt": 3.0, "pelvis_list": 10.0, "pelvis_rotation": 10.0,
    "hip_flexion": 1.0, "hip_adduction": 3.0, "hip_rotation": 5.0, "knee_angle": 1.0,
    "ankle_angle": 0.3, "subtalar_angle": 1.0, "mtp_angle": 0.3,
    "lumbar_extension": 3.0, "lumbar_bending": 10.0, "lumbar_rotation": 10.0, "neck": 1.0, "arm": 0.3, "elbow": 0.3,
}  # fmt: skip
"""How much a coordinate resists leaving what is wanted [1/rad^2, 1/m^2]; estimated."""
LEVEL = 0.004
"""Points that differ less in height count as equally low [m] (technical)."""
ARM_REGIONS = ("hand", "palm", "forearm", "elbow", "wrist")
LEAST, MOST, STEP = 5, 12, np.radians(9.0)
"""Places between two poses at which the correction is fitted: fewest, most, and turn of a joint for each (solver)."""


@dataclass(frozen=True, eq=False)
class FittedMovement:
    """A movement on a body.

    Attributes:
        time: (frames) [s]. q: coordinates, (frames, n).
        poses: fitted keyframes, (keyframes, n). starts: time of each keyframe [s].
        planes: place of each support along its normal [m].
        adjusted: largest change of a wanted angle, and the coordinate [rad].
        missed: largest distance of a declared contact at a keyframe [m], and where.
    """

    time: Array
    q: Array
    poses: Array
    starts: Array
    planes: tuple[float, ...]
    adjusted: tuple[float, str]
    missed: tuple[float, str]


def fit_keyframes(body: Body, todo: MovementPlan) -> FittedMovement:
    """Fit a planned movement to a body."""
    fitter = _Fitter(body, todo)
    poses = fitter.keyframes()
    starts = STILL + np.array(todo.times)
    end = starts[-1] + STILL
    grid = np.arange(round(end * RATE) + 1) / RATE
    pieces = [np.tile(poses[0], (int((grid < starts[0]).sum()), 1))]
    for first, last in todo.stretches():
        inside = (grid >= starts[first]) & (grid < starts[last])
        u = (grid[inside] - starts[first]) / max(starts[last] - starts[first], 1e-9)
        at = (np.array(todo.times[first : last + 1]) - todo.times[first]) / (todo.times[last] - todo.times[first])
        pieces.append(fitter.between(poses, first, last, minimum_jerk(at))(minimum_jerk(u)))
    q = np.concatenate(pieces)
    q = np.concatenate([q, np.tile(poses[-1], (len(grid) - len(q), 1))])
    return FittedMovement(
        grid, q, poses, starts, tuple(float(x or 0.0) for x in fitter.planes), fitter.adjusted, fitter.missed
    )


def minimum_jerk(u: Array) -> Array:
    """Share of a path gone at a share of its time, minimum jerk."""
    out: Array = u**3 * (10.0 - 15.0 * u + 6.0 * u**2)
    return out


@dataclass(frozen=True, eq=False)
class _Path:
    """q(s) = reference + correction."""

    line: CubicSpline
    correction: CubicSpline | None

    def __call__(self, s: Array) -> Array:
        out: Array = self.line(s)
        return out if self.correction is None else out + self.correction(s)


@dataclass(eq=False)
class _Contact:
    """The points of one touch: where they are in their segments, and where they stay once they touch, (k, 3)."""

    touch: PlannedTouch
    names: tuple[str, ...]
    bodies: tuple[str, ...]
    centre: Array
    radius: Array
    home: Array = field(default_factory=lambda: np.zeros((0, 3)))


class _Fitter:
    """Keyframes and what lies between them."""

    def __init__(self, body: Body, todo: MovementPlan) -> None:
        self.body, self.plan = body, todo
        self.contacts = []
        for t in todo.touches:
            p = contact_points(body, t.regions)
            self.contacts.append(_Contact(t, p.names, p.bodies, p.centre, p.radius))
        self.planes: list[float | None] = [s.at for s in todo.supports]
        names = body.map.names
        used = {r for t in todo.touches if t.how != "free" for r in t.regions}
        arms = {s for s in "rl" if any(r.startswith(ARM_REGIONS) and r.endswith(f"_{s}") for r in used)}
        roles = dict(zip(names, body.map.roles, strict=True))
        self.columns = [
            i
            for i, name in enumerate(names)
            if roles[name] in ("root", "free", "locked", "rhythm")
            or name == "neck_flexion"
            or (name.startswith(("arm_", "elbow_")) and name[-1] in arms)
        ]
        self.stiffness = np.array([self._stiffness(name) for name in names])
        self.adjusted = (0.0, "")
        self.missed = (0.0, "")

    def _stiffness(self, name: str) -> float:
        if name in self.plan.keeps:
            return KEPT
        fit = [value for start, value in STIFFNESS.items() if name.startswith(start)]
        return max(fit, default=1.0)

    # --- keyframes ---

    def keyframes(self) -> Array:
        """Fitted pose of every keyframe, (keyframes, n)."""
        todo = self.plan
        poses: list[Array] = []
        for k, wanted in enumerate(todo.angles):
            if todo.same_as[k] >= 0:
                poses.append(poses[todo.same_as[k]].copy())
                self._settle(poses[k], k)
                continue
            reference = self.body.map.pose(1)
            for name, value in wanted.items():
                reference[0, self.body.map.column(name)] = value
            root = [self.body.map.column(f"pelvis_t{x}") for x in "xyz"]
            reference[0, root] = poses[-1][root] if poses else [0.0, self.body.subject.height * 0.55, 0.0]
            poses.append(self._fit_keyframe(reference, k, poses[-1] if poses else None))
            self._miss(poses[k], k)
            for name, value in wanted.items():
                change = abs(float(poses[k][self.body.map.column(name)]) - value)
                if change > self.adjusted[0] and not name.startswith(("pelvis_t", "arm", "elbow", "neck")):
                    self.adjusted = (change, name)
                if name == "pelvis_tilt" and change > self.adjusted[0]:
                    self.adjusted = (change, name)
        return np.array(poses)

    def _fit_keyframe(self, reference: Array, k: int, before: Array | None) -> Array:
        """One pose; twice where something is touched for the first time or the centre of mass is to be carried."""
        beginning = [c for c in self.contacts if c.touch.first == k]
        start = reference.copy()
        if before is not None:
            start[0, self.columns] = 0.5 * (reference[0, self.columns] + before[self.columns])
        pose = self._gently(self._goals([k], [k], None, reference), start, reference)
        fresh = [s for s in {c.touch.support for c in beginning} if self.planes[s] is None]
        self._settle(pose[0], k)
        for c in beginning:
            if c.touch.support in fresh and not self.plan.supports[c.touch.support].grip:
                c.home = np.zeros((0, 3))
        over = self.plan.over[k]
        if not fresh and not over:
            return np.asarray(pose[0])
        mass = self._middle(pose[0], over) if over else None
        goals = self._goals([k], [k], None if mass is None else mass[None], pose)
        pose = self._gently(goals, pose, reference)
        self._settle(pose[0], k)
        return np.asarray(pose[0])

    def _gently(self, goals: PoseGoals, start: Array, reference: Array) -> Array:
        """Fit with contacts that become firmer: a firm one at once would leave only a narrow curved way."""
        pose = start
        for firm in FIRMER:
            mass = None if goals.mass_weight is None else firm * goals.mass_weight
            fit = fit_poses(
                self.body,
                replace(goals, weight=firm * goals.weight, mass_weight=mass),
                pose,
                columns=self.columns,
                reference=reference,
                stiffness=self.stiffness,
            )
            pose = fit.q
        return pose

    def _settle(self, pose: Array, k: int) -> None:
        """Remember where points that begin to touch at this keyframe are, and planes that follow the body."""
        for c in self.contacts:
            if c.touch.first != k:
                continue
            c.home = points_in_pose(self.body, pose, c.bodies, c.centre)
            support = self.plan.supports[c.touch.support]
            if self.planes[c.touch.support] is None and c.touch.how != "free":
                n = np.array(support.normal)
                depth = c.home @ n - (0.0 if support.grip else c.radius)
                self.planes[c.touch.support] = float(depth.mean() if support.grip else depth.min())

    def _middle(self, pose: Array, regions: tuple[str, ...]) -> Array:
        """Middle of regions of the feet (toes left out) or of others, (3) [m]."""
        p = contact_points(self.body, regions)
        use = [i for i, name in enumerate(p.bodies) if not name.startswith("toes")]
        out: Array = points_in_pose(self.body, pose, tuple(p.bodies[i] for i in use), p.centre[use]).mean(axis=0)
        return out

    def _miss(self, pose: Array, k: int) -> None:
        """Remember the declared contact that is farthest from its support."""
        for c in self.contacts:
            support, plane = self.plan.supports[c.touch.support], self.planes[c.touch.support]
            if c.touch.how not in ("fixed", "sliding") or not c.touch.first <= k <= c.touch.last:
                continue
            if plane is None or (support.grip and support.at is None):
                continue
            places = points_in_pose(self.body, pose, c.bodies, c.centre)
            gap = np.abs(places @ np.array(support.normal) - plane - (0.0 if support.grip else c.radius))
            worst = int(gap.argmax())
            if gap[worst] > self.missed[0]:
                self.missed = (float(gap[worst]), f"{c.names[worst]} and {support.name} at '{self.plan.phases[k]}'")

    # --- between ---

    def between(self, poses: Array, first: int, last: int, at: Array) -> _Path:
        """The path from one pose to another, possibly through others at the shares `at` of it."""
        knots = poses[first : last + 1]
        line = CubicSpline(at, knots, bc_type="natural") if len(at) > 2 else _straight(knots)
        if np.abs(np.diff(knots, axis=0)).max() < 1e-9:
            return _Path(line, None)
        s, low, high = [], [], []
        for i in range(first, last):
            turn = np.abs(poses[i + 1] - poses[i])[6:].max()
            count = int(np.clip(np.ceil(turn / STEP), LEAST if len(at) == 2 else MOST, MOST))
            share = at[i - first] + (at[i - first + 1] - at[i - first]) * np.arange(1, count + 1) / (count + 1)
            s += share.tolist()
            low += [i] * count
            high += [i + 1] * count
        where = np.array(s)
        reference = np.asarray(line(where))
        mass = None
        if all(self.plan.over[first : last + 1]):
            ends = point_paths(self.body, knots).centre_of_mass
            mass = np.asarray((CubicSpline(at, ends, bc_type="natural") if len(at) > 2 else _straight(ends))(where))
        fit = fit_poses(
            self.body,
            self._goals(low, high, mass, reference),
            reference,
            columns=self.columns,
            reference=reference,
            stiffness=self.stiffness,
        )
        s_all = np.concatenate([[0.0], where, [1.0]])
        change = np.zeros((len(s_all), poses.shape[1]))
        change[1:-1] = fit.q - reference
        change[1:-1] = 0.25 * change[:-2] + 0.5 * change[1:-1] + 0.25 * change[2:]  # corners where contacts change
        return _Path(line, CubicSpline(s_all, change, bc_type="natural"))

    def _goals(self, low: list[int], high: list[int], mass: Array | None, near: Array) -> PoseGoals:
        """Goals of frames that lie between keyframes `low` and `high` (the same: at it) and near some poses."""
        frames = len(low)
        a, b = np.array(low), np.array(high)
        bodies: list[str] = []
        offsets, targets, weights, sides = [], [], [], []
        for c in self.contacts:
            support, plane = self.plan.supports[c.touch.support], self.planes[c.touch.support]
            if plane is None:
                continue
            active = (c.touch.first <= a) & (b <= c.touch.last)
            normal = np.array(support.normal)
            axis = int(np.argmax(np.abs(normal)))
            sign = float(normal[axis])
            count = len(c.bodies)
            height = plane * sign + sign * (0.0 if support.grip else c.radius)
            target = np.zeros((frames, count, 3))
            if len(c.home):
                target[:] = c.home
            target[:, :, axis] = height
            if support.grip and self.plan.supports[c.touch.support].at is None and len(c.home):
                target[:] = c.home
            if c.touch.how != "free" and active.any():
                weight = np.zeros((frames, count, 3))
                weight[active, :, axis] = NORMAL
                if c.touch.how == "rolling":
                    weight[:, :, axis] *= self._lowest(c, near, normal)
                if len(c.home) and (c.touch.how == "fixed" or support.grip):
                    for i in {0, 1, 2} - {axis}:
                        weight[active, :, i] = ALONG
                bodies += c.bodies
                offsets.append(c.centre)
                targets.append(target)
                weights.append(weight)
                sides.append(np.zeros((count, 3)))
            open_ = active if c.touch.how == "free" or support.brief else np.ones(frames, dtype=bool)
            if c.touch.how in ("fixed", "sliding"):
                open_ = open_ & ~active
            if open_.any() and not support.grip:
                weight = np.zeros((frames, count, 3))
                weight[open_, :, axis] = NORMAL
                side = np.zeros((count, 3))
                side[:, axis] = sign
                bodies += c.bodies
                offsets.append(c.centre)
                targets.append(target)
                weights.append(weight)
                sides.append(side)
        return PoseGoals(
            bodies=tuple(bodies),
            offsets=np.concatenate(offsets) if offsets else np.zeros((0, 3)),
            target=np.concatenate(targets, axis=1) if targets else np.zeros((frames, 0, 3)),
            weight=np.concatenate(weights, axis=1) if weights else np.zeros((frames, 0, 3)),
            side=np.concatenate(sides) if sides else None,
            mass_target=mass,
            mass_weight=None if mass is None else np.tile([BALANCE, 0.0, BALANCE], (frames, 1)),
        )

    def _lowest(self, c: _Contact, near: Array, normal: Array) -> Array:
        """1 for the points of a touch that lie lowest in each of some poses, else 0, (frames, k)."""
        places = point_paths(self.body, near, c.bodies, c.centre).points
        height = places @ normal - c.radius
        return np.asarray(height < height.min(axis=1, keepdims=True) + LEVEL, dtype=np.float64)


def _straight(ends: Array) -> CubicSpline:
    return CubicSpline([0.0, 1.0], ends, bc_type="natural")
