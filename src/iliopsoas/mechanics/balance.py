"""Which rows muscles and contacts must balance, and what each of them does to every row: the recruitment problem.

    rows      balanced coordinates: legs and lumbar spine         muscles only
              the six of the pelvis                               where contacts carry the body
    columns   strands              r_i F_i                        cost: volume V_i
              rays of contacts     J^T d_k g F                    cost: a share of all volume
              allowances           1 N, 1 N m at the pelvis       cost: a small share of all volume

What is needed of a row is `tau - external loads - passive`. Anything else that shall share in the balance, or be
weighed against the muscles' effort, is a block of rows or columns here; the solver in `recruitment` does not change.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from iliopsoas.arrays import Array
from iliopsoas.body.body import Body
from iliopsoas.body.coordinate_map import Projection
from iliopsoas.mechanics.contact_forces import ALLOWANCE_COST, allowance_columns, ray_columns, ray_costs
from iliopsoas.mechanics.contact_model import ContactState
from iliopsoas.mechanics.muscle_curves import FibreState
from iliopsoas.mechanics.recruitment.activation_bounds import activation_bounds
from iliopsoas.mechanics.recruitment.recruit import Recruitment, recruit


class Balance(NamedTuple):
    """The recruitment problem of all frames: `capacity a + slack = demand`, at least cost.

    Attributes:
        capacity: of each column at full share, (frames, rows, columns) [N m, N].
        demand: (frames, rows) [N m, N].
        cost: of each column, (columns), in the unit of the muscles' volume.
        lower, upper: bounds of each column's share, broadcast to (frames, columns) [-].
        rows: number of balanced coordinates, the first rows. strands, rays: numbers of columns, in this order.
    """

    capacity: Array
    demand: Array
    cost: Array
    lower: Array
    upper: Array
    rows: int
    strands: int
    rays: int = 0

    def solve(self, exponent: int) -> tuple[Recruitment, Array]:
        """Recruitment of the strands about the balanced coordinates, and shares of the rays, (frames, rays) [-]."""
        m, n = self.strands, self.rows
        found = recruit(
            self.capacity,
            self.demand,
            self.cost,
            scale=self.cost[:m].sum(),
            exponent=exponent,
            lower=self.lower,
            upper=self.upper,
        )
        muscles = found._replace(
            activation=found.activation[:, :m], reserve=found.reserve[:, :n], multiplier=found.multiplier[:, :n]
        )
        return muscles, found.activation[:, m : m + self.rays]


def balanced_columns(body: Body, *, levels: bool = False) -> list[int]:
    """Coordinates that muscles must balance: legs, and the lumbar spine as a whole or level by level."""
    return body.map.columns("free", "level" if levels else "rhythm")


def muscle_balance(body: Body, fibres: FibreState, moment_arms: Array, muscle_moment: Array, time: Array) -> Balance:
    """Strands against what is needed about the balanced coordinates.

    Args:
        moment_arms: (frames, m, n) [m].
        muscle_moment: what active muscles must give, (frames, n) [N m].
        time: (frames,) [s].
    """
    capacity = (moment_arms * fibres.active[:, :, None]).transpose(0, 2, 1)
    lower, upper = activation_bounds(body.muscles, fibres.velocity, time)
    return Balance(capacity, muscle_moment, body.muscles.volume, lower, upper, capacity.shape[1], capacity.shape[2])


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
        rows=n,
        strands=m,
        rays=r,
    )
