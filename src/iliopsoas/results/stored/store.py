"""A result on disk: one NetCDF file, whole or not at all."""

from __future__ import annotations

from collections.abc import Hashable
from pathlib import Path

import h5py
import xarray as xr

from iliopsoas.errors import FileError, expect
from iliopsoas.files import replacing
from iliopsoas.results.gait_events import with_stored_events


def save(result: xr.Dataset, path: str | Path) -> Path:
    """Write a result as NetCDF; the file appears complete or not at all, and its numbers carry checksums.

    Raises:
        InputError: result and path are exchanged, or something else is given.
    """
    expect(result, xr.Dataset, "result", "write save(result, path), with a result of analyze")
    expect(path, str | Path, "path", "write save(result, path), for instance save(result, 'walk.nc')")  # type: ignore[arg-type]
    target, whole = Path(path), with_stored_events(result)
    with replacing(target) as temporary:
        whole.to_netcdf(temporary, engine="h5netcdf", encoding=checksums(whole))
    return target


def checksums(result: xr.Dataset) -> dict[Hashable, dict[str, bool]]:
    """How numbers are stored so that a damaged file is noticed when it is read: HDF5's Fletcher checksums."""
    return {name: {"fletcher32": True} for name, values in result.variables.items()
            if values.ndim and values.size and values.dtype.kind in "biuf"}  # fmt: skip


def load_result(path: str | Path) -> xr.Dataset:
    """Read a result written by `save`.

    Raises:
        FileError: there is none, or the file is something else, or it is damaged.
    """
    if not Path(path).is_file():
        raise FileError(path, "there is no such result; `iliopsoas analyze ... --out FOLDER` writes FOLDER/result.nc")
    try:
        with h5py.File(path) as file:  # what is no such file falls here, without a word from the layers above
            file.attrs.get("body_weight_n")
        with xr.open_dataset(path, engine="h5netcdf") as stored:
            result: xr.Dataset = stored.load()
    except (OSError, ValueError, KeyError, RuntimeError) as error:
        raise FileError(path, f"this is no result, or it is damaged ({error}); run the analysis again") from error
    if "body_weight_n" not in result.attrs:
        raise FileError(path, f"this is no result of ours: it tells no person, but {', '.join(map(str, result))}")
    return result
