"""Force plates: every dialect of their columns, and what is said about broken ones."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from iliopsoas.arrays import Array
from iliopsoas.errors import FileError
from iliopsoas.motion import read_loads

from ..samples import plate, save

TIME = np.arange(10) / 100
FORCE = np.tile([10.0, 700.0, -5.0], (10, 1))
POINT = np.tile([0.3, 0.0, 0.1], (10, 1))
TORQUE = np.tile([0.0, 4.0, 0.0], (10, 1))


def table(stem: str = "ground_force_1", torque: Array | None = TORQUE, **changes: Array) -> dict[str, Array]:
    given = {"force": FORCE, "point": POINT} | changes
    return {"time": TIME} | plate(stem, given["force"], given["point"], torque)


@pytest.mark.parametrize(
    ("force", "torque", "name"),
    [("ground_force_", "ground_torque_", "ground_force"), ("1_ground_force_", "1_ground_torque_", "1_ground_force"),
     ("R_ground_force_", "R_ground_torque_", "R_ground_force"), ("FP1_", "FP1_m", "FP1"),
     ("ground_force_1_", "ground_force_1_m", "ground_force_1"), ("FP1_", "FP1_torque_", "FP1"),
     ("ground_force_r_", "ground_torque_r_", "ground_force_r"),
     ("ground_force_calcn_r_", "ground_moment_calcn_r_m", "ground_force_calcn_r"), ("", "m", "force")],
)  # fmt: skip
def test_dialects(tmp_path: Path, force: str, torque: str, name: str) -> None:
    columns = {"time": TIME}
    for letter, values in (("v", FORCE), ("p", POINT)):
        columns |= {f"{force}{letter}{a}": values[:, i] for i, a in enumerate("xyz")}
    columns |= {f"{torque}{a}": TORQUE[:, i] for i, a in enumerate("xyz")}
    [load] = read_loads(save(tmp_path / "a.mot", columns))
    assert (load.name, load.body, load.notes) == (name, None, ())
    assert load.force == pytest.approx(FORCE)
    assert load.point == pytest.approx(POINT)
    assert load.torque == pytest.approx(TORQUE)


def test_two_plates_and_an_idle_one(tmp_path: Path) -> None:
    columns = table("FP1") | plate("FP2", 2 * FORCE, POINT, TORQUE) | plate("FP3", 0 * FORCE, 0 * POINT, TORQUE)
    loads = read_loads(save(tmp_path / "a.mot", columns))
    assert [load.name for load in loads] == ["FP1", "FP2"]
    assert loads[1].force == pytest.approx(2 * FORCE)


def test_a_plate_without_free_moment_says_so(tmp_path: Path) -> None:
    [load] = read_loads(save(tmp_path / "a.mot", table("FP1", None)))
    assert not load.torque.any()
    assert load.notes == ("Plate 'FP1' has no free moment in the file: taken as zero.",)


def test_points_may_be_missing_while_unloaded(tmp_path: Path) -> None:
    force, point = FORCE.copy(), POINT.copy()
    force[:4], point[:4] = 0.5, np.nan
    [load] = read_loads(save(tmp_path / "a.mot", table(force=force, point=point)))
    assert not load.point[:4].any()
    point[6, 2] = np.nan
    with pytest.raises(
        FileError, match="the point of plate 'ground_force_1', although it is loaded, has no value"
    ) as caught:
        read_loads(save(tmp_path / "a.mot", table(force=force, point=point)))
    assert caught.value.line == 15


def test_missing_forces_are_named_by_line_and_frames(tmp_path: Path) -> None:
    force = FORCE.copy()
    force[[2, 3], 0] = np.nan
    with pytest.raises(FileError, match=r"the force of plate 'FP1' has no value .* 2 of 10 frames \(2, 3,") as caught:
        read_loads(save(tmp_path / "a.mot", table("FP1", force=force)))
    assert (caught.value.line, caught.value.column) == (11, "FP1_vx")


def test_incomplete_plates(tmp_path: Path) -> None:
    columns = table("FP1")
    no_point = {n: v for n, v in columns.items() if "_p" not in n}
    with pytest.raises(
        FileError, match=r"plate 'FP1' has a force but no point where it acts: FP1_px, FP1_py, FP1_pz are"
    ):
        read_loads(save(tmp_path / "a.mot", no_point))
    with pytest.raises(FileError, match="the force of plate 'FP1' is incomplete"):
        read_loads(save(tmp_path / "a.mot", {n: v for n, v in columns.items() if n != "FP1_vz"}))
    with pytest.raises(FileError, match=r"no force plate: a plate has a force .* The columns are: time, knee"):
        read_loads(save(tmp_path / "a.mot", {"time": TIME, "knee": TIME}))


def test_all_zero(tmp_path: Path) -> None:
    with pytest.raises(FileError, match=r"all forces are zero \(FP1\)"):
        read_loads(save(tmp_path / "a.mot", table("FP1", force=0 * FORCE)))


def test_wrong_axes_and_signs(tmp_path: Path) -> None:
    with pytest.raises(FileError, match=r"the forces point along z \(mean 700 N\) and hardly along y \(mean 5 N\)"):
        read_loads(save(tmp_path / "a.mot", table(force=FORCE[:, [0, 2, 1]] * [1, -1, 1])))
    with pytest.raises(
        FileError, match=r"the vertical force is negative \(mean -700 N\): these are forces on the plate"
    ):
        read_loads(save(tmp_path / "a.mot", table(force=-FORCE)))
