"""Forces that floors, seats and walls exert, as unknowns of the one equation.

A contact point is a sphere under the skin. The force on it is a sum of rays with shares a >= 0,

    c = sum_k a_k g F d_k,      d_k = n +- mu t_1,  n +- mu t_2          F: one body weight

four edges of a pyramid inside the cone of friction around the plane's normal n; a grip has six rays, +-x, +-y, +-z. The
rays join the muscles as columns of the recruitment problem, and the six rows of the pelvis join its rows, because the
contacts must now carry the body:

    J^T d_k g F a_k   beside   r_i F_i a_i        cost: w_k a_k^p beside V_i a_i^p

so that a contact behaves like a muscle (fluit2014). g fades the force out smoothly as a point leaves the plane:

    g = s(height; full at H0, none at H1) * s(speed; full at V0, none at V1)           s: smooth step

What no contact explains stays at the pelvis: the first newton and newton metre of each of its rows at little cost, so
that feet do not press against each other for it; the rest at the price of a reserve, so that nothing lifts a weak body.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from iliopsoas.body.body import Body
from iliopsoas.body.contact_points import contact_points
from iliopsoas.body.coordinate_map import Projection
from iliopsoas.motion.records.external_loads import ExternalLoad
from iliopsoas.motion.records.supports import Support

Array = NDArray[np.float64]

FULL_HEIGHT, NO_HEIGHT = 0.01, 0.03
"""Heights of a sphere's lowest point above the plane at which it carries fully, and no longer [m]; estimated."""
FULL_SPEED, NO_SPEED = 0.2, 0.8
"""Speeds of a contact point against the surface at which it carries fully, and no longer [m/s]; estimated
(fluit2014 ends between 0.8 and 1.2)."""
COMING = 0.05
"""Time in which a support that is not always there comes and goes [s]; estimated."""
COST = 0.05
"""Weight of each ray beside the muscles' volumes, which sum to 1 [-]; estimated."""
WEAK = 1e-3
"""Fading below which a point carries nothing (technical)."""
TINY_N = 1e-9
"""Force that gives an unloaded contact a centre [N] (technical)."""
ALLOWANCE = 1.0
"""Force [N] and moment [N m] at the pelvis that may stay unexplained at little cost; estimated. Plates themselves leave
5 to 37 N m of pitch, so a last newton metre is no reason to press the feet against each other."""
ALLOWANCE_COST = 1e-3
"""Weight of a whole allowance beside the muscles' volumes, which sum to 1 [-]; estimated (a reserve's is 1)."""


