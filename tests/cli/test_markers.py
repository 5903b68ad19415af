"""`iliopsoas markers`: a table, a draft, a picture, and errors in the words of the command line."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from iliopsoas.atlas.marker_sets import read_marker_set
from iliopsoas.cli.app import app
from iliopsoas.errors import FileError, InputError
from iliopsoas.motion import Markers, write_trc
from iliopsoas.report.figures.marker_figure import COLOURS, DrawnMarker, marker_sheet

PLACES = {
    "R.ASIS": [0.1, 1.0, 0.12], "L.ASIS": [0.1, 1.0, -0.12], "V.Sacral": [-0.1, 1.02, 0.0],
    "R.Knee": [0.0, 0.5, 0.2], "L.Knee": [0.0, 0.5, -0.2], "R.Ankle": [0.0, 0.1, 0.18], "L.Ankle": [0.0, 0.1, -0.18],
    "R.Heel": [-0.05, 0.05, 0.15], "L.Heel": [-0.05, 0.05, -0.15], "Ball": [3.0, 0.2, 0.0],
}  # fmt: skip


@pytest.fixture
def trial(tmp_path: Path) -> Path:
    positions = np.tile(np.array(list(PLACES.values())), (4, 1, 1))
    return write_trc(tmp_path / "trial.trc", Markers("trial", np.arange(4) / 100.0, tuple(PLACES), positions))


def run(*words: object):  # type: ignore[no-untyped-def]
    return CliRunner().invoke(app, ["markers", *map(str, words)], catch_exceptions=False)


def test_a_draft_and_its_way_back(trial: Path, tmp_path: Path) -> None:
    done = run(trial, "--draft", tmp_path / "mine.toml")
    assert done.exit_code == 0
    assert "R.ASIS" in done.stdout
    assert "not recognised" in done.stdout
    assert read_marker_set(tmp_path / "mine.toml").spots["ball"] == (None, None)
    again = run(trial, "--markers", tmp_path / "mine.toml", "--json")
    data = json.loads(again.stdout)
    assert data["marker_set"] == "mine"
    assert data["problem"] is None
    assert {"label": "R.Knee", "place": "epicondyle_lateral_r", "how": "set", "seen": 1.0} in data["markers"]


def test_too_few_markers_are_told_and_drafted_all_the_same(tmp_path: Path) -> None:
    positions = np.ones((3, 2, 3)) * [[1.0], [2.0]]
    path = write_trc(tmp_path / "x.trc", Markers("x", np.arange(3) / 100.0, ("M1", "M2"), positions))
    done = run(path, "--draft", tmp_path / "mine.toml")
    assert done.exit_code == 0
    assert "No pose can be found from these markers: too few markers are known" in done.stdout
    assert (tmp_path / "mine.toml").read_text().count("unused") >= 2


@pytest.mark.parametrize("suffix", ["html", "svg"])
def test_a_picture_with_labels(trial: Path, tmp_path: Path, suffix: str) -> None:
    if suffix == "svg":
        pytest.importorskip("matplotlib")
    path = tmp_path / f"x.{suffix}"
    assert run(trial, "--figure", path).exit_code == 0
    assert path.stat().st_size > 1000


def test_the_picture_names_what_it_shows() -> None:
    markers = [DrawnMarker("RA", "asis_r", "landmark"), DrawnMarker("LT", "femur_l", "segment"),
               DrawnMarker("Ball", "unused", "unused"), DrawnMarker("LA", "asis_l", "landmark")]  # fmt: skip
    at = np.array([[0.1, 1.0, 0.1], [0.0, 0.7, -0.1], [9.0, 0.0, 0.0], [0.1, 1.0, -0.1]])
    sheet = marker_sheet("x", markers, at)
    front, side = sheet.panels["A"], sheet.panels["B"]
    assert {note[2].strip(): note[3] for note in front.notes} == {
        "RA": COLOURS["landmark"], "LT": COLOURS["segment"], "Ball": COLOURS["unused"], "LA": COLOURS["landmark"]
    } or {note[2].strip() for note in front.notes} == {"RA", "LT", "LA"}  # fmt: skip
    assert [note[2].strip() for note in side.notes] == ["RA"]
    assert front.notes[0][:2] == pytest.approx((-0.1, 1.0))
    nothing = marker_sheet("x", markers, np.full((4, 3), np.nan))
    assert nothing.panels["A"].notes == []


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--marker-set", "helen_hayes", "--markers", "mine.toml"], "give one of them"),
        (["--markers", "no.toml"], "the marker set cannot be read"),
        (["--marker-set", "helen_hays"], "Did you mean 'helen_hayes'"),
        (["--figure", "x.pdf"], "its suffix must be one of"),
        (["--draft", "."], "this is a folder; --draft takes a file"),
    ],
)
def test_what_cannot_be(trial: Path, words: list[str], says: str) -> None:
    with pytest.raises((InputError, FileError), match=says):
        run(trial, *words)
