"""What muscles do in the posture that a viewer holds: moment arms, the paradox by level, fibres on their curve."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from iliopsoas.body.body import Body
from iliopsoas.function.muscle_geometry import MuscleGeometry, muscle_geometry
from iliopsoas.function.paradox import Paradox, paradox_in_poses
from iliopsoas.mechanics.muscle_curves import active_force_length, passive_force_length

Array = NDArray[np.float64]
ARM_MUSCLES = ("psoas_major", "iliacus", "rectus_femoris", "sartorius", "tensor_fasciae_latae", "gluteus_maximus")
"""Muscles whose moment arms about the hip are told."""
FIBRE_MUSCLES = ("psoas_major", "iliacus", "rectus_femoris")
"""Muscles whose fibres are shown on the force-length curve."""
CURVE_LENGTHS = np.linspace(0.3, 1.8, 61)
"""Fibre lengths at which the curves are drawn [optimal lengths] (technical)."""


class HipArm(NamedTuple):
    """Flexion moment arm of a whole muscle about a hip [mm]; positive flexes."""

    muscle: str
    arm_mm: float


class FibrePlace(NamedTuple):
    """Where a whole muscle works on its force-length curve.

    Attributes:
        muscle: with side.
        length: mean of its strands weighted by strength [optimal lengths].
        active: the force that full activation gives there [maximal isometric force].
        passive: the passive force there, likewise.
    """

    muscle: str
    length: float
    active: float
    passive: float


class PostureNumbers(NamedTuple):
    """Numbers of one posture.

    Attributes:
        side: 'r' or 'l'.
        geometry: of all muscles, one frame.
        arms: about the hip of that side.
        paradox: psoas major of that side pulling alone, as hard as it can at its length.
        fibres: places on the force-length curve.
        normalised: fibre length of every strand [optimal lengths], (m).
        hip_arm: flexion moment arm of every strand about its own side's hip [m], (m).
    """

    side: str
    geometry: MuscleGeometry
    arms: tuple[HipArm, ...]
    paradox: Paradox
    fibres: tuple[FibrePlace, ...]
    normalised: Array
    hip_arm: Array


def posture_numbers(body: Body, q: Array, side: str) -> PostureNumbers:
    """The numbers of a posture.

    Args:
        q: coordinates, (n) [rad, m].
        side: 'r' or 'l'.
    """
    pose = muscle_geometry(body, q[None])
    both = pose.arms("hip_flexion_r", "hip_flexion_l")[0]
    on_right = np.array([name.endswith("_r") for name in body.muscles.names])
    hip_arm = np.where(on_right, both[:, 0], both[:, 1])
    state = pose.fibres()
    normalised = state.length[0] / body.muscles.lopt
    flexion = -q[None, body.map.column("lumbar_extension")]
    found = paradox_in_poses(pose, flexion, muscle=f"psoas_major_{side}", effort="active")
    arms = tuple(HipArm(f"{m}_{side}", 1e3 * _mean(body, hip_arm, f"{m}_{side}")) for m in ARM_MUSCLES)
    fibres = tuple(_fibre_place(body, normalised, f"{m}_{side}") for m in FIBRE_MUSCLES)
    return PostureNumbers(side, pose, arms, found, fibres, normalised, hip_arm)


def _mean(body: Body, values: Array, muscle: str) -> float:
    """Mean over a muscle's strands, weighted by their strength (all alike where there is none)."""
    mine = body.muscles.select(muscle)
    weight = body.muscles.fmax[mine]
    return float(np.average(values[mine], weights=weight if weight.sum() > 0.0 else None))


def _fibre_place(body: Body, normalised: Array, muscle: str) -> FibrePlace:
    mine = body.muscles.select(muscle)
    active = active_force_length(normalised)
    ours = body.muscles
    passive = passive_force_length(normalised[mine], ours.passive_strain[mine], ours.passive_onset[mine])
    strength = np.where(ours.fmax[mine] > 0.0, ours.fmax[mine], 1.0)
    share = np.zeros(len(ours))
    share[mine] = passive * ours.fpassive[mine] / strength
    return FibrePlace(muscle, *(_mean(body, x, muscle) for x in (normalised, active, share)))
