"""Psoas major on the lumbar spine: sign of its sagittal moment, its parts, what it presses, how it bends sideways."""

from __future__ import annotations

import numpy as np

from iliopsoas.evidence.basis.context import Context
from iliopsoas.function.muscle_geometry import geometry_in_posture
from iliopsoas.function.paradox import DISSECTION_STRESS, Paradox
from iliopsoas.function.paradox import paradox as pull

MUSCLE = "psoas_major_r"
MM = 1e3  # technical: millimetres in a metre
QUADRATUS = {"posterior": "post", "anterior": "ant"}
LEVELS = ("L1_L2", "L2_L3", "L3_L4", "L4_L5", "L5_S1")


def paradox(context: Context, flexion_deg: float) -> Paradox:
    """One psoas at the stress of the dissections, at one lumbar flexion."""
    return context.once(
        ("paradox", flexion_deg),
        lambda: pull(context.generic, np.radians([flexion_deg]), muscle=MUSCLE, stress=DISSECTION_STRESS),
    )


def moment(context: Context, level: str, flexion_deg: float) -> float:
    """Sagittal moment of one psoas at a level [N m], + flexes."""
    found = paradox(context, flexion_deg)
    return float(found.moment[0, found.levels.index(level)])


def smallest_moment(context: Context, flexion_deg: float) -> float:
    """The least of its moments over the levels it crosses [N m], + flexes."""
    return float(paradox(context, flexion_deg).moment[0].min())


def process_less_body(context: Context, flexion_deg: float) -> float:
    """Flexion arm of the strands from transverse processes less that of the others, at the level where it is greatest,
    each part weighted by strength [mm]."""
    found = paradox(context, flexion_deg)
    process = np.array(["_TP" in name for name in found.strands])
    gaps = []
    for arm in found.arm[0].T:
        crossing = np.abs(arm) > 1e-9
        parts = [crossing & process, crossing & ~process]
        if all(part.any() for part in parts):
            first, second = (np.average(arm[part], weights=found.force[0, part]) for part in parts)
            gaps.append(first - second)
    return MM * float(max(gaps))


def compression_of_both(context: Context, level: str) -> float:
    """Compression by both psoas, upright [N]."""
    found = paradox(context, 0.0)
    return 2.0 * float(found.compression[0, found.levels.index(level)])


def shear_of_both(context: Context, level: str) -> float:
    """Shear by both psoas, upright [N], + upper vertebra forward."""
    found = paradox(context, 0.0)
    return 2.0 * float(found.shear[0, found.levels.index(level)])


def lateral_arm(context: Context, level: str) -> float:
    """Side-bending arm of the strands that cross a level, weighted by strength, upright [mm], + to its own side."""
    body = context.generic
    strands = body.muscles.select(MUSCLE)
    arm = geometry_in_posture(body).arms(f"{level}_bending")[0, strands, 0]
    crossing = np.abs(arm) > 1e-9
    return MM * float(np.average(arm[crossing], weights=body.muscles.fmax[strands][crossing]))


def lateral_arm_growth(context: Context) -> float:
    """Least growth of the side-bending arm from one level to the next below, L1/2 to L5/S1 [mm]."""
    return float(np.diff([lateral_arm(context, level) for level in LEVELS]).min())


def lordosis(context: Context, upper: str, lower: str) -> float:
    """Angle between the planes of two discs, upright [deg]."""
    tilt = {level.level: level.disc_tilt_deg for level in context.generic.levels}
    return tilt[upper] - tilt[lower]


def level_rotation(context: Context, level: str, of_levels: list[str], total_deg: float) -> float:
    """Sagittal rotation of a level when some levels together turn by a total, by the lumbar rhythm [deg]."""
    share = {lv.level: lv.share_extension for lv in context.generic.levels}
    return total_deg * share[level] / sum(share[lv] for lv in of_levels)


def quadratus_arm(context: Context, part: str, axis: str) -> float:
    """Arm of the 'posterior' or 'anterior' strands of quadratus lumborum about a lumbar axis, upright [mm], + extends,
    + bends to its own side."""
    body = context.generic
    strands = [
        i for i, name in enumerate(body.muscles.names) if name.startswith(f"QL_{QUADRATUS[part]}") and name[-2:] == "_r"
    ]
    arm = geometry_in_posture(body).arms(axis)[0, strands, 0]
    return MM * float(np.average(arm, weights=body.muscles.fmax[strands]))


def quadratus_bends_more(context: Context, part: str) -> float:
    """Side-bending arm of a part of quadratus lumborum over its extension arm, upright [-]."""
    return quadratus_arm(context, part, "lumbar_bending") / quadratus_arm(context, part, "lumbar_extension")
