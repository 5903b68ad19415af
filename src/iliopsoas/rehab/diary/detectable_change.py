"""Outcome measures and the smallest change that is more than their error.

A change is told only where it exceeds the minimal detectable change (MDC); below it the reading is "no detectable
change yet", whatever the trend looks like. Questionnaires that others own are kept as scores, never as their items.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from iliopsoas.errors import UnknownName

NO_CHANGE, BETTER, WORSE, NOT_KNOWN, ONE_VALUE = (
    "no detectable change yet",
    "better, by more than the error",
    "worse, by more than the error",
    "the error of this measure is not known, so no change is claimed",
    "one value so far",
)


@dataclass(frozen=True)
class OutcomeMeasure:
    """An outcome measure.

    Attributes:
        name, title: key and name in words.
        unit: of a value. low, high: what a value may be.
        better: 1 if more is better, -1 if less is.
        mdc: minimal detectable change, in the unit or (`relative`) as a share of the first value; None: not known.
        source: key of the literature.
    """

    name: str
    title: str
    unit: str
    low: float
    high: float
    better: int
    mdc: float | None
    relative: bool
    source: str


class ChangeReading(NamedTuple):
    """What two values say.

    Attributes:
        change: later minus earlier, in the unit.
        detectable: change that would be more than the error, in the unit; None where it is not known.
        words: one of the readings of this module.
    """

    change: float
    detectable: float | None
    words: str


def outcome_measure(name: str) -> OutcomeMeasure:
    """A measure by name.

    Raises:
        UnknownName: there is none; lists those there are.
    """
    known = outcome_measures()
    if name not in known:
        raise UnknownName("outcome measure", name, known)
    return known[name]


def read_change(measure: OutcomeMeasure, first: float, last: float) -> ChangeReading:
    """Whether a change is more than the measure's error."""
    change = last - first
    if measure.mdc is None:
        return ChangeReading(change, None, NOT_KNOWN)
    detectable = measure.mdc * abs(first) if measure.relative else measure.mdc
    if abs(change) <= detectable:
        return ChangeReading(change, detectable, NO_CHANGE)
    return ChangeReading(change, detectable, BETTER if change * measure.better > 0 else WORSE)


def outcome_measures() -> Mapping[str, OutcomeMeasure]:
    """All measures, by name."""
    rows = (
        OutcomeMeasure("pain", "Pain, 0 to 10", "", 0, 10, -1, 1.77, False, "furtado2021"),
        OutcomeMeasure("hip_flexion_strength", "Hip flexion strength", "N m/kg", 0, 6, 1, 0.31, True, "hipreliability2021"),
        OutcomeMeasure("thomas_angle", "Hip extension, modified Thomas test", "deg", -40, 60, 1, None, False, ""),
    )
    return {row.name: row for row in rows}
