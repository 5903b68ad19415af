"""Quantities of strength and of the passive hip: against anderson2007 and riener1999, and at the ends of the range."""

from __future__ import annotations

import numpy as np
import pytest

from iliopsoas.assessment.range_tests import passive_moment
from iliopsoas.body.passive_moments import HIP_LIGAMENT_END, HIP_LIGAMENT_MOMENT, hip_ligament_moment
from iliopsoas.evidence.basis.context import Context
from iliopsoas.evidence.quantities import passive, strength

PEOPLE = [("male", 22.0, 1.78, 76.0), ("female", 22.0, 1.65, 62.0), ("male", 70.0, 1.78, 76.0)]


@pytest.mark.parametrize("who", PEOPLE, ids=lambda who: f"{who[0]} {who[1]:.0f}")
def test_anderson2007_limits_are_one_standard_deviation(context: Context, who: tuple[str, float, float, float]) -> None:
    sex, age, height, _ = who
    target = strength.published(context, sex, age, height, 0.0)
    assert target.sd is not None
    assert target.low == pytest.approx(target.published - target.sd)
    assert target.high == pytest.approx(target.published + target.sd)
    assert 1.0 < target.published < 2.5  # N m/kg, hip straight
    later = strength.published(context, sex, age, height, 90.0)
    assert later.published < target.published  # it falls with flexion


@pytest.mark.parametrize("who", PEOPLE, ids=lambda who: f"{who[0]} {who[1]:.0f}")
def test_people_are_about_as_strong_as_measured(context: Context, who: tuple[str, float, float, float]) -> None:
    target = strength.published(context, *who[:3], 0.0)
    assert strength.flexion(context, *who, 0.0) == pytest.approx(target.published, rel=0.4)


def test_ratios_are_of_strengths(context: Context) -> None:
    at_0, at_90 = (strength.flexion(context, *strength.YOUNG_MAN, angle) for angle in (0.0, 90.0))
    assert strength.ratio_of_angles(context, 90.0, 0.0) == pytest.approx(at_90 / at_0)
    assert strength.ratio_of_angles(context, 45.0, 45.0) == 1.0
    assert strength.ratio_of_directions(context, "flexion", "flexion") == 1.0
    forth, back = (
        strength.ratio_of_directions(context, *pair) for pair in (("extension", "flexion"), ("flexion", "extension"))
    )
    assert forth * back == pytest.approx(1.0)


def test_young_people_lie_between_men_and_women(context: Context) -> None:
    men, women, both = (strength.young_people(context, share) for share in (0.0, 1.0, 0.5))
    assert both == pytest.approx(0.5 * (men + women))
    assert men == pytest.approx(strength.flexion(context, *strength.YOUNG_MAN, 0.0))


def test_the_greatest_extension_is_no_less_than_any(context: Context) -> None:
    """Hip extensors are the strongest of the hip: more than flexors anywhere."""
    greatest = strength.greatest_extension(context, *strength.YOUNG_MAN)
    assert greatest > max(strength.flexion(context, *strength.YOUNG_MAN, a) for a in (0.0, 45.0, 90.0))


def test_old_men_and_young_women_are_about_alike(context: Context) -> None:
    """anderson2007: 1.73 * 76 over 2.00 * 62 newton metres; strength falls with age, so less than the young man's."""
    ratio = strength.old_man_over_young_woman(context)
    young = strength.flexion(context, *strength.YOUNG_MAN, 0.0) * strength.YOUNG_MAN[3]
    woman = strength.flexion(context, *strength.YOUNG_WOMAN, 0.0) * strength.YOUNG_WOMAN[3]
    assert 0.5 < ratio < young / woman


# --- passive ----------------------------------------------------------------------------------------------------------


def test_passive_moments_are_those_of_the_assessment_too(context: Context) -> None:
    """One equation behind the comparison and the examiner's hand."""
    body, angles = context.person(*passive.MAN), np.array([-20.0, 0.0, 30.0])
    for knee in (0.0, 60.0):
        np.testing.assert_array_equal(passive.moments(body, angles, knee), passive_moment(body, "r", angles, knee))


def test_extension_stiffens_the_hip(context: Context) -> None:
    """riener1999, anderson2007: exponential towards the end of the range."""
    moments = [passive.moment(context, angle) for angle in (10.0, 0.0, -10.0, -20.0)]
    assert (np.diff(moments) > 0.0).all()
    assert (np.diff(moments, 2) > 0.0).all()
    growth = passive.stiffening(context)
    assert growth == pytest.approx((moments[3] - moments[2]) / (moments[2] - moments[1]))
    assert growth > 1.0


def test_a_bent_knee_stretches_rectus_femoris(context: Context) -> None:
    """Two-joint muscle: with the knee bent the extended hip meets more resistance."""
    assert passive.knee_effect(context, -10.0) > 0.0
    assert passive.knee_effect(context, -10.0) == pytest.approx(
        passive.moment(context, -10.0, 90.0) - passive.moment(context, -10.0)
    )


def test_ligaments_reach_their_moment_where_their_curve_says(context: Context) -> None:
    """vanarkel2015: capsule taut within the range of extension; at neutral by definition HIP_LIGAMENT_MOMENT."""
    assert passive.ligaments_reach(context, HIP_LIGAMENT_MOMENT) == pytest.approx(0.0, abs=1e-6)
    for moment in (1.0, 5.0, 20.0):
        angle = passive.ligaments_reach(context, moment)
        assert float(hip_ligament_moment(np.radians([angle]))[0]) == pytest.approx(moment, rel=1e-6)
        assert angle < np.degrees(HIP_LIGAMENT_END)
    assert passive.ligaments_reach(context, 20.0) < passive.ligaments_reach(context, 5.0) < 0.0


def test_rolling_the_pelvis_lowers_the_thigh_less(context: Context) -> None:
    """The further the pelvis is rolled back, the higher the thigh hangs, by about as much."""
    who = ("male", 30.0, 1.75, 75.0)
    hangs = [passive.thomas(context, *who, roll) for roll in (10.0, 17.0)]
    assert 3.0 < hangs[0] - hangs[1] < 7.5
    knees = [passive.thomas(context, *who, roll, knee=True) for roll in (10.0, 17.0)]
    assert all(30.0 < knee < 90.0 for knee in knees)


def test_the_mean_knee_is_the_mean_of_knees(context: Context) -> None:
    people = [
        {"sex": "male", "age_years": 30.0, "height_m": 1.75, "mass_kg": 75.0, "roll_deg": roll} for roll in (10.0, 17.0)
    ]
    each = [passive.thomas_knee(context, [person]) for person in people]
    assert passive.thomas_knee(context, people) == pytest.approx(np.mean(each))
