"""Where feet (and seat or hands) touch the world in a recorded movement, and how that changes with shorter steps.

Every contact point k keeps the path p_k(t) it had, firmly while it is near what it touches and loosely while away:

    w_k(t) = SWING_WEIGHT + STANCE_WEIGHT exp( -(h_k(t) / NEAR)^2 ),     h = height over the support

With a stride of s times the recorded one (the same times) a foot is set down s times as far from where the walk began.
Seen from the body, which then travels s times as far too, each point is moved by (s - 1)(a_k - c) along the way, a
being the ball of the foot and c the centre of mass.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from iliopsoas.arrays import Array, BoolArray
from iliopsoas.body.body import Body
from iliopsoas.body.contact_points import contact_points
from iliopsoas.body.kinematics.segment_poses import point_paths
from iliopsoas.motion.contact.ground import estimate_floor
from iliopsoas.motion.records.motion import Motion
from iliopsoas.motion.records.supports import Support

STANCE_WEIGHT, SWING_WEIGHT = 1e4, 20.0
"""Weight of a contact point's place near its support, and of a foot's point in the air [1/m^2]; estimated."""
NEAR = 0.01
"""Distance over which a contact loses its hold [m]; estimated."""
TOUCHES = 0.5
"""Share of STANCE_WEIGHT from which a point counts as touching [-] (technical)."""
LEAST_TRAVEL = 1.0
"""Way of the centre of mass from which a movement is a walk with a stride that may change [m] (technical)."""


@dataclass(frozen=True, eq=False)
class FootContacts:
    """Contact points and centre of mass of a recorded movement, which the adapted one keeps near.

    Attributes:
        names, bodies: of each contact point, (k).
        offsets: centre of its sphere in the segment's frame, (k, 3) [m].
        path: of that centre in the recorded movement, (frames, k, 3) [m].
        weight: w, how firmly it is kept, (frames, k) [1/m^2].
        centre_of_mass: its path, (frames, 3) [m].
        direction: of travel, unit length; zero where the stride is not free, (3).
        travelled: how far the centre of mass has come along it since the first frame, (frames) [m].
        ahead: by how much the ball of a point's foot is before the centre of mass along it, (frames, k) [m].
    """

    names: tuple[str, ...]
    bodies: tuple[str, ...]
    offsets: Array
    path: Array
    weight: Array
    centre_of_mass: Array
    direction: Array
    travelled: Array
    ahead: Array

    def frames(self, part: slice) -> FootContacts:
        """The same for some frames."""
        return replace(
            self,
            path=self.path[part],
            weight=self.weight[part],
            centre_of_mass=self.centre_of_mass[part],
            travelled=self.travelled[part],
            ahead=self.ahead[part],
        )

    @property
    def touching(self) -> BoolArray:
        """Points that touch, (frames, k)."""
        return np.asarray(self.weight > TOUCHES * STANCE_WEIGHT)

    @property
    def travels(self) -> bool:
        """Whether there is a stride that may change."""
        return bool(self.direction.any())


def foot_contacts(body: Body, motion: Motion, time: Array, q: Array) -> FootContacts:
    """What a movement touches: its supports, or the floor found where the feet come lowest.

    Args:
        time, q: its frames, (frames) [s] and (frames, n) [rad, m].
    """
    supports = _outside_supports(body, motion, time, q)
    points = contact_points(body, [name for s in supports for name in s.regions])
    balls = [f"toes_{s}" for s in "rl"]
    seen, mass = point_paths(
        body, q, [*points.bodies, *balls], np.concatenate([points.centre, np.zeros((len(balls), 3))])
    )
    path = seen[:, : len(points)]
    direction = _direction_of_travel(mass, supports)
    travelled = (mass - mass[0]) @ direction
    foot = np.array([name[:-2] in ("calcn", "toes") for name in points.bodies])
    weight = np.zeros(path.shape[:2])
    for support in supports:
        mine = np.array(
            [bool({n, r} & set(support.regions)) for n, r in zip(points.names, points.regions, strict=True)]
        )
        near = _nearness(support, path, points.radius, time)
        weight[:, mine] = np.maximum(weight[:, mine], STANCE_WEIGHT * near[:, mine])
    weight[:, foot] += SWING_WEIGHT
    ball = {name[-1]: (seen[:, len(points) + i] - mass) @ direction for i, name in enumerate(balls)}
    still = np.zeros(len(q))
    ahead = [ball.get(name[-1], still) if f else still for name, f in zip(points.bodies, foot, strict=True)]
    return FootContacts(
        names=points.names,
        bodies=points.bodies,
        offsets=points.centre,
        path=path,
        weight=weight,
        centre_of_mass=mass,
        direction=direction,
        travelled=travelled,
        ahead=np.stack(ahead, axis=1),
    )


def _outside_supports(body: Body, motion: Motion, time: Array, q: Array) -> list[Support]:
    """Supports of the outside world; a floor is looked for where none is named but feet may stand."""
    supports = [s for s in motion.supports if not s.held_by]
    if not any(s.name == "floor" for s in supports) and (motion.loads or not supports):
        supports += estimate_floor(body, time, q)[0]
    return supports


def _nearness(support: Support, path: Array, radius: Array, time: Array) -> Array:
    """1 where a point touches its support while that is there, falling to 0 with distance, (frames, k) [-]."""
    height: Array = (path - np.array(support.point)) @ np.array(support.normal) - radius
    near: Array = np.exp(-((np.maximum(height, 0.0) / NEAR) ** 2)) if not support.grip else np.ones_like(height)
    if support.during is not None:
        near[(time < support.during[0]) | (time > support.during[1])] = 0.0
    return near


def _direction_of_travel(mass: Array, supports: list[Support]) -> Array:
    """Direction of travel over the ground or a belt; zero for a movement on the spot."""
    belt = -np.mean([s.velocity for s in supports if s.name == "floor"] or [(0.0, 0.0, 0.0)], axis=0)
    gone = (mass[-1] - mass[0]) * [1.0, 0.0, 1.0]
    if belt.any():
        return np.asarray(belt / np.linalg.norm(belt))
    far = np.linalg.norm(gone)
    return np.asarray(gone / far) if far > LEAST_TRAVEL else np.zeros(3)
