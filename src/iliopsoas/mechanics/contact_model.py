"""Points at which floors, seats, walls and hands may push on the body, and how well they touch in each frame.

A contact point is a sphere under the skin. The force on it is a sum of rays with shares a >= 0,

    c = sum_k a_k g F d_k,      d_k = n +- mu t_1,  n +- mu t_2          F: one body weight

four edges of a pyramid inside the cone of friction around the plane's normal n; a grip has six rays, +-x, +-y, +-z.
g fades the force out smoothly as a point leaves the plane or slides:

    g = s(height; full at H0, none at H1) * s(speed; full at V0, none at V1)           s: smooth step
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from iliopsoas.arrays import Array, BoolArray, IndexArray
from iliopsoas.body.body import Body
from iliopsoas.body.contact_points import contact_points
from iliopsoas.motion.records.supports import Support

FULL_HEIGHT, NO_HEIGHT = 0.01, 0.03
"""Heights of a sphere's lowest point above the plane at which it carries fully, and no longer [m]; estimated."""
FULL_SPEED, NO_SPEED = 0.2, 0.8
"""Speeds of a contact point against the surface at which it carries fully, and no longer [m/s]; estimated
(fluit2014 ends between 0.8 and 1.2)."""
ONSET_TIME = 0.05
"""Time in which a support that is not always there comes and goes [s]; estimated."""
LEAST_GATE = 1e-3
"""Fading below which a point carries nothing (technical)."""


@dataclass(frozen=True, eq=False)
class ContactModel:
    """The points that may carry force.

    Attributes:
        names, regions, supports, bodies: of each point, (k).
        centre, radius: of its sphere, in the segment's frame, (k, 3), (k) [m].
        normal, origin, surface: of its plane, and how fast it moves, (k, 3) [-, m, m/s].
        rays, point_of_ray: directions d, and the point each belongs to, (r, 3), (r).
        grip: whether a point is held, whatever its height, (k).
        holders: segment that takes the opposite force; '' is the outside world.
        during: first and last time at which its support is there, (k, 2) [s].
    """

    names: tuple[str, ...]
    regions: tuple[str, ...]
    supports: tuple[str, ...]
    bodies: tuple[str, ...]
    centre: Array
    radius: Array
    normal: Array
    origin: Array
    surface: Array
    rays: Array
    point_of_ray: IndexArray
    grip: BoolArray
    holders: tuple[str, ...]
    during: Array

    def __len__(self) -> int:
        return len(self.names)


class ContactState(NamedTuple):
    """The points in every frame.

    Attributes:
        model: the points and their surfaces.
        position: lowest points of the spheres, (frames, k, 3) [m].
        jacobian: dx/du there, less that of the segment which holds the point, (frames, k, 3, nv).
        gate: g, (frames, k).
    """

    model: ContactModel
    position: Array
    jacobian: Array
    gate: Array


def contact_model(body: Body, supports: Sequence[Support]) -> ContactModel | None:
    """The contact points of all supports; None without supports."""
    if not supports:
        return None
    parts = [(support, contact_points(body, support.regions)) for support in supports]
    each = [support for support, points in parts for _ in range(len(points))]
    directions = [ray_directions(support) for support in each]
    return ContactModel(
        names=tuple(name for _, points in parts for name in points.names),
        regions=tuple(name for _, points in parts for name in points.regions),
        supports=tuple(support.name for support in each),
        bodies=tuple(name for _, points in parts for name in points.bodies),
        centre=np.concatenate([points.centre for _, points in parts]),
        radius=np.concatenate([points.radius for _, points in parts]),
        normal=np.array([support.normal for support in each]),
        origin=np.array([support.point for support in each]),
        surface=np.array([support.velocity for support in each]),
        rays=np.concatenate(directions),
        point_of_ray=np.repeat(np.arange(len(each)), [len(d) for d in directions]),
        grip=np.array([support.grip for support in each]),
        holders=tuple(support.held_by for support in each),
        during=np.array([support.during or (-np.inf, np.inf) for support in each]),
    )


def ray_directions(support: Support) -> Array:
    """Directions d of a contact's rays: edges of the pyramid of friction, (4, 3), or of a grip, (6, 3)."""
    if support.grip:
        return np.concatenate([np.eye(3), -np.eye(3)])
    n = np.array(support.normal)
    t1, t2 = plane_directions(n)
    return np.array([n + support.friction * t for t in (t1, -t1, t2, -t2)])


def plane_directions(normal: Array) -> Array:
    """Two unit vectors along a plane, at right angles, (2, 3)."""
    aside = np.array([1.0, 0.0, 0.0]) if abs(normal[0]) < 0.9 else np.array([0.0, 1.0, 0.0])
    first = np.cross(normal, aside)
    first /= np.linalg.norm(first)
    return np.array([first, np.cross(normal, first)])


def contact_gates(model: ContactModel, position: Array, velocity: Array, time: Array) -> Array:
    """g of every point, (frames, k) [-].

    Args:
        position, velocity: of the points, (frames, k, 3) [m], [m/s].
        time: (frames,) [s].
    """
    height = ((position - model.origin) * model.normal).sum(axis=2)
    speed = np.linalg.norm(velocity - model.surface, axis=2)
    gate = _smooth_step(height, FULL_HEIGHT, NO_HEIGHT) * _smooth_step(speed, FULL_SPEED, NO_SPEED)
    gate = np.where(model.grip, 1.0, gate)
    early, late = model.during[:, 0] - time[:, None], time[:, None] - model.during[:, 1]
    gate = gate * _smooth_step(early, 0.0, ONSET_TIME) * _smooth_step(late, 0.0, ONSET_TIME)
    return np.where(gate < LEAST_GATE, 0.0, gate)


def _smooth_step(x: Array, full: float, none: float) -> Array:
    """1 up to `full`, 0 from `none` on, smooth between (quintic step)."""
    s = np.clip((none - x) / (none - full), 0.0, 1.0)
    out: Array = s**3 * (10.0 - 15.0 * s + 6.0 * s**2)
    return out
