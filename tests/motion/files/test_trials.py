"""Measured trials of other laboratories; skipped where they are not at hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from iliopsoas.motion import Motion, assign_feet, estimate_rate, read_loads, read_motion, read_storage, valid_window

from ..samples import Markers

pytestmark = pytest.mark.trial

WALK = "walk_gait2392_subject01/subject01_walk1"
SQUAT = "opencap_subject4/squats1"
SIT = "opencap_subject4/STS1"
STAND = "opencap_subject4/static1"
RUN = "run_hamner_subject04/run200"


def test_gait2392_is_recognised(recorded: Path) -> None:
    motion = read_motion(recorded / f"{WALK}_ik.mot")
    assert motion.convention == "gait2392"
    assert "counts as gait2392 does" in motion.notes[0]
    assert motion.rate_hz == 60
    assert (motion.frames, motion.time[0], motion.time[-1]) == (211, 0.5, pytest.approx(4.0))
    assert np.degrees(motion.coordinates["knee_angle_r"].max()) == pytest.approx(69.455, abs=0.01)
    assert np.degrees(motion.coordinates["hip_flexion_r"].max()) == pytest.approx(21.05, abs=0.01)
    assert motion.coordinates["pelvis_ty"].mean() == pytest.approx(1.02, abs=0.02)


@pytest.mark.parametrize(("trial", "knee"), [(SQUAT, 1.729), (SIT, 1.686), (STAND, 0.023)])
def test_opencap_is_in_radians(recorded: Path, trial: str, knee: float) -> None:
    motion = read_motion(recorded / f"{trial}_ik.mot")
    assert motion.convention == "rajagopal2016"
    assert motion.coordinates["knee_angle_r"].max() == pytest.approx(knee, abs=1e-3)
    assert motion.rate_hz == 100
    assert "arm_flex_l" in motion.coordinates
    assert motion.notes == () or (trial == STAND and motion.notes[0].startswith("The knees hardly bend (1 degrees)"))


@pytest.mark.parametrize(
    ("trial", "names", "rate", "weight"),
    [(WALK, ["ground_force", "1_ground_force"], 600, 72.6), (SQUAT, ["ground_force_1", "ground_force_2"], 100, 62.6),
     (STAND, ["ground_force_1", "ground_force_2"], 100, 62.6), (RUN, ["R_ground_force", "L_ground_force"], 2000, 80.5),
     (SIT, ["ground_force_1", "ground_force_2"], 100, None)],
)  # fmt: skip
def test_plates_are_read(recorded: Path, trial: str, names: list[str], rate: float, weight: float | None) -> None:
    loads = read_loads(recorded / f"{trial}_grf.mot")
    assert [load.name for load in loads] == names
    assert estimate_rate(loads[0].time) == rate
    assert all(load.notes == () for load in loads)
    if weight is not None:  # over whole strides the plates carry the body
        mean = sum(load.force[:, 1].mean() for load in loads)
        assert mean == pytest.approx(weight * 9.81, rel=0.12)


def test_a_wrong_row_count_is_only_noted(recorded: Path) -> None:
    storage = read_storage(recorded / f"{RUN}_grf.mot")
    assert storage.data.shape == (4750, 19)
    assert storage.notes == ("The header of run200_grf.mot announces 12081 rows; it has 4750, and those were read.",)


@pytest.mark.parametrize(
    ("trial", "suffix", "right", "left"),
    [(WALK, "", ("R.Heel", "R.Toe.Tip"), ("L.Heel", "L.Toe.Tip")),
     (SQUAT, "", ("r_calc", "r_toe"), ("L_calc", "L_toe")),
     (SIT, "", ("r_calc", "r_toe"), ("L_calc", "L_toe")),
     (STAND, "", ("r_calc", "r_toe"), ("L_calc", "L_toe")),
     (RUN, "_markers", ("RCAL", "RTOE"), ("LCAL", "LTOE"))],
)  # fmt: skip
def test_every_plate_finds_its_foot(
    recorded: Path, markers: Markers, trial: str, suffix: str, right: tuple[str, str], left: tuple[str, str]
) -> None:
    """The middle of the foot lies between heel and toe markers; plate 1 was right, plate 2 left in all of them."""
    time, points = markers(f"{trial}{suffix}.trc")
    feet = {}
    for body, (heel, toe) in (("calcn_r", right), ("calcn_l", left)):
        middle = (points[heel] + points[toe]) / 2
        seen = np.isfinite(middle).all(axis=1)
        feet[body] = (time[seen], middle[seen])
    loads, notes = assign_feet(read_loads(recorded / f"{trial}_grf.mot"), feet)
    assert [load.body for load in loads] == ["calcn_r", "calcn_l"]
    assert not any("not clear" in note for note in notes)


def test_walk_and_plates_overlap(recorded: Path) -> None:
    motion, loads = read_motion(recorded / f"{WALK}_ik.mot"), read_loads(recorded / f"{WALK}_grf.mot")
    start, end, note = valid_window(loads, motion.time)
    assert (start, end) == (0.5, pytest.approx(2.5))
    assert note.startswith("Plates and movement overlap from 0.5 to 2.5 s (121 of 211 frames)")
    cut: Motion = motion.window(start, end).with_loads(loads)
    assert cut.frames == 121
    total = sum(load.resampled(cut.time).force[:, 1].mean() for load in cut.loads)
    assert total == pytest.approx(72.6 * 9.81, rel=0.08)
