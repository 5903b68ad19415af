"""`iliopsoas analyze` with marker files: what it writes, and one sentence for what cannot be."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from command_line import answer_to
from iliopsoas.body.body import Body
from iliopsoas.motion import write_trc
from iliopsoas.results.stored.store import load_result
from motion.dressed import dress, moving, places_on, standing, write_c3d

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """`iliopsoas analyze ...` in this process: exit code, output, errors."""

    return lambda *words: answer_to(["analyze", *words], monkeypatch, capsys)


@pytest.fixture(scope="module")
def files(body: Body, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A step as .trc and, with an electromyogram, as .c3d; the same person standing."""
    folder, places = tmp_path_factory.mktemp("markers"), places_on(body)
    trial, static = dress(body, moving(body, 40), places), dress(body, standing(body), places, name="static")
    emg = {"R_soleus": 1e-4 * np.random.default_rng(0).normal(size=400)}
    return {
        "trc": write_trc(folder / "trial.trc", trial),
        "c3d": write_c3d(folder / "trial.c3d", trial, emg=emg),
        "static": write_trc(folder / "static.trc", static),
    }


def test_a_trial_with_its_standing_trial_leaves_a_result(run: Run, files: dict[str, Path], tmp_path: Path) -> None:
    out = tmp_path / "out"
    words = (files["c3d"], "--static", files["static"], "--mass", 70, "--height", 1.70, "--json", "--out", out)
    code, printed, _ = run(*words)
    assert code == 0
    summary = json.loads(printed)
    assert summary["marker_error_mm"]["rms"] < 2.0
    assert set(summary["marker_error_mm"]) == {"rms", "max", "worst"}
    assert summary["subject"]["height_m"] == 1.70
    assert any(note.startswith("Marker set 'rajagopal'") for note in summary["notes"])
    result = load_result(out / "result.nc")
    assert result["emg"].dims == ("time", "emg_channel")
    assert result["emg"].attrs["units"] == "V"
    assert result.attrs["marker_error_rms_mm"] == summary["marker_error_mm"]["rms"]
    assert (out / "index.html").is_file()
    assert {"leardini2005", "rajagopal2016"} <= set(result.attrs["sources"].split())


def test_without_mass_and_stature_both_are_said_to_be_assumed(run: Run, files: dict[str, Path], tmp_path: Path) -> None:
    code, printed, _ = run(files["trc"], "--marker-set", "rajagopal", "--json", "--out", tmp_path)
    assert code == 0
    notes = " ".join(json.loads(printed)["notes"])
    assert "No body mass is known: 75.3 kg was assumed" in notes
    assert "No stature was given; 1.7" in notes
    assert "(as given)" in notes
    assert "emg" not in load_result(tmp_path / "result.nc")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("walk", "--static", "static.trc"), "--static goes with a marker file (.trc, .c3d); 'walk' is none"),
        (("walk", "--marker-set", "hamner"), "--marker-set goes with a marker file"),
        (("nothing.c3d",), "there is no such file"),
    ],
)
def test_what_cannot_be_ends_with_one_sentence(run: Run, words: tuple[str, ...], says: str) -> None:
    code, printed, error = run(*words)
    assert code == 2
    assert printed == ""
    assert says in error
    assert error.count("\n") == 1


def test_an_unknown_marker_set_lists_those_there_are(run: Run, files: dict[str, Path]) -> None:
    code, _, error = run(files["trc"], "--marker-set", "helen_hays")
    assert code == 2
    assert "no marker set is called 'helen_hays'. Did you mean 'helen_hayes'?" in error
    assert "plug_in_gait, opencap, rajagopal" in error
