"""Forces under the feet predicted with the plates hidden, beside what the plates measured."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from iliopsoas.body.body import Body
from iliopsoas.body.subject import Subject
from iliopsoas.mechanics.analyze import analyze
from iliopsoas.motion import read_loads, read_motion
from iliopsoas.motion.from_markers import motion_from_markers
from iliopsoas.results.contact_loads import measured_vs_predicted
from iliopsoas.results.hip_contact import hip_contact_force

pytestmark = pytest.mark.trial
SQUATTER = Subject(mass=62.6, height=1.70)


def test_walking_from_joint_angles_on_a_treadmill(recorded: Path) -> None:
    """walk_gait2392_subject01: the belt is recognised; vertical force r >= 0.95, within 12 % of body weight."""
    folder = recorded / "walk_gait2392_subject01"
    body = Body.build(Subject(mass=72.6, height=1.80))
    motion = read_motion(folder / "subject01_walk1_ik.mot").with_loads(read_loads(folder / "subject01_walk1_grf.mot"))
    result = analyze(body, motion, predict_contact=True, start=0.52, end=1.98)
    assert "belt" in result.attrs["notes"]
    for side in measured_vs_predicted(result).values():
        assert side["vertical_force_r"] > 0.98
        assert side["vertical_force_rmse_bw"] < 0.06
        assert side["hip_flexion_moment_r"] > 0.89
    moment = result["joint_moment"].sel(coordinate=["hip_flexion_r", "hip_flexion_l"]).values
    lone = np.abs(moment[1:-1] - 0.5 * (moment[:-2] + moment[2:])).max()
    assert lone < 10.0  # N m: the feet do not press against each other to explain the last newton metre of pitch


def test_slow_walking_from_markers_over_ground(recorded: Path) -> None:
    """walk_rehazenter_2014001 (schreiber2019), where the two plates carry the body."""
    folder = recorded / "walk_rehazenter_2014001"
    body, motion = motion_from_markers(folder / "2014001_C1_01.c3d", folder / "2014001_ST.c3d", mass=67.0, height=1.655)
    result = analyze(body, motion, predict_contact=True, start=0.41, end=2.55)
    for side in measured_vs_predicted(result).values():
        assert side["vertical_force_r"] > 0.95
        assert side["vertical_force_rmse_bw"] < 0.12


def test_squats_hip_moments(recorded: Path) -> None:
    """squats1 (OpenCap): hip flexion moment with predicted and measured forces r >= 0.95; finite, smooth."""
    folder = recorded / "opencap_subject4"
    motion = read_motion(folder / "squats1_ik.mot").with_loads(read_loads(folder / "squats1_grf.mot"))
    result = analyze(Body.build(SQUATTER), motion, predict_contact=True)
    assert min(s["hip_flexion_moment_r"] for s in measured_vs_predicted(result).values()) > 0.98
    force = np.stack([hip_contact_force(result, s) for s in "rl"])
    assert np.isfinite(force).all()
    assert np.abs(np.diff(force, axis=1)).max() < 0.35  # body weights from frame to frame, at 100 Hz


def test_rising_from_a_chair_nobody_measured(recorded: Path) -> None:
    """STS1 (OpenCap): an unmeasured seat is found; after seat-off the hip moments agree, r >= 0.95."""
    folder = recorded / "opencap_subject4"
    motion = read_motion(folder / "STS1_ik.mot").with_loads(read_loads(folder / "STS1_grf.mot"))
    result = analyze(Body.build(SQUATTER), motion, predict_contact=True, seat=True)
    assert "A seat carries pelvis and thighs" in result.attrs["notes"]
    up = result["plate_force"].values[:, :, 1].sum(axis=1) > 0.95 * SQUATTER.weight
    for side in "rl":
        name = f"hip_flexion_{side}"
        one = result["joint_moment"].sel(coordinate=name).values[up]
        other = result["plate_joint_moment"].sel(coordinate=name).values[up]
        assert np.corrcoef(one, other)[0, 1] > 0.95
