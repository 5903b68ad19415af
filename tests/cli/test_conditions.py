"""`iliopsoas conditions` and `analyze --condition`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from iliopsoas.atlas.conditions.catalogue import conditions
from iliopsoas.cli.app import app
from iliopsoas.errors import InputError

RUN = CliRunner()


def test_list_as_json() -> None:
    found = json.loads(RUN.invoke(app, ["conditions", "--json"], catch_exceptions=False).output)
    assert [c["name"] for c in found] == [c.name for c in conditions()]
    assert {"name", "effects", "grade", "red_flags", "look_alike", "sources"} <= set(found[0])
    assert {"verb", "target", "at_1", "low", "high", "healthy", "unit", "kind", "source"} <= set(found[0]["effects"][0])


def test_one_in_words() -> None:
    text = RUN.invoke(app, ["conditions", "bursitis"], catch_exceptions=False).output
    assert "pain_threshold of contact bursa: 0.3 (0.2 to 0.6) body weights at grade 1" in text
    assert "See a physician: Fever, or a hot red hip" in text
    assert text.rstrip().endswith("see a physician.")


def test_all_in_words_tell_red_flags() -> None:
    text = RUN.invoke(app, ["conditions"], catch_exceptions=False).output
    assert "Signs that need a physician" in text
    assert "looks like it, but is not the iliopsoas" in text


def test_strength_with_a_condition() -> None:
    def seated(*words: str) -> float:
        out = RUN.invoke(
            app, ["function", "strength", "--from", "90", "--to", "90", "--json", *words], catch_exceptions=False
        )
        return float(json.loads(out.output)[0]["moment_nm"])

    assert 0.8 < seated("--condition", "weakness=0.3") / seated() < 0.95


def test_analysis_shows_both(tmp_path: Path) -> None:
    words = [
        "analyze",
        "walk",
        "--condition",
        "tightness=0.6",
        "--condition",
        "bursitis=0.5:r",
        "--json",
        "--out",
        str(tmp_path),
    ]
    out = RUN.invoke(app, words, catch_exceptions=False)
    summary = json.loads(out.output)
    assert summary["conditions"] == ["tightness=0.6:r", "tightness=0.6:l", "bursitis=0.5:r"]
    assert {"name", "unit", "healthy", "changed", "difference"} == set(summary["changes"][0])
    assert summary["pain"][0]["threshold"] == "push on the right bursa"
    assert any(note.startswith("With tightness=0.6:r") for note in summary["notes"])
    page = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert "Healthy and changed, side by side" in page
    assert "see a physician" in page


def test_a_healthy_page_has_no_such_section(tmp_path: Path) -> None:
    RUN.invoke(app, ["analyze", "walk", "--out", str(tmp_path)], catch_exceptions=False)
    assert "side by side" not in (tmp_path / "index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["conditions", "gout"], "no condition is called 'gout'"),
        (["analyze", "walk", "--condition", "tightness=3", "--out", "x"], "the grade '3' must be a number from 0"),
        (["function", "strength", "--condition", "weakness:up"], "'up' is no side"),
    ],
)
def test_errors(words: list[str], message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match=message):
        RUN.invoke(app, words, catch_exceptions=False)
    assert not (tmp_path / "x").exists()
