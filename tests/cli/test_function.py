"""`iliopsoas function ...`: shapes of the JSON, tables, figures, errors."""

from __future__ import annotations

import builtins
import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from iliopsoas.cli.app import function_app
from iliopsoas.errors import InputError, MissingExtra

LEVELS = ["L1_L2", "L2_L3", "L3_L4", "L4_L5", "L5_S1"]
VERBS = {
    "moment-arms": ["--muscle", "psoas_major_r", "--coordinate", "hip_flexion_r", "--step", "40"],
    "actions": ["--at", "hip_flexion_r"],
    "paradox": ["--step", "45"],
    "side-bend": [],
    "strength": ["--step", "40", "--pelvis", "free"],
    "stability": [],
}


def run(*words: str) -> str:
    result = CliRunner().invoke(function_app, list(words), catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


def read(*words: str) -> Any:
    return json.loads(run(*words, "--json"))


def test_moment_arms_json() -> None:
    rows = read("moment-arms", "--muscle", "psoas_major_r", "--coordinate", "hip_flexion_r",
                "--from", "-10", "--to", "60", "--step", "10")  # fmt: skip
    assert [row["angle_deg"] for row in rows] == [-10, 0, 10, 20, 30, 40, 50, 60]
    assert all(set(row) == {"angle_deg", "arm_mm", "strands_mm"} and len(row["strands_mm"]) == 11 for row in rows)
    assert all(min(row["strands_mm"].values()) <= row["arm_mm"] <= max(row["strands_mm"].values()) for row in rows)


def test_paradox_json() -> None:
    out = read("paradox")
    assert out["lumbar_flexion_deg"] == [-30, -20, -10, 0, 10, 20, 30, 40, 50, 60]
    for key in ("moment_nm", "compression_n", "shear_n"):
        assert list(out[key]) == LEVELS
        assert all(len(values) == 10 for values in out[key].values())
    for level in LEVELS:
        strands = zip(*out["strand_moment_nm"][level].values(), strict=True)
        for whole, parts in zip(out["moment_nm"][level], strands, strict=True):
            assert whole == pytest.approx(sum(parts), abs=0.01)


def test_strength_json() -> None:
    rows = read(
        "strength", "--coordinate", "hip_flexion_r", "--mass", "80", "--from", "0", "--to", "90", "--step", "30"
    )
    assert [row["angle_deg"] for row in rows] == [0, 30, 60, 90]
    for row in rows:
        assert {"angle_deg", "moment_nm", "moment_nm_per_kg", "share"} <= set(row)
        assert row["moment_nm_per_kg"] == pytest.approx(row["moment_nm"] / 80, rel=1e-3)
        assert row["total_nm"] == pytest.approx(row["moment_nm"] + row["passive_nm"], abs=0.05)
        assert sum(row["share"].values()) == pytest.approx(1.0, abs=0.01)


def test_actions_json() -> None:
    out = read("actions", "--posture", "hip_flexion_r=30,knee_angle_r=20")
    assert out["posture_deg"] == {"hip_flexion_r": 30, "knee_angle_r": 20}
    assert set(out["muscles"]["psoas_major_r"]["hip_flexion_r"]) == {"arm_mm", "moment_nm", "share"}
    assert "knee_angle_r" not in out["muscles"]["psoas_major_r"]
    who = read("actions", "--coordinate", "hip_flexion_r", "--angles", "0,60")
    assert [row["angle_deg"] for row in who] == [0, 60]
    assert all(sum(row["share"]["+"].values()) == pytest.approx(1.0, abs=0.01) for row in who)


def test_side_bend_and_stability_json() -> None:
    side = read("side-bend", "--stress", "46")
    assert list(side["moment_nm"]) == ["right_alone", "left_alone", "both"]
    assert list(side["compression_n"]["both"]) == LEVELS
    stiff = read("stability", "--activation", "0.2")
    assert stiff["activation"] == 0.2
    assert set(stiff["joints"]["L5_S1"]) == {"load_n", "moment_arm", "static", "short_range", "per_newton"}


@pytest.mark.parametrize("verb", VERBS)
def test_tables_and_figures(verb: str, tmp_path: Path) -> None:
    for suffix in (".html", ".svg", ".png"):
        path = tmp_path / f"figure{suffix}"
        text = run(verb, *VERBS[verb], "--figure", str(path))
        assert path.stat().st_size > 5000
    assert len(text.splitlines()) >= 4
    assert max(map(len, text.splitlines())) < 220


def test_psoas_minor_is_there_when_asked_for() -> None:
    assert read("moment-arms", "--muscle", "psoas_minor_r", "--coordinate", "L5_S1_extension", "--step", "25")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["paradox", "--figure", "a.pdf"], r"--figure is 'a.pdf'; its suffix must be one of .png, .svg, .html"),
        (["paradox", "--to", "90"], r"lumbar_extension = -90 deg lies outside its range"),
        (["actions", "--posture", "hip_flexion_r=200"], r"from -30 to 130 deg"),
        (["strength", "--sex", "x"], r"sex is 'x'"),
        (["moment-arms", "--muscle", "psoas", "--coordinate", "hip_flexion_r"], r"no muscle is called 'psoas'"),
    ],
)
def test_errors(words: list[str], message: str) -> None:
    with pytest.raises(InputError, match=message):
        CliRunner().invoke(function_app, words, catch_exceptions=False)


def test_pictures_need_an_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *args: Any, **kwargs: Any) -> Any:
        if name.startswith("matplotlib"):
            raise ImportError(name)
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(MissingExtra, match=r"pip install 'iliopsoas\[figures\]'"):
        run("side-bend", "--figure", str(tmp_path / "a.png"))
