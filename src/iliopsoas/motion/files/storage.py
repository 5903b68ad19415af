"""OpenSim's text tables (.mot, .sto): a header of any dialect, the line 'endheader', the column names, the numbers.

The header may say `nRows=211` or `datarows 211`, `inDegrees=yes` or, in words, 'Angles are in degrees.', or nothing.
Columns may also be separated by commas or semicolons (`iliopsoas.motion.files.delimited`).
"""

from __future__ import annotations

import os
import re
import tempfile
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from iliopsoas.arrays import Array
from iliopsoas.errors import FileError, InputError, UnknownName
from iliopsoas.motion.files.delimited import Separator, separator_of, text_lines
from iliopsoas.motion.files.length_units import LARGEST
from iliopsoas.motion.signals.checks import TOGETHER, check_finite, listed

_NOT_A_NUMBER = re.compile(r"[-+]?(nan(\(\w*\))?|1\.#(qnan|ind|snan)\w*)", re.IGNORECASE)
_SAYS_UNIT = re.compile(r"angles are in (degrees|radians)", re.IGNORECASE)
_OF_A_PLATE = re.compile(r"(^|_)(v|p|m|t|torque_|moment_)[xyz]$")
_OLD_STYLE = ("name", "datacolumns", "datarows", "range", "otherdata")


@dataclass(frozen=True, eq=False)
class Storage:
    """One table as the file has it.

    columns: names, 'time' among them. data: (rows, columns), missing cells NaN. header: what the header says, by key.
    in_degrees: None if the file does not say; degrees_line: the line that says it. Lines are counted from 1.
    """

    path: Path
    columns: tuple[str, ...]
    data: Array  # (rows, columns)
    header: dict[str, str]
    in_degrees: bool | None
    first_data_line: int
    lines: Sequence[int]  # (rows,)
    degrees_line: int | None = None
    notes: tuple[str, ...] = ()

    @property
    def time(self) -> Array:
        """Time stamps (rows,) [s]."""
        return self.column("time")

    def taken(self) -> None:
        """Make the table read-only, so that records share its columns instead of copying them."""
        owner = self.data if self.data.base is None else self.data.base
        owner.setflags(write=False)
        self.data.setflags(write=False)

    def column(self, name: str) -> Array:
        """One column (rows,)."""
        if name not in self.columns:
            raise UnknownName(f"column of {self.path.name}", name, self.columns)
        return self.data[:, self.columns.index(name)]


def read_storage(path: str | Path) -> Storage:
    """Read a .mot or .sto file. FileError says line and column of what is wrong."""
    path = Path(path)
    try:
        scan = _scan(path)
        header, in_degrees, degrees_line, notes = _read_header(scan.header)
        separator = separator_of(scan.names)
        notes += [f"{path.name}: {separator.said}"] if separator.said else []
        columns, twice = _column_names(path, scan.names_line, scan.names, separator)
        notes += twice
        if not scan.lines:
            raise FileError(path, "no numbers follow the column names", line=scan.names_line)
        data = _table(path, scan, columns, separator)
    except OSError as error:
        raise FileError(path, f"cannot be read ({error.strerror})") from error
    rows = header.get("nrows", header.get("datarows"))
    if rows is not None and rows != str(len(data)):
        notes.append(f"The header of {path.name} announces {rows} rows; it has {len(data)}, and those were read.")
    return Storage(path, columns, data, header, in_degrees, scan.lines[0], scan.lines, degrees_line, tuple(notes))


def check_recorded(storage: Storage) -> None:
    """Raise FileError, with the line, unless time is complete and rises and every number can be a measurement."""
    time, wrong = storage.time, []
    for name, values in zip(storage.columns, storage.data.T, strict=True):
        beyond = np.flatnonzero(np.isfinite(values) & (np.abs(values) > LARGEST))[:1]
        wrong += [(int(row), name, float(values[row])) for row in beyond]
    for row, name, value in sorted(wrong, key=lambda found: found[0])[:1]:
        problem = f"{value:g} is beyond anything that is measured; mend or empty that cell"
        raise FileError(storage.path, problem, line=storage.lines[row], column=name)
    lost = np.flatnonzero(~np.isfinite(time))
    if lost.size:
        raise FileError(storage.path, "the time has no value", line=storage.lines[lost[0]], column="time")
    back = np.flatnonzero(np.diff(time) <= 0)
    if back.size:
        i = int(back[0])
        problem = f"time must increase from row to row, but {time[i + 1]:g} follows {time[i]:g}; remove the odd rows"
        raise FileError(storage.path, problem, line=storage.lines[i + 1], column="time")


