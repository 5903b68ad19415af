"""Facts 22 to 31, one test each: what the package does about them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from iliopsoas.atlas.facts import facts
from iliopsoas.atlas.rehabilitation.catalogue import dose_preset, modality, prescription, programme, stop_rule
from iliopsoas.rehab.programme.changes import read_changes
from iliopsoas.rehab.programme.doses import personal_dose
from iliopsoas.rehab.programme.plan import SIMULATED, Plan
from iliopsoas.rehab.programme.planner import make_plan
from iliopsoas.rehab.programme.screening import screen

from .people import MadeUpCards, clear_answers, profile


def _plan(**changed: object) -> Plan:
    return make_plan(profile(**changed), MadeUpCards())


def test_every_fact_of_rehabilitation_is_tested_here() -> None:
    tested = {int(n) for n in re.findall(r"^def test_fact_(\d+)_", Path(__file__).read_text("utf-8"), re.MULTILINE)}
    numbers = {f.number for f in facts() if f.part == "Rehabilitation"} | {22}
    assert tested == numbers


def test_fact_22_hip_pain_or_trouble_walking_see_a_physician() -> None:
    found = screen(profile(physician_seen=False))
    assert "Hip pain or trouble walking: see a physician first" in found.referrals[0].words


def test_fact_23_it_starts_after_a_physician_and_a_professional_chooses() -> None:
    assert _plan(physician_seen=False).exercises == ()
    plan = _plan()
    assert plan.exercises
    assert plan.notes[0] == SIMULATED
    assert "A professional decides" in plan.notes[1]
    chosen = plan.exercises[-1].exercise
    without = make_plan(profile(), MadeUpCards(), read_changes(without=[chosen]))
    assert chosen not in {e.exercise for e in without.exercises}


def test_fact_24_some_days_of_rest_then_gentle_again() -> None:
    plan = _plan(goal="tendon", irritability="high")
    assert plan.rest.startswith("First rest for 3 to 5 days.")
    assert "Stop what makes it hurt" in plan.rest
    assert "gently" in plan.rest
    shares = [e.card.loads["share_of_maximum"].value for e in plan.phases[0].exercises if e.card]
    assert max(shares) <= 0.35


def test_fact_25_the_stretches_of_the_tight() -> None:
    names = {e.exercise for e in _plan(goal="mobility", conditions=("tightness=0.5",)).exercises}
    assert {"half_kneel_stretch", "edge_stretch"} <= names
    tight_knees = {e.exercise for e in _plan(goal="mobility", signs=("knee_pain",)).exercises}
    assert "half_kneel_stretch" not in tight_knees
    assert "edge_stretch" in tight_knees


def test_fact_26_the_exercises_of_the_weak_with_cuff_or_band() -> None:
    names = {e.exercise for e in _plan(conditions=("weakness=0.3",)).exercises}
    assert {"straight_leg_raise", "seated_march_resisted", "slr_cuff", "band_hip_flexion"} <= names
    assert [step["cuff"] for step in prescription("slr_cuff").steps] == [2.0, 1.0, 0.5]


def test_fact_27_the_standing_band_is_held_three_seconds_and_let_back_slowly() -> None:
    plan = make_plan(profile(), MadeUpCards(), read_changes(["strengthen.with=band_hip_flexion"]))
    strengthen = next(p for p in plan.phases if p.name == "strengthen")
    band = next(e for e in strengthen.exercises if e.exercise == "band_hip_flexion")
    assert band.dose.hold_s == 3.0
    assert "Hold for 3 seconds" in band.dose.words
    assert "straight leg forward" in prescription("band_hip_flexion").words
    assert "Go back slowly" in prescription("band_hip_flexion").words
    assert {"band", "rail"} == set(prescription("band_hip_flexion").equipment)


def test_fact_28_the_usual_dose_and_the_rule_to_stop() -> None:
    dose = dose_preset("daily_light")
    assert (dose.repetitions, dose.sets, dose.per_day, dose.per_week) == ((15, 20), (2, 3), (1, 1), (7, 7))
    assert personal_dose(dose, 0.3).repetitions == 15
    assert _plan().stop_rule == stop_rule("pain_rises").words
    assert "Stop if the pain gets worse" in _plan().stop_rule


@pytest.mark.parametrize("root", ["root_L2", "root_L3", "root_L4", "femoral_nerve"])
def test_fact_29_a_pinched_nerve_press_ups_side_glides_the_therapist_decides(root: str) -> None:
    assert root in programme("nerve").conditions
    first = {e.exercise: e.reason for e in _plan(goal="nerve", conditions=(f"{root}=0.4:right",)).phases[0].exercises}
    for name in ("prone_press_up", "side_glide"):
        assert "The therapist decides" in first[name]
    worse = _plan(goal="nerve", conditions=(f"{root}=0.4:right",), signs=("leg_symptoms_spread",))
    assert "prone_press_up" not in {e.exercise for e in worse.exercises}


def test_fact_30_heat_and_ice_under_a_cover_the_therapist_says_which() -> None:
    for name in ("heat", "ice"):
        told = modality(name)
        assert "cloth" in told.words
        assert "The therapist says" in told.words
        assert "numb_skin" in told.avoid
        assert re.search("burn|harm", told.known)
    assert {"heat", "ice"} <= {a.name for a in _plan().advice}


def test_fact_31_massage_of_the_psoas_is_disputed() -> None:
    told = next(a for a in _plan().advice if a.name == "massage")
    for words in ("Nobody can be sure to reach", "It hurts", "no better than", "No trial was found"):
        assert words in told.known
    assert "Do not press deep in your own belly" in told.words


def test_every_answer_ends_at_a_physician_when_it_must() -> None:
    assert _plan(answers=clear_answers() | {"cancer": "yes"}).see_physician
