"""Who a programme is for: the person, what they want, where they stand, what they have, what must not be exceeded.

A profile is a TOML file that a professional writes, see `profile_file`. It names nobody: `identity` is a pseudonym.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass, field

from iliopsoas.atlas.conditions.catalogue import GradedCondition, resolve_conditions
from iliopsoas.atlas.rehabilitation.records import IRRITABILITIES, STAGES
from iliopsoas.study.person import Person

__all__ = ["ANSWERS", "IRRITABILITIES", "LANGUAGES", "SIDES", "STAGES", "Profile"]

ANSWERS = ("yes", "no", "cleared")
"""What a screening question can be answered: 'cleared' is a yes that a physician has looked at and found no bar."""
LANGUAGES = ("en", "de")
SIDES = ("right", "left", "both")


@dataclass(frozen=True)
class Profile:
    """Who, what for, and within which limits.

    Attributes:
        identity: a pseudonym; no name.
        person: body, age, sex, variants and conditions.
        goal: name of a programme of the atlas (`iliopsoas.atlas.rehabilitation.catalogue.programmes`).
        wish: what the person wants to do again, in their words; may be empty.
        side: that is exercised, one of SIDES.
        stage: phase to start with, one of STAGES.
        irritability: how easily it hurts and how long it lasts, one of IRRITABILITIES.
        physician_seen: whether a physician has seen this trouble.
        signs: findings of the examination that limit exercises, names of the atlas' signs ('poor_balance').
        equipment: what is at hand, names of the atlas' equipment ('band').
        caps: largest loads allowed, key of a load card -> value in its unit ('hip_contact_bw' -> 2.5 body weights).
        answers: name of a screening question -> one of ANSWERS; a question that is missing is open.
        stop_rule: name of one of the atlas' ('pain_rises').
        language: of what is handed out.
        note: for the professional.
    """

    identity: str
    person: Person
    goal: str
    wish: str = ""
    side: str = "right"
    stage: str = "calm"
    irritability: str = "moderate"
    physician_seen: bool = False
    signs: tuple[str, ...] = ()
    equipment: tuple[str, ...] = ()
    caps: Mapping[str, float] = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict)
    stop_rule: str = "pain_rises"
    language: str = "en"
    note: str = ""

    @property
    def sides(self) -> tuple[str, ...]:
        """The sides that are exercised, 'right' and 'left'."""
        return ("right", "left") if self.side == "both" else (self.side,)

    @functools.cached_property
    def conditions(self) -> tuple[GradedCondition, ...]:
        """The person's conditions, each on one side."""
        return resolve_conditions(self.person.conditions)
