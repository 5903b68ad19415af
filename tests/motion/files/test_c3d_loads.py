"""Force plates of .c3d files that say something wrong about themselves, or too little."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import ezc3d
import numpy as np
import pytest

from iliopsoas.arrays import Array
from iliopsoas.errors import FileError
from iliopsoas.motion import Markers, read_markers
from iliopsoas.motion.files.c3d_parsing.parameters import numbers_of, texts_of

from ..dressed import write_c3d

CORNERS = np.array([[0.6, 0.5, 0.0], [0.6, 0.1, 0.0], [0.1, 0.1, 0.0], [0.1, 0.5, 0.0]])
ORIGIN = np.array([0.001, -0.002, -0.04])


def markers(frames: int = 20) -> Markers:
    positions = np.random.default_rng(1).normal(1.0, 0.1, (frames, 2, 3))
    return Markers("x", np.arange(frames) / 100.0, ("A", "B"), positions)


def step(height: float = 700.0) -> Array:
    push = np.sin(np.linspace(0.0, np.pi, 200))
    return np.stack([s * push for s in (20.0, -30.0, -height, 35000.0, -20000.0, 4000.0)])


def plate(kind: int = 2, **changes: Any) -> dict[str, Any]:
    return {"type": kind, "corners": CORNERS, "origin": ORIGIN, "channels": step(), **changes}


def changed(path: Path, change: Callable[[dict[str, Any]], None], group: str = "FORCE_PLATFORM") -> Path:
    """The file with a group of parameters changed."""
    file = ezc3d.c3d(str(path))
    change(file["parameters"][group])
    file.write(str(path))
    return path


def setting(name: str, value: Any) -> Callable[[dict[str, Any]], None]:
    def change(group: dict[str, Any]) -> None:
        group[name]["value"] = value

    return change


@pytest.mark.parametrize("channel", [0, 7, 40, -1])
def test_channels_that_do_not_exist(tmp_path: Path, channel: int) -> None:
    path = write_c3d(tmp_path / "x.c3d", markers(), plates=[plate()])
    table = np.array([[1, 2, 3, 4, 5, channel]]).T
    with pytest.raises(FileError, match=rf"force plate 1 takes channel {channel}, but there are channels 1 to 6"):
        read_markers(changed(path, setting("CHANNEL", table)))


def test_a_channel_that_is_named_twice(tmp_path: Path) -> None:
    path = write_c3d(tmp_path / "x.c3d", markers(), plates=[plate()])
    with pytest.raises(FileError, match=r"force plate 1 takes a channel twice \(1, 2, 3, 4, 5, 5\)"):
        read_markers(changed(path, setting("CHANNEL", np.array([[1, 2, 3, 4, 5, 5]]).T)))


@pytest.mark.parametrize(("row", "label"), [(0, "P0C0"), (2, "P0C2"), (5, "P0C5")])
@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_forces_without_a_value_are_named_by_frame(tmp_path: Path, row: int, label: str, bad: float) -> None:
    channels = step()
    channels[row, [5, 6]] = bad
    with pytest.raises(FileError, match=r"force plate 1 has no value .* 2 of 200 frames \(5, 6, counted") as caught:
        read_markers(write_c3d(tmp_path / "x.c3d", markers(), plates=[plate(channels=channels)]))
    assert caught.value.column == label


@pytest.mark.parametrize("kinds", [[], [2]])
def test_plates_without_a_type_are_left_out_and_said(tmp_path: Path, kinds: list[int]) -> None:
    path = write_c3d(tmp_path / "x.c3d", markers(), plates=[plate(), plate()])
    read = read_markers(changed(path, setting("TYPE", np.array(kinds, dtype=float))))
    assert read.loads == ()
    assert read.notes[0].startswith("x.c3d has 2 force plates but does not say of which type (FORCE_PLATFORM:TYPE)")


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("CORNERS", np.zeros((3, 0)), "FORCE_PLATFORM:CORNERS has 0 numbers, but 1 force plates need 12"),
        ("ORIGIN", np.zeros(0), "FORCE_PLATFORM:ORIGIN has 0 numbers, but 1 force plates need 3"),
        ("CORNERS", np.full((3, 4, 1), np.nan), "FORCE_PLATFORM:CORNERS has entries that are no numbers"),
        ("CORNERS", np.zeros((3, 4, 1)), "the longest side of force plate 1 is 0 m"),
        ("CHANNEL", np.zeros((3, 1)), "FORCE_PLATFORM:CHANNEL does not name the 6 channels of force plate 1"),
    ],
)
def test_geometry_that_is_missing(tmp_path: Path, name: str, value: Array, says: str) -> None:
    path = write_c3d(tmp_path / "x.c3d", markers(), plates=[plate()])
    with pytest.raises(FileError, match=says):
        read_markers(changed(path, setting(name, value)))


def test_a_type_4_plate_needs_its_calibration(tmp_path: Path) -> None:
    path = write_c3d(tmp_path / "x.c3d", markers(), plates=[plate(4)])
    with pytest.raises(FileError, match=r"force plate 1 is of type 4, but its calibration .* is missing"):
        read_markers(changed(path, setting("CAL_MATRIX", np.zeros(0))))


@pytest.mark.parametrize("kind", [2, 4])
@pytest.mark.parametrize("length", ["mm", "m"])
@pytest.mark.parametrize("moment", [1.0, 1e-3])
@pytest.mark.parametrize("says", ["Nmm", "Nm", ""])
def test_every_combination_of_units_is_the_same_plate(
    tmp_path: Path, kind: int, length: str, moment: float, says: str
) -> None:
    """Moments in N mm or N m, called right, wrong or nothing, beside markers in mm or m."""
    (wanted,) = read_markers(write_c3d(tmp_path / "a.c3d", markers(), plates=[plate(kind)])).loads
    channels = step()
    channels[3:] *= moment
    path = write_c3d(tmp_path / "x.c3d", markers(), unit=length, plates=[plate(kind, channels=channels)])
    units = ["N"] * 3 + [says] * 3
    read = read_markers(changed(path, setting("UNITS", units), "ANALOG"))
    assert read.loads[0].point == pytest.approx(wanted.point, abs=1e-6)
    assert read.loads[0].torque == pytest.approx(wanted.torque, abs=1e-6)
    true = {1.0: "Nmm", 1e-3: "Nm"}[moment]
    told = [note for note in read.notes if "only so does the load lie, and move, on the plate" in note]
    assert bool(told) == ((says or {"mm": "Nmm", "m": "Nm"}[length]) != true)


@pytest.mark.parametrize("factor", [1e-3, 1e-1])
def test_corners_in_another_unit_than_markers(tmp_path: Path, factor: float) -> None:
    (wanted,) = read_markers(write_c3d(tmp_path / "a.c3d", markers(), plates=[plate()])).loads
    path = write_c3d(tmp_path / "x.c3d", markers(), plates=[plate(corners=factor * CORNERS, origin=factor * ORIGIN)])
    read = read_markers(path)
    assert any(f"its corners were multiplied by {1 / factor:g}" in note for note in read.notes)
    assert read.loads[0].point == pytest.approx(wanted.point, abs=1e-6)


def test_a_load_that_lies_beside_its_plate_is_said(tmp_path: Path) -> None:
    channels = step()
    channels[3:5] *= 20.0
    read = read_markers(write_c3d(tmp_path / "x.c3d", markers(), plates=[plate(channels=channels)]))
    assert any("The centre of pressure lies outside of plate 1 of x.c3d in 100 % of its load" in n for n in read.notes)


def test_several_plates_keep_their_order_and_idle_ones_are_left_out(tmp_path: Path) -> None:
    plates = [plate(channels=step(300.0)), plate(channels=0 * step()), plate(channels=step(500.0))]
    read = read_markers(write_c3d(tmp_path / "x.c3d", markers(), plates=plates))
    assert [load.name for load in read.loads] == ["plate_1", "plate_3"]
    assert read.loads[1].force[:, 2].max() == pytest.approx(500.0, rel=1e-3)
    assert "Plate 2 of x.c3d is zero throughout: it was left out." in read.notes


@pytest.mark.parametrize("rate", [-100.0, 0.01, 1e9])
def test_a_frame_rate_that_no_camera_has(tmp_path: Path, rate: float) -> None:
    path = write_c3d(tmp_path / "x.c3d", markers())
    data = bytearray(path.read_bytes())
    at = data.index(b"RATE") + 4 + 2 + 2  # name, distance to the next, type and number of dimensions
    at += 1 if data[at - 1] else 0
    data[at : at + 4] = np.float32(rate).tobytes()
    path.write_bytes(bytes(data))
    with pytest.raises(FileError, match=r"its frame rate \(POINT:RATE\) is"):
        read_markers(path)


def test_an_infinite_position_is_named(tmp_path: Path) -> None:
    positions = np.array(markers().positions)
    positions[[3, 7], 1, 2] = np.inf
    path = write_c3d(tmp_path / "x.c3d", Markers("x", markers().time, ("A", "B"), positions))
    with pytest.raises(FileError, match=r"column 'B': the position is infinite in 2 of 20 frames \(3, 7"):
        read_markers(path)


def test_points_that_are_curves_or_have_no_name_are_left_out(tmp_path: Path) -> None:
    time, places = np.arange(5) / 100.0, np.random.default_rng(0).normal(1.0, 0.1, (5, 4, 3))
    path = write_c3d(tmp_path / "x.c3d", Markers("x", time, ("A", "*7", "LKneeAngles", "B"), places))
    file = ezc3d.c3d(str(path))
    file.add_parameter("POINT", "ANGLES", ["LKneeAngles"])
    file.write(str(path))
    read = read_markers(path)
    assert read.labels == ("A", "B")
    assert read.positions == pytest.approx(places[:, [0, 3]], abs=1e-6)
    assert "1 computed curves among the points of x.c3d were left out." in read.notes
    assert "1 points of x.c3d have no label and were left out." in read.notes


def test_of_two_points_with_one_label_the_first_is_the_marker(tmp_path: Path) -> None:
    path = write_c3d(tmp_path / "x.c3d", markers())
    read = read_markers(changed(path, setting("LABELS", ["A", "A"]), "POINT"))
    assert read.labels == ("A",)
    assert read.positions[:, 0] == pytest.approx(markers().positions[:, 0], abs=1e-6)
    assert read.notes[0] == "Labels that appear twice in x.c3d: A; the first of each was taken."


def test_parameters_in_any_state() -> None:
    assert numbers_of(None).size == numbers_of(["a", "b"]).size == numbers_of([[1], [1, 2]]).size == 0
    assert numbers_of([[1, 2]]).tolist() == [[1.0, 2.0]]
    assert texts_of(None) == texts_of([1, 2]) == []
    assert texts_of(" a ") == ["a"]
    assert texts_of(["a ", 3, "b"], 4) == ["a", "b", "", ""]
