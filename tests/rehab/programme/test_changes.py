"""What a professional changes, and what is told when it cannot be."""

from __future__ import annotations

import pytest

from iliopsoas.errors import InputError, UnknownName
from iliopsoas.rehab.programme.changes import PlanChanges, read_changes
from iliopsoas.rehab.programme.planner import make_plan

from .people import MadeUpCards, profile


def _plan(*texts: str, without: tuple[str, ...] = ()):  # type: ignore[no-untyped-def]
    return make_plan(profile(), MadeUpCards(), read_changes(texts, without))


def test_nothing_changes_nothing() -> None:
    assert read_changes() == PlanChanges()
    assert _plan() == make_plan(profile(), MadeUpCards())


def test_a_dose() -> None:
    plan = _plan("slr.repetitions=10", "straight_leg_raise.sets=4", "slr.hold_s=5")
    dose = next(e.dose for e in plan.exercises if e.exercise == "straight_leg_raise")
    assert (dose.repetitions, dose.sets, dose.hold_s) == (10, 4, 5.0)
    assert dose.words.startswith("Do it 10 times. Rest. Do 4 such sets. Hold for 5 seconds")


def test_a_parameter_is_asked_of_the_cards() -> None:
    cards = MadeUpCards()
    plan = make_plan(profile(), cards, read_changes(["slr_cuff.cuff=1.5"]))
    exercise = next(e for e in plan.exercises if e.exercise == "slr_cuff")
    assert exercise.parameters == {"cuff": 1.5}
    assert {p["cuff"] for name, p in cards.asked if name == "slr_cuff"} == {1.5}
    assert "cuff 1.5 kg" in exercise.reason


def test_a_phase() -> None:
    plan = _plan("load.weeks=8", "load.exercises=4")
    load = next(p for p in plan.phases if p.name == "load")
    assert load.weeks == 8
    assert len(load.exercises) == 4


def test_an_exercise_put_in_is_held_to_the_same_rules() -> None:
    assert "dead_bug" in {e.exercise for e in _plan("strengthen.with=dead_bug").exercises}
    refused = make_plan(
        profile(signs=("shoulder_pain",)), MadeUpCards(), read_changes(["return.with=hanging_knee_raise"])
    ).refused
    assert next(r for r in refused if r.exercise == "hanging_knee_raise").rule == "precaution"


def test_an_exercise_left_out_is_named_as_such() -> None:
    plan = _plan(without=("slr",))
    assert "straight_leg_raise" not in {e.exercise for e in plan.exercises}
    refusal = next(r for r in plan.refused if r.exercise == "straight_leg_raise")
    assert (refusal.rule, refusal.reason) == ("chosen", "left out by the professional")


def test_the_profile() -> None:
    plan = _plan("stage=load", "goal=tendon", "side=left", "stop_rule=pain_monitoring", "cap.hip=3")
    assert plan.phases[0].name == "load"
    assert plan.profile.caps == {"hip_contact_bw": 3.0}
    assert plan.stop_rule.startswith("Pain up to 5 of 10")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("slr", "'slr': write what is set and its value, 'slr.repetitions=10'"),
        ("slr.repetitions=", "write what is set and its value"),
        ("slr.repetitions=0", "repetitions is '0'; it must be a whole number from 1 to 50"),
        ("slr.repetitions=ten", "repetitions is 'ten'; it must be a whole number from 1 to 50"),
        ("slr.repetitions=1.5", "it must be a whole number"),
        ("slr_cuff.cuff=40", "cuff is '40'; it must be a number from 0 to 10"),
        ("load.exercises=7", "exercises is '7'; it must be a whole number from 2 to 4"),
        ("load.weeks=0", "weeks is '0'; it must be a whole number from 1 to 26"),
        ("cap.hip=-1", "cap is '-1'; it must be a number above 0"),
    ],
)
def test_a_value_that_cannot_be_is_told(text: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        read_changes([text])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("slt.sets=2", "no prescribed exercise is called 'slt'. Did you mean 'slr"),
        ("slr.reps=2", "no entry of straight_leg_raise is called 'reps'.*There are: repetitions, sets"),
        ("load.week=2", "no entry of a phase is called 'week'. Did you mean 'weeks'"),
        ("stage=heavy", "no stage is called 'heavy'. There are: calm, activate, strengthen, load, return"),
        ("irritable=low", "no entry to set .* is called 'irritable'. Did you mean 'irritability'"),
        ("band_hip_flexion.band=pink", "no band of band_hip_flexion is called 'pink'"),
        ("cap.hop=2", "no load is called 'hop'. Did you mean 'hip'"),
        ("load.with=squat", "no prescribed exercise is called 'squat'"),
    ],
)
def test_a_name_that_does_not_exist_is_told_with_those_that_do(text: str, message: str) -> None:
    with pytest.raises(UnknownName, match=message):
        read_changes([text])
