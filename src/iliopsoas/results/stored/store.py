"""A result on disk: one NetCDF file, whole or not at all."""

from __future__ import annotations

from pathlib import Path

import h5py
import xarray as xr

from iliopsoas.errors import FileError
from iliopsoas.files import replacing
from iliopsoas.results.gait_events import with_stored_events


def save(result: xr.Dataset, path: str | Path) -> Path:
    """Write a result as NetCDF; the file appears complete or not at all."""
    target = Path(path)
    with replacing(target) as temporary:
        with_stored_events(result).to_netcdf(temporary, engine="h5netcdf")
    return target


def load_result(path: str | Path) -> xr.Dataset:
    """Read a result written by `save`.

    Raises:
        FileError: there is none, or the file is something else, or it is damaged.
    """
    if not Path(path).is_file():
        raise FileError(path, "there is no such result; `iliopsoas analyze ... --out FOLDER` writes FOLDER/result.nc")
    try:
        h5py.File(path).close()  # what is no such file at all falls here, without a word from the layers above
        with xr.open_dataset(path, engine="h5netcdf") as stored:
            result: xr.Dataset = stored.load()
    except (OSError, ValueError, KeyError, RuntimeError) as error:
        raise FileError(path, f"this is no result, or it is damaged ({error}); run the analysis again") from error
    if "body_weight_n" not in result.attrs:
        raise FileError(path, f"this is no result of ours: it tells no person, but {', '.join(map(str, result))}")
    return result
