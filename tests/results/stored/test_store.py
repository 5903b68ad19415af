"""Results on disk, what they say of themselves, peaks, and loads that hurt."""

from __future__ import annotations

import gc
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from iliopsoas.errors import FileError
from iliopsoas.results.basis.attributes import body_weight, level_name, notes_of
from iliopsoas.results.basis.instrumented_hips import INSTRUMENTED_HIPS, INSTRUMENTED_SOURCE
from iliopsoas.results.basis.peaks import Peak, peak_of
from iliopsoas.results.painful_loads import painful_loads
from iliopsoas.results.stored.store import load_result, save
from results.hand_made import dataset


@pytest.fixture
def small() -> xr.Dataset:
    variables = {"threshold_ratio": (("time", "threshold"), [[0.2, 0.1], [1.5, 0.3], [1.2, 0.9], [0.4, 0.2]])}
    return dataset([0.0, 0.1, 0.2, 0.3], variables, threshold=["bursa", "hip"])


def test_what_is_saved_is_what_is_read(small: xr.Dataset, tmp_path: Path) -> None:
    path = save(small, tmp_path / "new" / "result.nc")
    assert path == tmp_path / "new" / "result.nc"
    xr.testing.assert_identical(load_result(path), small)
    assert [p.name for p in path.parent.iterdir()] == ["result.nc"]


def test_the_file_can_be_written_over_once_it_was_read(small: xr.Dataset, tmp_path: Path) -> None:
    path = save(small, tmp_path / "result.nc")
    read = load_result(path)
    save(2.0 * read, path)
    assert float(load_result(path)["threshold_ratio"][1, 0]) == 3.0


def test_a_write_that_fails_leaves_the_old_file(
    small: xr.Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(told: xr.Dataset, path: Path) -> None:
        path.write_bytes(b"half")
        raise OSError("no space left")

    path = save(small, tmp_path / "result.nc")
    monkeypatch.setattr("iliopsoas.results.stored.store.write_netcdf", full)
    with pytest.raises(OSError, match="no space left"):
        save(small, path)
    xr.testing.assert_identical(load_result(path), small)
    assert [p.name for p in tmp_path.iterdir()] == ["result.nc"]


def test_every_threshold_with_its_worst_moment(small: xr.Dataset) -> None:
    assert painful_loads(small) == [
        {"threshold": "bursa", "largest": 1.5, "at_s": 0.1, "painful_share": 0.5},
        {"threshold": "hip", "largest": 0.9, "at_s": 0.2, "painful_share": 0.0},
    ]


def test_nothing_hurts_without_thresholds(result: xr.Dataset) -> None:
    assert painful_loads(result) == []


def test_the_first_of_equal_peaks(small: xr.Dataset) -> None:
    curve = small["threshold_ratio"].values[:, 0]
    assert peak_of(small, curve) == Peak(1.5, 0.1, 1)
    assert peak_of(small, 0.0 * curve) == Peak(0.0, 0.0, 0)


def test_what_a_result_says_of_itself(small: xr.Dataset) -> None:
    assert body_weight(small) == 700.0
    assert notes_of(small) == []
    small.attrs["notes"] = "One.\n\nTwo."
    assert notes_of(small) == ["One.", "Two."]
    assert (level_name("L5_S1"), level_name("T12_L1")) == ("L5/S1", "T12/L1")


def test_the_band_is_what_the_comparisons_use() -> None:
    """One place for the ten hips: the report's band and the published value of the evidence."""
    from iliopsoas.evidence.table import records

    assert INSTRUMENTED_HIPS["low"] < INSTRUMENTED_HIPS["mean"] < INSTRUMENTED_HIPS["high"]
    mine = [r for r in records() if r.published_by.endswith("instrumented_hips")]
    names = {"hip_force_first_peak", "hip_force_second_peak"}
    assert {r.name.removesuffix("_average") for r in mine} == names
    assert all(r.sources == (INSTRUMENTED_SOURCE,) for r in mine)


def test_one_changed_byte_of_a_stored_number_is_noticed(small: xr.Dataset, tmp_path: Path) -> None:
    path = save(small, tmp_path / "result.nc")
    sound, number = path.read_bytes(), np.float64(0.9).tobytes()
    assert sound.count(number) == 1
    for byte in range(8):
        damaged = bytearray(sound)
        damaged[sound.index(number) + byte] ^= 0x11
        path.write_bytes(damaged)
        with pytest.raises(FileError, match=r"this is no result, or it is damaged .*run the analysis again"):
            load_result(path)


def test_a_file_that_falls_in_the_layers_below_is_one_quiet_error(
    small: xr.Dataset, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path = save(small, tmp_path / "result.nc")
    sound, refused = path.read_bytes(), 0
    for place in range(0, 2000, 250):
        path.write_bytes(sound[:place] + b"\xff" * 8 + sound[place + 8 :])
        try:
            load_result(path)
        except FileError:
            refused += 1
    gc.collect()
    assert refused > 6  # what is left are numbers of no account: every list of the file has a checksum
    assert capfd.readouterr().err == ""
