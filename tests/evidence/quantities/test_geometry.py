"""Quantities of arms, spine and architecture: units, symmetry, what anatomy and the sources named in them say."""

from __future__ import annotations

import numpy as np
import pytest

from iliopsoas.atlas.published_curves import arm_curves
from iliopsoas.errors import AtlasError
from iliopsoas.evidence.basis.context import Context
from iliopsoas.evidence.quantities import architecture, arms, spine
from iliopsoas.function.paradox import DISSECTED_AREA, DISSECTION_STRESS

HIP_FLEXORS = ("psoas_major", "iliacus")
LEVELS = ("L1_L2", "L2_L3", "L3_L4", "L4_L5", "L5_S1")


# --- moment arms ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("muscle", HIP_FLEXORS)
def test_arms_at_the_hip_are_centimetres(context: Context, muscle: str) -> None:
    """blemker2005: fibres of psoas 17 to 30 mm, of iliacus 19 to 51 mm, from -10 to 60 degrees."""
    low, high = {"psoas_major": (17.0, 30.0), "iliacus": (19.0, 51.0)}[muscle]
    assert low < arms.mean(context, muscle) < high
    for angle in (-10.0, 25.0, 60.0):
        assert low < arms.at_angle(context, muscle, "Blemker 2005", angle) < high


@pytest.mark.parametrize("muscle", HIP_FLEXORS)
def test_a_published_arm_lies_inside_its_own_range(context: Context, muscle: str) -> None:
    curve = arms.curve(muscle, "Blemker 2005")
    for angle in (float(curve.angle_deg[0]), float(curve.angle_deg.mean()), float(curve.angle_deg[-1])):
        target = arms.published(context, muscle, "Blemker 2005", angle)
        assert target.low is not None
        assert target.high is not None
        assert target.low <= target.published <= target.high
        assert target.contains(target.published)


def test_between_two_angles_the_arm_lies_between_their_arms(context: Context) -> None:
    ends = [arms.at_angle(context, "iliacus", "Blemker 2005", a) for a in (10.0, 20.0)]
    assert min(ends) <= arms.at_angle(context, "iliacus", "Blemker 2005", 15.0) <= max(ends)


def test_a_distance_is_no_smaller_than_the_mean_gap(context: Context) -> None:
    """Root mean square against mean of the differences."""
    curve = arms.curve("psoas_major", "Blemker 2005")
    gaps = [arms.at_angle(context, "psoas_major", "Blemker 2005", float(a)) for a in curve.angle_deg] - curve.arm_mm
    assert arms.distance_rms(context, "psoas_major", "Blemker 2005") >= abs(float(np.mean(gaps))) - 1e-9


def test_the_share_of_flexion_is_the_ratio_of_two_arms(context: Context) -> None:
    rotation, flexion = (arms.about(context, "psoas_major", axis) for axis in ("hip_rotation", "hip_flexion"))
    share = arms.share_of_flexion(context, "psoas_major", "hip_rotation")
    assert share == pytest.approx(100.0 * abs(rotation) / flexion)
    assert 0.0 <= share < 50.0  # a flexor first of all


def test_models_span_their_curves(context: Context) -> None:
    target = arms.models(context, "psoas_major", "hip_rotation")
    values = [
        float(np.interp(0.0, c.angle_deg, c.arm_mm))
        for c in arm_curves("psoas_major", "hip_flexion", "hip_rotation")
        if c.shape == "model"
    ]
    assert len(values) > 1
    assert (target.low, target.high) == (min(values), max(values))


def test_a_curve_that_nobody_published_is_named(context: Context) -> None:
    with pytest.raises(AtlasError, match=r"published_arms\.csv has no curve 'Nobody 1900' of iliacus"):
        arms.at_angle(context, "iliacus", "Nobody 1900", 0.0)


# --- spine ------------------------------------------------------------------------------------------------------------


def test_bogduk1992_signs_of_the_psoas_moment(context: Context) -> None:
    """Erect: extends the upper levels, flexes the lower ones; bent forward it flexes all."""
    upright = {level: spine.moment(context, level, 0.0) for level in LEVELS}
    assert upright["L1_L2"] < 0.0
    assert upright["L2_L3"] < 0.0
    assert upright["L4_L5"] > 0.0
    assert upright["L5_S1"] > 0.0
    assert spine.smallest_moment(context, 0.0) == pytest.approx(min(upright.values()))
    assert spine.smallest_moment(context, 40.0) > 0.0


def test_moments_grow_with_flexion_at_every_level(context: Context) -> None:
    """The line of pull stays in front while the vertebrae turn away beneath it."""
    for level in LEVELS:
        moments = [spine.moment(context, level, angle) for angle in (0.0, 20.0, 40.0)]
        assert (np.diff(moments) > 0.0).all(), level


