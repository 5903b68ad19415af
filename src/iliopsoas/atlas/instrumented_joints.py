"""What instrumented people carry: loads of hips, knees, vertebrae and discs measured inside them, by activity.

`data/joint_loads.csv` is the one place for these figures: the comparisons with literature and what is said beside a
result both read it. Nothing is computed from it but the comparison itself.

hip, knee          contact force, largest over the activity, in body weights
vertebra, disc     force through an implant, or pressure, over that of relaxed standing
"""

from __future__ import annotations

import functools
from dataclasses import dataclass

from iliopsoas.atlas.reading.csv_rows import data_text, parse_csv
from iliopsoas.atlas.reading.row import Row
from iliopsoas.errors import UnknownName

FILE = "joint_loads.csv"
BODY_WEIGHTS, OF_STANDING = "body weights", "of standing"


@dataclass(frozen=True)
class InstrumentedLoad(Row):
    """A load of one joint in one activity.

    Attributes:
        activity, joint: what was done; 'hip', 'knee', 'vertebra' or 'disc'.
        doing: the activity in words. movements: those of the library it is measured in, joined by ';'.
        value, low, high: the published centre and the band around it, in `unit`.
        unit: 'body weights' or 'of standing'.
        people: how many carried implants or needles.
        band: what the band is: a range, a deviation between people, or our estimate and why.
        confidence: 'seen', 'abstract-only' or 'secondary' (as another author quotes it).
    """

    activity: str
    joint: str
    doing: str
    movements: str
    value: float
    low: float
    high: float
    unit: str
    people: int
    band: str
    confidence: str

    @property
    def movement_names(self) -> tuple[str, ...]:
        """Names of movements of the library."""
        return tuple(name for name in self.movements.split(";") if name)


@functools.cache
def instrumented_loads() -> tuple[InstrumentedLoad, ...]:
    """All rows, in the order of the file."""
    return tuple(parse_csv(data_text(FILE), InstrumentedLoad, FILE))


def instrumented_load(activity: str, joint: str) -> InstrumentedLoad:
    """The load of a joint in an activity.

    Raises:
        UnknownName: nothing was measured for it; lists what was.
    """
    for load in instrumented_loads():
        if (load.activity, load.joint) == (activity, joint):
            return load
    known = [load.activity for load in instrumented_loads() if load.joint == joint]
    raise UnknownName(f"activity of an instrumented {joint}", activity, known)


def loads_in_movement(movement: str, *joints: str) -> tuple[InstrumentedLoad, ...]:
    """What was measured in a movement of the library in some joints; empty where nothing was."""
    return tuple(x for x in instrumented_loads() if x.joint in joints and movement in x.movement_names)
