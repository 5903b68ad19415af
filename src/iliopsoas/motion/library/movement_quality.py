"""How well a fitted movement does what was asked of it: contacts, slides, limits, smoothness, balance."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.spatial import ConvexHull, QhullError

from iliopsoas.arrays import Array, BoolArray
from iliopsoas.body.body import Body
from iliopsoas.body.contact_points import contact_points
from iliopsoas.body.kinematics.segment_poses import point_paths
from iliopsoas.body.subject import GRAVITY
from iliopsoas.motion.library.keyframe_fitting import FittedMovement
from iliopsoas.motion.library.keyframe_plan import MovementPlan


@dataclass(frozen=True)
class MovementQuality:
    """Largest faults over a whole movement.

    Attributes:
        sunk: depth of a listed point below its plane [m], and where.
        apart: distance of a declared contact from its plane [m], and where.
        slid: way of a fixed point while it is held [m], and where.
        beyond: joint beyond its limit [rad].
        jerk: largest change of acceleration from frame to frame [rad/s^2], and the coordinate.
        adjusted: largest change of a wanted angle [rad], and the coordinate.
        outside: distance of the centre of mass beyond the base of support in movements that stand [m] (below zero:
            inside), and of the zero-moment point.
    """

    sunk: tuple[float, str]
    apart: tuple[float, str]
    slid: tuple[float, str]
    beyond: float
    jerk: tuple[float, str]
    adjusted: tuple[float, str]
    outside: tuple[float, float]


def movement_quality(body: Body, plan: MovementPlan, fitted: FittedMovement) -> MovementQuality:
    """Measure a fitted movement at every frame."""
    sunk = apart = slid = (0.0, "")
    places, mass = _seen(body, plan, fitted)
    begin, end = fitted.starts.copy(), fitted.starts.copy()
    begin[0], end[-1] = 0.0, fitted.time[-1] + 1e-9
    bases: list[Array] = []
    held: list[BoolArray] = []
    for t, (names, radius, path) in zip(plan.touches, places, strict=True):
        support = plan.supports[t.support]
        active = (fitted.time >= begin[t.first] - 1e-9) & (fitted.time <= end[t.last] + 1e-9)
        n = np.array(support.normal)
        height = path @ n - fitted.planes[t.support] - (0.0 if support.grip else radius)
        looked = height[active] if support.brief else height
        where = [f"{name} on {support.name}" for name in names]
        if not support.grip and looked.size:
            sunk = _worst(sunk, -looked, where)
        if t.how in ("fixed", "sliding") and not (support.grip and support.at is None):
            apart = _worst(apart, np.abs(height[active]), where)
        if t.how == "rolling":
            apart = _worst(apart, np.abs(height[active].min(axis=1, keepdims=True)), ["lowest of " + where[0]])
        if t.how == "fixed":
            way = path[active] - path[active][:1]
            along = way - (way @ n)[..., None] * n
            slid = _worst(slid, np.linalg.norm(along, axis=2), where)
        if t.how != "free" and not support.grip and support.normal[1] == 1.0:
            bases.append(path - radius[:, None] * n)
            held.append(active)
    low, high = body.map.lower, body.map.upper
    beyond = float(np.maximum(low - fitted.q, fitted.q - high).max())
    step = fitted.time[1] - fitted.time[0]
    second = np.diff(fitted.q[:, 3:], n=2, axis=0) / step**2
    jerk = _worst((0.0, ""), np.abs(np.diff(second, axis=0)), list(body.map.names[3:]))
    outside = (-np.inf, -np.inf)
    if any(plan.over) and not any(s.grip for s in plan.supports):
        acceleration = np.gradient(np.gradient(mass, step, axis=0), step, axis=0)
        up = np.maximum(GRAVITY + acceleration[:, 1], 1.0)
        zero = mass - acceleration * (mass[:, 1] / up)[:, None]
        centre = _outside(mass, bases, held)
        outside = (centre, _outside(zero, bases, held))
    return MovementQuality(sunk, apart, slid, beyond, jerk, fitted.adjusted, outside)


def _seen(
    body: Body, plan: MovementPlan, fitted: FittedMovement
) -> tuple[list[tuple[tuple[str, ...], Array, Array]], Array]:
    """Names, radii and paths of the points of every touch, and the path of the centre of mass."""
    points = [contact_points(body, t.regions) for t in plan.touches]
    bodies = [name for p in points for name in p.bodies]
    paths, mass = point_paths(body, fitted.q, bodies, np.concatenate([p.centre for p in points]))
    cuts = np.cumsum([len(p) for p in points])[:-1]
    return [(p.names, p.radius, path) for p, path in zip(points, np.split(paths, cuts, axis=1), strict=True)], mass


def _worst(before: tuple[float, str], values: Array, where: list[str]) -> tuple[float, str]:
    at = np.unravel_index(int(np.argmax(values)), values.shape)
    found = float(values[at])
    return (found, where[int(at[1])]) if found > before[0] else before


def _outside(points: Array, bases: list[Array], held: list[BoolArray]) -> float:
    """Largest distance of points beyond the hull of what touches the ground in each frame [m]."""
    worst = -np.inf
    for f, point in enumerate(points):
        on = [b[f][:, [0, 2]] for b, h in zip(bases, held, strict=True) if h[f]]
        if not on:
            continue
        try:
            hull = ConvexHull(np.concatenate(on))
        except QhullError:
            continue
        worst = max(worst, float((hull.equations[:, :2] @ point[[0, 2]] + hull.equations[:, 2]).max()))
    return worst
