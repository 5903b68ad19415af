"""What must hold in every plan, whoever wrote it: checked when a plan is read, and in the tests.

No exercise with a red flag; nothing but 'calm' while questions are open; no equipment that is missing; no precaution
passed over; no load over a cap or over capacity; at most four exercises a phase.
"""

from __future__ import annotations

from typing import NamedTuple

from iliopsoas.atlas.rehabilitation.catalogue import prescription
from iliopsoas.rehab.programme.changes import PHASE_LIMITS
from iliopsoas.rehab.programme.choice import refuse_card, refuse_record
from iliopsoas.rehab.programme.plan import Plan, PlannedExercise
from iliopsoas.rehab.programme.profile import STAGES, Profile
from iliopsoas.rehab.programme.screening import screen


class Violation(NamedTuple):
    """A rule that a plan breaks.

    Attributes:
        phase, exercise: places in the plan; -1: the plan, or the phase, as a whole.
        words: what and why.
    """

    phase: int
    exercise: int
    words: str


def violations(plan: Plan, *, with_loads: bool = False) -> tuple[Violation, ...]:
    """Every rule that a plan breaks.

    Args:
        with_loads: an exercise without a card breaks a rule; otherwise its loads are not looked at.
    """
    screening = screen(plan.profile)
    out: list[Violation] = []
    if screening.referrals and plan.exercises:
        out.append(Violation(-1, -1, f"no exercise before a physician was seen: {screening.referrals[0].words}"))
    most = PHASE_LIMITS["exercises"][1]
    for i, phase in enumerate(plan.phases):
        if screening.open and phase.name != STAGES[0] and phase.exercises:
            names = ", ".join(q.name for q in screening.open)
            out.append(Violation(i, -1, f"only '{STAGES[0]}' while screening questions are open: {names}"))
        if len(phase.exercises) > most:
            out.append(Violation(i, -1, f"{len(phase.exercises)} exercises; {most} are what people keep doing"))
        for j, exercise in enumerate(phase.exercises):
            words = broken_rule(exercise, phase.name, plan.profile, with_loads=with_loads)
            if words:
                out.append(Violation(i, j, words))
    return tuple(out)


def broken_rule(exercise: PlannedExercise, stage: str, profile: Profile, *, with_loads: bool = False) -> str:
    """Why an exercise may not be in a phase; '' if it may."""
    found = prescription(exercise.exercise)
    refused = refuse_record(found, stage, profile)
    if refused is None and (exercise.card is not None or with_loads):
        refused = refuse_card(found, stage, profile, exercise.card, exercise.parameters, expected=with_loads)
    if refused is None:
        return ""
    instead = f"; instead: {refused.instead}" if refused.instead else ""
    return f"{exercise.exercise}: {refused.reason}{instead}"
