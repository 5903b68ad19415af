"""Which rows muscles and contacts must balance, and what each of them does to every row: the recruitment problem.

    rows      balanced coordinates: legs and lumbar spine         muscles only
              the six of the pelvis                               where contacts carry the body
              shear on each limb in body weights, soft            v (shear / weight)^2
              joint reactions in body weights, soft               hips and knees: w (r / weight)^2
    columns   strands              r_i F_i                        cost: by the volume V of the whole muscle
              rays of contacts     J^T d_k g F                    cost: a share of all volume
              allowances           1 N, 1 N m at the pelvis       cost: a small share of all volume
              abdominal pressure   p A dl/dq                      cost: a small share of all volume

What is needed of a row is `tau - external loads - passive`. Anything else that shall share in the balance, or be
weighed against the muscles' effort, is a block of rows or columns here; the solver in `recruitment` does not change.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from iliopsoas.arrays import Array, IndexArray
from iliopsoas.body.body import Body
from iliopsoas.body.coordinate_map import Projection
from iliopsoas.body.muscles import Muscles
from iliopsoas.mechanics.abdominal_pressure import PRESSURE_COST, pressure_forces
from iliopsoas.mechanics.contact_forces import (
    ALLOWANCE_COST,
    SHEAR_COST,
    allowance_columns,
    ray_columns,
    ray_costs,
    shear_rows,
)
from iliopsoas.mechanics.contact_model import ContactState
from iliopsoas.mechanics.kinetics import Kinetics
from iliopsoas.mechanics.muscle_curves import FibreState
from iliopsoas.mechanics.recruitment.activation_bounds import activation_bounds
from iliopsoas.mechanics.recruitment.recruit import RESERVE_WEIGHT, Recruitment, recruit

SPARED_JOINTS = ("hip_r", "hip_l", "knee_r", "knee_l")
"""Joints whose reactions cost something."""
RIGHT, LEFT, TRUNK = 0, 1, 2
"""Numbers of the limbs that rows belong to (technical)."""
LIMB = re.compile(r"_([rl])(_t[xyz])?$")
JOINT_LOAD_COST = 2e-3
"""Cost w of a squared joint reaction of one body weight, beside muscles' costs that sum to 1 [-]; estimated, chosen on
recordings (`docs/theory.md`): as large as electromyograms bear it."""
VOLUME_POWER = 1.0
"""A muscle costs (its volume)^VOLUME_POWER, its strands share that by volume [-]; estimated, chosen so too."""


class RecruitmentCost(NamedTuple):
    """What effort and load cost.

    Attributes:
        exponent: p of activations, 2 or 3.
        joint_load: w, cost of a squared joint reaction of one body weight; 0 for none.
        volume_power: a muscle costs (its volume)^volume_power.
    """

    exponent: int = 2
    joint_load: float = JOINT_LOAD_COST
    volume_power: float = VOLUME_POWER


DEFAULT_COST = RecruitmentCost()


class Balance(NamedTuple):
    """The recruitment problem of all frames: `capacity a + slack = demand`, at least cost.

    Attributes:
        capacity: of each column at full share, (frames, rows, columns) [N m, N].
        demand: (frames, rows) [N m, N].
        cost: of each column, (columns), in the unit of the muscles' volume.
        lower, upper: bounds of each column's share, broadcast to (frames, columns) [-].
        limbs: RIGHT, LEFT or TRUNK of each row, (rows): most strands act on rows of one of them alone.
        rows: number of balanced coordinates, the first rows. strands, rays: numbers of columns, in this order.
        weight: cost of a squared slack, of all rows or of each, (rows) [1/(N m)^2].
    """

    capacity: Array
    demand: Array
    cost: Array
    lower: Array
    upper: Array
    limbs: IndexArray
    rows: int
    strands: int
    rays: int = 0
    weight: Array | float = RESERVE_WEIGHT

    def solve(self, exponent: int) -> tuple[Recruitment, Array, Array]:
        """Recruitment of the strands about the balanced coordinates, shares of the rays, (frames, rays) [-], and of the
        last column, the abdominal pressure, (frames) [-]."""
        m, n = self.strands, self.rows
        found = recruit(
            self.capacity,
            self.demand,
            self.cost,
            scale=self.cost[:m].sum(),
            exponent=exponent,
            lower=self.lower,
            upper=self.upper,
            reserve_weight=self.weight,
            row_groups=self.limbs,
        )
        muscles = found._replace(
            activation=found.activation[:, :m], reserve=found.reserve[:, :n], multiplier=found.multiplier[:, :n]
        )
        return muscles, found.activation[:, m : m + self.rays], found.activation[:, -1]


class AssembledBalance(NamedTuple):
    """The whole problem of a movement.

    Attributes:
        balance: all rows and columns.
        rows: projection to the balanced coordinates, with those of the pelvis where contacts carry the body.
        shear_rows: how many rows of shear follow them, before those of joint loads.
    """

    balance: Balance
    rows: Projection
    shear_rows: int


def assembled_balance(
    body: Body,
    columns: list[int],
    kinetics: Kinetics,
    q: Array,
    time: Array,
    fibres: FibreState,
    arms: Array,
    passive: Array,
    *,
    joint_load_cost: float = JOINT_LOAD_COST,
    volume_power: float = VOLUME_POWER,
) -> AssembledBalance:
    """Everything that recruitment weighs: muscles, contacts and their shear, joint loads, and the belly's pressure.

    Args:
        columns: balanced coordinates. q: of all frames, (frames, n). time: (frames,) [s].
        fibres, arms: of the strands; arms (frames, m, k) [m].
        passive: moments of passive structures and fibres about the balanced coordinates, (frames, k) [N m].
    """
    projection = rows = body.map.projection(q, columns)
    asked = projection.forces(kinetics.tau) - passive
    balance = muscle_balance(
        body, columns, fibres, arms, asked, time, volume_power=volume_power, upright=kinetics.upright
    )
    shear_rows = 0
    if kinetics.contacts is not None:
        rows = body.map.projection(q, [*columns, *body.map.columns("root")])
        demand = rows.forces(kinetics.tau)
        demand[:, : len(columns)] -= passive
        carried = with_contacts(balance, body, kinetics.contacts, rows, demand)
        balance = with_shear(carried, kinetics.contacts)
        shear_rows = balance.demand.shape[1] - carried.demand.shape[1]
    balance = with_abdominal_pressure(balance, projection, kinetics.abdomen)
    return AssembledBalance(with_joint_loads(balance, body, kinetics, fibres, joint_load_cost), rows, shear_rows)


def balanced_columns(body: Body, *, levels: bool = False) -> list[int]:
    """Coordinates that muscles must balance: legs, and the lumbar spine as a whole or level by level."""
    return body.map.columns("free", "level" if levels else "rhythm")


def muscle_costs(muscles: Muscles, power: float = VOLUME_POWER) -> Array:
    """Cost of each strand at full activation, (m), in the unit of volume and with the volumes' sum.

    A whole muscle costs V^power, V its volume; its strands share that by volume, so that cutting a strand in two
    changes nothing. power = 1 charges every fibre alike, power = 0 every muscle alike.
    """
    groups, member = np.unique(np.array(muscles.groups), return_inverse=True)
    whole = np.bincount(member, weights=muscles.volume, minlength=len(groups))
    there = whole > 0.0
    rate = np.where(there, np.where(there, whole, 1.0) ** (power - 1.0), 0.0)
    cost = muscles.volume * rate[member]
    out: Array = cost * (muscles.volume.sum() / cost.sum())
    return out


def muscle_balance(
    body: Body,
    columns: list[int],
    fibres: FibreState,
    moment_arms: Array,
    muscle_moment: Array,
    time: Array,
    *,
    volume_power: float = VOLUME_POWER,
    upright: Array | None = None,
) -> Balance:
    """Strands against what is needed about the balanced coordinates.

    Args:
        columns: the balanced coordinates, n of them.
        moment_arms: (frames, m, n) [m].
        muscle_moment: what active muscles must give, (frames, n) [N m].
        time: (frames,) [s].
        upright: cosine of the thorax' lean, (frames,) [-]; None for no postural tone.
    """
    capacity = moment_arms.transpose(0, 2, 1) * fibres.active[:, None, :]
    lower, upper = activation_bounds(body.muscles, fibres.velocity, time, upright)
    cost = muscle_costs(body.muscles, volume_power)
    limbs = limbs_of([body.map.names[c] for c in columns])
    return Balance(capacity, muscle_moment, cost, lower, upper, limbs, len(columns), capacity.shape[2])


def with_contacts(
    muscles: Balance, body: Body, contacts: ContactState, projection: Projection, demand: Array
) -> Balance:
    """The same with contacts that carry the body: rows of the pelvis, columns of rays and allowances.

    Args:
        projection: to the balanced coordinates, then to those of the pelvis.
        demand: about these, (frames, rows) [N m, N].
    """
    frames, n, m = muscles.capacity.shape
    rays = ray_columns(contacts, projection, body.subject.weight)
    allowances = allowance_columns(np.arange(projection.size) >= n)
    r, extra = rays.shape[2], rays.shape[2] + allowances.shape[1]
    capacity = np.zeros((frames, projection.size, m + extra))
    capacity[:, :n, :m], capacity[:, :, m : m + r], capacity[:, :, m + r :] = muscles.capacity, rays, allowances
    shares = np.concatenate([ray_costs(contacts.model), np.full(allowances.shape[1], ALLOWANCE_COST)])
    lower, upper = (np.broadcast_to(x, (frames, m)) for x in (muscles.lower, muscles.upper))
    free = np.zeros((frames, extra))
    return Balance(
        capacity,
        demand,
        cost=np.concatenate([muscles.cost, muscles.cost.sum() * shares]),
        lower=np.concatenate([lower, free], axis=1),
        upper=np.concatenate([upper, free + 1.0], axis=1),
        limbs=np.concatenate([muscles.limbs, np.full(projection.size - n, TRUNK)]),
        rows=n,
        strands=m,
        rays=r,
    )


def with_shear(balance: Balance, contacts: ContactState, cost: float = SHEAR_COST) -> Balance:
    """The same with the shear on each limb as soft rows: its slack costs v (shear / body weight)^2.

    Args:
        cost: v [-].
    """
    shear = shear_rows(contacts)
    frames, above, columns = balance.capacity.shape
    capacity = np.zeros((frames, above + shear.shape[1], columns))
    capacity[:, :above] = balance.capacity
    capacity[:, above:, balance.strands : balance.strands + balance.rays] = shear
    limbs = np.full(shear.shape[1], TRUNK)
    return _with_soft_rows(balance, capacity, np.zeros((frames, len(limbs))), cost, limbs)


def with_joint_loads(balance: Balance, body: Body, kinetics: Kinetics, fibres: FibreState, cost: float) -> Balance:
    """The same with the joints' reactions as soft rows: people do not load their joints for nothing.

        -(dl/du)^T F a  +  J^T d g F a  +  r  =  tau - passive       on the slides of hips and knees

    divided by body weight; r is the rows' slack, which costs w (r / body weight)^2. The lumbar levels are left out:
    with them the psoas, which presses on them, falls silent where electromyograms show it at work.

    Args:
        kinetics, fibres: of the same frames.
        cost: w [-].
    """
    if cost <= 0.0:
        return balance
    weight = body.subject.weight
    slides = [body.map.row(f"{joint}_t{x}") for joint in SPARED_JOINTS for x in "xyz"]
    frames, above, columns = balance.capacity.shape
    capacity = np.zeros((frames, above + len(slides), columns))
    capacity[:, :above] = balance.capacity
    soft, demand = capacity[:, above:], kinetics.tau[:, slides] / weight
    for k, dof in enumerate(slides):
        strands, slope = kinetics.entries_of(dof)
        slope = slope / -weight
        soft[:, k, strands] = slope * fibres.active[:, strands]
        demand[:, k] -= (slope * fibres.passive[:, strands]).sum(axis=1)
    if kinetics.contacts is not None:
        some = Projection(np.array(slides), np.arange(len(slides)), np.ones((frames, len(slides))), len(slides))
        rays = slice(balance.strands, balance.strands + balance.rays)
        soft[:, :, rays] = ray_columns(kinetics.contacts, some, 1.0)
    return _with_soft_rows(balance, capacity, demand, cost, limbs_of([body.map.dofs[d] for d in slides]))


def with_abdominal_pressure(balance: Balance, projection: Projection, slope: Array) -> Balance:
    """The same with the pressure as its last column.

    Args:
        projection: to the balanced coordinates; on those of the pelvis the pressure's two forces cancel.
        slope: dl/du, (frames, nv) [-, m].
    """
    frames, rows, _ = balance.capacity.shape
    column = np.zeros((frames, rows, 1))
    column[:, : balance.rows, 0] = projection.forces(pressure_forces(slope, np.ones(frames)))
    lower, upper = (np.broadcast_to(x, (frames, len(balance.cost))) for x in (balance.lower, balance.upper))
    free = np.zeros((frames, 1))
    return balance._replace(
        capacity=np.concatenate([balance.capacity, column], axis=2),
        cost=np.append(balance.cost, PRESSURE_COST * balance.cost[: balance.strands].sum()),
        lower=np.concatenate([lower, free], axis=1),
        upper=np.concatenate([upper, free + 1.0], axis=1),
    )


def _with_soft_rows(balance: Balance, capacity: Array, demand: Array, cost: float, limbs: IndexArray) -> Balance:
    """The same with rows below the others, whose squared slack costs little.

    Args:
        capacity: of all rows, those below included, (frames, n + k, columns).
        demand, limbs: of those below, (frames, k), (k).
    """
    weights = [np.broadcast_to(balance.weight, balance.capacity.shape[1]), np.full(len(limbs), cost)]
    return balance._replace(
        capacity=capacity,
        demand=np.concatenate([balance.demand, demand], axis=1),
        weight=np.concatenate(weights),
        limbs=np.concatenate([balance.limbs, limbs]),
    )


def limbs_of(names: Sequence[str]) -> IndexArray:
    """RIGHT, LEFT or TRUNK for coordinates ('hip_flexion_r') and slides of joints ('knee_l_tx')."""
    found = [LIMB.search(name) for name in names]
    return np.array([TRUNK if side is None else RIGHT if side[1] == "r" else LEFT for side in found], dtype=np.intp)
