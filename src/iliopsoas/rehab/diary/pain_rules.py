"""The pain rule, asked at every entry: go on, ease off, or stop.

Two rules are in use and they disagree, so that a professional chooses (`stop_rule` in the atlas):

    pain_rises       stop when pain rises during the exercise (the default, and the stricter one).
    pain_monitoring  pain up to a limit is acceptable, and back where it began by the next morning.
"""

from __future__ import annotations

from typing import NamedTuple

from iliopsoas.atlas.rehabilitation.catalogue import stop_rule

SAFE = 3
"""Highest pain that the monitoring model calls safe rather than acceptable, 0-10 (estimated: the usual wording)."""
GO_ON, EASE_OFF, STOP, UNKNOWN = "go on", "ease off", "stop", "not told"


class PainVerdict(NamedTuple):
    """What a pain rule says: `advice` is 'go on', 'ease off', 'stop' or 'not told'; `why` in plain words."""

    advice: str
    why: str


def judge_pain(rule: str, before: int | None, during: int | None, next_morning: int | None = None) -> PainVerdict:
    """What to do after a session.

    Args:
        rule: a stop rule of the atlas.
        before, during, next_morning: pain 0 to 10, None where not told.

    Raises:
        UnknownName: no such rule.
    """
    limits = stop_rule(rule)
    if during is None or (before is None and not limits.most_during):
        return PainVerdict(UNKNOWN, "Pain before and during the exercise was not told, so the rule says nothing.")
    verdict = _monitored(during, limits.most_during) if limits.most_during else _rises(before or 0, during)
    if verdict.advice == GO_ON and before is not None and next_morning is not None:
        rise = next_morning - before
        if rise > limits.most_after:
            why = f"Pain the next morning is {next_morning}, above the {before} it began with: do less next time."
            return PainVerdict(EASE_OFF, why)
    return verdict


def _rises(before: int, during: int) -> PainVerdict:
    if during > before:
        return PainVerdict(STOP, f"Pain rose from {before} to {during}: stop this exercise and ask your therapist.")
    return PainVerdict(GO_ON, f"Pain did not rise (from {before} to {during}).")


def _monitored(during: int, most: int) -> PainVerdict:
    if during > most:
        return PainVerdict(STOP, f"Pain of {during} is above {most}: stop this exercise and ask your therapist.")
    if during > SAFE:
        words = f"Pain of {during} is acceptable ({SAFE + 1} to {most}) if it settles by the next morning."
        return PainVerdict(GO_ON, words)
    return PainVerdict(GO_ON, f"Pain of {during} is in the safe range (0 to {SAFE}).")
