"""Force plates from an OpenSim file. Which foot stood on which plate: `iliopsoas.motion.contact.plate_assignment`."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from iliopsoas.arrays import Array, BoolArray
from iliopsoas.errors import FileError
from iliopsoas.motion.files.plate_columns import FARTHEST_M, firm_load, free_moment, pressure_centre
from iliopsoas.motion.files.storage import Storage, check_recorded, read_storage
from iliopsoas.motion.records.external_loads import LOADED_N, ExternalLoad
from iliopsoas.motion.signals.checks import frames_text, listed, own

EXPECTED = "a plate has a force (..._vx, _vy, _vz), a point (..._px ...) and a free moment (..._torque_x or ..._mx ...)"


def read_loads(path: str | Path) -> list[ExternalLoad]:
    """Read the plates of a .mot or .sto file; `body` is None until `assign_feet` decides.

    Any prefix will do: ground_force_vx with ground_torque_x, ground_force_1_vx with ground_force_1_mx, FP1_vx ...
    Points may be in millimetres, moments in N mm or about another point than the centre of pressure (`plate_columns`).
    A plate without free moment columns has none, and its notes say so. Plates that stay at zero are left out.
    Points may be missing or run away while a plate carries little, forces may not be missing.
    """
    storage = read_storage(path)
    check_recorded(storage)
    stems = [column[:-2] for column in storage.columns if column.endswith("vx")]
    if not stems:
        raise FileError(storage.path, f"no force plate: {EXPECTED}. The columns are: {listed(storage.columns, 40)}")
    every = [_read_plate(storage, stem) for stem in stems]
    loads = [load for load in every if np.any(load.force)]
    if not loads:
        names = listed([load.name for load in every])
        raise FileError(storage.path, f"all forces are zero ({names}); export the file again, with the plates")
    _check_axes(storage, loads)
    return loads


def _read_plate(storage: Storage, stem: str) -> ExternalLoad:
    name = stem.strip("_.") or "force"
    force = _triplet(storage, stem, "v")
    point = _triplet(storage, stem, "p")
    if force is None:
        raise FileError(storage.path, f"the force of plate '{name}' is incomplete: {EXPECTED}", column=f"{stem}vx")
    if point is None:
        raise FileError(
            storage.path,
            f"plate '{name}' has a force but no point where it acts: {stem}px, {stem}py, {stem}pz are missing. "
            f"The columns are: {listed(storage.columns, 40)}",
            column=f"{stem}vx",
        )
    _check_cells(storage, force, f"{stem}vx", f"the force of plate '{name}'")
    if not np.any(force):
        return ExternalLoad(name, None, storage.time, force, 0.0 * force, 0.0 * force)
    loaded: BoolArray = np.asarray(np.linalg.norm(force, axis=1) >= LOADED_N)
    firm = firm_load(force)
    trusted = np.where(firm[:, None], point, 0.0)
    _check_cells(storage, trusted, f"{stem}px", f"the point of plate '{name}', although it is loaded,")
    point, notes = pressure_centre(force, point, loaded, name)
    _check_metres(storage, stem, np.where(firm[:, None], point, 0.0))
    moment, more = _moment(storage, stem, name)
    _check_cells(storage, moment, f"{stem}vx", f"the free moment of plate '{name}'")
    torque, why = free_moment(force, point, moment, name)
    return ExternalLoad(name, None, storage.time, own(force), own(point), own(torque), (*notes, *more, *why))


def _triplet(storage: Storage, stem: str, letter: str) -> Array | None:
    """Columns stem + letter + x, y, z as (rows, 3), if all three exist."""
    names = [f"{stem}{letter}{axis}" for axis in "xyz"]
    if not set(names) <= set(storage.columns):
        return None
    return np.stack([storage.column(name) for name in names], axis=1)


def _moment(storage: Storage, stem: str, name: str) -> tuple[Array, tuple[str, ...]]:
    """The moment (rows, 3) under any of its spellings, and a note if there is none."""
    for word in ("torque", "moment"):
        other = stem.replace("force", word)
        candidates = [(stem, "m"), (stem, "t"), (f"{stem}{word}_", "")]
        candidates += [(other, ""), (other, "m"), (other, "t")] if other != stem else []
        for start, letter in candidates:
            found = _triplet(storage, start, letter)
            if found is not None:
                return found, ()
    return np.zeros((len(storage.lines), 3)), (f"Plate '{name}' has no free moment in the file: taken as zero.",)


def _check_cells(storage: Storage, values: Array, column: str, what: str) -> None:
    bad = np.asarray(~np.isfinite(values).all(axis=1))
    if bad.any():
        raise FileError(
            storage.path,
            f"{what} has no value (NaN or infinite) in {frames_text(bad)}; fill the gap, or cut it away",
            line=storage.lines[int(np.argmax(bad))],
            column=column,
        )


def _check_metres(storage: Storage, stem: str, point: Array) -> None:
    far = np.abs(point)  # (samples, 3)
    if far.max() > FARTHEST_M:
        axis = int(np.argmax(far.max(axis=0)))
        row = int(np.argmax(far[:, axis]))
        raise FileError(
            storage.path,
            f"the centre of pressure is {far.max():.0f} m from the origin while a foot pushes: the points are "
            "wrong, or in different units",
            line=storage.lines[row],
            column=f"{stem}p{'xyz'[axis]}",
        )


def _check_axes(storage: Storage, loads: list[ExternalLoad]) -> None:
    """The ground pushes upward. Anything else is another set of axes, or the force on the plate."""
    total = np.sum([load.force.mean(axis=0) for load in loads], axis=0)  # (3,)
    axis = int(np.argmax(np.abs(total)))
    if axis != 1 and abs(total[axis]) > 2.0 * abs(total[1]):
        raise FileError(
            storage.path,
            f"the forces point along {'xyz'[axis]} (mean {total[axis]:.0f} N) and hardly along y (mean "
            f"{total[1]:.0f} N), but y must be up (x forward, z right); rotate forces, points and moments",
        )
    if axis == 1 and total[1] < 0:
        raise FileError(
            storage.path,
            f"the vertical force is negative (mean {total[1]:.0f} N): these are forces on the plate; the forces on the "
            "foot are wanted, so change the sign of forces and moments",
        )
