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
    "LoadCard": "cards.load_card",
    "PersonCards": "programme.person_cards",
    "Plan": "programme.plan",
    "Profile": "programme.profile",
    "forecast_plan": "programme.forecast",
    "load_card": "cards.load_cards",
    "load_cards": "cards.load_cards",
    "make_forecast": "programme.forecast",
    "make_plan": "programme.planner",
    "read_changes": "programme.changes",
    "read_plan": "programme.plan_file",
    "read_profile": "programme.profile_file",
    "screen": "programme.screening",
    "update": "programme.forecast",
    "write_plan": "programme.plan_file",
    "write_profile": "programme.profile_file",
}
__all__ = [
    "LoadCard",
    "PersonCards",
    "Plan",
    "Profile",
    "forecast_plan",
    "load_card",
    "load_cards",
    "make_forecast",
    "make_plan",
    "read_changes",
    "read_plan",
    "read_profile",
    "screen",
    "update",
    "write_plan",
    "write_profile",
]


def __getattr__(name: str) -> Any:
    """Load on first use, so that starting the program stays quick."""
    if name in _HOMES:
        return getattr(importlib.import_module(f"iliopsoas.rehab.{_HOMES[name]}"), name)
    raise AttributeError(f"module 'iliopsoas.rehab' has no attribute '{name}'; it has {', '.join(__all__)}")
