"""Track row column files (.trc): five lines of header, then frame, time and three cells a marker.

PathFileType  4  (X/Y/Z)  name
DataRate  CameraRate  NumFrames  NumMarkers  Units ...
100       100         237        42          mm    ...
Frame#  Time  RASI          LASI ...
              X1  Y1  Z1    X2  Y2  Z2 ...
"""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np

from iliopsoas.arrays import Array
from iliopsoas.errors import FileError
from iliopsoas.files import write_text
from iliopsoas.motion.files.length_units import METRES
from iliopsoas.motion.records.markers import Markers, never_seen_to_gaps
from iliopsoas.motion.signals.checks import listed
from iliopsoas.motion.signals.time_series import estimate_rate, is_even


def read_trc(path: str | Path) -> Markers:
    """Read a .trc file. Empty cells, NaN and a point at exactly (0, 0, 0) are gaps; positions come in metres.

    Raises:
        FileError: with line and column.
    """
    path = Path(path)
    lines = re.split(r"\r\n|\n|\r", path.read_bytes().decode("utf-8-sig", errors="replace"))
    start = next((i for i, line in enumerate(lines) if line.split("\t")[0].strip().lower() == "frame#"), None)
    if not lines[0].startswith("PathFileType") or start is None or start < 2:
        raise FileError(path, "this is no .trc file: it starts with 'PathFileType' and has a line 'Frame#  Time  ...'")
    head = dict(zip(*(_words(lines[i]) for i in (start - 2, start - 1)), strict=False))
    labels = _labels(path, lines[start], start + 1)
    rows = [(i + 1, line) for i, line in enumerate(lines) if i > start and re.match(r"\s*\d", line)]
    if not rows:
        raise FileError(path, "no frames follow the header", line=min(start + 2, len(lines)))
    table = np.array([_cells(path, number, line, labels) for number, line in rows])
    unit = head.get("Units", "").strip().lower()
    notes = []
    if unit not in METRES:
        notes.append(f"{path.name} says its unit is '{unit}', which is not known; metres were assumed.")
    announced = head.get("NumFrames", "").strip()
    if announced != str(len(rows)):
        notes.append(f"The header of {path.name} announces {announced or 'no'} frames; it has {len(rows)}.")
    if head.get("NumMarkers", "").strip() != str(len(labels)):
        notes.append(f"The header of {path.name} announces {head.get('NumMarkers')} markers; it has {len(labels)}.")
    positions = METRES.get(unit, 1.0) * table[:, 1:].reshape(len(rows), len(labels), 3)
    back = np.flatnonzero(np.diff(table[:, 0]) <= 0.0)
    if back.size:
        raise FileError(path, "time must increase from row to row", line=rows[int(back[0]) + 1][0], column="Time")
    time = _evened(table[:, 0])
    return Markers(path.stem, time, labels, never_seen_to_gaps(positions), notes=tuple(notes))


def _evened(stamps: Array) -> Array:
    """The even grid behind stamps that were rounded (0.017, 0.033, 0.050 s): at 1 m/s a millisecond is a millimetre."""
    if stamps.size < 3 or not is_even(stamps):
        return stamps
    rate = estimate_rate(stamps)
    index = np.arange(stamps.size) / rate
    return np.asarray(np.round(index + np.mean(stamps - index), 9), dtype=np.float64)


def _words(line: str) -> list[str]:
    return [cell.strip() for cell in line.split("\t")] if "\t" in line else line.split()


def _labels(path: Path, line: str, number: int) -> tuple[str, ...]:
    names = [cell.strip() for cell in line.split("\t")[2:]]
    labels = [name for name in names if name]
    if len(labels) < 2 and len(line.split()) > 4:
        labels = line.split()[2:]
    if not labels:
        raise FileError(path, "no marker is named", line=number)
    twice = sorted({label for label in labels if labels.count(label) > 1})
    if twice:
        raise FileError(path, f"labels appear twice: {listed(twice)}; rename one of each", line=number)
    return tuple(labels)


def _cells(path: Path, number: int, line: str, labels: tuple[str, ...]) -> list[float]:
    """Time and coordinates of one row; a cell that is empty or missing at the end is a gap."""
    cells = line.split("\t")[1:] if "\t" in line else line.split()[1:]
    wanted = 1 + 3 * len(labels)
    while len(cells) > wanted and not cells[-1].strip():
        cells.pop()
    if len(cells) > wanted:
        raise FileError(
            path, f"this row has {len(cells) - 1} coordinates, but {len(labels)} markers have {wanted - 1}", line=number
        )
    cells += [""] * (wanted - len(cells))
    values = []
    for i, cell in enumerate(cells):
        try:
            values.append(float(cell) if cell.strip() else np.nan)
        except ValueError:
            column = "Time" if i == 0 else f"{labels[(i - 1) // 3]} {'XYZ'[(i - 1) % 3]}"
            raise FileError(path, f"'{cell.strip()}' is not a number", line=number, column=column) from None
    return values


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
