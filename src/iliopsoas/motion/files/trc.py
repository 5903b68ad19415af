"""Track row column files (.trc): five lines of header, then frame, time and three cells a marker.

PathFileType  4  (X/Y/Z)  name
DataRate  CameraRate  NumFrames  NumMarkers  Units ...
100       100         237        42          mm    ...
Frame#  Time  RASI          LASI ...
              X1  Y1  Z1    X2  Y2  Z2 ...
"""

from __future__ import annotations

import re
from array import array
from pathlib import Path

import numpy as np

from iliopsoas.arrays import Array
from iliopsoas.errors import FileError
from iliopsoas.files import write_text
from iliopsoas.motion.files.delimited import Separator, separator_of, text_lines
from iliopsoas.motion.files.length_units import LARGEST, METRES
from iliopsoas.motion.records.markers import Markers, never_seen_to_gaps
from iliopsoas.motion.signals.checks import listed, own
from iliopsoas.motion.signals.time_series import estimate_rate, is_even


def read_trc(path: str | Path) -> Markers:
    """Read a .trc file. Empty cells, NaN and a point at exactly (0, 0, 0) are gaps; positions come in metres.

    Fields of the header may be separated by any run of tabs or blanks, columns also by commas or semicolons. A marker
    has the three columns that begin under its name; columns without a name are left out.

    Raises:
        FileError: with line and column.
    """
    path = Path(path)
    lines, start, numbers, end = [], None, array("q"), 0
    for end, line in text_lines(path):  # once through it, without keeping the frames
        if start is None:
            lines.append(line)
            start = end - 1 if re.match(r"\s*frame#", line, re.IGNORECASE) else None
        elif re.match(r"\s*\d", line):
            numbers.append(end)
    if not lines or not lines[0].strip().startswith("PathFileType") or start is None or start < 2:
        raise FileError(path, "this is no .trc file: it starts with 'PathFileType' and has a line 'Frame#  Time  ...'")
    separator = separator_of(lines[start])
    head = _header(lines[start - 2], lines[start - 1])
    labels, columns, notes = _labels(path, lines[start], start + 1, separator)
    if not numbers:
        raise FileError(path, "no frames follow the header", line=min(start + 2, end))
    table = _Table(path, labels, columns, separator)
    time, positions = np.empty(len(numbers)), np.empty((len(numbers), len(labels), 3))
    row = 0
    for number, line in text_lines(path):
        if row < len(numbers) and number == numbers[row]:
            time[row], *cells = table.cells(number, line)
            positions[row].flat = cells
            row += 1
    if row < len(numbers):
        raise FileError(path, "it changed while it was read; read it again")
    unit = head.get("Units", "").lower()
    notes += [f"{path.name}: {separator.said}"] if separator.said else []
    if unit not in METRES:
        notes.append(f"{path.name} says its unit is '{unit}', which is not known; metres were assumed.")
    announced = head.get("NumFrames", "")
    if announced != str(len(time)):
        notes.append(f"The header of {path.name} announces {announced or 'no'} frames; it has {len(time)}.")
    if head.get("NumMarkers", "") != str(len(labels)):
        notes.append(f"The header of {path.name} announces {head.get('NumMarkers')} markers; it has {len(labels)}.")
    notes += [f"Columns of {path.name} without a marker's name were left out."] if table.unnamed else []
    back = np.flatnonzero(np.diff(time) <= 0.0)
    if back.size:
        raise FileError(path, "time must increase from row to row", line=numbers[int(back[0]) + 1], column="Time")
    positions *= METRES.get(unit, 1.0)
    return Markers(path.stem, _evened(time), labels, own(never_seen_to_gaps(positions)), notes=tuple(notes))


def _evened(stamps: Array) -> Array:
    """The even grid behind stamps that were rounded (0.017, 0.033, 0.050 s): at 1 m/s a millisecond is a millimetre."""
    if stamps.size < 3 or not is_even(stamps):
        return stamps
    rate = estimate_rate(stamps)
    index = np.arange(stamps.size) / rate
    return np.asarray(np.round(index + np.mean(stamps - index), 9), dtype=np.float64)


def _header(names: str, values: str) -> dict[str, str]:
    """What the header says, by name; its fields may stand apart by any run of tabs, blanks, commas or semicolons."""
    return dict(zip(re.split(r"[\s,;]+", names.strip()), re.split(r"[\s,;]+", values.strip()), strict=False))


