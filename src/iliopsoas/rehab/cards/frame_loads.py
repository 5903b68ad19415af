"""The loads of every variant in every frame, from the solution of a movement."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from iliopsoas.arrays import Array, IndexArray
from iliopsoas.mechanics.limits.pain_thresholds import ThresholdLoads, threshold_ratios
from iliopsoas.rehab.cards.own_maximum import OwnMaximum
from iliopsoas.rehab.cards.solved_loads import FULL_STRAIN, SIDES, healthy_iliopsoas_force, solved_loads
from iliopsoas.rehab.cards.varied_recruitment import Variants, VariedMovement, VariedSolution

LEAST_MAXIMUM = 1.0
"""Smallest maximum that a moment is compared with [N m] (technical)."""


class FrameLoads(NamedTuple):
    """Loads of variants in frames.

    Attributes:
        sided: loads by key, (variants, frames, sides); `share_of_maximum` is that of the largest hip flexion moment, in
            all frames alike.
        levels: 'compression_n' and 'shear_n', (variants, frames, levels) [N].
        groups: whole muscles without side, (g).
        activation: of whole muscles, the larger side, (variants, frames, g) [-].
        reserve, active_moment: about the balanced coordinates, (variants, frames, n) [N m].
        flexion_moment: active moment of hip flexion, (variants, frames, sides) [N m].
        pain: loads over the thresholds of the body's conditions, (variants, frames, thresholds) [-].
    """

    sided: dict[str, Array]
    levels: dict[str, Array]
    groups: tuple[str, ...]
    activation: Array
    reserve: Array
    active_moment: Array
    flexion_moment: Array
    pain: Array


def frame_loads(
    varied: VariedMovement, solution: VariedSolution, variants: Variants, maximum: OwnMaximum, frames: IndexArray
) -> FrameLoads:
    """All loads of a solution.

    Args:
        frames: which of the movement's frames were solved.
    """
    body = varied.body

    def by_variant(values: Array) -> Array:
        shape = (solution.frames, solution.variants, *values.shape[1:])
        return np.asarray(values.reshape(shape).swapaxes(0, 1))

    loads = solved_loads(body, solution.kinetics, solution.tendon_force, solution.activation, solution.reactions)
    activation, active = loads.activation, by_variant(solution.active_moment)
    healthy = variants.strength[:, None] * healthy_iliopsoas_force(body)
    strain = FULL_STRAIN * by_variant(loads.sided["iliopsoas_force_n"]) / healthy[:, None, :]
    groups = tuple(dict.fromkeys(name[:-2] for name in activation))
    thresholds = ThresholdLoads(
        force=solution.tendon_force,
        fibre_length=solution.fibre_length,
        bursa=loads.bursa,
        joints=loads.joints,
        compression={level.level: loads.compression[:, k] for k, level in enumerate(body.levels)},
    )
    return FrameLoads(
        sided={name: by_variant(values) for name, values in loads.sided.items()}
        | {"tendon_strain": strain, **_shares(varied, active, variants, maximum, frames)},
        levels={"compression_n": by_variant(loads.compression), "shear_n": by_variant(loads.shear)},
        groups=groups,
        activation=by_variant(
            np.stack([np.maximum(activation[f"{g}_r"], activation[f"{g}_l"]) for g in groups], axis=1)
        ),
        reserve=by_variant(solution.reserve),
        active_moment=active,
        flexion_moment=active[:, :, [varied.coordinates.index(f"hip_flexion_{side}") for side in SIDES]],
        pain=by_variant(threshold_ratios(body, thresholds)),
    )


def _shares(
    varied: VariedMovement, active: Array, variants: Variants, maximum: OwnMaximum, frames: IndexArray
) -> dict[str, Array]:
    """Active hip flexion moment over the own maximum at that hip and knee angle, (variants, frames, sides) [-]: in
    every frame, and in that of the largest moment."""
    q, column = varied.movement.q[frames], varied.body.map.column
    shares, at_most = [], []
    for side in SIDES:
        hip, knee = (q[:, column(f"{name}_{side}")] for name in ("hip_flexion", "knee_angle"))
        most = maximum.moment(side, hip, knee, variants.strength, variants.arms)
        moment = np.maximum(active[:, :, varied.coordinates.index(f"hip_flexion_{side}")], 0.0)
        shares.append(moment / np.maximum(most, LEAST_MAXIMUM))
        there = np.take_along_axis(shares[-1], moment.argmax(axis=1)[:, None], axis=1)
        at_most.append(np.broadcast_to(there, moment.shape))
    return {
        "largest_share_of_maximum": np.stack(shares, axis=2),
        "share_of_maximum": np.stack(at_most, axis=2),
    }
