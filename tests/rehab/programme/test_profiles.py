"""The ten example profiles and the one with a red flag: read, planned, and held to the rules of safety."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from iliopsoas.atlas.rehabilitation.catalogue import prescription
from iliopsoas.rehab.programme.plan import Plan
from iliopsoas.rehab.programme.planner import make_plan
from iliopsoas.rehab.programme.profile_file import read_profile
from iliopsoas.rehab.programme.safety import violations
from iliopsoas.rehab.programme.screening import screen

from .people import MadeUpCards

FOLDER = Path(__file__).parents[3] / "examples" / "profiles"
FILES = sorted(FOLDER.glob("*.toml"))
FLAGGED = "red_flag_night_pain"


@pytest.fixture(scope="module")
def plans() -> dict[str, Plan]:
    return {path.stem: make_plan(replace(read_profile(path), caps={}), MadeUpCards()) for path in FILES}


def test_there_are_ten_and_one_with_a_red_flag() -> None:
    assert len(FILES) == 11
    assert FLAGGED in {path.stem for path in FILES}


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_a_profile_is_documented_and_answers_every_question(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.startswith("# ")
    assert text.splitlines()[1].startswith("# ")
    who = read_profile(path)
    assert who.identity == path.stem
    assert who.wish
    assert screen(who).open == ()


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_its_plan_is_safe(path: Path, plans: dict[str, Plan]) -> None:
    plan = plans[path.stem]
    assert violations(plan, with_loads=True) == ()
    if path.stem == FLAGGED:
        assert plan.phases == ()
        assert [r.question for r in plan.see_physician][:2] == ["fever_or_weight_loss", "pain_all_night"]
        assert plan.see_physician[0].how_soon == "today"
    else:
        assert all(2 <= len(phase.exercises) <= 4 for phase in plan.phases)


def _features(plan: Plan) -> set[str]:
    return {feature for e in plan.exercises for feature in prescription(e.exercise).features}


def test_labral_signs_no_thigh_at_the_end_of_its_way(plans: dict[str, Plan]) -> None:
    assert not {"end_range_extension", "loaded_end_range_extension", "deep_hip_flexion"} & _features(
        plans["labral_signs"]
    )
    refused = {r.exercise for r in plans["labral_signs"].refused if r.rule == "precaution"}
    assert {"half_kneel_stretch", "edge_stretch", "thomas_band_flexion", "eccentric_band", "split_lunge"} <= refused


def test_after_a_new_hip_nothing_resisted_and_no_end_of_range(plans: dict[str, Plan]) -> None:
    found = _features(plans["after_hip_replacement"])
    assert not {"resisted", "end_range_extension", "deep_hip_flexion", "stretching"} & found


def test_a_slipped_vertebra_does_not_bend_backward(plans: dict[str, Plan]) -> None:
    assert not {"lumbar_extension", "high_spine_load"} & _features(plans["spondylolisthesis"])


def test_the_very_weak_stay_at_chair_and_bed(plans: dict[str, Plan]) -> None:
    assert not {"free_standing", "kneeling", "lumbar_flexion"} & _features(plans["very_weak_88"])
    assert "sit_to_stand" in {e.exercise for e in plans["very_weak_88"].phases[0].exercises}


def test_the_tight_athlete_stretches_and_then_loads(plans: dict[str, Plan]) -> None:
    plan = plans["athlete_tight_hip"]
    assert "edge_stretch" in {e.exercise for e in plan.phases[0].exercises}
    week = sum(e.dose.minutes_per_week for e in plan.phases[0].exercises if prescription(e.exercise).sort == "stretch")
    assert week >= 10.0


def test_the_sore_tendon_begins_with_holding(plans: dict[str, Plan]) -> None:
    first = plans["woman_67_tendinopathy"].phases[0]
    assert first.name == "calm"
    assert first.exercises[0].exercise == "iso_hand_knee"
    assert plans["woman_67_tendinopathy"].rest


def test_a_pressed_nerve_begins_with_taking_pressure_off_it(plans: dict[str, Plan]) -> None:
    assert plans["nerve_root_weakness"].phases[0].exercises[0].exercise == "prone_press_up"
    assert "growing_weakness" in " ".join(plans["nerve_root_weakness"].notes)


def test_the_runner_watches_pain_and_is_planned_for_the_left(plans: dict[str, Plan]) -> None:
    plan = plans["runner_snapping"]
    assert "left" in {e.side for e in plan.exercises}
    assert "Pain up to 5 of 10" in plan.stop_rule