@dataclass(frozen=True, eq=False)
class Contacts:
    """The points that may carry force.

    Attributes:
        names, regions, supports, bodies: of each point, (k).
        centre, radius: of its sphere, in the segment's frame [m].
        normal, origin, surface: of its plane, and how fast it moves, (k, 3).
        rays: directions, and the point each belongs to: (r, 3), (r).
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
    owner: NDArray[np.intp]
    grip: NDArray[np.bool_]
    holders: tuple[str, ...]
    during: Array

    def __len__(self) -> int:
        return len(self.names)

    @property
    def labels(self) -> tuple[str, ...]:
        """Region and support of each point, 'foot_r on floor'."""
        return tuple(f"{r} on {s}" for r, s in zip(self.regions, self.supports, strict=True))


class ContactState(NamedTuple):
    """The points in every frame.

    Attributes:
        place: lowest points of the spheres, (frames, k, 3) [m].
        jacobian: dx/du there, less that of the segment which holds the point, (frames, k, 3, nv).
        gate: g, (frames, k).
    """

    place: Array
    jacobian: Array
    gate: Array


class ContactForces(NamedTuple):
    """What the contacts carry.

    Attributes:
        force: on each point, ground axes, (frames, k, 3) [N].
        generalised: on all degrees of freedom, (frames, nv).
    """

    force: Array
    generalised: Array


def contacts(body: Body, supports: Sequence[Support]) -> Contacts | None:
    """The contact points of all supports; None without supports."""
    if not supports:
        return None
    parts = [(support, contact_points(body, support.regions)) for support in supports]
    rays, owner, first = [], [], 0
    for support, points in parts:
        directions = ray_directions(support)
        for k in range(len(points)):
            rays.append(directions)
            owner += [first + k] * len(directions)
        first += len(points)
    each = [(support, k) for support, points in parts for k in range(len(points))]
    return Contacts(
        names=tuple(name for _, points in parts for name in points.names),
        regions=tuple(name for _, points in parts for name in points.regions),
        supports=tuple(support.name for support, _ in each),
        bodies=tuple(name for _, points in parts for name in points.bodies),
        centre=np.concatenate([points.centre for _, points in parts]),
        radius=np.concatenate([points.radius for _, points in parts]),
        normal=np.array([support.normal for support, _ in each]),
        origin=np.array([support.point for support, _ in each]),
        surface=np.array([support.velocity for support, _ in each]),
        rays=np.concatenate(rays),
        owner=np.array(owner, dtype=np.intp),
        grip=np.array([support.grip for support, _ in each]),
        holders=tuple(support.held_by for support, _ in each),
        during=np.array([support.during or (-np.inf, np.inf) for support, _ in each]),
    )


def ray_directions(support: Support) -> Array:
    """Edges of the pyramid of friction, (4, 3), or of a grip, (6, 3)."""
    if support.grip:
        return np.concatenate([np.eye(3), -np.eye(3)])
    n = np.array(support.normal)
    aside = np.array([1.0, 0.0, 0.0]) if abs(n[0]) < 0.9 else np.array([0.0, 1.0, 0.0])
    t1 = np.cross(n, aside)
    t1 /= np.linalg.norm(t1)
    t2 = np.cross(n, t1)
    return np.array([n + support.friction * t for t in (t1, -t1, t2, -t2)])


def gates(points: Contacts, place: Array, velocity: Array, time: Array) -> Array:
    """g of every point, (frames, k), from places and velocities (frames, k, 3) at times (frames,) [s]."""
    height = ((place - points.origin) * points.normal).sum(axis=2)
    speed = np.linalg.norm(velocity - points.surface, axis=2)
    gate = _fade(height, FULL_HEIGHT, NO_HEIGHT) * _fade(speed, FULL_SPEED, NO_SPEED)
    gate = np.where(points.grip, 1.0, gate)
    early, late = points.during[:, 0] - time[:, None], time[:, None] - points.during[:, 1]
    gate = gate * _fade(early, 0.0, COMING) * _fade(late, 0.0, COMING)
    return np.where(gate < WEAK, 0.0, gate)


def _fade(x: Array, full: float, none: float) -> Array:
    """1 up to `full`, 0 from `none` on, smooth between (quintic step)."""
    s = np.clip((none - x) / (none - full), 0.0, 1.0)
    out: Array = s**3 * (10.0 - 15.0 * s + 6.0 * s**2)
    return out


def columns(points: Contacts, state: ContactState, projection: Projection, weight: float) -> Array:
    """What each ray does at full share to the projection's coordinates, (frames, size, r) [N m, N]."""
    frames, count = state.gate.shape
    slope = np.zeros((frames, count, 3, projection.size))
    for k in range(count):
        for axis in range(3):
            slope[:, k, axis] = projection.forces(state.jacobian[:, k, axis])
    capacity = np.einsum("trxn,rx->tnr", slope[:, points.owner], points.rays)
    out: Array = capacity * (weight * state.gate[:, points.owner])[:, None, :]
    return out


def allowances(rows: NDArray[np.bool_]) -> Array:
    """Columns +-ALLOWANCE of the marked rows, (n, 2 marked) [N, N m]."""
    one = ALLOWANCE * np.eye(len(rows))[:, rows]
    return np.concatenate([one, -one], axis=1)


def costs(points: Contacts) -> Array:
    """Weight of each ray beside muscle volumes that sum to 1, (r)."""
    return np.full(len(points.owner), COST)


def forces(points: Contacts, state: ContactState, share: Array, weight: float) -> ContactForces:
    """Forces of shares (frames, r) in [0, 1]."""
    pull = share * weight * state.gate[:, points.owner]
    force = np.zeros((*state.gate.shape, 3))
    for r, k in enumerate(points.owner):
        force[:, k] += pull[:, r, None] * points.rays[r]
    generalised = np.einsum("tkx,tkxn->tn", force, state.jacobian)
    return ContactForces(force, generalised)


def resultants(points: Contacts, state: ContactState, touch: ContactForces, time: Array) -> list[ExternalLoad]:
    """One load for each region on each support of the outside world: its force, centre of pressure and free moment."""
    out = []
    outside = [label for label, holder in zip(points.labels, points.holders, strict=True) if not holder]
    for label in dict.fromkeys(outside):
        mine = np.array([i for i, own in enumerate(points.labels) if own == label])
        force, place = touch.force[:, mine], state.place[:, mine]
        press = np.abs((force * points.normal[mine]).sum(axis=2)) + TINY_N
        centre = (place * press[:, :, None]).sum(axis=1) / press.sum(axis=1)[:, None]
        moment = np.cross(place - centre[:, None], force).sum(axis=1)
        segment = points.bodies[mine[0]]
        out.append(ExternalLoad(label, segment, time, force.sum(axis=1), centre, moment, kind="predicted"))
    return out
