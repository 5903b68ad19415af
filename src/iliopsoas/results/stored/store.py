"""A result on disk: one NetCDF file, whole or not at all."""

from __future__ import annotations

import shutil
from collections.abc import Hashable, Mapping
from pathlib import Path
from typing import Any

import h5netcdf
import h5py
import xarray as xr

from iliopsoas.errors import FileError, expect
from iliopsoas.files import check_room, replacing
from iliopsoas.results.gait_events import with_stored_events
from iliopsoas.results.stored.fingerprint import add_fingerprint
from iliopsoas.results.stored.soundness import check_soundness

MOST_IN_MEMORY = 64e6
"""A stored result of no more bytes is read as a whole, of a larger one what is asked for (technical)."""
FORMAT = ("v110", "v110")
"""Of the file: HDF5 1.10 (2016), the first whose lists of contents carry checksums; damage in older ones can make the
library search without end (technical)."""
HEAD_BYTES = 500_000
"""What a result's texts and the lists of its blocks take, roughly [bytes]; technical."""


def save(result: xr.Dataset, path: str | Path, *, grown: Path | None = None) -> Path:
    """Write a result as NetCDF; the file appears complete or not at all, and its numbers carry checksums.

    Args:
        grown: the file that holds its values already, where there is one (`growing`): it is kept as it is or copied,
            and only what the result says of itself is written anew.

    Raises:
        InputError: result and path are exchanged, or something else is given.
    """
    expect(result, xr.Dataset, "result", "write save(result, path), with a result of analyze")
    expect(path, str | Path, "path", "write save(result, path), for instance save(result, 'walk.nc')")  # type: ignore[arg-type]
    target = Path(path)
    told = with_stored_events(result)
    if grown is None:
        with replacing(target) as temporary:
            check_room(temporary, told.nbytes + HEAD_BYTES)
            write_netcdf(told, temporary)
            add_fingerprint(temporary)
        return target
    result.close()  # it is opened again where values are asked for
    if grown != target:
        with replacing(target) as temporary:
            shutil.copyfile(grown, temporary)
            _write_attributes(temporary, told.attrs)
    else:
        _write_attributes(target, told.attrs)
    return target


def write_netcdf(told: xr.Dataset, path: Path) -> None:
    """Write a dataset so that damage is noticed when it is read: numbers and the file's own lists have checksums."""
    with h5netcdf.File(path, "w", libver=FORMAT) as file:
        told.dump_to_store(xr.backends.H5NetCDFStore(file), encoding=checksums(told))


def _write_attributes(path: Path, attributes: Mapping[Any, Any]) -> None:
    with h5py.File(path, "r+", libver=FORMAT) as file:
        for name, value in attributes.items():
            file.attrs[name] = value
    add_fingerprint(path)


def open_lazily(path: str | Path) -> xr.Dataset:
    """A stored result whose values are read when they are asked for, and not kept; its labels are in memory."""
    stored = xr.open_dataset(path, engine="h5netcdf", cache=False)
    for name in stored.coords:
        stored[name].load()
    return stored


def checksums(result: xr.Dataset) -> dict[Hashable, dict[str, bool]]:
    """How numbers are stored so that a damaged file is noticed when it is read: HDF5's Fletcher checksums."""
    return {name: {"fletcher32": True} for name, values in result.variables.items()
            if values.ndim and values.size and values.dtype.kind in "biuf"}  # fmt: skip


def load_result(path: str | Path) -> xr.Dataset:
    """Read a result written by `save`; of a long one what is asked for (`open_lazily`).

    One that was changed since is read by another process first (`soundness`), which takes a second or two.

    Raises:
        FileError: there is none, or the file is something else, or it is damaged.
    """
    if not Path(path).is_file():
        raise FileError(path, "there is no such result; `iliopsoas analyze ... --out FOLDER` writes FOLDER/result.nc")
    check_soundness(Path(path), "result", "run the analysis again")
    try:
        with xr.open_dataset(path, engine="h5netcdf") as stored:
            result: xr.Dataset = open_lazily(path) if stored.nbytes > MOST_IN_MEMORY else stored.load()
    except (OSError, ValueError, KeyError, RuntimeError) as error:
        raise FileError(path, f"this is no result, or it is damaged ({error}); run the analysis again") from error
    if "body_weight_n" not in result.attrs:
        raise FileError(path, f"this is no result of ours: it tells no person, but {', '.join(map(str, result))}")
    return result
