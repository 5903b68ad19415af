"""Marker files of four laboratories: errors of the fit, and joint angles beside those of OpenSim.

Sources: Schreiber and Moissenet 2019 (Rehazenter), the OpenCap validation set (Uhlrich 2023), the walking subject of
OpenSim's gait2392, Hamner and Delp 2013.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pytest

from iliopsoas.arrays import Array
from iliopsoas.body.body import Body
from iliopsoas.body.kinematics.segment_poses import segment_frames
from iliopsoas.mechanics.analyze import analyze
from iliopsoas.motion import Motion, read_loads, read_markers, read_motion
from iliopsoas.motion.from_markers import MeasuredPerson, motion_from_markers
from iliopsoas.motion.trajectory import prepare_trajectory
from iliopsoas.results.summary import summarise
from iliopsoas.results.trust import trust

pytestmark = pytest.mark.trial

REHA = ("walk_rehazenter_2014001/2014001_C1_01.c3d", "walk_rehazenter_2014001/2014001_ST.c3d", None, None)
SQUAT = ("opencap_subject4/squats1.trc", "opencap_subject4/static1.trc", 62.6, None)
STAND_UP = ("opencap_subject4/STS1.trc", "opencap_subject4/static1.trc", 62.6, None)
WALK = ("walk_gait2392_subject01/subject01_walk1.trc", "walk_gait2392_subject01/subject01_static.trc", 72.6, 1.80)
RUN = ("run_hamner_subject04/run200_markers.trc", None, 80.5, 1.772)


@cache
def measured(folder: Path, trial: str, static: str | None, mass: float | None, height: float | None) -> MeasuredPerson:
    return motion_from_markers(folder / trial, folder / static if static else None, mass=mass, height=height)


def apart(ours: Motion, theirs: Motion, name: str) -> Array:
    """Ours less theirs at their frames within ours [deg]."""
    both = (theirs.time >= ours.time[0] - 1e-6) & (theirs.time <= ours.time[-1] + 1e-6)
    mine = np.interp(theirs.time[both], ours.time, ours.coordinates[name])
    return np.degrees(mine - theirs.coordinates[name][both])


def rms(values: Array) -> float:
    return float(np.sqrt((values**2).mean()))


@pytest.mark.parametrize("trial", [REHA, SQUAT, STAND_UP, WALK, RUN], ids=lambda t: Path(t[0]).stem)
def test_markers_are_explained(recorded: Path, trial: tuple[str, str | None, float | None, float | None]) -> None:
    """RMS below 15 mm in all, and below 30 mm at any marker."""
    errors = measured(recorded, *trial).motion.marker_errors
    assert errors is not None
    assert 1e3 * errors.total < 15.0
    assert 1e3 * errors.rms[errors.worst] < 30.0


@pytest.mark.parametrize("side", ["r", "l"])
@pytest.mark.parametrize("trial", [SQUAT, STAND_UP], ids=lambda t: Path(t[0]).stem)
def test_hip_and_knee_of_squats_agree_with_opensim(
    recorded: Path, trial: tuple[str, str, float, None], side: str
) -> None:
    """OpenCap's own inverse kinematics of the same markers, flexion to 110 degrees: within 5 degrees."""
    ours = measured(recorded, *trial).motion
    theirs = read_motion(recorded / f"{Path(trial[0]).with_suffix('')}_ik.mot")
    for name in ("hip_flexion", "knee_angle"):
        assert rms(apart(ours, theirs, f"{name}_{side}")) < 5.0
    assert rms(apart(ours, theirs, "pelvis_tilt")) < 5.0


def segments(body: Body, motion: Motion, names: list[str]) -> Array:
    q = body.map.pose(motion.frames)
    for name, values in motion.coordinates.items():
        if name in body.map.names:
            q[:, body.map.column(name)] = values
    return segment_frames(body, names, q).rotations


def test_the_shank_of_squats_agrees_and_our_feet_stay_on_the_floor(recorded: Path, body: Body) -> None:
    """The peers' feet roll by up to 40 degrees on a flat floor, so ankle angles differ by 8 degrees; the shank's
    inclination, which is the ankle's flexion over a flat foot, agrees within 3 degrees."""
    person, ours = measured(recorded, *SQUAT)
    theirs = read_motion(recorded / "opencap_subject4/squats1_ik.mot")
    names = ["tibia_r", "tibia_l", "calcn_r", "calcn_l"]
    mine, peers = segments(person, ours, names), segments(body, theirs, names)
    lean = [np.degrees(np.arctan2(turn[:, :2, 0, 1], turn[:, :2, 1, 1])) for turn in (mine, peers)]
    assert rms(lean[0] - lean[1]) < 3.0
    roll = [np.degrees(np.arctan2(turn[:, 2:, 1, 2], turn[:, 2:, 1, 1])) for turn in (mine, peers)]
    assert np.abs(roll[0]).max() < 8.0 < 35.0 < np.abs(roll[1]).max()
    for side in "rl":
        assert rms(apart(ours, theirs, f"ankle_angle_{side}")) < 10.0


