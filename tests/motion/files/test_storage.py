"""Headers of every dialect, and what is said about broken files."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iliopsoas.errors import FileError, InputError, UnknownName
from iliopsoas.motion import read_motion, read_storage, write_storage
from iliopsoas.motion.files.storage import check_recorded

NEW = "trial\nversion=1\nnRows=2\nnColumns=3\ninDegrees=yes\nendheader\ntime\tone\ttwo\n0\t1\t2\n0.1\t3\t4\n"
OLD = "name trial\ndatacolumns 3\ndatarows 2\nrange 0 0.1\nendheader\ntime one two\n 0 1  2\n\n 0.1 3 4\n"
WORDS = (
    "Coordinates\nnRows=2\nnColumns=3\n\nUnits are S.I. units (second, ...)\nAngles are in degrees.\n\n"
    "endheader\ntime\tone\ttwo\n      0.0\t      1.0\t      2.0\n      0.1\t      3\t      4\n"
)
EXPLAINED = NEW.replace(
    "inDegrees=yes", "inDegrees=no\n\nIf the header above contains a line with 'inDegrees', this ..."
)


def write(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "trial.mot"
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize(
    ("text", "degrees", "line"),
    [(NEW, True, 5), (OLD, None, None), (WORDS, True, 6), (EXPLAINED, False, 5),
     (NEW.replace("inDegrees=yes\n", ""), None, None), (NEW.replace("\n", "\r\n"), True, 5),
     (NEW.replace("\n", "\t\t\n"), True, 5), (NEW.replace("time", "Time"), True, 5), ("\ufeff" + NEW, True, 5),
     (NEW.replace("endheader", "EndHeader"), True, 5)],
)  # fmt: skip
def test_dialects(tmp_path: Path, text: str, degrees: bool | None, line: int | None) -> None:
    storage = read_storage(write(tmp_path, text))
    assert storage.columns == ("time", "one", "two")
    assert storage.data.tolist() == [[0, 1, 2], [0.1, 3, 4]]
    assert (storage.in_degrees, storage.degrees_line) == (degrees, line)
    assert storage.notes == ()
    assert storage.column("two").tolist() == [2, 4]


def test_header_and_lines(tmp_path: Path) -> None:
    storage = read_storage(write(tmp_path, OLD))
    assert storage.header == {"name": "trial", "datacolumns": "3", "datarows": "2", "range": "0 0.1"}
    assert (storage.first_data_line, storage.lines) == (7, (7, 9))
    assert read_storage(write(tmp_path, NEW)).header["name"] == "trial"


def test_contradicting_units_and_row_counts_are_noted(tmp_path: Path) -> None:
    both = read_storage(write(tmp_path, WORDS.replace("nColumns=3", "inDegrees=no")))
    assert both.in_degrees is False
    assert both.notes == ("The header says both degrees and radians; its inDegrees line was believed.",)
    rows = read_storage(write(tmp_path, OLD.replace("datarows 2", "datarows 12081")))
    assert rows.notes == ("The header of trial.mot announces 12081 rows; it has 2, and those were read.",)


def test_missing_cells_are_nan(tmp_path: Path) -> None:
    text = NEW.replace("0\t1\t2", "0\t\tnan").replace("0.1\t3\t4", "0.1\t-1.#IND\t-NaN(ind)")
    assert np.isnan(read_storage(write(tmp_path, text)).data[:, 1:]).all()


@pytest.mark.parametrize(
    ("text", "line", "column", "message"),
    [
        (NEW.replace("endheader\n", ""), None, None, "no line 'endheader'"),
        (NEW.replace("0.1\t3\t4", "0.1\t3"), 9, None, "this row has 2 values, but there are 3 columns"),
        (NEW.replace("\t3\t", "\toops\t"), 9, "one", "'oops' is not a number"),
        (NEW.replace("\t3\t", "\t3,5\t"), 9, "one", "'3,5' is not a number; write decimals with a point"),
        (NEW.replace("\t3\t", "\t3_000\t"), 9, "one", "'3_000' is not a number"),
        (NEW.replace("two", "one"), 7, None, "columns appear twice: one; rename or remove one"),
        (NEW.replace("time", "frame"), 7, None, "there is no column 'time'; there are: frame, one, two"),
        (NEW[: NEW.index("time")], 6, None, "nothing follows 'endheader'"),
        (NEW[: NEW.index("0\t1")], 7, None, "no numbers follow the column names"),
    ],
)
def test_errors_say_where(tmp_path: Path, text: str, line: int | None, column: str | None, message: str) -> None:
    with pytest.raises(FileError) as caught:
        read_storage(write(tmp_path, text))
    assert message in str(caught.value)
    assert (caught.value.line, caught.value.column) == (line, column)


def test_missing_file_lists_its_neighbours(tmp_path: Path) -> None:
    write(tmp_path, NEW)
    with pytest.raises(FileError, match=r"there is no such file; its folder has trial\.mot"):
        read_storage(tmp_path / "trail.mot")
    with pytest.raises(FileError, match=r"there is no such file$"):
        read_storage(tmp_path / "nowhere" / "trial.mot")
    with pytest.raises(FileError, match="this is a folder"):
        read_storage(tmp_path)


def test_unknown_column(tmp_path: Path) -> None:
    with pytest.raises(UnknownName, match=r"no column of trial\.mot is called 'tow'\. Did you mean 'two'\?"):
        read_storage(write(tmp_path, NEW)).column("tow")


def test_time_must_go_forward(tmp_path: Path) -> None:
    with pytest.raises(FileError, match=r"line 9, column 'time': time must increase .* but 0 follows 0"):
        check_recorded(read_storage(write(tmp_path, NEW.replace("0.1\t", "0\t"))))
    with pytest.raises(FileError, match="line 8, column 'time': the time has no value"):
        check_recorded(read_storage(write(tmp_path, NEW.replace("\n0\t1", "\nnan\t1"))))


numbers = st.floats(allow_nan=True, allow_infinity=True)
names = st.lists(st.from_regex(r"[A-Za-z/][A-Za-z0-9_/|.]{0,12}", fullmatch=True), min_size=1, max_size=5, unique=True)


@settings(deadline=None)
@given(data=st.data(), columns=names.filter(lambda n: "time" not in [c.lower() for c in n]), name=st.text(max_size=20),
       degrees=st.sampled_from([True, False, None]), remarks=st.lists(st.text(max_size=30), max_size=3))  # fmt: skip
def test_round_trip(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject, columns: list[str], name: str, degrees: bool | None,
    remarks: list[str],
) -> None:  # fmt: skip
    rows = data.draw(st.lists(st.tuples(st.floats(-1e9, 1e9), *[numbers] * len(columns)), min_size=1, max_size=6))
    path = tmp_path_factory.mktemp("round") / "trip.sto"
    write_storage(path, ["time", *columns], rows, in_degrees=degrees, name=name, remarks=remarks)
    storage = read_storage(path)
    assert storage.columns == ("time", *columns)
    assert storage.in_degrees is degrees
    np.testing.assert_array_equal(storage.data, np.array(rows))


def test_remarks_cannot_break_the_header(tmp_path: Path) -> None:
    remarks = ["endheader", "Angles are in degrees.", "inDegrees=yes", "two\nlines"]
    storage = read_storage(write_storage(tmp_path / "a.mot", ["time"], [[0.0]], name="endheader", remarks=remarks))
    assert storage.in_degrees is None


def test_writing_is_atomic(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path, "precious")

    def fail(self: Path, target: Path) -> Path:
        raise OSError("disk full")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OSError, match="disk full"):
        write_storage(path, ["time"], [[0.0]])
    assert path.read_text() == "precious"
    assert [p.name for p in tmp_path.iterdir()] == ["trial.mot"]


def test_what_cannot_be_written(tmp_path: Path) -> None:
    path = tmp_path / "a.mot"
    with pytest.raises(InputError, match=r"1 columns are named, but the numbers have shape \(1, 2\)"):
        write_storage(path, ["time"], [[0.0, 1.0]])
    with pytest.raises(InputError, match="one column must be called 'time'; there are: one"):
        write_storage(path, ["one"], [[0.0]])
    with pytest.raises(InputError, match="column names must differ"):
        write_storage(path, ["time", "a", "a"], [[0.0, 1.0, 2.0]])
    with pytest.raises(InputError, match="Every row needs its time"):
        write_storage(path, ["time"], [[np.nan]])
    with pytest.raises(FileError, match="does not exist; make it first"):
        write_storage(tmp_path / "no" / "a.mot", ["time"], [[0.0]])
    assert not path.exists()


def test_a_number_beyond_anything_measured_is_refused_with_its_place(tmp_path: Path) -> None:
    path = tmp_path / "huge.mot"
    path.write_text("x\nendheader\ntime\tpelvis_tilt\thip\n0\t1\t2\n0.1\t1\t-2e250\n0.2\t3e300\t2\n")
    with pytest.raises(FileError, match=r"line 5, column 'hip': -2e\+250 is beyond anything that is measured"):
        read_motion(path)
