"""What tests of the handout share: a plan, its pictures, a card made by hand, and a few days of diary."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

import pytest

from iliopsoas.body.body import Body
from iliopsoas.rehab.cards.load_card import Band, LoadCard, MeasuredLoad
from iliopsoas.rehab.cards.load_names import LOAD_KEYS, MEAN_KEYS
from iliopsoas.rehab.diary.entries import DiaryEntry, DoneExercise, MeasuredOutcome
from iliopsoas.rehab.handout.exercise_drawing import ExerciseDrawing, draw_exercise
from iliopsoas.rehab.handout.handout import drawing_key
from iliopsoas.rehab.programme.plan import Dose, Phase, Plan, PlannedExercise
from iliopsoas.rehab.programme.planner import make_plan
from iliopsoas.rehab.programme.profile import Profile
from iliopsoas.rehab.programme.screening import questions_for
from iliopsoas.study.person import Person

DAY = date(2026, 3, 2)


def hand_made_card(exercise: str, parameters: Mapping[str, float | str]) -> LoadCard:
    """A card with round numbers."""
    measured = MeasuredLoad("hip", "lifting a leg", 1.2, 0.6, 1.9, 6, 1.3, "schwachmeyer2013")
    return LoadCard(
        exercise=exercise,
        title=exercise,
        parameters=dict(parameters),
        loads={key: Band(0.3, 0.2, 0.4) for key in (*LOAD_KEYS, *MEAN_KEYS)},
        by_level={},
        demands={},
        limited_by="hip flexors at 30 % of their maximum",
        measured=(measured,) if exercise == "straight_leg_raise" else (),
        draws=20,
    )


@pytest.fixture(scope="session")
def profile() -> Profile:
    """A woman of 67 with a strength goal, all questions answered with no."""
    person = Person(height=1.6, mass=62.0, sex="female", age=67.0)
    found = Profile(
        "p-07", person, "strength", "climb stairs", physician_seen=True, equipment=("chair", "band", "cuff")
    )
    return replace(found, answers={q.name: "no" for q in questions_for(found)})


@pytest.fixture(scope="session")
def plan(profile: Profile) -> Plan:
    """One phase with three exercises: a leg, a weight and a bridge."""

    def planned(name: str, side: str, parameters: Mapping[str, float | str], hold: float) -> PlannedExercise:
        dose = Dose(10, 3, 1, 3, hold, "3-0-3", "trial_start", "thorborg2016", "Do it 10 times.")
        return PlannedExercise(name, side, dose, parameters, "near the effort", hand_made_card(name, parameters))

    phase = Phase(
        "strengthen",
        4,
        (
            planned("straight_leg_raise", "left", {}, 3.0),
            planned("slr_cuff", "both", {"cuff": 1.5}, 1.0),
            planned("bridge", "both", {}, 0.0),
        ),
        "Two sessions above the number that was asked for.",
    )
    made = make_plan(profile)
    return replace(made, phases=(phase,), sources=("thorborg2016",))


@pytest.fixture(scope="session")
def referred(profile: Profile) -> Plan:
    """A plan of somebody with a hot joint: none."""
    return make_plan(replace(profile, answers={**profile.answers, "hot_joint": "yes"}))


@pytest.fixture(scope="session")
def drawings(plan: Plan, body: Body) -> dict[tuple[object, ...], ExerciseDrawing]:
    """Pictures of the plan's exercises."""
    return {
        drawing_key(e): draw_exercise(
            body, e.exercise, side=e.side, parameters=e.parameters, felt="the front of the hip"
        )
        for e in plan.exercises
    }


@pytest.fixture(scope="session")
def days() -> tuple[DiaryEntry, ...]:
    """Two sessions with a measurement each; the second was corrected."""
    done = (DoneExercise(exercise="straight_leg_raise", side="left", sets=3, repetitions=10),)

    def entry(day: int, pain: int, strength: float, note: str) -> DiaryEntry:
        measured = (MeasuredOutcome(measure="hip_flexion_strength", value=strength, side="left"),)
        return DiaryEntry(
            person="p-07", day=DAY + timedelta(days=day), red_flags=(), pain_before=pain, pain_during=pain,
            exercises=done, outcomes=measured, note=note,
        )  # fmt: skip

    return entry(0, 3, 1.0, "=1+1"), replace(entry(14, 2, 1.05, "fine"), replaces="another")
