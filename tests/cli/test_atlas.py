"""`iliopsoas atlas`: what a reader sees, what a program reads, what a figure holds."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from iliopsoas.atlas.audit import audit
from iliopsoas.cli.atlas import atlas
from iliopsoas.errors import InputError, UnknownName

APP = typer.Typer()
APP.command()(atlas)


def run(*words: str, code: int = 0) -> str:
    result = CliRunner().invoke(APP, list(words), catch_exceptions=False)
    assert result.exit_code == code, result.output
    return result.stdout


def as_json(*words: str) -> Any:
    return json.loads(run(*words, "--json"))


def test_a_muscle_is_told_in_plain_words() -> None:
    text = run("psoas_major")
    for part in (
        "musculus psoas major",
        "lumbar spine",
        "lesser trochanter",
        "inside it",
        "femoral nerve",
        "11 strands",
    ):
        assert part in text
    assert "L1" in text
    assert max(map(len, text.splitlines())) <= 110


def test_sources_are_one_keystroke_away() -> None:
    assert "[1]" not in run("iliacus")
    text = run("iliacus", "--sources")
    assert "[1]" in text
    assert "Ward, Eng, Smallwood et al. (2009)" in text


def test_a_nerve_by_its_short_name() -> None:
    text = run("--nerve", "femoral")
    assert "iliacus" in text
    assert "Comes down through the fibres of psoas major" in text
    assert as_json("--nerve", "femoral")["supplies"]["muscles"]["iliacus"] == 1.0


def test_a_lesion() -> None:
    loss = as_json("--lesion", "femoral_nerve=0.5")["drive_loss"]
    assert loss["iliacus"] == 0.5
    assert "psoas_major" not in loss
    assert "not in the model" in run("--lesion", "femoral_nerve=0.5")
    assert as_json("--lesion", "L2=1", "--lesion", "L3=1")["drive_loss"]["iliacus"] == 1.0


def test_between_and_path_and_search() -> None:
    assert as_json("--between", "psoas_tendon,hip_capsule") == ["iliopectineal_bursa"]
    assert "iliopectineal bursa" in run("--between", "psoas_tendon,hip_capsule")
    assert "nothing that the atlas knows of" in run("--between", "psoas_minor,femur")
    assert "ureter passes in front of psoas major" in run("--path", "ureter,psoas_major")
    assert as_json("--search", "bursa")[0] == "iliopectineal_bursa"
    assert "nothing in the atlas" in run("--search", "zebra")


def test_every_structure_can_be_told_and_read() -> None:
    for ids in as_json().values():
        for key in ids:
            assert as_json(key)["id"] == key
            assert run(key)


def test_the_overview() -> None:
    assert "psoas_major" in run()
    assert "iliacus" in as_json()["muscle"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("bursa",), "no structure is called just 'bursa'.*iliopectineal_bursa"),
        (("psoas_major", "--nerve", "femoral"), "ask one thing at a time"),
        (("--lesion", "L2"), "write NAME=SHARE"),
        (("--lesion", "L2=much"), "write NAME=SHARE"),
        (("--between", "iliacus"), "write two structures with a comma"),
        (("--figure", "x.gif"), r"its suffix must be one of \.png, \.svg, \.html"),
    ],
)
def test_wrong_questions(words: Sequence[str], message: str) -> None:
    with pytest.raises(InputError, match=message):
        run(*words)


def test_a_wrong_name() -> None:
    with pytest.raises(UnknownName, match="Did you mean 'iliacus'"):
        run("iliacs")


def test_the_audit_prints_totals_and_fails_where_it_must() -> None:
    found = audit()
    text = run("--audit", code=1 if found.problems else 0)
    assert f"{found.total} numbers" in text
    assert ("clean" in text) == (not found.problems)


def test_the_audit_fails_on_a_number_without_source(monkeypatch: pytest.MonkeyPatch) -> None:
    from iliopsoas.atlas import audit as module

    bad = module.collect(module.numbers_of_toml("x = 1\n", "bad.toml"))
    monkeypatch.setattr(module, "audit", lambda: bad)
    assert "bad.toml, line 1, x: a number without source" in run("--audit", code=1)


@pytest.mark.parametrize("suffix", [".svg", ".html", ".png"])
def test_the_figure(tmp_path: Path, suffix: str) -> None:
    if suffix == ".png":
        pytest.importorskip("matplotlib")
    target = tmp_path / f"atlas{suffix}"
    run("--figure", str(target))
    data = target.read_bytes()
    if suffix == ".png":
        assert data.startswith(b"\x89PNG")
    else:
        text = data.decode()
        for name in ("psoas major", "iliacus", "femoral nerve", "iliopectineal bursa", "lesser trochanter"):
            assert f">{name}</text>" in text
