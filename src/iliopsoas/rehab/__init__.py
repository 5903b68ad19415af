"""From loads to a plan that a professional decides on: load cards, screening, programme, diary, handout.

>>> from iliopsoas.rehab import PersonCards, make_plan, read_profile, screen
>>> profile = read_profile("examples/profiles/woman_67_tendinopathy.toml")  # doctest: +SKIP
>>> screen(profile).clear, make_plan(profile, PersonCards(profile)).phases  # doctest: +SKIP

In: a person (`iliopsoas.study.Person`), what is wrong, what they have at home and what they want. Out: the load that
each exercise puts on this person, a plan with its reasons, a log that knows its own error, pages to hand out.
Simulated; it does not diagnose. Start with `cards.load_card`, then `programme.plan`.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from iliopsoas.rehab.cards.load_card import LoadCard
    from iliopsoas.rehab.cards.load_cards import load_card, load_cards
    from iliopsoas.rehab.diary.diary import Diary
    from iliopsoas.rehab.diary.entries import DiaryEntry, DoneExercise, MeasuredOutcome
    from iliopsoas.rehab.diary.progress import progress_of
    from iliopsoas.rehab.handout.clinician_report import write_clinician_report
    from iliopsoas.rehab.handout.fhir_bundle import programme_bundle, simulated_bundle
    from iliopsoas.rehab.handout.handout import write_handout
    from iliopsoas.rehab.programme.changes import read_changes
    from iliopsoas.rehab.programme.forecast import forecast_plan, make_forecast, update
    from iliopsoas.rehab.programme.person_cards import PersonCards
    from iliopsoas.rehab.programme.plan import Plan
    from iliopsoas.rehab.programme.plan_file import read_plan, write_plan
    from iliopsoas.rehab.programme.planner import make_plan
    from iliopsoas.rehab.programme.profile import Profile
    from iliopsoas.rehab.programme.profile_file import read_profile, write_profile
    from iliopsoas.rehab.programme.screening import screen

_HOMES = {
    "Diary": "diary.diary",
    "DiaryEntry": "diary.entries",
    "DoneExercise": "diary.entries",
    "LoadCard": "cards.load_card",
    "MeasuredOutcome": "diary.entries",
    "PersonCards": "programme.person_cards",
    "Plan": "programme.plan",
    "Profile": "programme.profile",
    "forecast_plan": "programme.forecast",
    "load_card": "cards.load_cards",
    "load_cards": "cards.load_cards",
    "make_forecast": "programme.forecast",
    "make_plan": "programme.planner",
    "programme_bundle": "handout.fhir_bundle",
    "progress_of": "diary.progress",
    "read_changes": "programme.changes",
    "read_plan": "programme.plan_file",
    "read_profile": "programme.profile_file",
    "screen": "programme.screening",
    "simulated_bundle": "handout.fhir_bundle",
    "update": "programme.forecast",
    "write_clinician_report": "handout.clinician_report",
    "write_handout": "handout.handout",
    "write_plan": "programme.plan_file",
    "write_profile": "programme.profile_file",
}
__all__ = [
    "Diary",
    "DiaryEntry",
    "DoneExercise",
    "LoadCard",
    "MeasuredOutcome",
    "PersonCards",
    "Plan",
    "Profile",
    "forecast_plan",
    "load_card",
    "load_cards",
    "make_forecast",
    "make_plan",
    "programme_bundle",
    "progress_of",
    "read_changes",
    "read_plan",
    "read_profile",
    "screen",
    "simulated_bundle",
    "update",
    "write_clinician_report",
    "write_handout",
    "write_plan",
    "write_profile",
]


def __getattr__(name: str) -> Any:
    """Load on first use, so that starting the program stays quick."""
    if name in _HOMES:
        return getattr(importlib.import_module(f"iliopsoas.rehab.{_HOMES[name]}"), name)
    raise AttributeError(f"module 'iliopsoas.rehab' has no attribute '{name}'; it has {', '.join(__all__)}")
