"""What movements load in one person: peaks and means by the names of load cards, and curves where they are kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from iliopsoas.arrays import Array
from iliopsoas.body.body import Body
from iliopsoas.mechanics.balance import RecruitmentCost
from iliopsoas.mechanics.equation import MovedBody, solve
from iliopsoas.mechanics.joint_reactions import joint_reactions
from iliopsoas.mechanics.solution import Solution
from iliopsoas.motion.trajectory import Trajectory
from iliopsoas.population.engine.person_body import fibres_outside
from iliopsoas.rehab.cards.capacity import lacking_coordinates
from iliopsoas.rehab.cards.load_names import LOAD_NAMES, MEAN
from iliopsoas.rehab.cards.solved_loads import FULL_STRAIN, healthy_iliopsoas_force, solved_loads

SHOWN_LEVEL = 1
"""The lumbar level whose curves are kept, L5/S1 being 0: L4/L5 (technical)."""
PLACES = 101
"""Of a curve, from 0 to 100 % of the movement (technical)."""
SHORTEST_FIBRE, LONGEST_FIBRE = 0.3, 1.9
"""Fibres that leave this range of optimal lengths are counted [-] (technical): no force is left at either end."""


class MovementLoads(NamedTuple):
    """What a movement loads.

    Attributes:
        values: key -> largest, and mean_ key -> mean over time, of the side (or lumbar level) with the larger peak.
        curves: key -> values at `PLACES` places of the movement, of one side (or level) for everybody.
        can_do: whether muscles can do it; `lacking` names the coordinates about which they cannot.
        fibres_outside: strands that leave the range of fibre lengths.
        residual: largest imbalance that the solver left [N m].
    """

    values: dict[str, float]
    curves: dict[str, Array]
    can_do: bool
    lacking: str
    fibres_outside: int
    residual: float


def movement_loads(
    body: Body,
    trajectory: Trajectory,
    moved: MovedBody,
    cost: RecruitmentCost,
    weights: Array,
    curves: Sequence[str],
    side: str = "right",
) -> MovementLoads:
    """One person, one movement.

    Args:
        body: with conditions. moved: its geometry in the movement.
        weights: share of the time that each frame stands for, (frames) [-].
        curves: keys of the loads whose curves are wanted, of this `side` and of L4/L5: people are compared place by
            place, so that everybody's are of one leg and level.

    Raises:
        SolverError: frames that did not converge.
    """
    found = solve(body, trajectory, cost=cost, moved=moved)
    by_key = _frame_curves(body, found)
    lacks = lacking_coordinates(found.recruitment.reserve, found.muscle_moment, body.subject.mass)
    time = trajectory.time
    places = time[0] + np.linspace(0.0, 1.0, PLACES) * (time[-1] - time[0])
    values, kept = {}, {}
    for name in LOAD_NAMES:
        if name.key not in by_key:
            continue
        both = by_key[name.key]
        curve = both[:, int(both.max(axis=0).argmax())]
        values[name.key] = float(curve.max())
        if name.averaged:
            values[MEAN + name.key] = float(curve @ weights)
        if name.key in curves:
            kept[name.key] = np.interp(places, time, both[:, _shown(name.key, side)])
    for k, level in enumerate(body.levels):
        values[f"{level.level}_compression_n"] = float(by_key["lumbar_compression_n"][:, k].max())
    return MovementLoads(
        values,
        kept,
        not lacks.any(),
        " ".join(name for name, lack in zip(found.coordinates, lacks, strict=True) if lack),
        fibres_outside(body.muscles, found.fibres.length, SHORTEST_FIBRE, LONGEST_FIBRE),
        float(found.recruitment.residual.max()),
    )


def _shown(key: str, side: str) -> int:
    """The column of a load whose curve is kept."""
    return SHOWN_LEVEL if key.startswith("lumbar") else int(side == "left")


def _frame_curves(body: Body, found: Solution) -> Mapping[str, Array]:
    """Loads in frames by key, (frames, sides or levels)."""
    reactions = joint_reactions(body, found.constraint_forces)
    loads = solved_loads(body, found.kinetics, found.tendon_force, found.recruitment.activation, reactions)
    strain = FULL_STRAIN * loads.sided["iliopsoas_force_n"] / healthy_iliopsoas_force(body)
    levels = {"lumbar_compression_n": loads.compression, "lumbar_shear_n": loads.shear}
    return {**loads.sided, "tendon_strain": strain, **levels}
