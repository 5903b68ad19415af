"""How far conditions reach: ranges that a movement leaves, strength, reports of silent muscles, contacts, files."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from iliopsoas.atlas.conditions.catalogue import conditions
from iliopsoas.body.body import Body
from iliopsoas.body.export.mjcf import export_mjcf
from iliopsoas.body.export.osim import export_osim
from iliopsoas.cli.app import app
from iliopsoas.errors import InputError
from iliopsoas.function.strength_change import strength_differences
from iliopsoas.mechanics.analyze import analyze
from iliopsoas.mechanics.limits.joint_ranges import exceeded_ranges
from iliopsoas.motion.library.catalogue import movement
from iliopsoas.motion.records.motion import Motion
from iliopsoas.results.summary import summarise

RUN = CliRunner()


def _analyze(folder: Path, *words: str) -> dict[str, object]:
    out = RUN.invoke(app, ["analyze", "walk", *words, "--json", "--out", str(folder)], catch_exceptions=False)
    return dict(json.loads(out.output))


# --- ranges -----------------------------------------------------------------------------------------------------------


def test_a_movement_beyond_a_narrowed_range_is_told(healthy: Body) -> None:
    body = healthy.with_conditions(["hip_arthritis=1:r"])  # extension ends at 5, flexion at 95 degrees
    q = np.zeros((4, len(body.map.names)))
    q[:, body.map.column("hip_flexion_r")] = np.radians([10.0, 96.0, 5.0, -12.0])
    q[:, body.map.column("hip_flexion_l")] = np.radians(-12.0)
    found = {(b.coordinate, round(b.limit)): b for b in exceeded_ranges(body, q.T.__getitem__)}
    assert set(found) == {("hip_flexion_r", 5), ("hip_flexion_r", 95)}
    assert found["hip_flexion_r", 5].reached == pytest.approx(-12.0)
    assert found["hip_flexion_r", 95].reached == pytest.approx(96.0)
    assert found["hip_flexion_r", 5].share == pytest.approx(0.25)
    assert found["hip_flexion_r", 5].note.startswith(
        "hip_flexion_r reaches -12.0 deg, beyond the 5.0 deg that the conditions leave it, in 25 % of the frames"
    )
    assert exceeded_ranges(healthy, q.T.__getitem__) == []


def test_the_result_says_so(healthy: Body) -> None:
    walk = movement("walk", healthy)
    part = {"start": walk.duration / 3.0, "end": 2.0 * walk.duration / 3.0}
    stiff = analyze(healthy.with_conditions(["hip_arthritis=1:r"]), walk, **part).attrs["notes"]
    assert "hip_flexion_r reaches -" in stiff
    assert "hip_flexion_l reaches" not in stiff
    assert "reaches" not in analyze(healthy, walk, **part).attrs["notes"]


# --- strength ---------------------------------------------------------------------------------------------------------


def test_strength_is_part_of_what_changes(healthy: Body, tmp_path: Path) -> None:
    """Half the femoral nerve: knee extension of that leg halves, hip flexion loses less, the other leg nothing."""
    found = {d.name: d for d in strength_differences(healthy.with_conditions(["femoral_nerve=0.5:r"]))}
    knee, hip = found["right knee extension strength, seated"], found["right hip flexion strength, seated"]
    assert knee.changed / knee.healthy == pytest.approx(0.5, abs=0.01)
    assert 0.5 < hip.changed / hip.healthy < 0.8
    for name in ("left knee extension strength, seated", "left hip flexion strength, seated"):
        assert found[name].changed == pytest.approx(found[name].healthy)
    summary = _analyze(tmp_path, "--condition", "femoral_nerve=0.5:r")
    names = [change["name"] for change in summary["changes"]]  # type: ignore[attr-defined]
    assert set(found) <= set(names)
    assert "right knee extension strength, seated [N m]" in (tmp_path / "index.html").read_text(encoding="utf-8")


# --- reports ----------------------------------------------------------------------------------------------------------


def test_a_muscle_without_any_strength_is_reported_as_silent(tmp_path: Path) -> None:
    """Warnings of the numerics are errors here: nothing is divided by a strength of nought."""
    summary = _analyze(tmp_path, "--condition", "weakness=1", "--condition", "femoral_nerve=1:r")
    json.dumps(summary, allow_nan=False)
    page = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert "<td>nan</td>" not in page
    assert summary["lacking"]


def test_a_variant_beside_a_condition_is_compared_with_the_same_condition(tmp_path: Path) -> None:
    """A variant without mechanics changes nothing, whatever else is wrong."""
    summary = _analyze(tmp_path, "--variant", "double_tendon:r", "--condition", "weakness=0.6")
    (note,) = (n for n in summary["notes"] if n.startswith("With double_tendon:r"))  # type: ignore[attr-defined]
    assert note.count("+0.0 N (at most +0.0 N)") + note.count("-0.0 N (at most -0.0 N)") == 6


# --- contacts ---------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def rising(healthy: Body) -> Motion:
    return movement("sit_to_stand", healthy)


@pytest.mark.parametrize("name", [c.name for c in conditions()])
def test_every_condition_rises_from_a_chair(healthy: Body, rising: Motion, name: str) -> None:
    """Where floor and chair carry unknown forces, muscles keep to their bounds as well, and the chair only pushes."""
    body = healthy.with_conditions([f"{name}=1"])
    result = analyze(body, rising, rate_hz=10.0)
    activation = result["activation"].values
    assert (activation <= body.muscles.activation_max + 1e-9).all()
    assert (activation >= body.muscles.activation_min - 1e-9).all()
    upward = result["contact_force"].sel(axis="y").values
    assert (upward >= -1e-6).all()
    json.dumps(summarise(result, body), allow_nan=False)


@pytest.mark.parametrize("name", ["spasticity", "avulsion", "lumbar_plexus"])
def test_the_cubic_cost_keeps_the_bounds_too(healthy: Body, rising: Motion, name: str) -> None:
    body = healthy.with_conditions([f"{name}=1"])
    activation = analyze(body, rising, rate_hz=10.0, exponent=3)["activation"].values
    assert (activation <= body.muscles.activation_max + 1e-9).all()
    assert (activation >= body.muscles.activation_min - 1e-9).all()


# --- files ------------------------------------------------------------------------------------------------------------


def test_files_of_other_programs_have_no_words_for_conditions(healthy: Body, tmp_path: Path) -> None:
    body = healthy.with_conditions(["spasticity=1"])
    for name, write in (("a.osim", export_osim), ("a.xml", export_mjcf)):
        with pytest.raises(InputError, match=r"spasticity=1:r, .* cannot be exported.*export body.healthy\(\)"):
            write(body, tmp_path / name)
        assert not (tmp_path / name).exists()
    export_mjcf(body.healthy(), tmp_path / "a.xml")
