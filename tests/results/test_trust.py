"""The verdict on a result."""

from __future__ import annotations

import json

import numpy as np
import pytest
import xarray as xr

from iliopsoas.atlas.plausibility import PlausibilityFinding, plausibility_rule
from iliopsoas.body.body import Body
from iliopsoas.results.summary import summarise
from iliopsoas.results.trust import outcome_findings, trust


def changed(result: xr.Dataset, **factors: float) -> xr.Dataset:
    """The result with some variables multiplied."""
    return result.assign({name: result[name] * factor for name, factor in factors.items()})


def test_the_measured_walk_is_good(result: xr.Dataset, body: Body) -> None:
    verdict = trust(result)
    assert (verdict.level, verdict.findings) == ("good", ())
    assert summarise(result, body)["trust"] == {"level": "good", "reasons": [], "checks": []}
    assert verdict.words.startswith("Trust: good.")


def test_the_verdict_comes_first_in_the_summary(result: xr.Dataset, body: Body) -> None:
    assert list(summarise(result, body))[:2] == ["title", "trust"]


@pytest.mark.parametrize(("share", "level"), [(0.04, "good"), (0.08, "care"), (0.57, "poor")])
def test_unexplained_force_is_judged(result: xr.Dataset, share: float, level: str) -> None:
    residual = np.zeros((result.sizes["time"], 6))
    residual[:, 1] = share * result.attrs["body_weight_n"]
    verdict = trust(result.assign(residual=(result["residual"].dims, residual)))
    assert verdict.level == level
    if level != "good":
        assert verdict.reasons[0].startswith(f"{100 * share:.1f} % of body weight stay unexplained (RMS): ")


def test_loads_that_nobody_carries_are_told_with_side_and_time(result: xr.Dataset) -> None:
    found = {f.name: f for f in outcome_findings(changed(result, joint_reaction=5.0))}
    assert found["hip_load"].level == "poor"
    assert " hip carries " in found["hip_load"].words
    assert " s" in found["hip_load"].words


def test_what_muscles_could_not_give_is_named(result: xr.Dataset) -> None:
    reserve = np.zeros_like(result["reserve"].values)
    column = list(result["coordinate"].values).index("hip_flexion_l")
    reserve[3, column] = -0.5 * np.abs(result["joint_moment"].values[:, column]).max()
    (found,) = outcome_findings(result.assign(reserve=(result["reserve"].dims, reserve)))
    assert (found.name, found.level) == ("lacking", "poor")
    assert "of hip_flexion_l at" in found.words
    assert "50 % of its peak" in found.words


def test_strands_at_the_end_of_their_range_and_overstretched(result: xr.Dataset) -> None:
    assert [f.name for f in outcome_findings(changed(result, fibre_length=0.25))] == ["fibres_at_end"]
    strongest = float((result["passive_force"] / result["fmax"]).max())
    factor = 1.5 * plausibility_rule("passive_force").care / strongest
    (found,) = outcome_findings(changed(result, passive_force=factor))
    assert found.name == "passive_force"
    assert "pulls passively with 1.5 times its strength" in found.words


def test_a_finding_of_the_recording_is_kept_with_the_result(result: xr.Dataset) -> None:
    mild = PlausibilityFinding("ground_force", "care", "the plates push hard", "check")
    taken = PlausibilityFinding(
        "weight_above", "poor", "the plates carry too much", "is the mass right?", accepted=True
    )
    kept = result.assign_attrs(findings=json.dumps([vars(mild), vars(taken)]))
    verdict = trust(kept)
    assert verdict.level == "poor"
    assert [f.name for f in verdict.findings] == ["weight_above", "ground_force"]  # the worst first
    assert verdict.reasons[0] == "The plates carry too much: accepted by the user."
    assert verdict.as_data()["checks"][0] == {"name": "weight_above", "level": "poor", "accepted": True}


def test_a_result_without_contact_forces_is_poor(result: xr.Dataset) -> None:
    verdict = trust(result.isel(load=slice(0, 0)))
    assert verdict.level == "poor"
    assert verdict.reasons[0].startswith("No contact forces were given or found")
