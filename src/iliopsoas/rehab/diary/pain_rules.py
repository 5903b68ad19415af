"""The pain rule, asked at every entry: go on, ease off, or stop.

Two rules are in use and they disagree, so that a professional chooses:

    pain_rises       stop when pain rises during the exercise (the default, and the stricter one).
    pain_monitoring  0-3 safe, 4-5 acceptable, above 5 not; and back where it began by the next morning.

Source of the second: Thomee's pain-monitoring model.
"""

from __future__ import annotations

from typing import NamedTuple

from iliopsoas.errors import UnknownName
from iliopsoas.rehab.programme.profile import STOP_RULES

PAIN_RISES, PAIN_MONITORING = STOP_RULES
SAFE, ACCEPTABLE = 3, 5
"""Highest pain that is safe, and that is acceptable, in the pain-monitoring model (thomee1997), 0-10."""
GO_ON, EASE_OFF, STOP, UNKNOWN = "go on", "ease off", "stop", "not told"


class PainVerdict(NamedTuple):
    """What a pain rule says: `advice` is 'go on', 'ease off', 'stop' or 'not told'; `why` in plain words."""

    advice: str
    why: str


def judge_pain(rule: str, before: int | None, during: int | None, next_morning: int | None = None) -> PainVerdict:
    """What to do after a session.

    Args:
        rule: one of `STOP_RULES`.
        before, during, next_morning: pain 0 to 10, None where not told.

    Raises:
        UnknownName: no such rule.
    """
    if rule not in STOP_RULES:
        raise UnknownName("pain rule", rule, STOP_RULES)
    if during is None or (before is None and rule == PAIN_RISES):
        return PainVerdict(UNKNOWN, "Pain before and during the exercise was not told, so the rule says nothing.")
    if rule == PAIN_RISES:
        verdict = _rises(before or 0, during)
    else:
        verdict = _monitored(during)
    if verdict.advice == GO_ON and before is not None and next_morning is not None and next_morning > before:
        why = f"Pain the next morning is {next_morning}, above the {before} it began with: do less next time."
        return PainVerdict(EASE_OFF, why)
    return verdict


def _rises(before: int, during: int) -> PainVerdict:
    if during > before:
        return PainVerdict(STOP, f"Pain rose from {before} to {during}: stop this exercise and ask your therapist.")
    return PainVerdict(GO_ON, f"Pain did not rise (from {before} to {during}).")


def _monitored(during: int) -> PainVerdict:
    if during > ACCEPTABLE:
        return PainVerdict(STOP, f"Pain of {during} is above {ACCEPTABLE}: stop this exercise and ask your therapist.")
    if during > SAFE:
        words = f"Pain of {during} is acceptable ({SAFE + 1} to {ACCEPTABLE}) if it settles by the next morning."
        return PainVerdict(GO_ON, words)
    return PainVerdict(GO_ON, f"Pain of {during} is in the safe range (0 to {SAFE}).")
