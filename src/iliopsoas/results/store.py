"""A result on disk: one NetCDF file, whole or not at all."""

from __future__ import annotations

from pathlib import Path

import xarray as xr

from iliopsoas.files import replacing


def save(result: xr.Dataset, path: str | Path) -> Path:
    """Write a result as NetCDF; the file appears complete or not at all."""
    target = Path(path)
    with replacing(target) as temporary:
        result.to_netcdf(temporary, engine="h5netcdf")
    return target


def load_result(path: str | Path) -> xr.Dataset:
    """Read a result written by `save`."""
    with xr.open_dataset(path, engine="h5netcdf") as stored:
        return stored.load()
