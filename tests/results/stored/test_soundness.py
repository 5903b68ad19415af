"""Stored results that were damaged: the libraries below may fall over them, but not in this process."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import h5py
import numpy as np
import pytest
import xarray as xr

from iliopsoas.errors import FileError
from iliopsoas.results.stored import inspection, soundness
from iliopsoas.results.stored.fingerprint import MARK, add_fingerprint, fingerprint_fits
from iliopsoas.results.stored.soundness import check_soundness
from iliopsoas.results.stored.store import load_result, save
from results.hand_made import dataset

CURE = "run the analysis again"


@pytest.fixture
def stored(tmp_path: Path) -> Path:
    variables = {"threshold_ratio": (("time", "threshold"), [[0.2, 0.1], [1.5, 0.3], [1.2, 0.9], [0.4, 0.2]])}
    return save(dataset([0.0, 0.1, 0.2, 0.3], variables, threshold=["bursa", "hip"]), tmp_path / "result.nc")


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """No second process may be asked."""

    def asked(path: Path) -> str:
        raise AssertionError(f"{path} was inspected")

    monkeypatch.setattr(soundness, "_inspected", asked)


@pytest.mark.usefixtures("alone")
def test_what_is_as_it_was_written_is_read_at_once(stored: Path, tmp_path: Path) -> None:
    assert fingerprint_fits(stored)
    load_result(shutil.copy(stored, tmp_path / "copy.nc"))
    with h5py.File(stored) as file:  # what stands behind the end of the file is nobody else's concern
        assert file["threshold_ratio"][1, 0] == 1.5


def test_the_fingerprint_is_of_every_byte_but_those_of_numbers(stored: Path) -> None:
    """Numbers have checksums of their own."""
    sound = stored.read_bytes()
    with h5py.File(stored) as file:
        blocks: list[tuple[int, int]] = []
        for name in ("threshold_ratio", "time"):
            file[name].id.chunk_iter(lambda block: blocks.append((block.byte_offset, block.byte_offset + block.size)))
    numbers = {place for start, stop in blocks for place in range(start, stop)}
    for place in [*range(0, len(sound), 97), len(sound) - 1, len(sound) - len(MARK) - 1]:
        changed = bytearray(sound)
        changed[place] ^= 0x10
        stored.write_bytes(changed)
        assert fingerprint_fits(stored) == (place in numbers), place
    assert len(numbers) > 90


@pytest.mark.parametrize("cut", [0, 1, 8, 30, 200, 5000])
def test_what_is_cut_off_has_no_fingerprint(stored: Path, cut: int) -> None:
    stored.write_bytes(stored.read_bytes()[: -cut - 1])
    assert not fingerprint_fits(stored)


def test_what_others_changed_is_inspected_and_read(stored: Path) -> None:
    with h5py.File(stored, "r+") as file:
        file.attrs["notes"] = "Looked through by a colleague."
    assert not fingerprint_fits(stored)
    assert load_result(stored).attrs["notes"] == "Looked through by a colleague."
    add_fingerprint(stored)
    assert fingerprint_fits(stored)


@pytest.mark.skipif(sys.platform == "win32", reason="limits of POSIX")
@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("while True: pass", "the library that reads such files fell over it"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", "the library that reads such files fell over it"),
        ("b'x' * (4 << 30)", "the library that reads such files fell over it"),
        ("print('\"a list is damaged\"')", "a list is damaged"),
    ],
)
def test_whatever_a_damaged_file_does_is_one_error(
    stored: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, says: str
) -> None:
    (tmp_path / "inspection.py").write_text(text)
    monkeypatch.setattr(soundness, "PROGRAM", tmp_path / "inspection.py")
    monkeypatch.setattr(soundness, "SECONDS", 1.0)
    stored.write_bytes(stored.read_bytes()[:-1])
    with pytest.raises(FileError) as told:
        load_result(stored)
    assert str(told.value) == f"{stored}: this is no result, or it is damaged ({says}); {CURE}"


def test_inspection_reads_every_number_and_says_what_is_wrong(stored: Path) -> None:
    assert inspection.inspect_stored(str(stored)) is None
    data, number = bytearray(stored.read_bytes()), np.float64(0.9).tobytes()
    data[data.index(number) + 3] ^= 0x11
    stored.write_bytes(data)
    told = subprocess.run([sys.executable, inspection.__file__, str(stored)], capture_output=True, check=True).stdout
    assert b"filter returned failure during read" in told


def test_another_kind_of_file_needs_no_inspection(tmp_path: Path, alone: None) -> None:
    (tmp_path / "text.nc").write_text("time\n")
    with pytest.raises(
        FileError, match=r"no batch, or it is damaged \(it does not begin as an HDF5 file does\); again"
    ):
        check_soundness(tmp_path / "text.nc", "batch", "again")


def test_a_dataset_of_somebody_else_is_told(tmp_path: Path) -> None:
    xr.Dataset({"rain": ("day", [1.0, 2.0])}).to_netcdf(tmp_path / "rain.nc", engine="h5netcdf")
    with pytest.raises(FileError, match="it tells no person, but rain"):
        load_result(tmp_path / "rain.nc")
