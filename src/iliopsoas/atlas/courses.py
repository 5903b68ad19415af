"""Ways of nerves, vessels and ligaments through the segments, all of them estimated."""

from __future__ import annotations

import functools
from dataclasses import dataclass

from iliopsoas.atlas.tables import Row, data_text, parse


@dataclass(frozen=True)
class Course(Row):
    """A point [m] of the way of a nerve, vessel or ligament in a segment; `line` counts its branches, `how` is where
    it lies to the muscle."""

    structure: str
    line: int
    order: int
    body: str
    x_m: float
    y_m: float
    z_m: float
    how: str


@functools.cache
def courses() -> tuple[Course, ...]:
    """All points, in the file's order."""
    return tuple(parse(data_text("structures/courses.csv"), Course, "courses.csv"))
