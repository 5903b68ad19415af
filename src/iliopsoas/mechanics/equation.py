"""The one equation of `analyze`, step by step, for some frames.

    tau(q, qd, qdd) - external loads - passive(q)  =  -R^T f  +  C^T c  +  [ 0 on free rows | r on held rows ]

1. inverse dynamics and tendon geometry of every frame             `kinetics`
2. what each strand can do at its length and velocity              `muscle_curves`
3. muscle and contact forces that balance the free rows            `balance`, `recruitment`, `contact_forces`
4. what is left on the held rows: joint reactions                  `joint_reactions`
"""

from __future__ import annotations

import time as clock
from typing import NamedTuple

from iliopsoas.arrays import Array
from iliopsoas.body.body import Body
from iliopsoas.body.passive_moments import passive_forces
from iliopsoas.mechanics.abdominal_pressure import FULL_PRESSURE, pressure_forces
from iliopsoas.mechanics.balance import (
    DEFAULT_COST,
    RecruitmentCost,
    assembled_balance,
    balanced_columns,
)
from iliopsoas.mechanics.contact_forces import contact_forces
from iliopsoas.mechanics.contact_model import contact_model
from iliopsoas.mechanics.kinetics import Kinetics, Progress, kinetics
from iliopsoas.mechanics.muscle_curves import fibre_state
from iliopsoas.mechanics.solution import Solution
from iliopsoas.mechanics.tendons.achilles import achilles_stretch
from iliopsoas.motion.trajectory import Trajectory


class MovedBody(NamedTuple):
    """A body in a movement, before muscles come in.

    Attributes:
        u: positions of all degrees of freedom, (frames, nv) [rad, m].
        kinetics: what the movement takes, and where muscles run.
    """

    u: Array
    kinetics: Kinetics


def solve(
    body: Body,
    trajectory: Trajectory,
    *,
    cost: RecruitmentCost = DEFAULT_COST,
    balance_levels: bool = False,
    progress: Progress | None = None,
    moved: MovedBody | None = None,
) -> Solution:
    """The equation for every frame of a trajectory, step by step.

    Args:
        cost: of effort and joint load. balance_levels: as for `analyze`.
        moved: what `moved_body` gave for this trajectory and a body of the same geometry; None: it is computed.
    """
    watch = _Stopwatch()
    u, kin = moved or moved_body(body, trajectory, progress=progress)
    watch.lap("kinematics and inverse dynamics")

    columns = balanced_columns(body, levels=balance_levels)
    projection = body.map.projection(trajectory.q, columns)
    arms = kin.moment_arms(projection)
    names = tuple(body.map.names[c] for c in columns)
    stretch = achilles_stretch(body.muscles, names, projection.forces(kin.tau), arms)
    fibres = fibre_state(body.muscles, kin.length - stretch, kin.velocity)
    passive = projection.forces(passive_forces(body, u)) + _moments(arms, fibres.passive)
    watch.lap("muscle geometry and curves")

    balance = assembled_balance(
        body,
        columns,
        kin,
        trajectory.q,
        trajectory.time,
        fibres,
        arms,
        passive,
        joint_load_cost=cost.joint_load,
        volume_power=cost.volume_power,
    ).balance
    recruitment, ray_shares, pressure_share = balance.solve(cost.exponent)
    contacts = None if kin.contacts is None else contact_forces(kin.contacts, ray_shares, body.subject.weight)
    watch.lap("recruitment")

    tendon_force = recruitment.activation * fibres.active + fibres.passive
    unexplained = kin.tau if contacts is None else kin.tau - contacts.generalised
    pressure = pressure_forces(kin.abdomen, pressure_share)
    constraint_forces = unexplained - kin.generalised_forces(tendon_force) - pressure
    joint_moment = projection.forces(unexplained)
    measured = None if kin.hidden is None else projection.forces(kin.tau - kin.hidden)
    watch.lap("reactions")
    return Solution(
        coordinates=names,
        kinetics=kin,
        fibres=fibres,
        recruitment=recruitment,
        muscle_moment=joint_moment - passive - projection.forces(pressure),
        joint_moment=joint_moment,
        moment_arms=arms,
        tendon_force=tendon_force,
        constraint_forces=constraint_forces,
        stages=watch.laps,
        cost=cost,
        contacts=contacts,
        measured_moment=measured,
        abdominal_pressure=FULL_PRESSURE * pressure_share,
    )


def moved_body(body: Body, trajectory: Trajectory, *, progress: Progress | None = None) -> MovedBody:
    """Inverse dynamics and muscle geometry of a trajectory, which no muscle's strength or fibres change."""
    u, ud, udd = body.map.expand(trajectory.q, trajectory.qd, trajectory.qdd)
    known = kinetics(
        body,
        u,
        ud,
        udd,
        trajectory.loads,
        hidden=trajectory.hidden,
        contacts=contact_model(body, trajectory.supports),
        time=trajectory.time,
        progress=progress,
    )
    return MovedBody(u, known)


def _moments(arms: Array, force: Array) -> Array:
    """Moments of tendon forces: (frames, m, n), (frames, m) -> (frames, n)."""
    return (force[:, None, :] @ arms)[:, 0, :]


class _Stopwatch:
    """Seconds from lap to lap."""

    def __init__(self) -> None:
        self.laps: dict[str, float] = {}
        self._last = clock.perf_counter()

    def lap(self, name: str) -> None:
        now = clock.perf_counter()
        self.laps[name] = now - self._last
        self._last = now
