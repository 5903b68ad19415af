"""Contacts of a planned movement: where planes and touching points settle, and what they ask of a pose.

A plane without a place of its own, and a point that does not slide, stay where the pose in which the contact begins has
them. Between two keyframes a contact holds if it holds at both; a support that is there without touching pushes the
points out of itself, one way only.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from iliopsoas.arrays import Array, BoolArray
from iliopsoas.body.body import Body
from iliopsoas.body.contact_points import ContactPoints, contact_points
from iliopsoas.body.kinematics.pose_goals import PoseGoals
from iliopsoas.body.kinematics.segment_poses import point_paths, points_in_pose
from iliopsoas.motion.library.keyframe_plan import MovementPlan, PlannedSupport, PlannedTouch

NORMAL, ALONG = 1e6, 1e5
"""Weight of a contact point's height over its plane, and of its place in it [1/m^2] (technical)."""
BALANCE = 2e4
"""Weight of the centre of mass [1/m^2] (technical)."""
LEVEL = 0.004
"""Points that differ less in height count as equally low [m] (technical)."""


class Fault(NamedTuple):
    """The largest of some faults.

    Attributes:
        size: [m] or [rad].
        where: coordinate, or point and support; '' for none.
    """

    size: float
    where: str


@dataclass(eq=False)
class TouchingPoints:
    """The points of one touch: where they are in their segments, and where they stay once they touch, (k, 3) [m]."""

    touch: PlannedTouch
    points: ContactPoints
    home: Array = field(default_factory=lambda: np.zeros((0, 3)))


class _PointGoals(NamedTuple):
    """Goals of the points of one touch: segments (k), offsets and sides (k, 3), targets and weights (frames, k, 3)."""

    bodies: tuple[str, ...]
    offsets: Array
    target: Array
    weight: Array
    side: Array


