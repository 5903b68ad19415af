"""Loads in every frame of a solved movement, by the names of load cards: one piece for cards and for populations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from iliopsoas.arrays import Array
from iliopsoas.body.body import Body
from iliopsoas.mechanics.femoral_head import ILIOPSOAS, femoral_head_force
from iliopsoas.mechanics.joint_reactions import bursa_force, disc_loads, reported_joints
from iliopsoas.mechanics.kinetics import Kinetics

SIDES = ("r", "l")
FULL_STRAIN = 0.049
"""Strain of a tendon at its muscle's maximal force [-] (degroote2016); taken to grow in proportion with force."""


class SolvedLoads(NamedTuple):
    """Loads in frames.

    Attributes:
        sided: loads by key, (frames, sides).
        compression, shear: of each lumbar level, (frames, levels) [N].
        activation: of whole muscles with side, (frames) [-].
        joints: reaction of each reported joint, (frames, 3) [N].
        bursa: push of the iliopsoas, (frames, sides, 3) [N].
    """

    sided: dict[str, Array]
    compression: Array
    shear: Array
    activation: dict[str, Array]
    joints: dict[str, Array]
    bursa: Array


def solved_loads(
    body: Body, kinetics: Kinetics, tendon_force: Array, activation: Array, reactions: Array
) -> SolvedLoads:
    """All loads that a solution tells by itself.

    Args:
        tendon_force, activation: of the strands, (frames, m) [N], [-].
        reactions: of the reported joints, (frames, joints, 3) [N].
    """
    weight = body.subject.weight
    joints = {name: reactions[:, k] for k, name in enumerate(reported_joints(body))}
    push = bursa_force(body, kinetics, tendon_force)
    head = femoral_head_force(body, kinetics, tendon_force)
    compression, shear = disc_loads(body, reactions[:, -len(body.levels) :])
    force, active = _whole_muscles(body, tendon_force, activation)
    both = {muscle: np.stack([force[f"{muscle}_{s}"] for s in SIDES], axis=1) for muscle in ILIOPSOAS}
    sided = {
        "iliopsoas_force_n": both["psoas_major"] + both["iliacus"],
        "psoas_major_force_n": both["psoas_major"],
        "iliacus_force_n": both["iliacus"],
        "psoas_major_activation": np.stack([active[f"psoas_major_{s}"] for s in SIDES], axis=1),
        "iliacus_activation": np.stack([active[f"iliacus_{s}"] for s in SIDES], axis=1),
        "bursa_force_n": np.linalg.norm(push, axis=2),
        "hip_contact_bw": _size([joints[f"hip_{s}"] for s in SIDES]) / weight,
        "hip_anterior_bw": np.stack([head[:, i, 0] - joints[f"hip_{s}"][:, 0] for i, s in enumerate(SIDES)], axis=1)
        / weight,
        "knee_contact_bw": _size([joints[f"knee_{s}"] for s in SIDES]) / weight,
    }
    return SolvedLoads(sided, compression, np.abs(shear), active, joints, push)


def healthy_iliopsoas_force(body: Body) -> Array:
    """Maximal force of the healthy iliopsoas, to which its tendon has grown, (sides) [N]."""
    fmax, groups = body.healthy_muscles.fmax, np.array(body.muscles.groups)
    return np.array([fmax[np.isin(groups, [f"{m}_{side}" for m in ILIOPSOAS])].sum() for side in SIDES])


def _whole_muscles(body: Body, tendon_force: Array, active: Array) -> tuple[dict[str, Array], dict[str, Array]]:
    """Force [N] and activation (mean by volume) of whole muscles with side, each (frames)."""
    groups, volume = np.array(body.muscles.groups), body.muscles.volume
    force, activation = {}, {}
    for name in dict.fromkeys(body.muscles.groups):
        mine = groups == name
        force[name] = tendon_force[:, mine].sum(axis=1)
        activation[name] = active[:, mine] @ volume[mine] / (volume[mine].sum() or 1.0)
    return force, activation


def _size(vectors: Sequence[Array]) -> Array:
    """Lengths of both sides' vectors, (frames, sides)."""
    return np.stack([np.linalg.norm(v, axis=1) for v in vectors], axis=1)
