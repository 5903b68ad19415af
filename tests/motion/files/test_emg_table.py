"""Electromyograms in tables."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from iliopsoas.errors import FileError
from iliopsoas.motion.files.emg_table import read_emg

RATE = 1000.0
TIME = np.arange(0.0, 2.0, 1.0 / RATE)
BURST = (np.sin(2 * np.pi * 1.0 * TIME) > 0).astype(float)
RAW = 1e-4 * BURST * np.sin(2 * np.pi * 90.0 * TIME) + 2e-5
"""90 Hz that is on for half a second, off for half a second, with an offset that the band takes away."""


def written(path: Path, separator: str = ",", head: str = "time{0}R_TA{0}R_SOL", before: str = "") -> Path:
    rows = "\n".join(separator.join(f"{x:.8g}" for x in row) for row in zip(TIME, RAW, np.abs(RAW), strict=True))
    path.write_text(f"{before}{head.format(separator)}\n{rows}\n", encoding="utf-8")
    return path


def test_a_raw_channel_becomes_an_envelope_and_finds_its_muscle(tmp_path: Path) -> None:
    emg = read_emg(written(tmp_path / "emg.csv"))
    ta = emg.channels["R_TA"]
    on, off = ta[(TIME > 0.2) & (TIME < 0.3)], ta[(TIME > 0.7) & (TIME < 0.8)]
    assert on.mean() == pytest.approx(1e-4 * 2 / np.pi, rel=0.1)  # mean of a rectified sine
    assert off.mean() < 0.05 * on.mean()
    assert emg.muscles == {"R_TA": "tibialis_anterior_r", "R_SOL": "soleus_r"}


def test_what_is_never_negative_is_only_smoothed(tmp_path: Path) -> None:
    """The offset stays, which the band of a raw channel would have taken away."""
    emg = read_emg(written(tmp_path / "emg.csv"))
    off = emg.channels["R_SOL"][(TIME > 0.7) & (TIME < 0.8)]
    assert off.mean() == pytest.approx(2e-5, rel=0.05)


@pytest.mark.parametrize(("name", "separator"), [("a.csv", ";"), ("a.txt", "\t"), ("a.csv", ",")])
def test_separators_titles_and_units(tmp_path: Path, name: str, separator: str) -> None:
    path = written(tmp_path / name, separator, "Time [s]{0}R_TA{0}R_SOL", before="Trial 7\n")
    assert list(read_emg(path).channels) == ["R_TA", "R_SOL"]


def test_a_line_of_units_is_passed_over_and_milliseconds_are_seconds(tmp_path: Path) -> None:
    path = tmp_path / "emg.csv"
    rows = "\n".join(f"{1000 * t:g},{x:g}" for t, x in zip(TIME, np.abs(RAW), strict=True))
    path.write_text(f"time (ms),R_TA\n-,V\n{rows}\n", encoding="utf-8")
    assert read_emg(path).time[-1] == pytest.approx(TIME[-1])


def test_a_storage_is_read(tmp_path: Path) -> None:
    path = tmp_path / "emg.sto"
    rows = "\n".join(f"{t:g}\t{x:g}" for t, x in zip(TIME, RAW, strict=True))
    path.write_text(f"emg\nversion=1\nnRows={len(TIME)}\nnColumns=2\ninDegrees=no\nendheader\ntime\tL_RF\n{rows}\n")
    assert read_emg(path).muscle_of("L_RF") == "rectus_femoris_l"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a,b\n1,2\n", "no line of the first 12 names a column 'time'"),
        ("time,R_TA\n0,1\n0.1,x\n", "line 3, column 'R_TA': 'x' is no number"),
        ("time,R_TA\n0,1\n0.1,2,3\n", "line 3: this row has 3 cells, there are 2 columns"),
        ("time,R_TA\n0,1\n0,2\n", "time must increase"),
        ("time,R_TA\n", "no numbers follow"),
        ("time\n0\n1\n", "it has no channel"),
        ("time,R_TA\n0,-1\n0.1,2\n0.2,1\n0.3,1\n", "it is raw (it has negative values) at 10 Hz; give at least 100 Hz"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(tmp_path: Path, text: str, problem: str) -> None:
    path = tmp_path / "emg.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(FileError) as caught:
        read_emg(path)
    assert problem in str(caught.value)
    assert str(path) in str(caught.value)


def test_missing_and_unknown_files(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="there is no such file"):
        read_emg(tmp_path / "nothing.csv")
    with pytest.raises(FileError, match=r"not in '\.xlsx'"):
        read_emg(tmp_path / "emg.xlsx")