class PlannedContacts:
    """The contacts of a plan on a body. They settle one after the other while keyframes are fitted.

    Attributes:
        planes: place of each support along its normal [m]; None while nobody knows.
    """

    def __init__(self, body: Body, plan: MovementPlan) -> None:
        self.body, self.plan = body, plan
        self.touching = [TouchingPoints(t, contact_points(body, t.regions)) for t in plan.touches]
        self.planes: list[float | None] = [s.at for s in plan.supports]

    def support(self, contact: TouchingPoints) -> PlannedSupport:
        """What a contact is with."""
        return self.plan.supports[contact.touch.support]

    def planes_to_settle(self, keyframe: int) -> set[int]:
        """Supports first touched at a keyframe whose place is not known yet."""
        supports = {c.touch.support for c in self.touching if c.touch.first == keyframe}
        return {s for s in supports if self.planes[s] is None}

    def settle(self, pose: Array, keyframe: int) -> None:
        """Keep the places of points that begin to touch at this keyframe, and of planes that follow the body."""
        for c in self.touching:
            if c.touch.first != keyframe:
                continue
            c.home = points_in_pose(self.body, pose, c.points.bodies, c.points.centre)
            support = self.support(c)
            if self.planes[c.touch.support] is None and c.touch.how != "free":
                n = np.array(support.normal)
                depth = c.home @ n - (0.0 if support.grip else c.points.radius)
                self.planes[c.touch.support] = float(depth.mean() if support.grip else depth.min())

    def release(self, supports: set[int], keyframe: int) -> None:
        """Let points that begin to touch these supports, grips apart, move along them again."""
        for c in self.touching:
            if c.touch.first == keyframe and c.touch.support in supports and not self.support(c).grip:
                c.home = np.zeros((0, 3))

    def farthest(self, pose: Array, keyframe: int, before: Fault) -> Fault:
        """The declared contact that is farthest from its support [m], if it is farther than `before`."""
        worst = before
        for c in self.touching:
            support, plane = self.support(c), self.planes[c.touch.support]
            if c.touch.how not in ("fixed", "sliding") or not c.touch.first <= keyframe <= c.touch.last:
                continue
            if plane is None or (support.grip and support.at is None):
                continue
            places = points_in_pose(self.body, pose, c.points.bodies, c.points.centre)
            gap = np.abs(places @ np.array(support.normal) - plane - (0.0 if support.grip else c.points.radius))
            at = int(gap.argmax())
            if gap[at] > worst.size:
                where = f"{c.points.names[at]} and {support.name} at '{self.plan.phases[keyframe]}'"
                worst = Fault(float(gap[at]), where)
        return worst

    def goals(self, low: list[int], high: list[int], mass: Array | None, near: Array) -> PoseGoals:
        """Goals of frames that lie between keyframes `low` and `high` (the same: at it) and near some poses.

        Args:
            mass: where the centre of mass should be, (frames, 3) [m]; None if that does not matter.
            near: poses by which points that roll are chosen, (frames, n).
        """
        frames, first, last = len(low), np.array(low), np.array(high)
        parts: list[_PointGoals] = []
        for c in self.touching:
            plane = self.planes[c.touch.support]
            if plane is not None:
                active = (c.touch.first <= first) & (last <= c.touch.last)
                parts += self._goals_of(c, plane, active, near)
        nothing = np.zeros((frames, 0, 3))
        return PoseGoals(
            bodies=tuple(name for p in parts for name in p.bodies),
            offsets=np.concatenate([p.offsets for p in parts]) if parts else np.zeros((0, 3)),
            target=np.concatenate([p.target for p in parts], axis=1) if parts else nothing,
            weight=np.concatenate([p.weight for p in parts], axis=1) if parts else nothing,
            side=np.concatenate([p.side for p in parts]) if parts else None,
            mass_target=mass,
            mass_weight=None if mass is None else np.tile([BALANCE, 0.0, BALANCE], (frames, 1)),
        )

    def _goals_of(self, c: TouchingPoints, plane: float, active: BoolArray, near: Array) -> list[_PointGoals]:
        """What a touch asks in the frames in which it is active, and what its support keeps out in the others."""
        support, how, frames, count = self.support(c), c.touch.how, len(active), len(c.points)
        normal = np.array(support.normal)
        axis = int(np.argmax(np.abs(normal)))
        sign = float(normal[axis])
        target = np.zeros((frames, count, 3))
        if len(c.home):
            target[:] = c.home
        target[:, :, axis] = plane * sign + sign * (0.0 if support.grip else c.points.radius)
        if support.grip and support.at is None and len(c.home):
            target[:] = c.home
        out = []
        if how != "free" and active.any():
            weight = np.zeros((frames, count, 3))
            weight[active, :, axis] = NORMAL
            if how == "rolling":
                weight[:, :, axis] *= self._lowest(c, near, normal)
            if len(c.home) and (how == "fixed" or support.grip):
                for i in {0, 1, 2} - {axis}:
                    weight[active, :, i] = ALONG
            out.append(_PointGoals(c.points.bodies, c.points.centre, target, weight, np.zeros((count, 3))))
        outside = active if how == "free" or support.brief else np.ones(frames, dtype=bool)
        if how in ("fixed", "sliding"):
            outside = outside & ~active
        if outside.any() and not support.grip:
            weight, side = np.zeros((frames, count, 3)), np.zeros((count, 3))
            weight[outside, :, axis] = NORMAL
            side[:, axis] = sign
            out.append(_PointGoals(c.points.bodies, c.points.centre, target, weight, side))
        return out

    def _lowest(self, c: TouchingPoints, near: Array, normal: Array) -> Array:
        """1 for the points of a touch that lie lowest in each of some poses, else 0, (frames, k)."""
        places = point_paths(self.body, near, c.points.bodies, c.points.centre).points
        height = places @ normal - c.points.radius
        return np.asarray(height < height.min(axis=1, keepdims=True) + LEVEL, dtype=np.float64)
