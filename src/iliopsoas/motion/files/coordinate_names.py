"""The coordinates this package knows, and how to find them under the names files give them."""

from __future__ import annotations

PELVIS_ROTATIONS = ("pelvis_tilt", "pelvis_list", "pelvis_rotation")
PELVIS_TRANSLATIONS = ("pelvis_tx", "pelvis_ty", "pelvis_tz")
LUMBAR = ("lumbar_extension", "lumbar_bending", "lumbar_rotation")
LEVELS = tuple(
    f"{level}_{way}"
    for level in ("L5_S1", "L4_L5", "L3_L4", "L2_L3", "L1_L2", "T12_L1")
    for way in ("extension", "bending", "rotation")
)
NECK = ("neck_flexion", "neck_bending", "neck_rotation")


def _both(*names: str) -> tuple[str, ...]:
    return tuple(f"{name}_{side}" for side in "rl" for name in names)


LEGS = _both("hip_flexion", "hip_adduction", "hip_rotation", "knee_angle", "ankle_angle", "subtalar_angle", "mtp_angle")
ARMS = _both("arm_flex", "arm_add", "arm_rot", "elbow_flex", "pro_sup", "wrist_flex", "wrist_dev")

#: Without these there is no movement to analyse; planar models have no list and rotation, treadmills no translation.
REQUIRED = ("pelvis_tilt", "pelvis_ty", *_both("hip_flexion", "knee_angle"))
#: Always in a motion that was read: zero where the file lacks them.
BASIC = (*PELVIS_ROTATIONS, *PELVIS_TRANSLATIONS, *LEGS, *LUMBAR)
KNOWN = (*BASIC, *LEVELS, *ARMS, *NECK)

#: Coordinates that only follow another one; files carry them, nobody needs them.
FOLLOWERS = ("knee_angle_r_beta", "knee_angle_l_beta")

#: Joints that never turn by more than 200 degrees: pelvis_rotation may (turning round), and arms may wrap.
LIMITED = ("pelvis_tilt", "pelvis_list", *_both("hip_flexion", "hip_adduction", "knee_angle", "ankle_angle"), *LUMBAR)


def coordinate_of(column: str) -> str | None:
    """The known coordinate a column holds; None if it holds none; '' if it may be dropped without a word.

    'hip_flexion_r', '/jointset/hip_r/hip_flexion_r/value' and 'hip_r/hip_flexion_r' are all hip_flexion_r. Speeds
    ('.../speed', 'hip_flexion_r_u') and coordinates that only follow the knee are dropped.
    """
    parts = column.strip("/").split("/")
    kind = parts.pop() if len(parts) > 1 and parts[-1] in ("value", "speed") else "value"
    name = parts[-1]
    speed = kind == "speed" or (name.endswith("_u") and name.removesuffix("_u") in (*KNOWN, *FOLLOWERS))
    if speed or name in FOLLOWERS:
        return ""
    return name if name in KNOWN else None
