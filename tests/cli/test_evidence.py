"""`iliopsoas evidence`: the table, JSON, the page, stored results, errors."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from iliopsoas.cli.evidence import evidence
from iliopsoas.errors import FileError, InputError, UnknownName
from iliopsoas.evidence.basis.context import Context
from iliopsoas.evidence.records import Comparison
from iliopsoas.report.evidence_page import write_evidence_page

APP = typer.Typer()
APP.command()(evidence)


def run(*words: object) -> str:
    result = CliRunner().invoke(APP, [str(w) for w in words], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


def test_the_table() -> None:
    text = run("passive")
    for part in ("thomas_male", "7 to 12", "inside", "OUTSIDE", "The hanging leg comes to rest", "fitted"):
        assert part in text
    assert "psoas_arm" not in text
    assert max(map(len, text.splitlines())) <= 120


def test_misses_only_and_sources() -> None:
    text = run("--group", "passive", "--misses", "--sources")
    assert "knee_effect_hip_30" in text
    assert "thomas_male" not in text
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


@pytest.fixture(scope="module")
def page(found: list[Comparison], context: Context, tmp_path_factory: pytest.TempPathFactory) -> str:
    file = tmp_path_factory.mktemp("page") / "evidence.html"
    return write_evidence_page(file, found, context).read_text(encoding="utf-8")


def test_the_page_needs_nothing_else(page: str) -> None:
    visible = re.sub(r"<script>.*?</script>", "", page, flags=re.DOTALL)
    assert not re.search(r"""(src|href)\s*=\s*["']?(https?:)?//""", visible)
    assert "Plotly.newPlot" in page
    assert len(page) > 3_000_000  # the drawing library is inside


def test_the_page_shows_every_comparison_and_figure(page: str, found: list[Comparison]) -> None:
    visible = re.sub(r"<script>.*?</script>", "", page, flags=re.DOTALL)
    assert visible.count("<tr>") == len(found) + len({c.record.group for c in found})
    for title in ("Moment arms at the hip", "Isometric hip flexion strength", "Passive hip", "Walking"):
        assert title in visible
    for name in ("Blemker 2005 (range)", "10 instrumented hips", "Riener"):
        assert name in page


def test_a_page_of_nothing_with_limits(context: Context, found: list[Comparison], tmp_path: Path) -> None:
    signs = [c for c in found if c.record.name == "psoas_flexes_L5_S1_upright"]
    assert "1 of 1 inside" in write_evidence_page(tmp_path / "x.html", signs, context).read_text(encoding="utf-8")
