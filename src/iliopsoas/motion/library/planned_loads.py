"""Supports and attached loads of a fitted movement, as a `Motion` carries them."""

from __future__ import annotations

import numpy as np

from iliopsoas.arrays import Array
from iliopsoas.atlas.movements.records import Load, resolve_amount
from iliopsoas.atlas.reading.tables import Vector
from iliopsoas.body.body import Body
from iliopsoas.body.contact_points import contact_points
from iliopsoas.body.kinematics.segment_poses import points_in_pose
from iliopsoas.motion.library.keyframe_fitting import FittedMovement
from iliopsoas.motion.library.keyframe_plan import MovementPlan, other_side
from iliopsoas.motion.records.attachments import Attachment, ElasticBand, Push, Weight
from iliopsoas.motion.records.supports import Support


def planned_supports(body: Body, plan: MovementPlan, fitted: FittedMovement) -> tuple[Support, ...]:
    """Planes and grips with all regions that touch them at some time."""
    out = []
    for i, s in enumerate(plan.supports):
        touches = [t for t in plan.touches if t.support == i]
        regions = tuple(dict.fromkeys(r for t in touches for r in t.regions))
        p = contact_points(body, regions)
        first = min(t.first for t in touches)
        middle = points_in_pose(body, fitted.poses[first], p.bodies, p.centre).mean(axis=0)
        axis = int(np.argmax(np.abs(s.normal)))
        middle[axis] = fitted.planes[i] * s.normal[axis]
        during = None
        if s.brief:
            during = (float(fitted.starts[first]), float(fitted.starts[max(t.last for t in touches)]))
            if during[1] == fitted.starts[-1]:
                during = (during[0], float(fitted.time[-1]))
            if during[0] == fitted.starts[0]:
                during = (0.0, during[1])
        place, held = _vector(middle), s.held_by
        out.append(Support(s.name, regions, place, s.normal, s.friction, s.grip, held, size=s.size, during=during))
    return tuple(out)


def planned_attachments(body: Body, plan: MovementPlan, fitted: FittedMovement) -> tuple[Attachment, ...]:
    """Weights, bands and pushes that are not nothing."""
    made = (_load(body, plan, fitted, load) for load in plan.record.loads)
    return tuple(load for load in made if load is not None)


def _load(body: Body, plan: MovementPlan, fitted: FittedMovement, load: Load) -> Attachment | None:
    numbers = {name: value for name, value in plan.values.items() if isinstance(value, float)}
    size = resolve_amount(load.size, numbers)
    flip = plan.side == "left"

    def named(name: str) -> str:
        return other_side(name) if flip else name

    def turned(v: Vector) -> Vector:
        return (v[0], v[1], -v[2]) if flip else v

    where = named(load.body), turned(load.place)
    if load.type == "weight":
        return Weight(load.name, *where, size) if size > 0.0 else None
    if load.type == "band":
        colour = str(plan.values.get(load.colour, load.colour))
        if colour == "none":
            return None
        anchor = np.array(turned(load.anchor))
        if load.anchor_from:
            p = contact_points(body, [named(load.anchor_from)])
            anchor = anchor + points_in_pose(body, fitted.poses[0], p.bodies, p.centre).mean(axis=0)
        return ElasticBand(load.name, *where, _vector(anchor), size, colour, named(load.anchor_body))
    if size == 0.0:
        return None
    first, last = (plan.phases.index(phase) for phase in load.full)
    times = fitted.starts[[max(first - 1, 0), first, last, min(last + 1, len(fitted.starts) - 1)]]
    when = (tuple(map(float, times)), (0.0, 1.0, 1.0, 0.0))
    force = _vector(size * np.array(turned(load.direction)))
    return Push(load.name, *where, force, when, named(load.from_body), turned(load.from_place))


def _vector(x: Array) -> Vector:
    return float(x[0]), float(x[1]), float(x[2])
