"""Results as tables: the numbers of the dataset, units in the names, readable by others and by ourselves."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from iliopsoas.errors import FileError, UnknownName
from iliopsoas.motion.files.storage import read_storage
from iliopsoas.results.hip_contact import hip_contact_force
from iliopsoas.results.muscle_forces import whole_muscle_force
from iliopsoas.results.stored.store import load_result, save
from iliopsoas.results.stored.tables import curve_table, curve_tables


def test_a_table_read_back_has_the_datasets_numbers(result: xr.Dataset) -> None:
    read = pd.read_csv(io.StringIO(curve_table(result, "forces").as_csv()))
    np.testing.assert_allclose(read["time_s"], result["time"], rtol=1e-6)
    np.testing.assert_allclose(read["psoas_major_r_n"], whole_muscle_force(result, "psoas_major_r"), rtol=1e-6)
    loads = pd.read_csv(io.StringIO(curve_table(result, "loads").as_csv()))
    np.testing.assert_allclose(
        loads["hip_l_n"], hip_contact_force(result, "l") * result.attrs["body_weight_n"], rtol=1e-6
    )
    np.testing.assert_allclose(loads["L4_L5_compression_n"], result["compression"].sel(level="L4_L5"), rtol=1e-6)


def test_every_table_has_a_row_a_frame_and_a_unit_a_column(result: xr.Dataset) -> None:
    names = [table.name for table in curve_tables(result)]
    assert names == ["forces", "activations", "strands", "loads", "moments", "pose"]
    for table in curve_tables(result):
        assert table.values.shape == (result.sizes["time"], len(table.columns))
        assert table.columns[0] == "time_s"
        assert {name.rpartition("_")[2] for name in table.columns[1:]} <= {"n", "1", "nm", "si"}
        assert len(set(table.columns)) == len(table.columns)


def test_a_storage_is_what_opensim_and_our_own_reader_read(result: xr.Dataset, tmp_path: Path) -> None:
    path = tmp_path / "strands.sto"
    path.write_text(curve_table(result, "strands").as_storage("walk"), encoding="utf-8")
    read = read_storage(path)
    assert list(read.columns) == ["time", *map(str, result["muscle"].values)]
    np.testing.assert_allclose(
        read.column(str(result["muscle"].values[5])), result["muscle_force"].values[:, 5], rtol=1e-6, atol=1e-6
    )


def test_what_is_no_result_is_one_sentence(result: xr.Dataset, tmp_path: Path) -> None:
    with pytest.raises(UnknownName, match=r"no table of a result is called 'force'\. Did you mean 'forces'"):
        curve_table(result, "force")
    with pytest.raises(FileError, match="there is no such result; `iliopsoas analyze"):
        load_result(tmp_path / "none.nc")
    (tmp_path / "text.nc").write_text("not a result")
    with pytest.raises(FileError, match="this is no result, or it is damaged"):
        load_result(tmp_path / "text.nc")
    xr.Dataset({"rain": ("day", [1.0])}).to_netcdf(tmp_path / "rain.nc", engine="h5netcdf")
    with pytest.raises(FileError, match="it tells no person, but rain"):
        load_result(tmp_path / "rain.nc")
    whole = save(result, tmp_path / "whole.nc").read_bytes()
    (tmp_path / "half.nc").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(FileError, match="damaged"):
        load_result(tmp_path / "half.nc")
