"""The hip in deep flexion: what turns the thigh outward there, and hamstrings that stay outside the femoral head."""

from __future__ import annotations

import numpy as np
import pytest

from iliopsoas.body.body import Body
from iliopsoas.function.muscle_geometry import geometry_over_angles

ANGLES = np.radians(np.arange(0, 121, 5))


def arms(body: Body, strand: str, coordinate: str, knee: float = 0.0) -> np.ndarray:
    poses = geometry_over_angles(body, "hip_flexion_r", ANGLES, {"knee_angle_r": np.radians(knee)})
    return 1000.0 * poses.arms(coordinate)[:, body.muscles.names.index(strand), 0]


@pytest.mark.parametrize("knee", [0.0, 90.0])
@pytest.mark.parametrize("strand", ["semimem_r", "semiten_r", "bflh_r"])
def test_hamstrings_stay_outside_the_femoral_head(body: Body, strand: str, knee: float) -> None:
    """Head 23.5 mm and soft tissue: a straight line came within 12 to 20 mm of the centre at 120 deg."""
    arm = arms(body, strand, "hip_flexion_r", knee)
    assert np.abs(arm).min() > 36.0
    assert np.abs(np.diff(arm)).max() < 1.5 * 5.0


@pytest.mark.parametrize("strand", ["quadfem_r", "obtext_r"])
def test_something_turns_the_bent_thigh_outward(body: Body, strand: str) -> None:
    """gray2020: quadratus femoris and obturator externus; without them nothing balances rotation beyond 60 deg."""
    assert arms(body, strand, "hip_rotation_r")[np.radians(60.0) <= ANGLES].max() < -10.0


def test_piriformis_turns_the_bent_thigh_inward(body: Body) -> None:
    arm = arms(body, "piri_r", "hip_rotation_r")
    assert arm[0] < 0.0 < arm[-1]


def test_deep_rotators_work_within_their_fibres(body: Body) -> None:
    poses = geometry_over_angles(body, "hip_flexion_r", ANGLES)
    for strand in ("quadfem_r", "gem_r", "obtint_r", "obtext_r"):
        i = body.muscles.names.index(strand)
        share = poses.fibres().length[:, i] / body.muscles.lopt[i]
        assert share.min() > 0.5
        assert share.max() < 1.45
