"""A preset becomes this person's dose: repetitions by the share of the own maximum that one repetition asks for.

With a share s of the maximum about n = 30 (1/s - 1) repetitions are possible (a rule of thumb of weight training,
estimated for this muscle); two are kept in reserve.
"""

from __future__ import annotations

import math
from dataclasses import replace

from iliopsoas.atlas.rehabilitation.records import DosePreset
from iliopsoas.rehab.programme.plan import Dose

REPETITION_SCALE = 30.0
"""Of n = 30 (1/s - 1), estimated (Epley's rule, made for the bench press)."""
RESERVE = 2
"""Repetitions kept in reserve, estimated."""
HEAVY_DAYS = 3
"""Days a week, at most, for a load that is heavier than its dose was meant for (thorborg2016, estimated)."""
FEWEST = 3
"""Repetitions below which a load is called too near the maximum, estimated."""
OTHER_SIDE = "Then do the other side."
COUNTS = ("once", "twice", "three times", "four times", "five times", "six times", "seven times")


def possible_repetitions(share: float) -> float:
    """Repetitions that are possible at a share of the maximum [-]; infinite with no load."""
    return math.inf if share <= 0.0 else max(REPETITION_SCALE * (1.0 / share - 1.0), 0.0)


def allowed_repetitions(share: float) -> float:
    """Those less the reserve; never below 0."""
    return max(possible_repetitions(share) - RESERVE, 0.0)


def personal_dose(preset: DosePreset, share: float | None, days_per_week: int = 7, *, one_side: bool = False) -> Dose:
    """The dose to start with: the preset's fewest repetitions, its most where the load is
    lighter than it asks for, and days of rest where it is heavier.

    Args:
        share: of the own maximum [-]; None: not known, or no matter of strength.
        days_per_week: at most so many.
        one_side: it is done on one side and then the other.
    """
    repetitions = preset.repetitions[0]
    if share is not None and preset.effort is not None:
        if share < preset.effort[0]:
            repetitions = preset.repetitions[1]
        elif share > preset.effort[1]:
            days_per_week = min(days_per_week, HEAVY_DAYS)
        repetitions = max(int(min(repetitions, allowed_repetitions(share))), 1)
    dose = Dose(
        repetitions=repetitions,
        sets=preset.sets[0],
        per_day=preset.per_day[0],
        per_week=min(preset.per_week[0], days_per_week),
        hold_s=float(preset.hold_s),
        tempo=preset.tempo,
        preset=preset.name,
        source=preset.source,
        words="",
    )
    return replace(dose, words=words_of(dose, one_side=one_side))


def words_of(dose: Dose, *, one_side: bool = False) -> str:
    """`dose_words` of a dose."""
    return dose_words(
        dose.repetitions, dose.sets, dose.per_day, dose.per_week, dose.hold_s, dose.tempo, one_side=one_side
    )


def dose_words(
    repetitions: int, sets: int, per_day: int, per_week: int, hold_s: float, tempo: str = "", *, one_side: bool = False
) -> str:
    """A dose in plain sentences.

    >>> dose_words(12, 3, 1, 3, 3)
    'Do it 12 times. Rest. Do 3 such sets. Hold for 3 seconds each time. Train on 3 days a week.'
    """
    out = [f"Do it {repetitions} times." if repetitions > 1 else "Do it once."]
    if sets > 1:
        out.append(f"Rest. Do {sets} such sets.")
    if hold_s >= 60:  # a position
        out.append(f"Stay for {hold_s / 60:g} minutes.")
    elif hold_s >= 1:
        out.append(f"Hold for {hold_s:g} second{'s' if hold_s > 1 else ''} each time.")
    if tempo:
        up, _, down = tempo.split("-")
        out.append(f"Take {up} seconds up and {down} seconds down.")
    if one_side:
        out.append(OTHER_SIDE)
    if per_week == 7:
        out.append("Do this each day." if per_day == 1 else f"Do this {COUNTS[per_day - 1]} a day.")
    else:
        often = "" if per_day == 1 else f", {COUNTS[per_day - 1]} a day"
        out.append(f"Train on {per_week} days a week{often}.")
    return " ".join(out)
