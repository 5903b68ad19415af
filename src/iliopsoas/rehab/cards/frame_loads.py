"""The loads of every variant in every frame, from the solution of a movement."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from iliopsoas.arrays import Array, IndexArray
from iliopsoas.body.body import Body
from iliopsoas.mechanics.femoral_head import ILIOPSOAS, femoral_head_force
from iliopsoas.mechanics.joint_reactions import bursa_force, disc_loads, reported_joints
from iliopsoas.mechanics.limits.pain_thresholds import ThresholdLoads, threshold_ratios
from iliopsoas.rehab.cards.own_maximum import OwnMaximum
from iliopsoas.rehab.cards.varied_recruitment import Variants, VariedMovement, VariedSolution

FULL_STRAIN = 0.049
"""Strain of a tendon at its muscle's maximal force [-] (degroote2016); taken to grow in proportion with force."""
LEAST_MAXIMUM = 1.0
"""Smallest maximum that a moment is compared with [N m] (technical)."""
SIDES = ("r", "l")


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
    body, weight = varied.body, varied.body.subject.weight

    def by_variant(values: Array) -> Array:
        shape = (solution.frames, solution.variants, *values.shape[1:])
        return np.asarray(values.reshape(shape).swapaxes(0, 1))

    joints = {name: solution.reactions[:, k] for k, name in enumerate(reported_joints(body))}
    push = bursa_force(body, solution.kinetics, solution.tendon_force)
    head = femoral_head_force(body, solution.kinetics, solution.tendon_force)
    compression, shear = disc_loads(body, solution.reactions[:, -len(body.levels) :])
    force, activation = _whole_muscles(body, solution)
    active = by_variant(solution.active_moment)
    both = {muscle: np.stack([force[f"{muscle}_{s}"] for s in SIDES], axis=1) for muscle in ILIOPSOAS}
    iliopsoas = both["psoas_major"] + both["iliacus"]
    strain = FULL_STRAIN * by_variant(iliopsoas) / _healthy_force(body, variants.strength)[:, None, :]
    sided = {
        "iliopsoas_force_n": iliopsoas,
        "psoas_major_force_n": both["psoas_major"],
        "iliacus_force_n": both["iliacus"],
        "psoas_major_activation": np.stack([activation[f"psoas_major_{s}"] for s in SIDES], axis=1),
        "iliacus_activation": np.stack([activation[f"iliacus_{s}"] for s in SIDES], axis=1),
        "bursa_force_n": np.linalg.norm(push, axis=2),
        "hip_contact_bw": _size([joints[f"hip_{s}"] for s in SIDES]) / weight,
        "hip_anterior_bw": np.stack([head[:, i, 0] - joints[f"hip_{s}"][:, 0] for i, s in enumerate(SIDES)], axis=1)
        / weight,
        "knee_contact_bw": _size([joints[f"knee_{s}"] for s in SIDES]) / weight,
    }
    groups = tuple(dict.fromkeys(name[:-2] for name in activation))
    thresholds = ThresholdLoads(
        force=solution.tendon_force,
        fibre_length=solution.fibre_length,
        bursa=push,
        joints=joints,
        compression={level.level: compression[:, k] for k, level in enumerate(body.levels)},
    )
    return FrameLoads(
        sided={name: by_variant(values) for name, values in sided.items()}
        | {"tendon_strain": strain, **_shares(varied, active, variants, maximum, frames)},
        levels={"compression_n": by_variant(compression), "shear_n": by_variant(np.abs(shear))},
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


def _whole_muscles(body: Body, solution: VariedSolution) -> tuple[dict[str, Array], dict[str, Array]]:
    """Force [N] and activation (mean by volume) of whole muscles with side, each (frames * variants)."""
    groups, volume = np.array(body.muscles.groups), body.muscles.volume
    force, activation = {}, {}
    for name in dict.fromkeys(body.muscles.groups):
        mine = groups == name
        force[name] = solution.tendon_force[:, mine].sum(axis=1)
        activation[name] = solution.activation[:, mine] @ volume[mine] / (volume[mine].sum() or 1.0)
    return force, activation


def _healthy_force(body: Body, strength: Array) -> Array:
    """Maximal force of the healthy iliopsoas, to which its tendon has grown, (variants, sides) [N]."""
    fmax, groups = body.healthy_muscles.fmax, np.array(body.muscles.groups)
    each = [fmax[np.isin(groups, [f"{m}_{side}" for m in ILIOPSOAS])].sum() for side in SIDES]
    return np.asarray(strength[:, None] * np.array(each))


def _size(vectors: Sequence[Array]) -> Array:
    """Lengths of both sides' vectors, (frames, sides)."""
    return np.stack([np.linalg.norm(v, axis=1) for v in vectors], axis=1)