def _labels(path: Path, line: str, number: int, separator: Separator) -> tuple[tuple[str, ...], list[int], list[str]]:
    """Labels, the number of each one's first column (frame and time are 0 and 1), and notes."""
    cells = separator.cells(line)
    named = [(i, name) for i, name in enumerate(cells) if i > 1 and name]
    if len(named) < 2 and len(line.split()) > 4:  # a header in blanks over rows in tabs
        named = [(2 + 3 * i, name) for i, name in enumerate(line.split()[2:])]
    elif any((i - 2) % 3 for i, _ in named):  # not every name stands over its first column
        named = [(2 + 3 * k, name) for k, (_, name) in enumerate(named)]
    if not named:
        raise FileError(path, "no marker is named", line=number)
    first: dict[str, int] = {}
    for i, name in named:
        first.setdefault(name, i)
    twice = sorted(name for name in first if sum(name == other for _, other in named) > 1)
    notes = [f"Labels that appear twice in {path.name}: {listed(twice)}; the first of each was taken."] if twice else []
    return tuple(first), list(first.values()), notes


class _Table:
    """The rows of a file: time and coordinates of the named markers.

    Attributes:
        unnamed: whether a row so far has values in columns without a name.
    """

    def __init__(self, path: Path, labels: tuple[str, ...], columns: list[int], separator: Separator) -> None:
        self.path, self.labels, self.separator, self.unnamed = path, labels, separator, False
        self.take = [1, *(column + axis for column in columns for axis in range(3))]
        self.names = ["Time", *(f"{label} {axis}" for label in labels for axis in "XYZ")]

    def cells(self, number: int, line: str) -> list[float]:
        """Time and coordinates of one row; a cell that is empty or missing at the end is a gap.

        Raises:
            FileError: a cell is no number, or what is left over is no whole number of markers.
        """
        separator = self.separator if self.separator.value in line else Separator.BLANK
        cells = separator.cells(line)
        wanted = max(self.take) + 1
        while len(cells) > wanted and not cells[-1]:
            cells.pop()
        if len(cells) > wanted:
            if (len(cells) - wanted) % 3:
                raise FileError(
                    self.path,
                    f"this row has {len(cells) - 2} coordinates, but {(wanted - 2) // 3} markers have {wanted - 2}",
                    line=number,
                )
            self.unnamed = True
        cells += [""] * (wanted - len(cells))
        return [self._number(number, cells[i], name) for i, name in zip(self.take, self.names, strict=True)]

    def _number(self, line: int, cell: str, name: str) -> float:
        try:
            value = float(cell) if cell else np.nan
        except ValueError:
            raise FileError(self.path, f"'{cell}' is not a number", line=line, column=name) from None
        if abs(value) > LARGEST and np.isfinite(value):
            raise FileError(self.path, f"{value:g} is beyond anything that is measured", line=line, column=name)
        if np.isinf(value) or (name == "Time" and np.isnan(value)):
            raise FileError(
                self.path,
                f"'{cell}' is no position; leave the cell empty where a marker was lost",
                line=line,
                column=name,
            )
        return value


def write_trc(path: str | Path, markers: Markers, *, unit: str = "mm") -> Path:
    """Write markers as a .trc file in `unit` ('mm' or 'm'); gaps become empty cells."""
    scale = 1.0 / METRES[unit]
    rate, count = f"{markers.rate_hz:g}", markers.frames
    header = [
        f"PathFileType\t4\t(X/Y/Z)\t{markers.name}.trc",
        "DataRate\tCameraRate\tNumFrames\tNumMarkers\tUnits\tOrigDataRate\tOrigDataStartFrame\tOrigNumFrames",
        f"{rate}\t{rate}\t{count}\t{len(markers.labels)}\t{unit}\t{rate}\t1\t{count}",
        "Frame#\tTime\t" + "\t\t\t".join(markers.labels) + "\t\t",
        "\t\t" + "\t".join(f"{axis}{i + 1}" for i in range(len(markers.labels)) for axis in "XYZ"),
        "",
    ]
    rows = [_row(i, markers.time[i], scale * markers.positions[i]) for i in range(count)]
    return write_text(Path(path), "\n".join([*header, *rows]) + "\n")


def _row(index: int, time: float, positions: Array) -> str:
    cells = ("" if np.isnan(x) else f"{x:.7g}" for x in positions.ravel())
    return "\t".join([str(index + 1), f"{time:.6f}", *cells])
