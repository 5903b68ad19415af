"""Where a recorded movement touches the world, and how those places move when the person takes shorter steps.

Every contact point k keeps the path p_k(t) it had, firmly while it is near what it touches and loosely while away:

    w_k(t) = AWAY + HOLD exp( -(h_k(t) / NEAR)^2 ),     h = height over the support

With a stride of s times the recorded one (the same times) a foot is set down s times as far from where the walk began.
Seen from the body, which then travels s times as far too, each point is moved by (s - 1)(a_k - c) along the way, a
being the ball of the foot and c the centre of mass.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from iliopsoas.body.body import Body
from iliopsoas.body.contact_points import contact_points
from iliopsoas.body.kinematics.segment_poses import point_paths
from iliopsoas.motion.contact.ground import estimate_floor
from iliopsoas.motion.records.motion import Motion
from iliopsoas.motion.records.supports import Support

Array = NDArray[np.float64]

HOLD, AWAY = 1e4, 20.0
"""Weight of a contact point's place near its support, and of a foot's point in the air [1/m^2]; estimated."""
NEAR = 0.01
"""Distance over which a contact loses its hold [m]; estimated."""
FIRM = 0.5
"""Share of HOLD from which a point counts as touching [-] (technical)."""
TRAVELS = 1.0
"""Way of the centre of mass from which a movement is a walk with a stride that may change [m] (technical)."""


@dataclass(frozen=True, eq=False)
class Footing:
    """What a movement touches.

    Attributes:
        names, bodies: of each contact point, (k).
        offsets: centre of its sphere in the segment's frame, (k, 3) [m].
        place: its path in the recorded movement, (frames, k, 3) [m].
        weight: (frames, k) [1/m^2].
        mass: path of the centre of mass, (frames, 3) [m].
        way: direction of travel, unit length; zero where the stride is not free, (3).
        ramp: way of the centre of mass along it since the first frame, (frames) [m].
        lag: by how much a point is behind the centre of mass along the way, (frames, k) [m].
    """

    names: tuple[str, ...]
    bodies: tuple[str, ...]
    offsets: Array
    place: Array
    weight: Array
    mass: Array
    way: Array
    ramp: Array
    lag: Array

    def frames(self, part: slice) -> Footing:
        """The same for some frames."""
        return replace(
            self,
            place=self.place[part],
            weight=self.weight[part],
            mass=self.mass[part],
            ramp=self.ramp[part],
            lag=self.lag[part],
        )

    @property
    def firm(self) -> NDArray[np.bool_]:
        """Points that touch, (frames, k)."""
        return np.asarray(self.weight > FIRM * HOLD)

    @property
    def travels(self) -> bool:
        """Whether there is a stride that may change."""
        return bool(self.way.any())


def footing(body: Body, motion: Motion, time: Array, q: Array) -> Footing:
    """What a movement touches: its supports, or the floor found where the feet come lowest.

    Args:
        time, q: its frames, (frames) [s] and (frames, n).
    """
    supports = [s for s in motion.supports if not s.held_by]
    if not any(s.name == "floor" for s in supports) and (motion.loads or not supports):
        supports += estimate_floor(body, time, q)[0]
    points = contact_points(body, [name for s in supports for name in s.regions])
    ends = [f"toes_{s}" for s in "rl"]
    seen, mass = point_paths(
        body, q, [*points.bodies, *ends], np.concatenate([points.centre, np.zeros((len(ends), 3))])
    )
    place, balls = seen[:, : len(points)], seen[:, len(points) :]
    way = _way(mass, supports)
    weight = np.zeros(place.shape[:2])
    for support in supports:
        mine = np.array(
            [bool({n, r} & set(support.regions)) for n, r in zip(points.names, points.regions, strict=True)]
        )
        normal = np.array(support.normal)
        height = (place - np.array(support.point)) @ normal - points.radius
        near = np.exp(-((np.maximum(height, 0.0) / NEAR) ** 2)) if not support.grip else np.ones_like(height)
        if support.during is not None:
            near[(time < support.during[0]) | (time > support.during[1])] = 0.0
        weight[:, mine] = np.maximum(weight[:, mine], HOLD * near[:, mine])
    foot = np.array([name[:-2] in ("calcn", "toes") for name in points.bodies])
    weight[:, foot] += AWAY
    ramp = (mass - mass[0]) @ way
    ball = {end[-1]: (balls[:, i] - mass) @ way for i, end in enumerate(ends)}
    lag = np.stack(
        [ball.get(name[-1], 0.0 * ramp) if f else 0.0 * ramp for name, f in zip(points.bodies, foot, strict=True)],
        axis=1,
    )
    return Footing(points.names, points.bodies, points.centre, place, weight, mass, way, ramp, lag)


def _way(mass: Array, supports: list[Support]) -> Array:
    """Direction of travel over the ground or a belt; zero for a movement on the spot."""
    belt = -np.mean([s.velocity for s in supports if s.name == "floor"] or [(0.0, 0.0, 0.0)], axis=0)
    gone = (mass[-1] - mass[0]) * [1.0, 0.0, 1.0]
    if belt.any():
        return np.asarray(belt / np.linalg.norm(belt))
    far = np.linalg.norm(gone)
    return np.asarray(gone / far) if far > TRAVELS else np.zeros(3)
