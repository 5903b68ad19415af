"""What a simulated test gives, and what it is worth: value beside normal, change beside measurement error."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from iliopsoas.atlas.assessments import Mdc, Norm, Quantity, Test

Array = NDArray[np.float64]
SAME = 5e-4
"""Change that is none, as a share of the larger value (technical)."""
ROUND = 1e-6
"""Rounding that a value at the end of its normal range is allowed (technical)."""


class Mark(NamedTuple):
    """An angle to be drawn: at `vertex`, from `reference` (x, y, z in ground axes) to the segment origin `end`.

    `support` is what the body lies on: a 'table', one whose 'edge' is at the hip, or nothing; `tilt_deg` is how far
    from above it is looked at.
    """

    vertex: str
    end: str
    reference: tuple[float, float, float] = (1.0, 0.0, 0.0)
    support: str = ""
    tilt_deg: float = 0.0


class Outcome(NamedTuple):
    """What a test's function returns.

    Attributes:
        values: by key of the test's readings, in their units; nan where a reading does not exist.
        pose: coordinates of the position it ends in, (n) [rad, m].
        mark: the angle that is read; None where there is none.
        notes: what came up.
        norms: normal ranges that depend on the person, by key.
    """

    values: Mapping[str, float]
    pose: Array
    mark: Mark | None = None
    notes: tuple[str, ...] = ()
    norms: Mapping[str, Norm] = {}


@dataclass(frozen=True)
class Reading:
    """One reading of one person.

    Attributes:
        quantity: what is read.
        value: in its unit; nan where it does not exist.
        norm: what is normal, if published.
        healthy: the same person's without what was changed; None where nothing was.
    """

    quantity: Quantity
    value: float
    norm: Norm | None
    healthy: float | None = None

    @property
    def mdc(self) -> float | None:
        """Smallest change that is more than measurement error, in the reading's unit; None where none is published."""
        found: Mdc | None = self.quantity.mdc
        if found is None:
            return None
        if not math.isnan(found.value):
            return found.value
        base = self.value if self.healthy is None else self.healthy
        return found.share * abs(base)

    @property
    def verdict(self) -> str:
        """Value beside what is normal."""
        norm, unit = self.norm, self.quantity.unit
        if math.isnan(self.value):
            return "not measured"
        if norm is None:
            return "no published normal range"
        if self.value > norm.high + ROUND:
            return f"outside normal: {_said(self.value - norm.high)} {unit} above"
        if self.value < norm.low - ROUND:
            return f"outside normal: {_said(norm.low - self.value)} {unit} below"
        if math.isnan(norm.low) and math.isnan(norm.high):
            return f"no published range; the mean of healthy people is {norm.typical:g} {unit}"
        return "inside normal"

    @property
    def change(self) -> str:
        """Change from the healthy beside the measurement error; empty where there is nothing to compare."""
        if self.healthy is None or math.isnan(self.value) or math.isnan(self.healthy):
            return ""
        change = self.value - self.healthy
        if abs(change) <= SAME * max(abs(self.value), abs(self.healthy), 1e-9):
            return "no change"
        if self.mdc is None:
            return "changed; the measurement error is not published"
        size = "smaller" if abs(change) < self.mdc else "larger"
        return f"change {size} than the measurement error"


@dataclass(frozen=True)
class Assessment:
    """A simulated test of one person on one side. It shows what would be read; it does not diagnose.

    Attributes:
        test: what is known of the test.
        side: 'r' or 'l'.
        readings: its value first.
        pose, mark: the position and the angle that is read, to be drawn.
        notes: what came up, and limits of the simulation.
        conditions: what is wrong with the body.
    """

    test: Test
    side: str
    readings: tuple[Reading, ...]
    pose: Array = field(repr=False)
    mark: Mark | None
    notes: tuple[str, ...]
    conditions: tuple[str, ...] = ()

    def reading(self, key: str) -> Reading:
        """A reading by its key."""
        return next(r for r in self.readings if r.quantity.key == key)

    @property
    def main(self) -> Reading:
        """The test's value with all that belongs to it."""
        return self.readings[0]

    @property
    def measurement(self) -> str:
        return self.main.quantity.measurement

    @property
    def value(self) -> float:
        return self.main.value

    @property
    def unit(self) -> str:
        return self.main.quantity.unit

    @property
    def verdict(self) -> str:
        """Value beside normal, then change beside measurement error."""
        return "; ".join(part for part in (self.main.verdict, self.main.change) if part)

    @property
    def sources(self) -> tuple[str, ...]:
        """Keys of `references.bib` of norms, errors, accuracy and settings, sorted."""
        keys = {key for r in self.readings if r.norm is not None for key in r.norm.sources}
        return tuple(sorted(keys | set(self.test.sources))) or ("iliopsoas",)


def _said(value: float) -> str:
    return f"{value:.1f}" if abs(value) < 100 else f"{value:.0f}"
