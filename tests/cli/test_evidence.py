"""`iliopsoas evidence`: the table, JSON, the page, stored results, errors."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from iliopsoas.cli.evidence import evidence
from iliopsoas.errors import FileError, InputError, UnknownName

APP = typer.Typer()
APP.command()(evidence)


def run(*words: object) -> str:
    result = CliRunner().invoke(APP, [str(w) for w in words], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


def test_the_table() -> None:
    text = run("passive")
    for part in ("thomas_male", "9.52 to 14.3", "inside", "OUTSIDE", "It hangs 2 to 3 deg higher", "fitted"):
        assert part in text
    assert "psoas_arm" not in text
    assert max(map(len, text.splitlines())) <= 120


def test_misses_only_and_sources() -> None:
    text = run("--group", "passive", "--misses", "--sources")
    assert "knee_effect_hip_30" in text
    assert "thomas_male" in text
    assert "ligaments_5_nm" not in text
    assert "Riener" in text


def test_json_is_a_list_of_results() -> None:
    rows = json.loads(run("--group", "variation", "--json"))
    assert {"name", "ours", "published", "spread", "unit", "verdict", "reading", "source"} <= set(rows[0])
    assert all(row["verdict"] in ("inside", "outside") for row in rows)
    assert [row["name"] for row in json.loads(run("l45_sitting", "--json"))] == ["l45_sitting"]


def test_held_out_and_trials_that_are_not_here(tmp_path: Path) -> None:
    rows = json.loads(run("--group", "rest", "--json"))
    assert {row["group"] for row in rows} == {"rest"}
    assert {row["held_out"] for row in rows} == {True, False}
    text = run("hip_running", "hip_squats")
    assert "give their folder with --trials" in text
    assert "2 need recorded trials (--trials)" in text
    assert json.loads(run("hip_running", "--json")) == []
    with pytest.raises(FileError, match="no such folder of recorded trials"):
        run("hip_running", "--trials", tmp_path / "nowhere")


def test_stored_and_compared_again(tmp_path: Path) -> None:
    file = tmp_path / "kept.json"
    run("variation", "--save", file)
    assert run("variation", "--changed-since", file).strip() == "nothing changed"
    content = json.loads(file.read_text(encoding="utf-8"))
    content["results"][0]["ours"] *= 1.1
    file.write_text(json.dumps(content), encoding="utf-8")
    told = run("variation", "--changed-since", file)
    assert "psoas_minor_present" in told
    assert "-9.1 %" in told
    assert json.loads(run("variation", "--changed-since", file, "--json"))[0]["by"] == "-9.1 %"


def test_errors(tmp_path: Path) -> None:
    with pytest.raises(UnknownName, match="no group or comparison is called 'moonwalk'"):
        run("moonwalk")
    with pytest.raises(FileError, match="there is no such file"):
        run("--changed-since", tmp_path / "no.json")
    with pytest.raises(FileError, match="this is a folder; --html takes a file"):
        run("--html", tmp_path)
    with pytest.raises(InputError, match="a group or name is empty"):
        run("--group", "")
