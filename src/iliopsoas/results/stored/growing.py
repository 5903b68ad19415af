"""A result of any length, written to its file while it is computed: no more of it is in memory than one part."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import h5netcdf
import numpy as np
import xarray as xr

from iliopsoas.arrays import release_freed
from iliopsoas.files import check_room, replacing
from iliopsoas.mechanics.analyze import PlannedAnalysis
from iliopsoas.mechanics.dataset import ResultPart, labelled
from iliopsoas.mechanics.dataset_variables import Variable
from iliopsoas.mechanics.kinetics import Progress
from iliopsoas.results.stored.store import FORMAT, HEAD_BYTES, open_lazily, write_netcdf

ROWS, COLUMNS = 128, 32
"""Frames and columns of a block of the file: one muscle's curve is read without the others' (technical)."""

BLOCKS_KEPT = 1 << 19
"""Of every variable, what HDF5 keeps of the blocks that a part fills by half [bytes]; technical."""


def stored_analysis(
    planned: PlannedAnalysis, path: str | Path, progress: Progress | None = None, *, size: int | None = None
) -> xr.Dataset:
    """Solve an analysis into a file, which appears complete or not at all, and open it.

    Args:
        planned: with all that concerns the whole record decided. path: of the NetCDF file.
        progress: called with the number of frames done.
        size: frames of a part (`PlannedAnalysis.parts`).

    Returns:
        The result; values are read from the file when they are asked for, and not kept.

    Raises:
        FileError: the folder cannot be written to, or the disk is full.
    """
    target = Path(path)
    with replacing(target) as temporary:
        _write(planned, temporary, progress, size)
    release_freed()
    return open_lazily(target)


def _write(planned: PlannedAnalysis, path: Path, progress: Progress | None, size: int | None) -> None:
    parts = planned.parts(progress, size=size)
    last = next(parts)
    each = sum(one.values.nbytes for one in last.variables.values()) // last.frames
    check_room(path, each * planned.frames + HEAD_BYTES)
    write_netcdf(labelled({}, planned.labels(last), planned.attributes({})), path)
    with h5netcdf.File(path, "r+", libver=FORMAT, rdcc_nbytes=BLOCKS_KEPT) as file:
        for name, one in last.variables.items():
            _add(file, name, one, (planned.frames, *one.values.shape[1:]))
        _fill(file, last)
        for part in parts:
            _fill(file, part)
            last = part.joined_to(last)
        for name, one in ({} if planned.moment_arms else last.worst.variables()).items():
            _add(file, name, one, one.values.shape)[...] = one.values
        for key, value in planned.attributes(last.stages).items():
            file.attrs[key] = value


def _add(file: h5netcdf.File, name: str, one: Variable, shape: tuple[int, ...]) -> Any:
    """Room for a variable in the file."""
    for dimension, length in zip(one.dims, shape, strict=True):
        if dimension not in file.dimensions:
            file.dimensions[dimension] = length
    blocks = None if 0 in shape else (min(ROWS, shape[0]), *(min(COLUMNS, length) for length in shape[1:]))
    made = file.create_variable(name, one.dims, one.values.dtype, chunks=blocks, fletcher32=blocks is not None)
    made.attrs["units"], made.attrs["long_name"] = one.unit, one.long_name
    return made


def _fill(file: h5netcdf.File, part: ResultPart) -> None:
    for name, one in part.variables.items():
        if one.values.size:
            file.variables[name][part.first : part.first + part.frames] = np.ascontiguousarray(one.values)
