"""Electromyograms in a table: .csv, .txt, .sto or .mot; a column of time [s], one column a channel.

    time,R_TA,R_SOL
    0.0000,1.2e-05,-3.1e-06

A channel that is ever negative is raw and becomes an envelope; one that never is has been rectified or is an envelope
already, and is only smoothed. A line before the names, and a line of units below them, are passed over.
"""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np

from iliopsoas.arrays import Array
from iliopsoas.atlas.reading.csv_rows import is_number
from iliopsoas.errors import FileError
from iliopsoas.motion.files.delimited import Separator, separator_of
from iliopsoas.motion.files.storage import read_storage
from iliopsoas.motion.records.emg import SLOWEST_HZ, Emg, envelope, rectified_envelope
from iliopsoas.motion.signals.checks import check_time
from iliopsoas.motion.signals.time_series import estimate_rate

TABLE_SUFFIXES = (".csv", ".txt", ".tsv")
STORAGE_SUFFIXES = (".sto", ".mot")
_TIME = re.compile(r"(time|t|seconds)\b[\s_]*[\[(]?(s|sec|seconds|ms)?[\])]?", re.IGNORECASE)
_HEAD = 12
"""Lines in which the names of the columns must stand; technical."""


def read_emg(path: str | Path) -> Emg:
    """Envelopes of all channels of a table.

    Raises:
        FileError: no such file, no column of time, a cell that is no number (line and column are told), time that does
            not increase, or raw channels at less than 100 Hz.
    """
    file = Path(path)
    suffix = file.suffix.lower()
    if suffix not in (*TABLE_SUFFIXES, *STORAGE_SUFFIXES):
        known = ", ".join((*TABLE_SUFFIXES, *STORAGE_SUFFIXES))
        raise FileError(file, f"electromyograms come in {known} files (or in the .c3d itself), not in '{suffix}'")
    if suffix in STORAGE_SUFFIXES:
        storage = read_storage(file)
        columns, data = storage.columns, storage.data
    else:
        columns, data = _read_table(file)
    clock = next((k for k, name in enumerate(columns) if _TIME.fullmatch(name.strip())), None)
    if clock is None:
        raise FileError(file, f"there is no column of time; its columns are {', '.join(columns[:12])}; name one 'time'")
    time = data[:, clock] * (1e-3 if "ms" in columns[clock].lower().split("time")[-1] else 1.0)
    try:
        check_time(time, file.name)
    except ValueError as error:
        raise FileError(file, str(error), column=columns[clock]) from None
    if len(time) < 2 or len(columns) < 2:
        raise FileError(file, "it has no channel" if len(columns) < 2 else "it has only one row")
    rate = estimate_rate(time)
    channels = {name: data[:, k] for k, name in enumerate(columns) if k != clock}
    try:
        return Emg(time, {name: _envelope(file, name, values, rate) for name, values in channels.items()})
    except FileError:
        raise
    except ValueError as error:
        raise FileError(file, str(error)) from None


def _envelope(file: Path, name: str, values: Array, rate: float) -> Array:
    if not np.isfinite(values).any():
        raise FileError(file, "there is no number", column=name)
    if float(np.nanmin(values)) >= 0.0:
        return rectified_envelope(values, rate)
    if rate < SLOWEST_HZ:
        problem = (
            f"it is raw (it has negative values) at {rate:.0f} Hz; give at least {SLOWEST_HZ:.0f} Hz, or envelopes"
        )
        raise FileError(file, problem, column=name)
    return envelope(values, rate)


def _read_table(file: Path) -> tuple[tuple[str, ...], Array]:
    """Names and numbers of a delimited table."""
    try:
        lines = file.read_text(encoding="utf-8-sig", errors="replace").splitlines()
    except OSError as error:
        missing = isinstance(error, FileNotFoundError)
        problem = "there is no such file" if missing else f"it cannot be read ({error.strerror or error})"
        raise FileError(file, problem) from None
    head = next((k for k, line in enumerate(lines[:_HEAD]) if _names_time(line)), None)
    if head is None:
        raise FileError(file, f"no line of the first {_HEAD} names a column 'time'; put the names of the columns first")
    separator = separator_of(lines[head])
    names = tuple(cell.strip('"') for cell in separator.cells(lines[head]))
    rows = []
    for number, line in enumerate(lines[head + 1 :], start=head + 2):
        cells = separator.cells(line)
        units = number == head + 2 and not any(map(is_number, cells))
        if line.strip() and not units:
            rows.append(_row(file, number, cells, names))
    if not rows:
        raise FileError(file, "no numbers follow the names of the columns", line=head + 1)
    return names, np.array(rows, dtype=np.float64)


def _names_time(line: str) -> bool:
    separator: Separator = separator_of(line)
    return any(_TIME.fullmatch(cell.strip('"').strip()) for cell in separator.cells(line))


def _row(file: Path, number: int, cells: list[str], names: tuple[str, ...]) -> list[float]:
    if len(cells) != len(names):
        raise FileError(file, f"this row has {len(cells)} cells, there are {len(names)} columns", line=number)
    row = []
    for cell, name in zip(cells, names, strict=True):
        if cell and not is_number(cell):
            raise FileError(file, f"'{cell}' is no number", line=number, column=name)
        row.append(float(cell) if cell else np.nan)
    return row
