"""Loads of the lumbar spine and the hip in postures and movements, most of them of the library.

Disc pressures are compared as ratios to relaxed standing, ours as ratios of compression at the same level: static
postures to standing, movements of the library to its `stand`, so that both come about in the same way.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from iliopsoas.evidence.basis.context import Context
from iliopsoas.evidence.basis.static_postures import standing
from iliopsoas.results.hip_contact import hip_contact_force
from iliopsoas.results.muscle_forces import whole_muscle_activation

LEVEL = "L4_L5"
STAND = ("stand",)


def relaxed(context: Context) -> float:
    """Compression of L4/5 in the standing posture [N]."""
    return context.once("relaxed standing", lambda: float(standing(context.reader).compression(LEVEL)[0]))


def bent_forward(context: Context, trunk_deg: float, lumbar_deg: float) -> float:
    """Compression of L4/5, standing with the trunk inclined, over that of relaxed standing [-]."""
    posture = context.once(
        ("bent", trunk_deg, lumbar_deg),
        lambda: standing(context.reader, trunk=np.radians(trunk_deg), lumbar=np.radians(lumbar_deg)),
    )
    return float(posture.compression(LEVEL)[0]) / relaxed(context)


def of_standing(context: Context, how: str, movements: Sequence[str]) -> float:
    """Compression of L4/5 in a movement, its 'peak' or its 'median', over that of relaxed standing [-]."""
    values, upright = (context.library(m)["compression"].sel(level=LEVEL).values for m in (movements, STAND))
    return float((values.max() if how == "peak" else np.median(values)) / np.median(upright))


def squat_beyond_stoop(context: Context, movements: Sequence[str]) -> float:
    """Largest compression of L4/5 when lifting with bent knees less that with a round back [body weights].

    Args:
        movements: the two, bent knees first.
    """
    bent, round_back = (context.library([m])["compression"].sel(level=LEVEL).values.max() for m in movements)
    return float(bent - round_back) / context.reader.subject.weight


def peak_compression(context: Context, level: str, movements: Sequence[str]) -> float:
    """Largest compression of a level in a movement [N]."""
    return float(context.library(movements)["compression"].sel(level=level).values.max())


def hip_peak(context: Context, movements: Sequence[str]) -> float:
    """Largest contact force of either hip in a movement [body weights]."""
    result = context.library(movements)
    return float(max(hip_contact_force(result, side).max() for side in "rl"))


def extension_moment(context: Context, movements: Sequence[str]) -> float:
    """Largest extension moment of one hip in a movement [N m/kg]."""
    result = context.library(movements)
    moment = [-result["joint_moment"].sel(coordinate=f"hip_flexion_{side}").values for side in "rl"]
    return float(np.max(moment)) / float(result.attrs["body_mass_kg"])


def peak_activation(context: Context, muscle: str, movements: Sequence[str]) -> float:
    """Largest activation of a muscle of either side in a movement, strands weighted by volume [%]."""
    result = context.library(movements)
    return 100.0 * float(max(whole_muscle_activation(result, f"{muscle}_{side}").max() for side in "rl"))
