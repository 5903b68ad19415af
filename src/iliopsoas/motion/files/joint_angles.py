"""Joint angles from an OpenSim file, in our names, signs and units; and back."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from iliopsoas.arrays import Array
from iliopsoas.errors import FileError
from iliopsoas.motion.files.conventions import angles_in_degrees, knee_convention
from iliopsoas.motion.files.coordinate_names import ARMS, BASIC, PELVIS_TRANSLATIONS, REQUIRED, coordinate_of
from iliopsoas.motion.files.storage import Storage, check_recorded, read_storage, write_storage
from iliopsoas.motion.records.motion import Motion
from iliopsoas.motion.signals.checks import frames_text, listed, own

TALLEST = 10.0  # [m] a pelvis higher up is in millimetres (technical)


def read_motion(path: str | Path, *, convention: str | None = None) -> Motion:
    """Read joint angles (.mot, .sto) for gait2392, Rajagopal2016 or a model with the same coordinates.

    Degrees or radians and the sign of the knee are recognised (`recognise` has the rules); `convention`
    ('rajagopal2016' or 'gait2392') settles the knee where a nearly still trial cannot. Whatever was recognised or
    assumed is in the notes.
    Leg and lumbar coordinates that the file lacks are zero; arms, neck and single lumbar levels are there only if the
    file has them.
    """
    storage = read_storage(path)
    check_recorded(storage)
    columns, unknown = _sort_columns(storage)
    _check_complete(storage, columns)
    values = {name: storage.column(column) for name, column in columns.items()}
    _check_cells(storage, columns)
    notes = list(storage.notes)

    degrees, note = angles_in_degrees(storage, values)
    notes += [note] if note else []
    if degrees:
        for name in values.keys() - set(PELVIS_TRANSLATIONS):
            np.radians(values[name], out=values[name])  # in the table, which nobody else has
    recognised, note = knee_convention(storage, values, convention)
    notes += [note] if note else []
    if recognised == "gait2392":
        for name in ("knee_angle_r", "knee_angle_l"):
            np.negative(values[name], out=values[name])
    _check_height(storage, columns, values["pelvis_ty"])

    absent = [name for name in BASIC if name not in values]
    if absent:
        notes.append(f"Not in the file, and taken as zero: {listed(absent, 20)}.")
    if not any(arm in values for arm in ARMS):
        notes.append("The file has no arm coordinates: the arms hang.")
    if unknown:
        notes.append(f"Columns that are not known here were left out: {listed(unknown)}.")
    order = [*BASIC, *(name for name in values if name not in BASIC)]
    storage.taken()
    none = own(np.zeros(len(storage.lines)))
    complete = {name: storage.column(columns[name]) if name in columns else none for name in order}
    return Motion(storage.path.stem, storage.time, complete, convention=recognised, notes=tuple(notes))


def write_motion(path: str | Path, motion: Motion) -> Path:
    """Write a motion as a Rajagopal2016 file (.mot) in degrees, as OpenSim reads it."""
    columns = ("time", *motion.coordinates)
    shown = [v if name in PELVIS_TRANSLATIONS else np.degrees(v) for name, v in motion.coordinates.items()]
    table = np.stack([motion.time, *shown], axis=1)
    return write_storage(path, columns, table, in_degrees=True, name="Coordinates", remarks=motion.notes)


def _sort_columns(storage: Storage) -> tuple[dict[str, str], list[str]]:
    """Known coordinate -> column, and the columns nobody knows."""
    columns: dict[str, str] = {}
    unknown = []
    for column in storage.columns:
        name = "" if column == "time" else coordinate_of(column)
        if name is None:
            unknown.append(column)
        elif name in columns:
            raise FileError(
                storage.path,
                f"two columns hold {name}: '{columns[name]}' and '{column}'; remove one",
                line=storage.first_data_line - 1,
                column=column,
            )
        elif name:
            columns[name] = column
    return columns, unknown


def _check_complete(storage: Storage, columns: dict[str, str]) -> None:
    missing = [name for name in REQUIRED if name not in columns]
    if missing:
        found = [c for c in storage.columns if c != "time"]
        raise FileError(
            storage.path,
            f"no column for {listed(missing, 12)}; a movement needs the pelvis, both hips and both knees. "
            f"The file has: {listed(found, 40) if found else 'nothing but time'}",
        )


def _check_cells(storage: Storage, columns: dict[str, str]) -> None:
    """Raise FileError for the first coordinate with missing numbers, saying line and frames."""
    for column in columns.values():
        bad = ~np.isfinite(storage.column(column))
        if bad.any():
            raise FileError(
                storage.path,
                f"no value (NaN or infinite) in {frames_text(bad)}; fill the gap, or cut these rows away",
                line=storage.lines[int(np.argmax(bad))],
                column=column,
            )


def _check_height(storage: Storage, columns: dict[str, str], height: Array) -> None:
    middle = float(np.median(height))
    if abs(middle) > TALLEST:
        raise FileError(
            storage.path,
            f"the pelvis is {middle:.0f} m high: these look like millimetres; divide translations by 1000",
            column=columns["pelvis_ty"],
        )