class _Scan(NamedTuple):
    """What stands where: header, names of the columns with their line, lines of the rows."""

    header: list[str]
    names: str
    names_line: int
    lines: Sequence[int]


def _scan(path: Path) -> _Scan:
    """Go through a file once; no line of numbers is kept.

    Raises:
        FileError: it is none of this kind. OSError: it cannot be read.
    """
    if path.is_dir():
        raise FileError(path, "this is a folder; a .mot or .sto file is expected")
    if not path.exists():
        near = sorted(p.name for p in path.parent.glob("*") if p.suffix.lower() in (".mot", ".sto"))
        hint = f"; its folder has {listed(near)}" if near else ""
        raise FileError(path, f"there is no such file{hint}")
    header: list[str] = []
    end = names_line = 0
    names, rows = "", array("q")
    for number, line in text_lines(path):
        if not end:
            end = number if line.strip().lower() == "endheader" else 0
            header += [] if end else [line]
        elif line.strip():
            if names_line:
                rows.append(number)
            else:
                names_line, names = number, line
    if not end:
        raise FileError(path, "no line 'endheader': this is not an OpenSim .mot or .sto file, or its header is damaged")
    if not names_line:
        raise FileError(path, "nothing follows 'endheader': column names and numbers are missing", line=end)
    together = bool(rows) and rows[-1] - rows[0] + 1 == len(rows)
    return _Scan(header, names, names_line, range(rows[0], rows[-1] + 1) if together else tuple(rows))


def _table(path: Path, scan: _Scan, columns: tuple[str, ...], separator: Separator) -> Array:
    """Numbers of all rows, (rows, columns), the rows of a column side by side in memory."""
    count, first = len(scan.lines), scan.lines[0]
    out = np.empty((len(columns), count)).T
    block = np.empty((min(TOGETHER, count), len(columns)))
    row = 0
    for number, line in text_lines(path):
        if number >= first and line.strip() and row < count:
            block[row % TOGETHER] = _numbers(path, number, line, columns, separator)
            row += 1
            if row % TOGETHER == 0 or row == count:
                begin = (row - 1) // TOGETHER * TOGETHER
                out[begin:row] = block[: row - begin]
    if row < count:
        raise FileError(path, "it changed while it was read; read it again")
    return out


def _read_header(lines: Sequence[str]) -> tuple[dict[str, str], bool | None, int | None, list[str]]:
    """Keys and values (keys in lower case), whether angles are degrees, the line that says so, notes."""
    header: dict[str, str] = {}
    said: dict[str, tuple[bool, int]] = {}
    for number, line in enumerate((line.strip() for line in lines), start=1):
        key, equals, value = (part.strip() for part in line.partition("="))
        word, *rest = line.split(maxsplit=1)[:2] or [""]
        if equals and key and " " not in key:
            header[key.lower()] = value
            if key.lower() == "indegrees" and value.lower() in ("yes", "no", "y", "n", "true", "false", "1", "0"):
                said["flag"] = (value.lower() in ("yes", "y", "true", "1"), number)
        elif word.lower() in _OLD_STYLE and rest:
            header[word.lower()] = rest[0]
        elif match := _SAYS_UNIT.match(line):
            said["words"] = (match[1].lower() == "degrees", number)
        elif line and "name" not in header and number == 1:
            header["name"] = line
    notes = []
    if len({degrees for degrees, _ in said.values()}) > 1:
        notes.append("The header says both degrees and radians; its inDegrees line was believed.")
    in_degrees, line_number = said.get("flag", said.get("words", (None, None)))
    return header, in_degrees, line_number, notes


