"""`analyze`: one person, one movement -> muscle forces, joint loads, everything.

    tau(q, qd, qdd) - external loads - passive(q)  =  -R^T f  +  C^T c  +  [ 0 on free rows | r on held rows ]

1. inverse dynamics and tendon geometry of every frame           `kinetics`
2. what each strand can do at its length and velocity             `curves`
3. muscle and contact forces that balance the free rows            `recruitment`, `contacts`
4. what is left on the held rows: joint reactions                  `reactions`
"""

from __future__ import annotations

import time as clock
from collections.abc import Mapping

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from iliopsoas.body.body import Body
from iliopsoas.body.passive_moments import passive_forces
from iliopsoas.mechanics.activation_bounds import bounds
from iliopsoas.mechanics.contact_forces import ALLOWANCE_COST, ContactForces, Contacts, allowances, contacts, costs
from iliopsoas.mechanics.contact_forces import columns as contact_columns
from iliopsoas.mechanics.contact_forces import forces as contact_forces
from iliopsoas.mechanics.dataset import assemble
from iliopsoas.mechanics.kinetics import Kinetics, Progress, kinetics
from iliopsoas.mechanics.muscle_curves import fibres
from iliopsoas.mechanics.recruitment import Recruitment, recruit
from iliopsoas.mechanics.solution import Solution
from iliopsoas.motion.records.motion import Motion
from iliopsoas.motion.trajectory import Trajectory, prepare_trajectory

Array = NDArray[np.float64]


def analyze(
    body: Body,
    motion: Motion,
    *,
    exponent: int = 2,
    cutoff_hz: float | None = 6.0,
    rate_hz: float | None = None,
    start: float | None = None,
    end: float | None = None,
    plates: Mapping[str, str] | None = None,
    predict_contact: bool = False,
    seat: bool = False,
    balance_levels: bool = False,
    progress: Progress | None = None,
) -> xr.Dataset:
    """Muscle forces and joint loads of a movement.

    Main arguments:
        body: who (`Body.build(subject)`).
        motion: what was done (`read_motion`, `textbook_walk`).
        exponent: p of the recruitment cost, 2 or 3.
        cutoff_hz: low-pass of the coordinates [Hz].
        start, end: part to analyse [s].

    Other arguments:
        rate_hz: frames per second; default the recording's.
        plates: plate -> segment, where it is known.
        predict_contact: hide the plates from the solver, predict the forces under the feet, and compare.
        seat: an unmeasured seat carries part of the body.
        balance_levels: let the muscles balance each lumbar level by itself instead of the three lumbar coordinates.
        progress: called with the number of frames done.

    Returns:
        A dataset over time, muscle, coordinate, joint and axis; see `iliopsoas.mechanics.dataset`.
    """
    started = clock.perf_counter()
    trajectory = prepare_trajectory(
        body,
        motion,
        cutoff_hz=cutoff_hz,
        rate_hz=rate_hz,
        start=start,
        end=end,
        plates=plates,
        predict_contact=predict_contact,
        seat=seat,
    )
    prepared = clock.perf_counter() - started
    solution = solve(body, trajectory, exponent=exponent, balance_levels=balance_levels, progress=progress)
    solution = solution._replace(stages={"preparation": prepared, **solution.stages})
    return assemble(body, motion, trajectory, solution, exponent=exponent)


