"""What a study leaves behind: two files, whole or not at all."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import xarray as xr

from iliopsoas.body.body import Body
from iliopsoas.errors import FileError
from iliopsoas.motion.records.motion import Motion
from iliopsoas.results.stored.store import load_result
from iliopsoas.results.summary import summarise
from iliopsoas.study import Study, outcome


@pytest.fixture(scope="module")
def done(body: Body, walk: Motion, result: xr.Dataset) -> Study:
    """The walk of the generic body, analysed."""
    return Study(body, walk, walk, result)


def test_the_summary_is_that_of_the_result(done: Study) -> None:
    assert done.summary() == summarise(done.result, done.body)


def test_sources_are_those_of_the_result(done: Study) -> None:
    assert len(done.sources) == done.summary()["sources"]
    assert {"degroote2016", "todorov2012"} <= set(done.sources)


def test_what_is_kept_can_be_read_again(done: Study, tmp_path: Path) -> None:
    folder = done.save(tmp_path / "deep" / "out")
    assert sorted(path.name for path in folder.iterdir()) == ["result.nc", "summary.json"]
    assert json.loads((folder / "summary.json").read_text(encoding="utf-8")) == done.summary()
    xr.testing.assert_identical(load_result(folder / "result.nc").drop_attrs(), done.result.drop_attrs())


def test_a_file_is_no_folder(done: Study, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("mine", encoding="utf-8")
    with pytest.raises(FileError) as caught:
        done.save(tmp_path / "taken")
    assert str(caught.value) == f"{tmp_path / 'taken'}: this is a file, not a folder"
    assert (tmp_path / "taken").read_text(encoding="utf-8") == "mine"


def test_an_interruption_leaves_nothing_half_written(
    done: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stopped in the middle of the result: what was there before stays, and no fragment lies about."""

    def stop(told: xr.Dataset, path: Path) -> None:
        path.write_bytes(b"the first bytes")
        raise KeyboardInterrupt

    done.save(tmp_path)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    monkeypatch.setattr("iliopsoas.results.stored.store.write_netcdf", stop)
    with pytest.raises(KeyboardInterrupt):
        done.save(tmp_path)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_a_summary_that_fails_leaves_nothing_new(done: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(result: xr.Dataset, body: Body) -> dict[str, object]:
        raise RuntimeError("no numbers")

    monkeypatch.setattr(outcome, "summarise", fails)
    with pytest.raises(RuntimeError, match="no numbers"):
        done.save(tmp_path)
    assert list(tmp_path.iterdir()) == []
