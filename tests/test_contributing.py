"""Every worked example of CONTRIBUTING.md is complete, short, and does what it says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from iliopsoas.atlas import marker_sets as marker_sets_module
from iliopsoas.atlas.conditions import catalogue as conditions_catalogue
from iliopsoas.atlas.conditions import file as conditions_file
from iliopsoas.atlas.movements.file import read_movements
from iliopsoas.atlas.reading.tables import data_text
from iliopsoas.atlas.variants import file as variants_file
from iliopsoas.body.applied_conditions import apply_conditions
from iliopsoas.body.body import Body
from iliopsoas.evidence.basis.context import Context
from iliopsoas.evidence.compare import compare
from iliopsoas.evidence.table import FILE, parse
from iliopsoas.motion.library import catalogue as library
from iliopsoas.motion.library.movement_quality import movement_quality
from iliopsoas.report.figures.figure_file import write_sheet

GUIDE = Path(__file__).resolve().parents[1] / "CONTRIBUTING.md"
MOST_LINES = 20
EXAMPLES = dict(re.findall(r"```(?:toml|python) (\w+)\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.S))
WANTED = ("movement", "condition", "variant", "marker_set", "evidence", "figure", "verb")


def test_there_is_an_example_for_everything_that_can_be_added() -> None:
    assert sorted(EXAMPLES) == sorted(WANTED)


@pytest.mark.parametrize("name", WANTED)
def test_an_example_is_short(name: str) -> None:
    assert len(EXAMPLES[name].splitlines()) <= MOST_LINES


def test_a_movement_is_read_and_any_body_can_do_it(body: Body, monkeypatch: pytest.MonkeyPatch) -> None:
    records = read_movements({"common.toml": data_text("movements/common.toml"), "new.toml": EXAMPLES["movement"]})
    record = records["heel_raise"]
    monkeypatch.setattr(library, "find_movement", lambda name: records[name])
    plan, fitted = library.fitted_movement("heel_raise", body)
    quality = movement_quality(body, plan, fitted)
    assert record.title == "Heel raise"
    assert quality.sunk[0] < 0.005
    assert quality.slid[0] < 0.005
    ankle = fitted.q[:, body.map.column("ankle_angle_r")]
    assert ankle.min() < ankle[0] - 0.1


def test_a_condition_weakens_the_muscle_it_names(body: Body) -> None:
    known = conditions_file.parse(data_text(conditions_file.FILE) + EXAMPLES["condition"]).conditions
    condition = next(c for c in known if c.name == "iliacus_strain")
    chosen = conditions_catalogue.GradedCondition(condition, 1.0, "r")
    weak, _, effects = apply_conditions(body.muscles, body.map, (chosen,))
    mine, other = body.muscles.select("iliacus_r"), body.muscles.select("iliacus_l")
    assert weak.fmax[mine] == pytest.approx(0.5 * body.muscles.fmax[mine])
    assert weak.fmax[other] == pytest.approx(body.muscles.fmax[other])
    assert len(effects) == 1


def test_a_variant_is_read_with_its_effect() -> None:
    known = variants_file.parse(data_text(variants_file.FILE) + EXAMPLES["variant"]).variants
    variant = next(v for v in known if v.name == "strong_psoas")
    assert variant.effects[0].factor == 1.2
    assert variant.prevalence.value == 0.1


@pytest.fixture
def with_our_set(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(marker_sets_module, "data_text", lambda name: data_text(name) + EXAMPLES["marker_set"])
    marker_sets_module.marker_sets.cache_clear()
    yield
    marker_sets_module.marker_sets.cache_clear()


@pytest.mark.usefixtures("with_our_set")
def test_a_marker_set_is_known_by_its_labels() -> None:
    found = marker_sets_module.marker_sets()["our_laboratory"]
    assert found.spots["rasis"].landmark.landmark == "asis_r"
    assert found.spots["lthigh"].body == "femur_l"
    assert found.partners["rkneelat"] == "lkneelat"


def test_a_comparison_is_computed(context: Context) -> None:
    record = next(r for r in parse(EXAMPLES["evidence"], FILE) if r.name == "psoas_flexes_L5_S1_sitting")
    (found,) = compare([record], context)
    assert found.inside
    assert found.ours > 5.0


def _defined(name: str) -> dict[str, Any]:
    space: dict[str, Any] = {"__name__": name}
    exec(compile(EXAMPLES[name], f"CONTRIBUTING.md, {name}", "exec"), space)
    return space


@pytest.mark.parametrize("suffix", [".html", ".svg"])
def test_a_figure_is_drawn_by_every_drawer(body: Body, tmp_path: Path, suffix: str) -> None:
    sheet = _defined("figure")["both_arms_sheet"](body)
    page = write_sheet(sheet, tmp_path / f"arms{suffix}").read_text(encoding="utf-8")
    assert "Flexion arm" in page


def test_a_verb_runs() -> None:
    app = typer.Typer()
    app.command()(_defined("verb")["weigh"])
    done = CliRunner().invoke(app, ["--mass", "100"])
    assert done.exit_code == 0
    assert done.output == "981 N\n"