def solve(
    body: Body,
    trajectory: Trajectory,
    *,
    exponent: int = 2,
    balance_levels: bool = False,
    progress: Progress | None = None,
) -> Solution:
    """The equation for every frame of a trajectory."""
    watch = _Watch()
    columns = balanced_columns(body, levels=balance_levels)
    u, ud, udd = body.map.expand(trajectory.q, trajectory.qd, trajectory.qdd)
    points = contacts(body, trajectory.supports)
    loads, hidden, time = trajectory.loads, trajectory.hidden, trajectory.time
    kin = kinetics(body, u, ud, udd, loads, hidden=hidden, points=points, time=time, progress=progress)
    watch.lap("kinematics and inverse dynamics")
    projection = body.map.projection(trajectory.q, columns)
    arms = kin.moment_arms(projection)
    state = fibres(body.muscles, kin.length, kin.velocity)
    passive = projection.forces(passive_forces(body, u)) + _moments(arms, state.passive)
    total = projection.forces(kin.tau)
    watch.lap("muscle geometry and curves")
    capacity = (arms * state.active[:, :, None]).transpose(0, 2, 1)
    if points is None or kin.contacts is None:
        touching, carried = None, np.zeros_like(kin.tau)
        lower, upper = bounds(body.muscles, state.velocity, trajectory.time)
        solution = recruit(capacity, total - passive, body.muscles.volume, exponent=exponent, lower=lower, upper=upper)
    else:
        drive = bounds(body.muscles, state.velocity, trajectory.time)
        solution, touch = _recruit_with_contacts(
            body, kin, points, columns, trajectory, capacity, passive, exponent, drive
        )
        touching, carried = (points, touch), touch.generalised
    watch.lap("recruitment")
    force = solution.activation * state.active + state.passive
    unexplained = kin.tau - carried
    left_over = unexplained - kin.generalised(force)
    measured = None if kin.hidden is None else projection.forces(kin.tau - kin.hidden)
    total = projection.forces(unexplained)
    watch.lap("reactions")
    names = tuple(body.map.names[c] for c in columns)
    moment = total - passive
    return Solution(names, kin, state, solution, moment, total, arms, force, left_over, watch.laps, touching, measured)


def _recruit_with_contacts(
    body: Body,
    kin: Kinetics,
    points: Contacts,
    columns: list[int],
    trajectory: Trajectory,
    capacity: Array,
    passive: Array,
    exponent: int,
    drive: tuple[Array, Array],
) -> tuple[Recruitment, ContactForces]:
    """Muscles and contacts together: the rows of the pelvis join the balance, the contacts' rays the columns."""
    assert kin.contacts is not None
    root = body.map.columns("root")
    whole = body.map.projection(trajectory.q, [*columns, *root])
    n, m, frames = len(columns), len(body.muscles), len(capacity)
    rays = contact_columns(points, kin.contacts, whole, body.subject.weight)
    spare = allowances(np.arange(n + len(root)) >= n)
    r, extra = rays.shape[2], rays.shape[2] + spare.shape[1]
    both = np.zeros((frames, n + len(root), m + extra))
    both[:, :n, :m], both[:, :, m : m + r], both[:, :, m + r :] = capacity, rays, spare
    demand = whole.forces(kin.tau)
    demand[:, :n] -= passive
    total_volume = body.muscles.volume.sum()
    weights = np.concatenate([costs(points), np.full(spare.shape[1], ALLOWANCE_COST)])
    least, greatest = (np.broadcast_to(x, (frames, m)) for x in drive)
    unbound = np.zeros((frames, extra))
    solved = recruit(
        both,
        demand,
        np.concatenate([body.muscles.volume, total_volume * weights]),
        scale=total_volume,
        exponent=exponent,
        lower=np.concatenate([least, unbound], axis=1),
        upper=np.concatenate([greatest, unbound + 1.0], axis=1),
    )
    touch = contact_forces(points, kin.contacts, solved.activation[:, m : m + r], body.subject.weight)
    return solved._replace(
        activation=solved.activation[:, :m], reserve=solved.reserve[:, :n], price=solved.price[:, :n]
    ), touch


def balanced_columns(body: Body, *, levels: bool = False) -> list[int]:
    """Coordinates that muscles must balance: legs, and the lumbar spine as a whole or level by level."""
    return body.map.columns("free", "level" if levels else "rhythm")


def _moments(arms: Array, force: Array) -> Array:
    """Moments of tendon forces: (frames, m, n), (frames, m) -> (frames, n)."""
    return (force[:, None, :] @ arms)[:, 0, :]


class _Watch:
    """Seconds from lap to lap."""

    def __init__(self) -> None:
        self.laps: dict[str, float] = {}
        self._last = clock.perf_counter()

    def lap(self, name: str) -> None:
        now = clock.perf_counter()
        self.laps[name] = now - self._last
        self._last = now
