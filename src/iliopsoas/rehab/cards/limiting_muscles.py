"""What comes nearest to its limit in an exercise: muscles that work together are judged together.

A small muscle is at full effort in many exercises, and the others of its group still have something to give; it limits
nobody. The activation of a group is the mean of its muscles by volume.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from iliopsoas.arrays import Array
from iliopsoas.rehab.cards.load_card import PainfulCardLoad, Shortfall

SYNERGISTS: Mapping[str, tuple[str, ...]] = {
    "hip extensors": ("gluteus_maximus", "semimembranosus", "semitendinosus", "biceps_femoris_long_head"),
    "hip abductors": ("gluteus_medius", "gluteus_minimus", "tensor_fasciae_latae"),
    "hip adductors": ("adductor_magnus", "adductor_longus", "adductor_brevis", "gracilis"),
    "knee extensors": ("vasti", "rectus_femoris"),
    "calf muscles": ("soleus", "gastrocnemius"),
    "abdominals": ("rectus_abdominis", "internal_oblique", "external_oblique"),
    "back muscles": ("longissimus", "iliocostalis", "multifidus", "quadratus_lumborum"),
}
"""Muscles that work together, by what they are called together."""
ILIOPSOAS = ("psoas_major", "iliacus")
MOST_DEMANDS = 5
"""How many other muscles a card lists (technical)."""
LEAST_DEMAND = 0.05
"""Activation below which a muscle is not listed [-] (technical)."""


def hardest_workers(groups: Sequence[str], activation: Array, volume: Mapping[str, float]) -> list[int]:
    """Indices of the muscles other than the iliopsoas that work most, by activation^2 x volume.

    Args:
        activation: largest of each whole muscle, (g) [-].
        volume: of each whole muscle, any unit.
    """
    effort = activation**2 * np.array([volume[name] for name in groups])
    chosen = [int(i) for i in np.argsort(-effort) if groups[i] not in ILIOPSOAS and activation[i] >= LEAST_DEMAND]
    return chosen[:MOST_DEMANDS]


def group_activation(groups: Sequence[str], activation: Array, volume: Mapping[str, float]) -> dict[str, float]:
    """Activation of each group of synergists, the largest over frames.

    Args:
        activation: of whole muscles, (frames, g) [-].
    """
    out = {}
    for name, members in SYNERGISTS.items():
        there = [i for i, group in enumerate(groups) if group in members]
        weight = np.array([volume[groups[i]] for i in there])
        out[name] = float((activation[:, there] @ weight / (weight.sum() or 1.0)).max())
    return out


def what_limits(
    hip_flexors: float,
    others: Mapping[str, float],
    pain: Sequence[PainfulCardLoad],
    lacking: Sequence[Shortfall],
) -> str:
    """What comes nearest to its limit, in words.

    Args:
        hip_flexors: largest share of their maximum [-].
        others: activation of other groups of muscles [-].
    """
    if lacking:
        return lacking[0].words
    worst = max(pain, key=lambda p: p.ratio.value, default=None)
    if worst is not None and worst.ratio.value > 1.0:
        return f"pain: {worst.threshold} at {100 * worst.ratio.value:.0f} % of what hurts"
    shares = {"hip flexors": hip_flexors, **others}
    top = max(shares, key=lambda name: shares[name])
    return f"{top} at {100 * shares[top]:.0f} % of their maximum"
