"""The psoas paradox against bogduk1992 (signs, compression), park2013 (parts) and mechanics itself."""

from __future__ import annotations

import numpy as np
import pytest

from iliopsoas.body.body import Body
from iliopsoas.errors import InputError
from iliopsoas.function.muscle_geometry import geometry_over_angles
from iliopsoas.function.paradox import DISSECTED_AREA, DISSECTION_STRESS, PUBLISHED_SIGNS, paradox

FLEXION = np.radians(np.arange(-30.0, 61.0, 5.0))
UPRIGHT, FORTY = 6, 14


def test_signs_upright(body: Body) -> None:
    """Acceptance: extends L1/2 and L2/3, flexes L4/5 and L5/S1 (bogduk1992)."""
    result = paradox(body, FLEXION)
    for level, sign in PUBLISHED_SIGNS.items():
        assert np.sign(result.moment[UPRIGHT, result.levels.index(level)]) == sign, level


def test_flexes_everywhere_when_bent_forward(body: Body) -> None:
    """Acceptance: all levels by +40 deg."""
    assert np.degrees(FLEXION[FORTY]) == pytest.approx(40.0)
    assert np.all(paradox(body, FLEXION).moment[FORTY] > 0.0)


def test_does_not_bowstring(body: Body) -> None:
    """Acceptance: every strand's arm at L5/S1 below 45 mm up to 60 deg; straight strands reach 61-85 mm."""
    result = paradox(body, FLEXION)
    assert result.levels[-1] == "L5_S1"
    assert np.abs(result.arm[:, :, -1]).max() < 0.045


def test_transverse_process_part_extends_more(body: Body) -> None:
    """Acceptance: at every level where both parts cross (park2013), at every posture."""
    result = paradox(body, FLEXION)
    process = np.array(["_TP" in name for name in result.strands])
    weight = body.muscles.fmax[body.muscles.select("psoas_major_r")]
    for k, level in enumerate(result.levels):
        crossing = np.abs(result.arm[:, :, k]).max(axis=0) > 1e-9
        parts = [part & crossing for part in (process, ~process)]
        if all(part.any() for part in parts):
            tp, vb = (result.arm[:, p, k] @ weight[p] / weight[p].sum() for p in parts)
            assert np.all(tp < vb), level


def test_compression_of_both_at_full_effort(body: Body) -> None:
    """Acceptance: 46 N/cm2 on both dissected psoas, upright: 900-1300 N at L5/S1; moments small beside it."""
    result = paradox(body, np.zeros(1), stress=DISSECTION_STRESS)
    assert result.force.sum() == pytest.approx(DISSECTION_STRESS * DISSECTED_AREA)
    assert 900.0 <= 2 * result.compression[0, -1] <= 1300.0
    assert np.abs(result.moment).max() / result.compression.max() < 0.05


def test_both_sides_are_twice_one_side(body: Body) -> None:
    one, both = paradox(body, FLEXION, muscle="psoas_major_r"), paradox(body, FLEXION, muscle="psoas_major")
    np.testing.assert_allclose(both.compression, 2 * one.compression, rtol=1e-6)
    np.testing.assert_allclose(both.moment, 2 * one.moment, atol=1e-6)
    stressed = [
        paradox(body, FLEXION, muscle=m, stress=46.0).force.sum(axis=1) for m in ("psoas_major_l", "psoas_major")
    ]
    np.testing.assert_allclose(stressed[1], 2 * stressed[0])


def test_held_rows_carry_the_strands_resultant(body: Body) -> None:
    """Statics: what crosses a disc is the sum of the tensions of the strands that cross it, so that compression and
    shear together are at most the sum of those tensions, and all of it where the strands are parallel."""
    result = paradox(body, np.zeros(1))
    pose = geometry_over_angles(body, "lumbar_extension", np.zeros(1))
    force = np.zeros((1, len(body.muscles)))
    index = body.muscles.names.index("psoas_major_L1_VB_r")
    force[0, index] = 100.0
    for level in result.levels:
        assert np.linalg.norm(pose.joint_reaction(level, force)) == pytest.approx(100.0, abs=1e-6), level
    for k in range(len(result.levels)):
        crossing = np.abs(result.arm[0, :, k]) > 1e-9
        planar = np.hypot(result.compression[0, k], result.shear[0, k])
        assert planar <= result.force[0, crossing].sum() + 1e-6


def test_flips_are_zeros_of_the_moment(body: Body) -> None:
    coarse, fine = paradox(body, FLEXION), paradox(body, np.radians(np.arange(-30.0, 60.1, 1.0)))
    for k, level in enumerate(fine.levels):
        for at in fine.sign_changes()[level]:
            assert paradox(body, np.array([at])).moment[0, k] == pytest.approx(0.0, abs=0.05)
    for level, found in coarse.sign_changes().items():
        assert len(found) == len(fine.sign_changes()[level])


def test_active_effort_follows_the_force_length_curve(body: Body) -> None:
    full, active = paradox(body, FLEXION), paradox(body, FLEXION, effort="active")
    assert np.all(active.force < full.force)
    assert np.all(active.force > 0.2 * full.force)
    np.testing.assert_allclose(active.strand_moment / active.force[:, :, None], full.arm, atol=1e-9)


def test_errors(body: Body) -> None:
    with pytest.raises(InputError, match="sart_r crosses no lumbar level"):
        paradox(body, FLEXION, muscle="sart_r")
    with pytest.raises(InputError, match="the effort is 'half'; it can be 'max'"):
        paradox(body, FLEXION, effort="half")  # type: ignore[arg-type]
    for wrong in ({"muscle": "psoas_minor_r", "stress": 46.0}, {"stress": 0.0}):
        with pytest.raises(InputError, match=r"a stress \[N/cm\^2\] must be positive, and it goes with psoas_major"):
            paradox(body, FLEXION, **wrong)  # type: ignore[arg-type]