@pytest.mark.parametrize("side", ["r", "l"])
def test_walking_agrees_with_opensims_gait2392(recorded: Path, side: str) -> None:
    """Where conventions allow: the pelvis of gait2392 is 2 degrees further forward for the same spines, so flexion is
    compared without its mean."""
    ours = measured(recorded, *WALK).motion
    theirs = read_motion(recorded / "walk_gait2392_subject01/subject01_walk1_ik.mot")
    hip, knee = (apart(ours, theirs, f"{name}_{side}") for name in ("hip_flexion", "knee_angle"))
    assert hip.std() < 2.0
    assert abs(hip.mean()) < 5.0
    assert rms(knee) < 5.0


def test_treadmill_running_without_a_standing_trial_goes_through_analyze(recorded: Path) -> None:
    """Hamner subject 04 at 2 m/s: each plate finds its foot on the moving belt, and Newton is nearly satisfied."""
    body, motion = measured(recorded, *RUN)
    loads = read_loads(recorded / "run_hamner_subject04/run200_grf.mot")
    result = analyze(body, motion.with_loads(loads), cutoff_hz=15.0, start=1.0, end=2.0)
    summary = summarise(result, body)
    assert list(result["segment"].values) == ["calcn_r", "calcn_l"]
    assert summary["residual_force_bw"] < 0.04
    for side in "rl":
        assert 4.0 < summary["hip_contact_force_bw"][side]["peak1"] < 8.0
    assert max(summary["reserve_share"].values()) < 0.05
    assert summary["marker_error_mm"]["rms"] < 15.0


def test_walking_over_two_plates_goes_through_analyze(recorded: Path) -> None:
    """Rehazenter, 0.4 m/s: the plates carry the body from the first toe-off to the second heel strike. Flexion moments
    at the hip stay below those of faster walking (about 1 N m/kg), and electromyograms come with the result."""
    body, motion = measured(recorded, *REHA)
    assert body.subject.mass == pytest.approx(67.0)
    assert body.subject.height == pytest.approx(1.655)
    usual = prepare_trajectory(body, motion)
    assert (usual.time[0], usual.time[-1]) == (pytest.approx(0.26, abs=0.01), pytest.approx(2.74, abs=0.01))
    assert any("The plates carry the body from 0.26 to 2.74 s only" in note for note in usual.notes)
    result = analyze(body, motion, start=0.41, end=2.55)
    assert trust(result).level == "good"
    summary = summarise(result, body)
    assert summary["residual_force_bw"] < 0.02
    assert any("disagreed by" in note for note in summary["notes"])
    for side in "rl":
        moment = result["joint_moment"].sel(coordinate=f"hip_flexion_{side}").values / body.subject.mass
        assert 0.1 < np.abs(moment).max() < 0.6
        assert 1.8 < summary["hip_contact_force_bw"][side]["peak1"] < 4.0
    assert result["emg"].dims == ("time", "emg_channel")
    assert "R_soleus" in result["emg_channel"].values
    assert np.isfinite(result["emg"].values).all()


def test_the_soleus_works_while_its_foot_is_loaded(recorded: Path) -> None:
    """Electromyogram of the right soleus beside plate 1: on in stance, off in swing."""
    read = read_markers(recorded / REHA[0])
    assert read.emg is not None
    stance, swing = np.linspace(1.5, 2.7, 50), np.linspace(3.1, 3.7, 50)
    soleus = list(read.emg.channels).index("R_soleus")
    assert read.emg.at(stance)[:, soleus].mean() > 2.0 * read.emg.at(swing)[:, soleus].mean()


def test_markers_and_plates_of_the_walk_agree_as_well_as_opensims_angles(recorded: Path) -> None:
    loads = read_loads(recorded / "walk_gait2392_subject01/subject01_walk1_grf.mot")
    body, motion = measured(recorded, *WALK)
    result = analyze(body, motion.with_loads(loads), start=0.52, end=1.98)
    assert summarise(result, body)["residual_force_bw"] < 0.015
