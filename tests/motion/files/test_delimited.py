"""Tables with commas, semicolons or blanks are the same tables."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from iliopsoas.errors import FileError
from iliopsoas.motion import read_loads, read_motion, read_storage
from iliopsoas.motion.files.delimited import Separator, separator_of

from ..samples import plate, save, walk


def resaved(path: Path, separator: str) -> Path:
    text = path.read_text()
    head, body = text.split("endheader\n")
    if separator == ";":
        body = body.replace(".", ",")
    path.write_text(head + "endheader\n" + body.replace("\t", separator))
    return path


@pytest.mark.parametrize("separator", [",", ";", ", ", " ; ", "  "])
def test_joint_angles_are_the_same(tmp_path: Path, separator: str) -> None:
    wanted = read_motion(save(tmp_path / "a.mot", walk()))
    got = read_motion(resaved(save(tmp_path / "b.mot", walk()), separator.strip() or separator))
    for name, values in wanted.coordinates.items():
        assert got.coordinates[name] == pytest.approx(values)
    said = [note for note in got.notes if note.startswith("b.mot: Columns are separated by")]
    assert len(said) == (separator.strip() != "")


@pytest.mark.parametrize("separator", [",", ";"])
def test_plates_are_the_same(tmp_path: Path, separator: str) -> None:
    force, point = np.tile([10.0, 700.5, -5.0], (10, 1)), np.tile([0.25, 0.0, 0.125], (10, 1))
    table = {"time": np.arange(10) / 100} | plate("FP1", force, point, 0 * force)
    [load] = read_loads(resaved(save(tmp_path / "a.mot", table), separator))
    assert load.force == pytest.approx(force)
    assert load.point == pytest.approx(point)


@pytest.mark.parametrize(
    ("row", "says"),
    [("0,1", "line 3: this row has 1 values, but there are 3 columns"), ("0,1,x", "column 'b': 'x' is not a number")],
)
def test_errors_in_a_table_with_commas(tmp_path: Path, row: str, says: str) -> None:
    path = tmp_path / "a.sto"
    path.write_text(f"endheader\ntime,a,b\n{row}\n")
    with pytest.raises(FileError, match=says):
        read_storage(path)


def test_a_second_plate_with_the_names_of_the_first(tmp_path: Path) -> None:
    """OpenSim's own files name the second plate's columns like the first's in places."""
    columns = [f"ground_force_{a}{x}" for a in "vp" for x in "xyz"]
    cells = "0\t500\t0\t1\t0\t0\t0\t300\t0\t2\t0\t0"
    rows = "\n".join(f"{i / 10}\t{cells}" for i in range(3))
    path = tmp_path / "a.mot"
    path.write_text("endheader\n" + "\t".join(["time", *columns, *columns]) + "\n" + rows + "\n")
    one, two = read_loads(path)
    assert (one.force[0, 1], two.force[0, 1], two.name) == (500.0, 300.0, "1_ground_force")
    assert "appear twice were taken for a second plate: 1_ground_force_vx" in read_storage(path).notes[0]
    path.write_text("endheader\n" + "\t".join(["time", *columns, *columns, *columns]) + "\n")
    with pytest.raises(FileError, match="columns appear twice"):
        read_storage(path)


@given(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=6), st.sampled_from([";", ",", "\t", " "]))
def test_cells_survive_any_separator(values: list[float], separator: str) -> None:
    line = separator.join(repr(v).replace(".", ",") if separator == ";" else repr(v) for v in values)
    kind = separator_of(separator.join(f"column{i}" for i in range(len(values))))
    assert kind is Separator(separator)
    assert [float(cell) for cell in kind.cells(line)] == values
