"""Joint angles: names, degrees, the sign of the knee, and what is said when they cannot be known."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iliopsoas.arrays import Array
from iliopsoas.errors import FileError, InputError, UnknownName
from iliopsoas.motion import read_motion, write_motion
from iliopsoas.motion.files.coordinate_names import BASIC, KNOWN, LEGS, REQUIRED, coordinate_of

from ..samples import degrees, save, walk

ARMS_HANG = "The file has no arm coordinates: the arms hang."


def flipped(table: dict[str, Array]) -> dict[str, Array]:
    return {name: -v if name.startswith("knee_angle") else v for name, v in table.items()}


def still(knee: float) -> dict[str, Array]:
    """A quiet stance with the knees at `knee` [deg]."""
    table = {n: np.full(20, v[0]) for n, v in walk().items()} | {"time": np.arange(20) / 50}
    for name in LEGS:
        table[name] = np.radians(np.full(20, knee if name.startswith("knee") else 4.0))
    return table


@pytest.mark.parametrize(
    ("column", "coordinate"),
    [("hip_flexion_r", "hip_flexion_r"), ("/jointset/hip_r/hip_flexion_r/value", "hip_flexion_r"),
     ("/jointset/hip_r/hip_flexion_r/speed", ""), ("hip_flexion_r_u", ""), ("hip_r/hip_flexion_r", "hip_flexion_r"),
     ("/jointset/walker_knee_r/knee_angle_r/value", "knee_angle_r"), ("knee_angle_r_beta", ""),
     ("/jointset/patellofemoral_l/knee_angle_l_beta/value", ""), ("L5_S1_extension", "L5_S1_extension"),
     ("wrist_dev_l", "wrist_dev_l"), ("neck_flexion", "neck_flexion"), ("/forceset/soleus_r/activation", None),
     ("banana", None), ("speed", None)],
)  # fmt: skip
def test_names(column: str, coordinate: str | None) -> None:
    assert coordinate_of(column) == coordinate


def test_every_required_coordinate_is_known() -> None:
    assert set(REQUIRED) <= set(BASIC) <= set(KNOWN)
    assert len(set(KNOWN)) == len(KNOWN)


@pytest.mark.parametrize("unit", [True, False])
def test_units_and_signs_end_up_the_same(tmp_path: Path, unit: bool) -> None:
    table = walk()
    ours = read_motion(save(tmp_path / "a.mot", degrees(table) if unit else table, unit))
    theirs = flipped(degrees(table) if unit else table)
    other = read_motion(save(tmp_path / "b.mot", theirs, unit))
    assert (ours.convention, other.convention) == ("rajagopal2016", "gait2392")
    assert ours.notes == (ARMS_HANG,)
    assert other.notes == (
        "The knees bend to -60 degrees, so the file counts as gait2392 does; knee flexion was turned to positive.",
        ARMS_HANG,
    )
    for name in BASIC:
        assert ours.coordinates[name] == pytest.approx(table[name], abs=1e-12)
        assert other.coordinates[name] == pytest.approx(table[name], abs=1e-12)
    assert ours.name == "a"


def test_full_paths_speeds_and_unknown_columns(tmp_path: Path) -> None:
    table = {f"/jointset/x/{n}/value" if n != "time" else n: v for n, v in walk().items()}
    table |= {
        "/jointset/x/hip_flexion_r/speed": table["time"],
        "knee_angle_r_beta": table["time"],
        "odd": table["time"],
    }
    table |= {"arm_flex_r": 0.1 * table["time"], "neck_flexion": 0 * table["time"]}
    motion = read_motion(save(tmp_path / "a.sto", table))
    assert set(motion.coordinates) == {*BASIC, "arm_flex_r", "neck_flexion"}
    assert motion.notes == ("Columns that are not known here were left out: odd.",)


def test_absent_coordinates_are_zero_and_named(tmp_path: Path) -> None:
    table = {n: v for n, v in walk().items() if n in ("time", *REQUIRED)}
    motion = read_motion(save(tmp_path / "a.mot", table))
    assert set(motion.coordinates) == set(BASIC)
    assert not motion.coordinates["lumbar_bending"].any()
    assert motion.notes[0].startswith(
        "Not in the file, and taken as zero: pelvis_list, pelvis_rotation, pelvis_tx, pelvis_tz, hip_adduction_r,"
    )


@pytest.mark.parametrize("lost", [("pelvis_tx",), ("pelvis_tz",), ("pelvis_tx", "pelvis_tz"), ("pelvis_list",)])
@pytest.mark.parametrize("unit", [True, False])
def test_a_pelvis_that_does_not_travel_or_lean_is_taken_as_zero(
    tmp_path: Path, lost: tuple[str, ...], unit: bool
) -> None:
    """Treadmills and planar models write so."""
    table = degrees(walk()) if unit else walk()
    motion = read_motion(save(tmp_path / "a.mot", {n: v for n, v in table.items() if n not in lost}, unit))
    assert not any(motion.coordinates[name].any() for name in lost)
    assert motion.coordinates["hip_flexion_r"] == pytest.approx(walk()["hip_flexion_r"])
    assert f"Not in the file, and taken as zero: {', '.join(lost)}." in motion.notes


def test_a_pelvis_without_height_is_refused(tmp_path: Path) -> None:
    table = {n: v for n, v in walk().items() if n != "pelvis_ty"}
    with pytest.raises(FileError, match="no column for pelvis_ty"):
        read_motion(save(tmp_path / "a.mot", table))


def test_no_hips(tmp_path: Path) -> None:
    table = {n: v for n, v in walk().items() if n == "time" or n.startswith("pelvis")}
    with pytest.raises(FileError) as caught:
        read_motion(save(tmp_path / "a.mot", table))
    text = str(caught.value)
    assert "no column for hip_flexion_r, knee_angle_r, hip_flexion_l, knee_angle_l; a movement needs" in text
    assert "The file has: pelvis_tilt, pelvis_list, pelvis_rotation, pelvis_tx, pelvis_ty, pelvis_tz" in text


def test_marked_as_radians_but_degrees(tmp_path: Path) -> None:
    with pytest.raises(FileError) as caught:
        read_motion(save(tmp_path / "a.mot", degrees(walk()), False))
    assert "angles are marked as radians in line 5, but knee_angle_r reaches 60.0" in str(caught.value)
    assert str(caught.value).endswith("if they are degrees set inDegrees=yes in line 5")
    assert (caught.value.line, caught.value.column) == (5, "knee_angle_r")


@pytest.mark.parametrize("treadmill", [False, True])
def test_marked_as_degrees_but_radians(tmp_path: Path, treadmill: bool) -> None:
    table = walk()
    if treadmill:
        table |= {"pelvis_tx": np.zeros(table["time"].size)}
    with pytest.raises(FileError, match=r"move by no more than 1\.05 degrees while .* set inDegrees=no in line 5"):
        read_motion(save(tmp_path / "a.mot", table, True))


def test_turning_round_is_not_taken_for_degrees(tmp_path: Path) -> None:
    table = walk() | {"pelvis_rotation": np.linspace(0, 14, 101)}
    assert read_motion(save(tmp_path / "a.mot", table)).coordinates["pelvis_rotation"][-1] == 14


def test_quiet_standing_in_degrees_is_believed_with_a_note(tmp_path: Path) -> None:
    table = {n: v if n == "time" or n.startswith("pelvis") else v / 2 for n, v in still(5.0).items()}
    motion = read_motion(save(tmp_path / "a.mot", degrees(table), True))
    assert motion.coordinates["knee_angle_r"] == pytest.approx(np.radians(2.5))
    assert motion.notes[0].startswith("No angle exceeds 2.50 degrees: the person stands almost straight")


def test_unmarked_units(tmp_path: Path) -> None:
    one = read_motion(save(tmp_path / "a.mot", degrees(walk()), None))
    two = read_motion(save(tmp_path / "b.mot", walk(), None))
    silent = "The file does not say whether angles are degrees or radians;"
    assert one.notes[0] == f"{silent} knee_angle_r reaches 60.0, so degrees were assumed."
    assert two.notes[0] == f"{silent} no angle exceeds 1.05, so radians were assumed."
    assert one.coordinates["knee_angle_l"] == pytest.approx(two.coordinates["knee_angle_l"])


@settings(deadline=None)
@given(
    flexion=st.floats(20, 150), rest=st.floats(-9, 15), sign=st.sampled_from([1, -1]), unit=st.booleans(),
    share=st.floats(0.1, 0.9), shift=st.floats(0, 1),
)  # fmt: skip
def test_sign_is_recognised_for_any_bending_knee(
    tmp_path_factory: pytest.TempPathFactory, flexion: float, rest: float, sign: int, unit: bool, share: float,
    shift: float,
) -> None:  # fmt: skip
    """Knees that rest anywhere from 9 degrees of hyperextension and bend for at least a tenth of the time."""
    table = walk()
    phase = (table["time"] / table["time"][-1] + shift) % 1
    bend = np.where(phase < share, np.abs(np.sin(np.pi * phase / share)) ** 0.2, 0.0)
    for side in "rl":
        table[f"knee_angle_{side}"] = sign * np.radians(rest + (flexion - rest) * bend)
    path = save(tmp_path_factory.mktemp("knee") / "a.mot", degrees(table) if unit else table, unit)
    motion = read_motion(path)
    assert motion.convention == ("rajagopal2016" if sign > 0 else "gait2392")
    assert motion.coordinates["knee_angle_r"] == pytest.approx(sign * table["knee_angle_r"])


def test_knees_that_hardly_bend(tmp_path: Path) -> None:
    path = save(tmp_path / "a.mot", degrees(still(-3.0)), True)
    bare = read_motion(path)
    assert bare.convention == "rajagopal2016"
    assert bare.notes[0].startswith(
        "The knees hardly bend (-3 degrees); flexion was taken as positive: as in Rajagopal"
    )
    arms = read_motion(save(tmp_path / "b.mot", degrees(still(-3.0)) | {"arm_flex_r": np.zeros(20)}, True))
    assert "it has arms, as Rajagopal2016 has" in arms.notes[0]
    told = read_motion(path, convention="gait2392")
    assert told.coordinates["knee_angle_r"] == pytest.approx(np.radians(3.0))
    assert told.notes == (ARMS_HANG,)
    with pytest.raises(UnknownName, match="no convention is called 'gait'"):
        read_motion(path, convention="gait")


def test_knees_that_bend_little_are_decided_with_a_note(tmp_path: Path) -> None:
    bent = read_motion(save(tmp_path / "a.mot", degrees(still(10.0)), True))
    assert bent.notes[0].startswith(
        "The knees bend by only 10 degrees; flexion was taken as positive. If that is wrong"
    )
    assert read_motion(save(tmp_path / "b.mot", degrees(still(-10.0)), True)).convention == "gait2392"


def test_knees_that_disagree(tmp_path: Path) -> None:
    table = walk()
    table["knee_angle_l"] = -table["knee_angle_l"]
    with pytest.raises(FileError, match=r"the right knee goes to 60 degrees, the left to -60: both must count"):
        read_motion(save(tmp_path / "a.mot", table))


def test_gaps_are_named_by_line_column_and_frames(tmp_path: Path) -> None:
    table = walk()
    table["hip_flexion_l"][[4, 5]] = np.nan
    with pytest.raises(FileError, match=r"no value \(NaN or infinite\) in 2 of 101 frames \(4, 5, counted") as caught:
        read_motion(save(tmp_path / "a.mot", table))
    assert (caught.value.line, caught.value.column) == (13, "hip_flexion_l")
    table = walk()
    table["time"][3] = table["time"][2]
    with pytest.raises(InputError, match="time must increase from row to row"):
        read_motion(save(tmp_path / "a.mot", table))


def test_millimetres_and_doubled_coordinates(tmp_path: Path) -> None:
    table = walk()
    with pytest.raises(FileError, match=r"the pelvis is 951 m high: these look like millimetres"):
        read_motion(save(tmp_path / "a.mot", table | {"pelvis_ty": 1000 * table["pelvis_ty"]}))
    with pytest.raises(
        FileError, match="two columns hold hip_flexion_r: 'hip_flexion_r' and '/j/h/hip_flexion_r/value'"
    ):
        read_motion(save(tmp_path / "a.mot", table | {"/j/h/hip_flexion_r/value": table["time"]}))


def test_written_motions_come_back(tmp_path: Path) -> None:
    motion = read_motion(save(tmp_path / "a.mot", flipped(walk())))
    again = read_motion(write_motion(tmp_path / "b.mot", motion))
    assert again.convention == "rajagopal2016"
    assert again.time == pytest.approx(motion.time)
    for name, values in motion.coordinates.items():
        assert again.coordinates[name] == pytest.approx(values, abs=1e-12)
