"""The result as people get it: dimensions, units, the file, the summary, the bibliography."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from iliopsoas.atlas.cite import cite, reference_text
from iliopsoas.body.body import Body
from iliopsoas.body.subject import Subject
from iliopsoas.mechanics.analyze import analyze
from iliopsoas.motion.records.motion import Motion
from iliopsoas.results.gait_events import main_stance, stances
from iliopsoas.results.hip_contact import hip_contact_force, hip_contact_peaks
from iliopsoas.results.joint_contributions import joint_contributions
from iliopsoas.results.muscle_forces import whole_muscle_activation, whole_muscle_force
from iliopsoas.results.stored.store import load_result, save
from iliopsoas.results.summary import summarise


def test_every_variable_has_a_unit_and_a_meaning(result: xr.Dataset) -> None:
    for name, variable in result.data_vars.items():
        assert variable.attrs["units"], name
        assert variable.attrs["long_name"], name
        assert np.isfinite(variable.values).all(), name


def test_forces_are_what_muscles_can_give(result: xr.Dataset) -> None:
    """No strand pushes, none is more than fully active, and passive force is part of the whole."""
    assert (result["muscle_force"] >= 0).all()
    assert ((result["activation"] >= 0) & (result["activation"] <= 1)).all()
    assert (result["passive_force"] <= result["muscle_force"] + 1e-9).all()


def test_a_saved_result_reads_back_equal(result: xr.Dataset, tmp_path: Path) -> None:
    path = save(result, tmp_path / "deep" / "result.nc")
    read = load_result(path)
    told = json.loads(read.attrs["events"])  # gait events are looked for when a result is written
    assert {event["kind"] for event in told} == {"foot strike", "foot off"}
    xr.testing.assert_identical(read.assign_attrs(events=result.attrs["events"]), result)
    assert [p.name for p in path.parent.iterdir()] == ["result.nc"]


def test_citations_are_exactly_the_works_of_this_result(result: xr.Dataset) -> None:
    keys = result.attrs["sources"].split()
    assert len(set(keys)) == len(keys)
    assert cite(result).split("\n") == sorted(reference_text(key) for key in keys)


def test_citations_follow_what_was_used(body: Body, walk: Motion, result: xr.Dataset) -> None:
    """The measured walk brings schreiber2019; a scaled person brings handsfield2014; what was not used is not cited."""
    keys = set(result.attrs["sources"].split())
    assert {"schreiber2019", "rajagopal2016", "christophy2012", "degroote2016"} <= keys
    assert "handsfield2014" not in keys
    anonymous = Motion("swing", walk.time, walk.coordinates)
    person = Body.build(Subject(height=1.8, mass=80))
    other = set(analyze(person, anonymous, start=0.5, end=0.6).attrs["sources"].split())
    assert "handsfield2014" in other
    assert "schreiber2019" not in other


def test_the_summary_is_json_and_counts_right(body: Body, result: xr.Dataset) -> None:
    summary = summarise(result, body)
    assert json.loads(json.dumps(summary)) == summary
    assert summary["frames"] == result.sizes["time"]
    assert summary["muscles"] == len(body.muscles)
    assert summary["sources"] == len(result.attrs["sources"].split())


def test_hip_peaks_lie_in_the_two_halves_of_stance(result: xr.Dataset) -> None:
    for side in "rl":
        force, stance, peaks = (
            hip_contact_force(result, side),
            main_stance(result, side),
            hip_contact_peaks(result, side),
        )
        assert stance is not None
        middle = (stance.first + stance.last) // 2
        assert stance.first <= peaks["peak1"]["frame"] <= middle <= peaks["peak2"]["frame"] <= stance.last
        assert peaks["peak1"]["bw"] == force[stance.first : middle + 1].max()
        assert peaks["peak2"]["bw"] == force[middle : stance.last + 1].max()


def test_bovi2011_the_foot_leaves_the_ground_at_62_percent(result: xr.Dataset) -> None:
    """The analysed cycle begins with right foot strike."""
    stance = stances(result, "r")[0]
    assert stance.first <= 3
    assert stance.last / result.sizes["time"] == pytest.approx(0.62, abs=0.03)


def test_whole_muscles_are_the_sums_of_their_strands(result: xr.Dataset) -> None:
    for group in ("psoas_major_r", "iliacus_l"):
        strands = [i for i, g in enumerate(result["group"].values) if g == group]
        assert whole_muscle_force(result, group) == pytest.approx(
            sum(result["muscle_force"].values[:, i] for i in strands)
        )
        each = result["activation"].values[:, strands]
        mean = whole_muscle_activation(result, group)
        assert (mean <= each.max(axis=1) + 1e-12).all()
        assert (mean >= each.min(axis=1) - 1e-12).all()


def test_contributions_to_the_hip_force_add_up(body: Body, result: xr.Dataset) -> None:
    """Muscles' shares along the hip contact force, and what there would be without muscles, make the whole."""
    frame = hip_contact_peaks(result, "r")["peak2"]["frame"]
    reaction = result["joint_reaction"].sel(joint="hip_r").values[frame]
    share = joint_contributions(result, body, "hip_r", frame)
    size = np.linalg.norm(reaction)
    without = reaction @ reaction / size - share.sum()
    assert share.sum() > 0.5 * size  # most of it is muscle
    assert 0 < without < 1.5 * body.subject.weight  # about the weight above (bergmann2016)
    crossing = {str(result["group"].values[i]) for i in np.flatnonzero(np.abs(share) > 1e-9)}
    assert "soleus_r" not in crossing
    assert "iliacus_r" in crossing
