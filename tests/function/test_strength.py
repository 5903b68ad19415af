"""Strength: mechanics of the sum and of the linear programme; the published curve it is shown beside (anderson2007)."""

from __future__ import annotations

import numpy as np
import pytest

from iliopsoas.atlas.published_curves import strength_curves, strength_group
from iliopsoas.body.body import Body
from iliopsoas.body.passive_moments import hip_ligament_moment
from iliopsoas.body.subject import Subject
from iliopsoas.errors import InputError
from iliopsoas.function.actions import muscle_shares
from iliopsoas.function.strength import strength

ANGLES = np.radians([0.0, 30.0, 60.0, 90.0])
PER_KG = {
    ("male", 20): (1.95, 1.69, 1.18, 0.50),
    ("female", 20): (2.00, 1.73, 1.26, 0.65),
    ("male", 60): (1.85, 1.63, 1.19, 0.58),
    ("female", 60): (1.45, 1.23, 0.78, 0.20),
    ("male", 70): (1.73, 1.45, 0.95, 0.30),
    ("female", 70): (1.27, 1.09, 0.80, 0.42),
}
"""anderson2007 at 0/30/60/90 deg, men of 1.78 m and women of 1.65 m, from its coefficients (reference table t08)."""


@pytest.mark.parametrize("group", PER_KG)
def test_published_curves(group: tuple[str, int]) -> None:
    curve = strength_group("hip_flexion_r", *group)
    assert curve is not None
    height = 1.78 if group[0] == "male" else 1.65
    np.testing.assert_allclose(curve.per_kg(ANGLES, height), PER_KG[group], atol=0.011)
    assert 0.0 < curve.sd_per_kg(ANGLES[:1], height)[0] < 0.6
    assert curve.age_from_years <= group[1] <= curve.age_to_years


def test_six_groups_and_none_elsewhere() -> None:
    assert len(strength_curves()) == 6
    assert strength_group("knee_angle_r", "male", 30.0) is None
    nearest = strength_group("hip_flexion_l", "female", 41.0)
    assert nearest is not None
    assert nearest.group == "women 55-65 y"


KNEE_HANGS = {"knee_angle_r": np.radians(90.0)}


@pytest.mark.parametrize("sex", ["male", "female"])
@pytest.mark.parametrize("age", [22, 60, 70])
def test_anderson2007_hip_flexion_strength_at_neutral_within_one_sd(sex: str, age: int) -> None:
    """Six age and sex groups, one body model, no factor per group; active moment, lower leg hanging."""
    height, mass = (1.78, 76.0) if sex == "male" else (1.65, 62.0)
    subject = Subject(height, mass, sex, age)  # type: ignore[arg-type]
    ours = strength(Body.build(subject), "hip_flexion_r", ANGLES[:1], posture=KNEE_HANGS).active[0] / mass
    curve = strength_group("hip_flexion_r", sex, age)
    assert curve is not None
    theirs, sd = (f(ANGLES[:1], height)[0] for f in (curve.per_kg, curve.sd_per_kg))
    assert abs(ours - theirs) <= sd, f"{ours:.2f} beside {theirs:.2f} +- {sd:.2f} N m/kg"


def test_held_is_weaker_than_the_sum_of_all_that_helps(body: Body) -> None:
    """The lower leg and the hip's other axes have to be held by muscles too."""
    result = strength(body, "hip_flexion_r", ANGLES)
    everything = muscle_shares(body, "hip_flexion_r", ANGLES).moment[:, :, 0].sum(axis=1)
    assert np.all(result.active <= everything + 1e-6)
    assert np.all(result.active > 0.3 * everything)
    np.testing.assert_allclose(result.share.sum(axis=1), 1.0, atol=1e-3)
    np.testing.assert_allclose(result.passive_structures, hip_ligament_moment(ANGLES), atol=1e-9)
    np.testing.assert_allclose(result.total, result.active + result.passive)


def test_a_free_pelvis_needs_the_abdominal_wall(body: Body) -> None:
    """Held by trunk muscles it is never stronger than held by a belt, and hardly weaker unless the wall is weak."""
    weak = body
    for wall in ("rectus_abdominis", "external_oblique", "internal_oblique"):
        weak = weak.with_muscles(weak.muscles.scaled(wall, fmax=0.1))
    held, free, slack = (
        strength(b, "hip_flexion_r", ANGLES, pelvis=p, posture=KNEE_HANGS)  # type: ignore[arg-type]
        for b, p in ((body, "held"), (body, "free"), (weak, "free"))
    )
    assert np.all(free.active <= held.active + 1e-6)
    assert np.all(slack.active < 0.9 * free.active)
    np.testing.assert_allclose(free.passive, held.passive)


def test_opposite_direction(body: Body) -> None:
    """Passive moments change sign with the direction; hip extensors are not flexors."""
    flexion, extension = (strength(body, "hip_flexion_r", ANGLES, opposite=o) for o in (False, True))
    np.testing.assert_allclose(extension.passive, -flexion.passive)
    assert extension.published is None
    assert extension.muscles[0] in ("gluteus_maximus_r", "adductor_magnus_r", "semimembranosus_r")


def test_grows_with_strength_not_with_the_passive_structures(body: Body) -> None:
    stronger = body.with_muscles(body.muscles.scaled("psoas_major_r", fmax=2.0))
    before, after = (strength(b, "hip_flexion_r", ANGLES) for b in (body, stronger))
    assert np.all(after.active >= before.active - 1e-6)
    assert after.active[0] > 1.05 * before.active[0]
    np.testing.assert_allclose(after.passive_structures, before.passive_structures)


def test_errors(body: Body) -> None:
    with pytest.raises(InputError, match="the pelvis is 'loose'; it can be 'held' or 'free'"):
        strength(body, "hip_flexion_r", ANGLES, pelvis="loose")  # type: ignore[arg-type]
    with pytest.raises(InputError, match="a free pelvis goes with a hip coordinate"):
        strength(body, "knee_angle_r", ANGLES, pelvis="free")
