"""Isometric strength of the hip beside dynamometers. The lower leg hangs (knee at 90 degrees) unless said otherwise."""

from __future__ import annotations

import numpy as np

from iliopsoas.atlas.published_curves import StrengthCurve, strength_group
from iliopsoas.errors import AtlasError
from iliopsoas.evidence.basis.context import Context
from iliopsoas.evidence.basis.target import Target
from iliopsoas.function.strength import IsometricStrength
from iliopsoas.function.strength import strength as tested

FLEXION = "hip_flexion_r"
ANGLES = tuple(float(a) for a in range(0, 121, 15))
"""Hip flexion at which the young are tested [deg] (technical)."""
DIRECTIONS = {
    "extension": ((FLEXION, True),),
    "flexion": ((FLEXION, False),),
    "adduction": (("hip_adduction_r", False),),
    "abduction": (("hip_adduction_r", True),),
    "rotation": (("hip_rotation_r", False), ("hip_rotation_r", True)),
}
YOUNG_MAN = ("male", 22.0, 1.78, 76.0)
"""Sex, age [years], stature [m], mass [kg] for comparisons of directions and angles; estimated (anderson2007, men 18 to
25 years: the stature that the table of its curves uses)."""
OLD_MAN = ("male", 70.0, 1.78, 76.0)  # estimated (anderson2007)
YOUNG_WOMAN = ("female", 22.0, 1.65, 62.0)
"""Sex, age, stature and mass as above, women's stature 1.65 m; estimated (anderson2007)."""


def flexion(
    context: Context,
    sex: str,
    age_years: float,
    height_m: float,
    mass_kg: float,
    angle_deg: float,
    knee_deg: float = 90.0,
) -> float:
    """Strength of hip flexion, the knee bent as told [N m/kg]."""
    angles = ANGLES if angle_deg in ANGLES and age_years < 30.0 else (angle_deg,)
    result = _tested(context, (sex, age_years, height_m, mass_kg), FLEXION, False, angles, knee_deg)
    return float(result.active[angles.index(angle_deg)]) / mass_kg


def published(context: Context, sex: str, age_years: float, height_m: float, angle_deg: float, **_: float) -> Target:
    """Measured strength of the group with its standard deviation [N m/kg]; mass and knee make no difference there."""
    group, angle = _group(sex, age_years), np.radians([angle_deg])
    value, sd = float(group.per_kg(angle, height_m)[0]), float(group.sd_per_kg(angle, height_m)[0])
    return Target(value, value - sd, value + sd, sd)


def greatest_extension(context: Context, sex: str, age_years: float, height_m: float, mass_kg: float) -> float:
    """Greatest strength of hip extension from 0 to 120 degrees of flexion [N m/kg]."""
    result = _tested(context, (sex, age_years, height_m, mass_kg), FLEXION, True, ANGLES)
    return float(result.active.max()) / mass_kg


def ratio_of_angles(context: Context, angle_deg: float, to_deg: float) -> float:
    """Strength of a young man's hip flexion at one angle over that at another [-]."""
    return flexion(context, *YOUNG_MAN, angle_deg) / flexion(context, *YOUNG_MAN, to_deg)


def ratio_of_directions(context: Context, first: str, second: str) -> float:
    """Strength of a young man in one direction over that in another, hip straight [-]."""
    return _directed(context, first) / _directed(context, second)


def old_man_over_young_woman(context: Context) -> float:
    """Strength of hip flexion of a man of 70 over that of a woman of 22, in newton metres [-]."""
    (man, heavier), (woman, lighter) = ((flexion(context, *who, 0.0), who[3]) for who in (OLD_MAN, YOUNG_WOMAN))
    return man * heavier / (woman * lighter)


def _directed(context: Context, direction: str) -> float:
    each = (_tested(context, YOUNG_MAN, c, o, (0.0,)).active[0] for c, o in DIRECTIONS[direction])
    return float(max(each))


def _tested(
    context: Context,
    who: tuple[str, float, float, float],
    coordinate: str,
    opposite: bool,
    angles: tuple[float, ...],
    knee_deg: float = 90.0,
) -> IsometricStrength:
    posture = {"knee_angle_r": np.radians(knee_deg)}
    return context.once(
        ("strength", who, coordinate, opposite, angles, knee_deg),
        lambda: tested(context.person(*who), coordinate, np.radians(angles), posture=posture, opposite=opposite),
    )


def _group(sex: str, age_years: float) -> StrengthCurve:
    found = strength_group(FLEXION, sex, age_years)
    if found is None:
        raise AtlasError(f"published_curves.csv has no group for {sex} of {age_years:g} years")
    return found


def young_people(context: Context, women: float) -> float:
    """Mean strength of hip flexion of young men and women, hip straight [N m/kg]; `women`: their share [-]."""
    man, woman = (flexion(context, *who, 0.0) for who in (YOUNG_MAN, YOUNG_WOMAN))
    return (1.0 - women) * man + women * woman
