"""Track row column files: what is read, what is refused, and where the error points."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from iliopsoas.errors import FileError, InputError
from iliopsoas.motion import Markers, read_markers, write_trc

HEAD = """PathFileType\t4\t(X/Y/Z)\tx.trc
DataRate\tCameraRate\tNumFrames\tNumMarkers\tUnits\tOrigDataRate\tOrigDataStartFrame\tOrigNumFrames
100\t100\t{frames}\t2\t{unit}\t100\t1\t3
Frame#\tTime\tRASI\t\t\tLASI\t\t
\t\tX1\tY1\tZ1\tX2\tY2\tZ2

"""
ROWS = ["1\t0.00\t1\t2\t3\t4\t5\t6", "2\t0.01\t1\t2\t3\t4\t5\t6", "3\t0.02\t1\t2\t3\t4\t5\t6"]


def save(folder: Path, rows: list[str], *, unit: str = "mm", head: str = HEAD, frames: int | None = None) -> Path:
    path = folder / "x.trc"
    path.write_text(head.format(unit=unit, frames=frames or len(rows)) + "\n".join(rows) + "\n")
    return path


@pytest.mark.parametrize(("unit", "metres"), [("mm", 1e-3), ("m", 1.0), ("cm", 1e-2), ("Meters", 1.0)])
def test_positions_come_in_metres(tmp_path: Path, unit: str, metres: float) -> None:
    markers = read_markers(save(tmp_path, ROWS, unit=unit))
    assert markers.labels == ("RASI", "LASI")
    assert markers.positions[1, 1] == pytest.approx(metres * np.array([4.0, 5.0, 6.0]))
    assert (markers.frames, markers.rate_hz, markers.notes) == (3, 100.0, ())


def test_empty_cells_nan_and_the_origin_are_gaps(tmp_path: Path) -> None:
    rows = ["1\t0.00\t\t\t\t4\t5\t6", "2\t0.01\t0\t0\t0\tNaN\tNaN\tNaN", "3\t0.02\t1\t2\t3"]
    seen = read_markers(save(tmp_path, rows)).seen()
    assert seen.tolist() == [[False, True], [False, False], [True, False]]


def test_what_the_header_has_wrong_is_noted(tmp_path: Path) -> None:
    markers = read_markers(save(tmp_path, ROWS, unit="furlong", frames=7))
    assert "its unit is 'furlong', which is not known; metres were assumed" in markers.notes[0]
    assert "announces 7 frames; it has 3" in markers.notes[1]


def test_rounded_stamps_become_the_even_grid_they_were(tmp_path: Path) -> None:
    """At 1 m/s a stamp that is wrong by half a millisecond moves the body by half a millimetre."""
    rows = [f"{i + 1}\t{round(i / 60, 3)}\t1\t2\t3\t4\t5\t6" for i in range(30)]
    assert read_markers(save(tmp_path, rows)).time == pytest.approx(np.arange(30) / 60, abs=1e-4)


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        (["1\t0.00\t1\tx\t3\t4\t5\t6"], r"line 7, column 'RASI Y': 'x' is not a number"),
        (["1\t0.00\t1\t2\t3\t4\t5\t6\t7"], r"line 7: this row has 7 coordinates, but 2 markers have 6"),
        ([ROWS[0], ROWS[0]], r"line 8, column 'Time': time must increase"),
        ([], r"no frames follow the header"),
    ],
)
def test_errors_name_line_and_column(tmp_path: Path, rows: list[str], says: str) -> None:
    with pytest.raises(FileError, match=says):
        read_markers(save(tmp_path, rows))


def test_of_two_markers_with_one_label_the_first_is_taken(tmp_path: Path) -> None:
    read = read_markers(save(tmp_path, ROWS, head=HEAD.replace("LASI", "RASI")))
    assert read.labels == ("RASI",)
    assert read.positions[0, 0] == pytest.approx([0.001, 0.002, 0.003])
    assert read.notes[0] == "Labels that appear twice in x.trc: RASI; the first of each was taken."


@pytest.mark.parametrize("gap", ["\t\t", "  ", " \t ", "\t   \t"])
@pytest.mark.parametrize("lead", ["", "  "])
def test_fields_of_the_header_stand_apart_by_any_white_space(tmp_path: Path, gap: str, lead: str) -> None:
    lines = HEAD.split("\n")
    for i in (1, 2):
        lines[i] = lead + lines[i].replace("\t", gap) + gap
    markers = read_markers(save(tmp_path, ROWS, head="\n".join(lines)))
    assert markers.notes == ()
    assert markers.positions[1, 1] == pytest.approx([0.004, 0.005, 0.006])


@pytest.mark.parametrize(("separator", "said"), [(",", "commas"), (";", "semicolons"), (" ", None)])
def test_columns_may_be_separated_by_commas_semicolons_or_blanks(tmp_path: Path, separator: str, said: str) -> None:
    head = HEAD.format(unit="mm", frames=3).replace("\t", separator)
    text = head + "\n".join(ROWS).replace("\t", separator)
    if separator == " ":
        text = text.replace("Frame# Time RASI   LASI  ", "Frame# Time RASI LASI")
    if separator == ";":
        text = text.replace("0.0", "0,0").replace(";6", ";6,5")
    path = tmp_path / "x.trc"
    path.write_text(text)
    markers = read_markers(path)
    last = 0.0065 if separator == ";" else 0.006
    assert markers.positions[2, 1] == pytest.approx([0.004, 0.005, last])
    assert markers.rate_hz == 100.0
    assert (f"separated by {said}" in " ".join(markers.notes)) == (said is not None)


def test_a_marker_has_the_columns_under_its_name(tmp_path: Path) -> None:
    """A marker without a name in the middle, and columns without a name at the end, do not shift the others."""
    head = HEAD.replace("RASI\t\t\tLASI\t\t", "RASI\t\t\t\t\t\tLASI\t\t")
    rows = [row + "\t7\t8\t9\t10\t11\t12" for row in ROWS]
    markers = read_markers(save(tmp_path, rows, head=head))
    assert markers.labels == ("RASI", "LASI")
    assert markers.positions[0, 1] == pytest.approx([0.007, 0.008, 0.009])
    assert "Columns of x.trc without a marker's name were left out." in markers.notes


@pytest.mark.parametrize("cell", ["inf", "-Infinity", "1e999"])
def test_an_infinite_position_is_named_by_line_and_marker(tmp_path: Path, cell: str) -> None:
    rows = [ROWS[0], f"2\t0.01\t1\t{cell}\t3\t4\t5\t6"]
    with pytest.raises(FileError, match=r"line 8, column 'RASI Y': '.*' is no position; leave the cell empty"):
        read_markers(save(tmp_path, rows))


def test_what_is_no_marker_file_is_refused(tmp_path: Path) -> None:
    empty, other, table = tmp_path / "a.trc", tmp_path / "b.trc", tmp_path / "c.csv"
    empty.write_text("")
    other.write_text("hello\n")
    table.write_text("x\n")
    for path, says in (
        (empty, "the file is empty"),
        (other, "this is no .trc file"),
        (table, r"markers come in .trc and .c3d files, not in '.csv'"),
        (tmp_path / "d.trc", "there is no such file; its folder has a.trc, b.trc"),
    ):
        with pytest.raises(FileError, match=says):
            read_markers(path)


def test_written_markers_are_read_again(tmp_path: Path) -> None:
    positions = np.random.default_rng(0).normal(0.5, 0.3, (4, 3, 3))
    positions[1, 2] = np.nan
    markers = Markers("x", np.arange(4) / 50.0, ("A", "B C", "D"), positions)
    for unit in ("mm", "m"):
        again = read_markers(write_trc(tmp_path / "x.trc", markers, unit=unit))
        assert again.labels == markers.labels
        assert np.allclose(again.positions, positions, atol=1e-6, equal_nan=True)
        assert again.time == pytest.approx(markers.time)


def test_markers_know_their_shape() -> None:
    with pytest.raises(InputError, match=r"positions have shape \(2, 1, 3\), but there are 2 frames and 2 labels"):
        Markers("x", np.arange(2.0), ("A", "B"), np.zeros((2, 1, 3)))
    with pytest.raises(InputError, match="labels appear twice: A"):
        Markers("x", np.arange(2.0), ("A", "A"), np.zeros((2, 2, 3)))
