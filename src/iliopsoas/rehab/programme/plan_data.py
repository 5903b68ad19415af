"""A plan as `json.dumps` takes it: phases with exercises, doses and reasons; what was refused; why a physician."""

from __future__ import annotations

import math
from typing import Any

from iliopsoas.rehab.programme.plan import Dose, Plan, PlannedExercise
from iliopsoas.rehab.programme.screening import referral_as_data


def plan_as_data(plan: Plan) -> dict[str, Any]:
    """The whole plan but the profile's body; simulated loads stand under 'loads'."""
    return {
        "identity": plan.profile.identity,
        "goal": plan.profile.goal,
        "phases": [
            {
                "name": phase.name,
                "weeks": phase.weeks,
                "exercises": [_exercise(e) for e in phase.exercises],
                "progress_when": phase.progress_when,
                "note": phase.note,
            }
            for phase in plan.phases
        ],
        "refused": [dict(vars(r)) for r in plan.refused],
        "see_physician": [referral_as_data(r) for r in plan.see_physician],
        "open_questions": list(plan.open_questions),
        "rest": plan.rest,
        "advice": [{**vars(a), "avoid": list(a.avoid)} for a in plan.advice],
        "stop_rule": {"name": plan.profile.stop_rule, "words": plan.stop_rule},
        "notes": list(plan.notes),
        "sources": list(plan.sources),
        "simulated": True,
    }


def dose_as_data(dose: Dose) -> dict[str, Any]:
    """A dose with its numbers, words and source."""
    return dict(vars(dose))


def _exercise(exercise: PlannedExercise) -> dict[str, Any]:
    card = exercise.card
    return {
        "exercise": exercise.exercise,
        "side": exercise.side,
        "parameters": dict(exercise.parameters),
        "dose": dose_as_data(exercise.dose),
        "reason": exercise.reason,
        "loads": None if card is None else {key: [_rounded(x) for x in band] for key, band in card.loads.items()},
    }


def _rounded(value: float) -> float | None:
    """Five significant figures; None for what is no number, which JSON cannot hold."""
    return float(f"{value:.5g}") if math.isfinite(value) else None
