"""Whether a change of an outcome measure is more than the measure's error.

A change is told only where it exceeds the minimal detectable change (MDC) of the atlas; below it the reading is "no
detectable change yet", whatever the trend looks like. Questionnaires that others own are kept as scores, never as
their items.
"""

from __future__ import annotations

from typing import NamedTuple

from iliopsoas.atlas.rehabilitation.records import OutcomeMeasure

NO_CHANGE, BETTER, WORSE, NOT_KNOWN, ONE_VALUE = (
    "no detectable change yet",
    "better, by more than the error",
    "worse, by more than the error",
    "the error of this measure is not known, so no change is claimed",
    "one value so far",
)


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


def read_change(measure: OutcomeMeasure, first: float, last: float) -> ChangeReading:
    """Whether a change is more than the measure's error at the first value."""
    change, detectable = last - first, measure.detectable_change(first)
    if detectable is None:
        return ChangeReading(change, None, NOT_KNOWN)
    if abs(change) <= detectable:
        return ChangeReading(change, detectable, NO_CHANGE)
    up = measure.better == "up"
    return ChangeReading(change, detectable, BETTER if (change > 0) == up else WORSE)
