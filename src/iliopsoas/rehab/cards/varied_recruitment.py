"""One movement solved for many variants of a person at once: more or less strength, other arms, bands and cuffs.

Kinematics, contacts and muscle geometry are computed once. A variant changes the recruitment problem only so far:

    capacity   strands times s; their arms about balanced coordinates times g
    demand     less (b - 1) band force and (c - c0) cuff force, less the passive moments of changed arms

and all frames of all variants are stacked into one call of the solver.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from iliopsoas.arrays import Array, IndexArray
from iliopsoas.body.body import Body
from iliopsoas.body.coordinate_map import Projection
from iliopsoas.body.passive_moments import passive_forces
from iliopsoas.mechanics.abdominal_pressure import pressure_forces
from iliopsoas.mechanics.balance import Balance, assembled_balance, balanced_columns
from iliopsoas.mechanics.contact_forces import ray_columns
from iliopsoas.mechanics.contact_model import contact_model
from iliopsoas.mechanics.joint_reactions import reported_joints
from iliopsoas.mechanics.kinetics import Kinetics, kinetics
from iliopsoas.mechanics.muscle_curves import FibreState, fibre_state
from iliopsoas.mechanics.tendons.achilles import achilles_stretch
from iliopsoas.rehab.cards.prepared_movement import UNIT_CUFF, PreparedMovement

EXPONENT = 2
"""Exponent of the recruitment cost, as everywhere by default (technical)."""


class Variants(NamedTuple):
    """What differs from the person as given; one entry a variant.

    Attributes:
        strength: factor of all muscles, (d).
        arms: factor of each strand's moment arms, (d, m).
        band: factor of elastic bands, (d).
        cuff: weight of the cuff [kg], (d).
    """

    strength: Array
    arms: Array
    band: Array
    cuff: Array


class VariedSolution(NamedTuple):
    """What every variant does in every frame, frame by frame: entry (t, d) lies at t * variants + d.

    Attributes:
        frames, variants: how many of each.
        activation: (frames * variants, m) [-].
        tendon_force: (frames * variants, m) [N].
        fibre_length: (frames * variants, m) [m].
        reactions: of the reported joints, (frames * variants, joints, 3) [N].
        active_moment: asked of active muscle, (frames * variants, n) [N m].
        reserve: what muscles left of that, (frames * variants, n) [N m].
        kinetics: stacked alike, for what tendons press on.
    """

    frames: int
    variants: int
    activation: Array
    tendon_force: Array
    fibre_length: Array
    reactions: Array
    active_moment: Array
    reserve: Array
    kinetics: Kinetics


@dataclass(frozen=True, eq=False)
class VariedMovement:
    """The problem of the person as given, with what a variant changes.

    Attributes:
        body, movement: who does what.
        coordinates: names of the balanced coordinates, (n).
        kinetics, fibres: of all frames.
        arms: (frames, m, n) [m].
        balance: the recruitment problem of all frames.
        band, cuff: what the bands, and a cuff of 1 kg, do to the problem's rows, (frames, rows).
        band_tau, cuff_tau: the same on all degrees of freedom, (frames, nv).
        rays: what each ray at full share does to the reported joints' slides, (frames, slides, rays) [N].
        slides: degrees of freedom of the reported joints' slides, (slides).
    """

    body: Body
    movement: PreparedMovement
    coordinates: tuple[str, ...]
    kinetics: Kinetics
    fibres: FibreState
    arms: Array
    balance: Balance
    band: Array
    cuff: Array
    band_tau: Array
    cuff_tau: Array
    rays: Array
    slides: IndexArray

    def solve(self, variants: Variants, frames: IndexArray) -> VariedSolution:
        """Every variant in some frames.

        Raises:
            SolverError: frames that did not converge.
        """
        count, kin = len(variants.strength), self.kinetics
        balance, m, n = self.balance, self.balance.strands, self.balance.rows
        each = np.repeat(frames, count)  # (frames * variants)
        strength, band, cuff = (np.tile(x, len(frames)) for x in (variants.strength, variants.band, variants.cuff))
        more_band, more_cuff = band - 1.0, cuff - self.movement.cuff_kg
        capacity, demand = balance.capacity[each], balance.demand[each]
        capacity[:, :, :m] *= strength[:, None, None]
        arms = np.tile(variants.arms, (len(frames), 1))
        capacity[:, :n, :m] *= arms[:, None, :]
        demand -= more_band[:, None] * self.band[each] + more_cuff[:, None] * self.cuff[each]
        passive = self.fibres.passive[each]
        demand[:, :n] -= ((passive * (arms - 1.0))[:, None, :] @ self.arms[each])[:, 0, :]
        varied = balance._replace(
            capacity=capacity,
            demand=demand,
            lower=_of_frames(balance.lower, each),
            upper=_of_frames(balance.upper, each),
        )
        found, shares, pressure = varied.solve(EXPONENT)
        tendon = found.activation * self.fibres.active[each] * strength[:, None] + passive
        tau = kin.tau[each] - more_band[:, None] * self.band_tau[each] - more_cuff[:, None] * self.cuff_tau[each]
        stacked = Kinetics(
            tau,
            kin.length[each],
            kin.velocity[each],
            kin.jacobian[each],
            kin.rows,
            kin.cols,
            upright=kin.upright[each],
            abdomen=kin.abdomen[each],
        )
        belly = pressure_forces(stacked.abdomen, pressure)
        left = (tau - stacked.generalised_forces(tendon) - belly)[:, self.slides]
        left -= (self.rays[each] @ shares[:, :, None])[:, :, 0]
        active = (capacity[:, :n, :m] @ found.activation[:, :, None])[:, :, 0]
        return VariedSolution(
            frames=len(frames),
            variants=count,
            activation=found.activation,
            tendon_force=tendon,
            fibre_length=self.fibres.length[each],
            reactions=left.reshape(len(each), -1, 3),
            active_moment=active + found.reserve,
            reserve=found.reserve,
            kinetics=stacked,
        )


def varied_movement(body: Body, movement: PreparedMovement) -> VariedMovement:
    """The problem of a prepared movement, as `iliopsoas.mechanics.analyze.solve` puts it."""
    u, ud, udd = body.map.expand(movement.q, movement.qd, movement.qdd)
    model = contact_model(body, movement.supports)
    kin = kinetics(
        body, u, ud, udd, [*movement.loads, *movement.bands], hidden=movement.bands, contacts=model, time=movement.time
    )
    nothing = np.zeros_like(kin.tau)
    band_tau = nothing if kin.hidden is None else kin.hidden
    cuff_tau = nothing
    if movement.cuff:
        hidden = kinetics(body, u, ud, udd, [], hidden=movement.cuff).hidden
        cuff_tau = nothing if hidden is None else hidden / UNIT_CUFF
    kin = kin._replace(tau=kin.tau - movement.cuff_kg * cuff_tau)

    columns = balanced_columns(body)
    projection = body.map.projection(movement.q, columns)
    arms, names = kin.moment_arms(projection), tuple(body.map.names[c] for c in columns)
    stretch = achilles_stretch(body.muscles, names, projection.forces(kin.tau), arms)
    fibres = fibre_state(body.muscles, kin.length - stretch, kin.velocity)
    passive = projection.forces(passive_forces(body, u)) + (fibres.passive[:, None, :] @ arms)[:, 0, :]
    balance, rows, shear = assembled_balance(body, columns, kin, movement.q, movement.time, fibres, arms, passive)
    soft = balance.demand.shape[1] - rows.size - shear
    slides = np.array([body.map.row(f"{joint}_t{x}") for joint in reported_joints(body) for x in "xyz"])

    def on_rows(tau: Array) -> Array:
        some = tau[:, slides[:soft]] / body.subject.weight
        return np.concatenate([rows.forces(tau), np.zeros((len(tau), shear)), some], axis=1)

    rays = np.zeros((len(u), len(slides), 0))
    if kin.contacts is not None:
        there = Projection(slides, np.arange(len(slides)), np.ones((len(u), len(slides))), len(slides))
        rays = ray_columns(kin.contacts, there, body.subject.weight)
    return VariedMovement(
        body=body,
        movement=movement,
        coordinates=names,
        kinetics=kin,
        fibres=fibres,
        arms=arms,
        balance=balance,
        band=on_rows(band_tau),
        cuff=on_rows(cuff_tau),
        band_tau=band_tau,
        cuff_tau=cuff_tau,
        rays=rays,
        slides=slides,
    )


def _of_frames(bound: Array, frames: IndexArray) -> Array:
    """Bounds of frames, (frames, columns), of those of all frames or of one for all."""
    return bound[frames] if bound.ndim == 2 else bound
