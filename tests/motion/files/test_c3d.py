"""Files of .c3d: plates of four types beside ezc3d's own reading, electromyograms, events, and what is refused."""

from __future__ import annotations

from pathlib import Path

import ezc3d
import numpy as np
import pytest

from iliopsoas.arrays import Array
from iliopsoas.errors import FileError
from iliopsoas.motion import Markers, read_markers
from iliopsoas.motion.files.c3d_plates import ForcePlate, wrench

from ..dressed import write_c3d

CORNERS = np.array([[0.6, 0.5, 0.0], [0.6, 0.1, 0.0], [0.1, 0.1, 0.0], [0.1, 0.5, 0.0]])
"""A plate in a laboratory with z up; its x axis runs along y, its y axis along x, its z axis down."""
ORIGIN = np.array([0.001, -0.002, -0.04])


def markers(frames: int = 20) -> Markers:
    positions = np.random.default_rng(1).normal(1.0, 0.1, (frames, 2, 3))
    return Markers("x", np.arange(frames) / 100.0, ("A", "B"), positions)


def channels(kind: int) -> Array:
    """A step: forces in newtons, moments in N mm."""
    push = np.sin(np.linspace(0.0, np.pi, 200))
    if kind == 3:
        return np.stack([s * push for s in (5.0, 6.0, -4.0, 3.0, -100.0, -200.0, -220.0, -150.0)])
    return np.stack([s * push for s in (20.0, -30.0, -700.0, 35000.0, -20000.0, 4000.0)])


@pytest.mark.parametrize("kind", [2, 3, 4])
def test_plates_agree_with_ezc3d(tmp_path: Path, kind: int) -> None:
    """ezc3d knows types 2 to 4, in laboratories with z up."""
    origin = np.array([0.12, 0.2, -0.05]) if kind == 3 else ORIGIN
    matrix = np.eye(6) + 0.01 * np.random.default_rng(2).normal(size=(6, 6))
    plate = {"type": kind, "corners": CORNERS, "origin": origin, "channels": channels(kind), "matrix": matrix}
    path = write_c3d(tmp_path / "x.c3d", markers(), plates=[plate])
    theirs = ezc3d.c3d(str(path), extract_forceplat_data=True)["data"]["platform"][0]
    (load,) = read_markers(path).loads
    loaded = np.abs(load.force[:, 2]) > 50.0
    assert load.force == pytest.approx(theirs["force"].T, abs=1e-6)
    assert load.point[loaded] == pytest.approx(1e-3 * theirs["center_of_pressure"].T[loaded], abs=1e-6)
    assert load.torque[loaded] == pytest.approx(1e-3 * theirs["Tz"].T[loaded], abs=1e-6)
    assert load.body is None


def test_a_plate_measured_in_metres_is_the_same_plate(tmp_path: Path) -> None:
    plate = {"type": 2, "corners": CORNERS, "origin": ORIGIN, "channels": channels(2)}
    (one,) = read_markers(write_c3d(tmp_path / "a.c3d", markers(), plates=[plate])).loads
    (other,) = read_markers(write_c3d(tmp_path / "b.c3d", markers(), plates=[plate], unit="m")).loads
    assert other.point == pytest.approx(one.point, abs=1e-6)
    assert other.torque == pytest.approx(one.torque, abs=1e-6)


def test_the_point_of_a_type_2_plate_by_hand() -> None:
    """A push of 500 N, 0.1 m along the plate's x and -0.05 m along its y from the middle of the surface."""
    plate = ForcePlate(2, CORNERS, np.zeros(3))
    at, force = np.array([0.1, -0.05, 0.0]), np.array([10.0, 20.0, -500.0])
    moment = np.cross(at, force) + np.array([0.0, 0.0, 3.0])
    pushed, point, torque = wrench(plate, np.concatenate([force, moment])[None])
    assert plate.axes[:, 2] == pytest.approx([0.0, 0.0, -1.0])
    assert pushed[0] == pytest.approx(plate.axes @ force)
    assert pushed[0, 2] == pytest.approx(500.0)
    assert point[0] == pytest.approx(CORNERS.mean(axis=0) + plate.axes @ at)
    assert torque[0] == pytest.approx(plate.axes @ np.array([0.0, 0.0, 3.0]))


def test_the_origin_carries_the_moment_to_the_surface() -> None:
    at, force = np.array([0.1, -0.05, 0.0]), np.array([60.0, 20.0, -500.0])
    for origin in (ORIGIN, np.array([0.0, 0.0, -0.06])):
        moment = np.cross(at + origin, force)  # the surface's middle is at `origin` from the transducers
        _, point, _ = wrench(ForcePlate(2, CORNERS, origin), np.concatenate([force, moment])[None])
        assert point[0] == pytest.approx(CORNERS.mean(axis=0) + ForcePlate(2, CORNERS, origin).axes @ at)