def _column_names(path: Path, number: int, line: str, separator: Separator) -> tuple[tuple[str, ...], list[str]]:
    """Names of the columns, and notes. A second plate with the names of the first becomes '1_...', as in OpenSim."""
    given = ["time" if part.lower() == "time" else part for part in separator.cells(line.strip())]
    names: list[str] = []
    for name in given:
        second = name in names and _OF_A_PLATE.search(name) and f"1_{name}" not in names
        names.append(f"1_{name}" if second else name)
    renamed = [name for name, old in zip(names, given, strict=True) if name != old]
    notes = [f"Columns of {path.name} that appear twice were taken for a second plate: {listed(renamed)}."]
    repeated = sorted({name for name in names if names.count(name) > 1})
    if repeated:
        shown = listed([name or "(no name)" for name in repeated])
        raise FileError(path, f"columns appear twice: {shown}; rename or remove one", line=number)
    if "time" not in names:
        raise FileError(path, f"there is no column 'time'; there are: {listed(names, 40)}", line=number)
    return tuple(names), notes if renamed else []


def _numbers(path: Path, number: int, line: str, columns: tuple[str, ...], separator: Separator) -> list[float]:
    """The cells of one row; an empty cell between two separators is missing (NaN)."""
    cells = separator.cells(line)
    while len(cells) > len(columns) and not cells[-1]:
        cells.pop()
    if len(cells) != len(columns):
        cells = line.split()
    if len(cells) != len(columns):
        raise FileError(path, f"this row has {len(cells)} values, but there are {len(columns)} columns", line=number)
    try:
        if "_" not in line:  # Python would read 1_000 as a number
            return [float(cell) for cell in cells]
    except ValueError:
        pass
    return [_number(path, number, cell, name) for cell, name in zip(cells, columns, strict=True)]


def _number(path: Path, number: int, cell: str, column: str) -> float:
    if not cell or _NOT_A_NUMBER.fullmatch(cell):
        return float("nan")
    try:
        if "_" not in cell:
            return float(cell)
    except ValueError:
        pass
    hint = "; write decimals with a point" if re.fullmatch(r"[-+]?\d+,\d+", cell) else ""
    raise FileError(path, f"'{cell}' is not a number{hint}", line=number, column=column)


def _plain(text: str) -> str:
    """One line that no reader takes for a key or for the end of the header."""
    line = " ".join(text.split()).replace("=", ":")
    return f"Note: {line}" if line.lower() == "endheader" or _SAYS_UNIT.match(line) else line


def write_storage(
    path: str | Path,
    columns: Sequence[str],
    data: ArrayLike,
    *,
    in_degrees: bool | None = None,
    name: str | None = None,
    remarks: Iterable[str] = (),
) -> Path:
    """Write `data` (rows, columns) as .mot or .sto; numbers survive the round trip exactly.

    The file appears whole or not at all: it is written beside its place and then renamed.
    """
    path, table = Path(path), np.asarray(data, dtype=np.float64)
    if table.ndim != 2 or table.shape[1] != len(columns):
        raise InputError(f"{path}: {len(columns)} columns are named, but the numbers have shape {table.shape}")
    if "time" not in columns:
        raise InputError(f"{path}: one column must be called 'time'; there are: {listed(columns, 40)}")
    bad = [c for c in columns if not c.strip() or c != c.strip() or len(c.splitlines()) > 1 or "\t" in c]
    if bad or len(set(columns)) < len(columns):
        shown = listed(bad or columns, 40)
        raise InputError(f"{path}: column names must differ, and hold no tabs or line breaks: {shown}")
    check_finite(table[:, list(columns).index("time")], str(path), "time", "Every row needs its time.")
    head = [_plain(name or path.stem), "version=1", f"nRows={table.shape[0]}", f"nColumns={table.shape[1]}"]
    if in_degrees is not None:
        head.append(f"inDegrees={'yes' if in_degrees else 'no'}")
    head += ["", *map(_plain, remarks), "endheader", "\t".join(columns)]
    rows = ("\t".join(repr(float(value)) for value in row) for row in table)
    if not path.parent.is_dir():
        raise FileError(path, f"the folder {path.parent} does not exist; make it first")
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as out:
            out.write("\n".join([*head, *rows]) + "\n")
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    return path
