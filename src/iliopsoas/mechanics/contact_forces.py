"""Forces that floors, seats and walls exert, as unknowns of the one equation.

The rays of `contact_model` join the muscles as columns of the recruitment problem, and the six rows of the pelvis join
its rows, because the contacts must now carry the body:

    J^T d_k g F a_k   beside   r_i F_i a_i        cost: w_k a_k^p beside V_i a_i^p

so that a contact behaves like a muscle (fluit2014). The shear that a support does to each limb has a cost of its own,
v (shear / weight)^2: friction costs nobody anything, but people do not use it to spare the adductors by pressing their
feet apart. What no contact explains stays at the pelvis: the first newton and
newton metre of each of its rows at little cost, so that feet do not press against each other for it; the rest at the
price of a reserve, so that nothing lifts a weak body.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from iliopsoas.arrays import Array, BoolArray
from iliopsoas.body.coordinate_map import Projection
from iliopsoas.mechanics.contact_model import ContactModel, ContactState, plane_directions
from iliopsoas.motion.records.external_loads import ExternalLoad

RAY_COST = 0.05
"""Weight of each ray beside the muscles' volumes, which sum to 1 [-]; estimated."""
SHEAR_COST = 0.3
"""Cost v of a squared shear of one body weight on a limb, beside muscles' costs that sum to 1 [-]; estimated, so that
feet press outward as little as they do on plates in standing, squats and chair rises (uhlrich2023: 0.03 to 0.10 of the
vertical force)."""
TINY_N = 1e-9
"""Force that gives an unloaded contact a centre [N] (technical)."""
LEG = frozenset(("femur", "patella", "tibia", "talus", "calcn", "toes"))
ALLOWANCE = 1.0
"""Force [N] and moment [N m] at the pelvis that may stay unexplained at little cost; estimated. Plates themselves leave
5 to 37 N m of pitch, so a last newton metre is no reason to press the feet against each other."""
ALLOWANCE_COST = 1e-3
"""Weight of a whole allowance beside the muscles' volumes, which sum to 1 [-]; estimated (a reserve's is 1)."""


class ContactForces(NamedTuple):
    """What the contacts carry.

    Attributes:
        state: the points that carry it.
        force: on each point, ground axes, (frames, k, 3) [N].
        generalised: on all degrees of freedom, (frames, nv) [N, N m].
    """

    state: ContactState
    force: Array
    generalised: Array


class ContactResultant(NamedTuple):
    """What one support does to one region of the body.

    Attributes:
        region: of the body: 'foot_r', 'seat'.
        load: resultant force, centre of pressure and free moment.
    """

    region: str
    load: ExternalLoad


def ray_columns(state: ContactState, projection: Projection, weight: float) -> Array:
    """What each ray does at full share to the projection's coordinates, (frames, size, r) [N m, N].

    Args:
        weight: of the body, the force F of a full share [N].
    """
    rays, owner = state.model.rays, state.model.point_of_ray
    frames, count = state.gate.shape
    slope = np.zeros((frames, count, 3, projection.size))
    for k in range(count):
        for axis in range(3):
            slope[:, k, axis] = projection.forces(state.jacobian[:, k, axis])
    capacity = np.einsum("trxn,rx->tnr", slope[:, owner], rays)
    out: Array = capacity * (weight * state.gate[:, owner])[:, None, :]
    return out


def shear_rows(state: ContactState) -> Array:
    """Tangential force of each limb's contacts on each support at a full share of each ray, in body weights.

        shear_t = sum_k (d_k . t) g      t: the two directions along the plane; limbs: legs, arms, trunk

    Grips are left out: they are there to pull.

    Returns:
        (frames, 2 pairs of limb and support, r) [-].
    """
    model, owner = state.model, state.model.point_of_ray
    pairs = list(zip(map(_limb, model.bodies), model.supports, strict=True))
    slides = dict.fromkeys(pair for pair, grip in zip(pairs, model.grip, strict=True) if not grip)
    rows = []
    for pair in slides:
        mine = np.array([other == pair for other in pairs])[owner]
        for along in plane_directions(model.normal[pairs.index(pair)]):
            rows.append(np.where(mine, model.rays @ along, 0.0) * state.gate[:, owner])
    return np.stack(rows, axis=1) if rows else np.zeros((len(state.gate), 0, len(owner)))


def _limb(segment: str) -> str:
    """'leg_r', 'arm_l', 'trunk' ... of a segment."""
    name, _, side = segment.rpartition("_")
    if side not in ("r", "l"):
        return "trunk"
    return f"leg_{side}" if name in LEG else f"arm_{side}"


def ray_costs(model: ContactModel) -> Array:
    """Weight of each ray beside muscle volumes that sum to 1, (r)."""
    return np.full(len(model.rays), RAY_COST)


def allowance_columns(rows: BoolArray) -> Array:
    """Columns +-ALLOWANCE of the marked rows, (n, 2 marked) [N, N m]."""
    one = ALLOWANCE * np.eye(len(rows))[:, rows]
    return np.concatenate([one, -one], axis=1)


def contact_forces(state: ContactState, share: Array, weight: float) -> ContactForces:
    """Forces of the rays' shares.

    Args:
        share: a, (frames, r) [-], in [0, 1].
        weight: of the body, the force F of a full share [N].
    """
    rays, owner = state.model.rays, state.model.point_of_ray
    pull = share * weight * state.gate[:, owner]
    force = np.zeros((*state.gate.shape, 3))
    for r, k in enumerate(owner):
        force[:, k] += pull[:, r, None] * rays[r]
    generalised = np.einsum("tkx,tkxn->tn", force, state.jacobian)
    return ContactForces(state, force, generalised)


def contact_resultants(contacts: ContactForces, time: Array) -> list[ContactResultant]:
    """One load for each region on each support of the outside world: its force, centre of pressure and free moment.

    Args:
        time: of the frames, (frames,) [s].
    """
    model, out = contacts.state.model, []
    pairs = list(zip(model.regions, model.supports, strict=True))
    outside = [pair for pair, holder in zip(pairs, model.holders, strict=True) if not holder]
    for region, support in dict.fromkeys(outside):
        mine = np.array([i for i, pair in enumerate(pairs) if pair == (region, support)])
        force, position = contacts.force[:, mine], contacts.state.position[:, mine]
        press = np.abs((force * model.normal[mine]).sum(axis=2)) + TINY_N
        centre = (position * press[:, :, None]).sum(axis=1) / press.sum(axis=1)[:, None]
        moment = np.cross(position - centre[:, None], force).sum(axis=1)
        name, segment = f"{region} on {support}", model.bodies[mine[0]]
        load = ExternalLoad(name, segment, time, force.sum(axis=1), centre, moment, kind="predicted")
        out.append(ContactResultant(region, load))
    return out
