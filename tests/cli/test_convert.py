"""`iliopsoas convert`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import xarray as xr
from openpyxl import load_workbook
from typer.testing import CliRunner

from iliopsoas.cli.app import app
from iliopsoas.errors import FileError, UnknownName
from iliopsoas.results.stored.store import save


@pytest.fixture(scope="module")
def stored(result: xr.Dataset, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save(result, tmp_path_factory.mktemp("walk") / "result.nc").parent


def convert(*words: object) -> list[Path]:
    done = CliRunner().invoke(app, ["convert", *map(str, words), "--json"], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return [Path(name) for name in json.loads(done.stdout)["files"]]


def test_all_tables_beside_the_result(stored: Path, tmp_path: Path) -> None:
    names = ["forces", "activations", "strands", "loads", "moments", "pose"]
    assert convert(stored, "--out", tmp_path) == [tmp_path / f"{name}.csv" for name in names]
    assert (tmp_path / "loads.csv").read_text().startswith("time_s,hip_r_n,hip_l_n,knee_r_n")


def test_one_table_as_a_storage(stored: Path, tmp_path: Path) -> None:
    (file,) = convert(stored / "result.nc", "--to", "sto", "--table", "moments", "--out", tmp_path)
    assert "endheader\ntime\thip_flexion_r" in file.read_text()


def test_a_workbook_has_a_sheet_a_table(stored: Path, tmp_path: Path) -> None:
    (file,) = convert(stored, "--to", "xlsx", "--table", "forces", "--table", "loads", "--out", tmp_path)
    book = load_workbook(file, read_only=True)
    assert book.sheetnames == ["forces", "loads"]
    assert next(book["loads"].values)[:2] == ("time_s", "hip_r_n")
    book.close()


def test_what_cannot_be_is_one_sentence(stored: Path, tmp_path: Path) -> None:
    with pytest.raises(UnknownName, match=r"no kind of file is called 'xls'\. Did you mean 'xlsx'"):
        CliRunner().invoke(app, ["convert", str(stored), "--to", "xls"], catch_exceptions=False)
    with pytest.raises(FileError, match="there is no such result"):
        CliRunner().invoke(app, ["convert", str(tmp_path)], catch_exceptions=False)