def test_a_type_1_plate_says_its_point_itself(tmp_path: Path) -> None:
    push = np.sin(np.linspace(0.0, np.pi, 200))
    rows = np.stack([20.0 * push, -30.0 * push, -700.0 * push, 50.0 + 0 * push, -80.0 + 0 * push, 4000.0 * push])
    plate = {"type": 1, "corners": CORNERS, "origin": np.zeros(3), "channels": rows}
    (load,) = read_markers(write_c3d(tmp_path / "x.c3d", markers(), plates=[plate])).loads
    axes = ForcePlate(1, CORNERS, np.zeros(3)).axes
    assert load.point[100] == pytest.approx(CORNERS.mean(axis=0) + axes @ np.array([0.05, -0.08, 0.0]), abs=1e-6)
    assert load.force[100, 2] == pytest.approx(700.0, rel=1e-3)
    assert load.torque[100] == pytest.approx(axes @ np.array([0.0, 0.0, 4.0]), rel=1e-3, abs=1e-6)


def test_an_unloaded_plate_acts_in_its_middle() -> None:
    force, point, torque = wrench(ForcePlate(2, CORNERS, ORIGIN), np.array([[1.0, 1.0, -5.0, 40.0, 9.0, 3.0]]))
    assert point[0] == pytest.approx(CORNERS.mean(axis=0))
    assert torque[0] == pytest.approx(np.zeros(3))
    assert force[0, 2] == pytest.approx(5.0)


def test_envelopes_of_electromyograms(tmp_path: Path) -> None:
    """A 100 Hz tone of amplitude 1 mV that is on for the middle second has an envelope of 2/pi mV there."""
    time = np.arange(3000) / 1000.0
    tone = 1e-3 * np.sin(2 * np.pi * 100.0 * time) * ((time > 1.0) & (time < 2.0))
    emg = {"R_soleus": tone, "Drift": 1e-3 * np.sin(2 * np.pi * 0.5 * time)}
    found = read_markers(write_c3d(tmp_path / "x.c3d", markers(300), emg=emg)).emg
    assert found is not None
    assert list(found.channels) == ["R_soleus", "Drift"]
    assert found.at([0.5, 1.5])[:, 0] == pytest.approx([0.0, 2e-3 / np.pi], abs=3e-5)
    assert np.abs(found.at([1.0, 1.5])[:, 1]).max() < 2e-5
    assert np.isnan(found.at([9.0])).all()


def test_a_file_without_plates_says_so(tmp_path: Path) -> None:
    read = read_markers(write_c3d(tmp_path / "x.c3d", markers()))
    assert read.loads == ()
    assert read.notes == ("x.c3d has no force plates.",)
    assert read.positions == pytest.approx(markers().positions, abs=1e-6)


def test_zeros_and_lost_points_are_gaps(tmp_path: Path) -> None:
    positions = np.array(markers().positions)
    positions[3, 0], positions[4, 1] = 0.0, np.nan
    seen = read_markers(write_c3d(tmp_path / "x.c3d", Markers("x", markers().time, ("A", "B"), positions))).seen()
    assert not seen[3, 0]
    assert not seen[4, 1]
    assert seen.sum() == 38


def test_what_is_no_c3d_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.c3d"
    path.write_bytes(b"PathFileType 4\n" * 100)
    with pytest.raises(FileError, match=r"this is no .c3d file, or it is damaged"):
        read_markers(path)
    path.write_bytes(b"")
    with pytest.raises(FileError, match="the file is empty"):
        read_markers(path)


def test_a_plate_of_an_unknown_type_is_refused(tmp_path: Path) -> None:
    plate = {"type": 6, "corners": CORNERS, "origin": ORIGIN, "channels": channels(2)}
    with pytest.raises(FileError, match=r"force plate of type 6: types 1 to 4 can be read"):
        read_markers(write_c3d(tmp_path / "x.c3d", markers(), plates=[plate]))


def test_the_recorded_walk_of_the_rehazenter(recorded: Path) -> None:
    """Plates, electromyograms, events and the person in a file of Schreiber and Moissenet (2019)."""
    path = recorded / "walk_rehazenter_2014001" / "2014001_C1_01.c3d"
    read = read_markers(path)
    theirs = ezc3d.c3d(str(path), extract_forceplat_data=True)["data"]["platform"]
    for load, platform in zip(read.loads, theirs, strict=True):
        loaded = load.loaded()
        assert load.force == pytest.approx(platform["force"].T, abs=1e-9)
        assert load.point[loaded] == pytest.approx(1e-3 * platform["center_of_pressure"].T[loaded], abs=1e-9)
        assert load.torque[loaded] == pytest.approx(1e-3 * platform["Tz"].T[loaded], abs=1e-9)
        assert load.force[:, 2].max() == pytest.approx(666.0, abs=1.0)
    assert read.emg is not None
    assert len(read.emg.channels) == 8
    assert read.person == pytest.approx({"mass": 67.0, "height": 1.655})
    assert read.events[0] == (pytest.approx(0.05, abs=1e-3), "Left Foot Strike1")
    assert (read.frames, read.rate_hz, len(read.labels)) == (387, 100.0, 52)