def test_moments_are_small_beside_the_compression(context: Context) -> None:
    """bogduk1992: a pair of psoas presses L5/S1 with about 1000 N and turns it by a few newton metres."""
    pressed = spine.compression_of_both(context, "L5_S1")
    assert 900.0 < pressed < 1300.0
    pull = 2.0 * DISSECTION_STRESS * DISSECTED_AREA  # nothing presses harder than all strands pull
    assert np.hypot(pressed, spine.shear_of_both(context, "L5_S1")) <= pull
    assert abs(spine.moment(context, "L5_S1", 0.0)) < 0.03 * pressed


def test_side_bending_arms_grow_downwards(context: Context) -> None:
    """The muscle moves away from the midline on its way down to the pelvic brim."""
    values = [spine.lateral_arm(context, level) for level in LEVELS]
    assert all(10.0 < value < 70.0 for value in values)
    assert spine.lateral_arm_growth(context) == pytest.approx(min(np.diff(values)))


def test_lordosis_adds_up(context: Context) -> None:
    whole = spine.lordosis(context, "L1_L2", "L5_S1")
    parts = spine.lordosis(context, "L1_L2", "L3_L4") + spine.lordosis(context, "L3_L4", "L5_S1")
    assert whole == pytest.approx(parts)
    assert spine.lordosis(context, "L1_L2", "L5_S1") == -spine.lordosis(context, "L5_S1", "L1_L2")


def test_rotations_of_levels_add_up_to_the_total(context: Context) -> None:
    """christophy2012: the lumbar rhythm only shares out."""
    shares = [spine.level_rotation(context, level, list(LEVELS), 60.0) for level in LEVELS]
    assert sum(shares) == pytest.approx(60.0)
    assert min(shares) > 0.0
    assert spine.level_rotation(context, "L4_L5", ["L4_L5"], 12.0) == pytest.approx(12.0)


@pytest.mark.parametrize("part", ["posterior", "anterior"])
def test_quadratus_bends_to_its_side_more_than_it_extends(context: Context, part: str) -> None:
    bends = spine.quadratus_arm(context, part, "lumbar_bending")
    assert bends > 0.0
    ratio = spine.quadratus_bends_more(context, part)
    assert ratio == pytest.approx(bends / spine.quadratus_arm(context, part, "lumbar_extension"))


# --- architecture -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("muscle", HIP_FLEXORS)
def test_path_is_longer_than_tendon_and_fibres_are_a_handful(context: Context, muscle: str) -> None:
    """ward2009: fibres of psoas 11.7 cm, of iliacus 10.7 cm."""
    fibre, tendon = architecture.fibre_length(context, muscle), architecture.tendon_length(context, muscle)
    assert 8.0 < fibre < 16.0
    assert tendon < architecture.path_length(context, muscle)
    assert architecture.fibre_spread(context, muscle) >= 1.0
    assert 0.0 <= architecture.pennation(context, muscle) < 30.0


def test_section_is_strength_over_specific_tension(context: Context) -> None:
    """rajagopal2016: 60 N/cm^2, and 1426.79 N of psoas major a side."""
    assert architecture.section(context, "psoas_major") == pytest.approx(1426.79 / 60.0, rel=1e-4)


def test_a_bigger_man_has_more_muscle_and_as_handsfield2014_says(context: Context) -> None:
    """V = 0.055 (47 h m + 1285) - 117 for psoas: 303 cm^3 at 1.78 m and 76 kg; ours follows the same regression."""
    small, big = (("male", 25.0, 1.65, 60.0), ("male", 25.0, 1.85, 90.0))
    for muscle in HIP_FLEXORS:
        ours = [architecture.volume(context, muscle, *who) for who in (small, big)]
        theirs = [architecture.volume_by_mri(context, muscle, *who).published for who in (small, big)]
        assert ours[1] > ours[0]
        assert theirs[1] > theirs[0]
    psoas = architecture.volume_by_mri(context, "psoas_major", "male", 25.0, 1.78, 76.0)
    assert psoas.published == pytest.approx(0.055 * (47.0 * 1.78 * 76.0 + 1285.0) - 117.0)
    assert psoas.published == pytest.approx(303.3, abs=0.5)
    assert (psoas.low, psoas.high) == (pytest.approx(0.8 * psoas.published), pytest.approx(1.2 * psoas.published))


def test_processes_carry_part_of_the_strength(context: Context) -> None:
    share = architecture.share_of_processes(context)
    assert 0.0 < share < 100.0
    muscles = context.generic.muscles
    strands = [i for i in muscles.select("psoas_major_l") if "_TP" in muscles.names[i]]
    left = muscles.fmax[strands].sum() / muscles.fmax[muscles.select("psoas_major_l")].sum()
    assert share == pytest.approx(100.0 * left)  # alike on the left
