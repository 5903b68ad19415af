"""What an adapted movement must not exceed, frame by frame.

    range      q_j <= upper_j,  lower_j <= q_j                          the narrowed range of a coordinate
    moment     ( M_p(q) - M_end ) / SCALE <= 0                          a tight muscle stretched to its end
    stretch    mean over strands of l / lopt - 1 - threshold <= 0       a painful stretch

Each kind is a function of poses: excess, (frames, c), and its slope over the free columns, (frames, c, k). The moments
are in `passive_moment_limits`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from iliopsoas.adaptation.passive_moment_limits import MOMENT_SCALE, PassiveMomentLimits
from iliopsoas.arrays import Array
from iliopsoas.body.body import Body
from iliopsoas.body.limits import Threshold
from iliopsoas.mechanics.kinetics import static_geometry
from iliopsoas.mechanics.limits.pain_thresholds import fibre_stretch
from iliopsoas.mechanics.muscle_curves import FibreState, fibre_state

LEAST_COSINE_SQUARED = 1e-6
"""A fibre is never quite across its tendon [-] (technical)."""


@dataclass(frozen=True, eq=False)
class RangeLimits:
    """Either end of the range of each coordinate that may change.

    Attributes:
        names: of the limits, (c).
        columns: coordinate of each, and its place among the free ones: `free`, (c).
        signs, bounds: -1 for the least, +1 for the greatest value, and that value [rad, m], (c).
        size: number of free coordinates, k.
    """

    names: tuple[str, ...]
    columns: list[int]
    free: list[int]
    signs: Array
    bounds: Array
    size: int

    @classmethod
    def of(cls, body: Body, q: Array, columns: list[int]) -> RangeLimits:
        """Ranges that conditions narrowed; else the anatomical range, or the recorded one where that goes further.

        Args:
            q: the recorded movement, (frames, n) [rad, m].
            columns: coordinates that may change; the pelvis in space has no range.
        """
        names, free, bounds = [], [], []
        narrowed, whole = body.limits, body.map
        for k, c in enumerate(columns):
            if whole.roles[c] == "root":
                continue
            low, high = narrowed.lower[c], narrowed.upper[c]
            low = low if low > whole.lower[c] else min(low, float(q[:, c].min()))
            high = high if high < whole.upper[c] else max(high, float(q[:, c].max()))
            names += [f"least {whole.names[c]}", f"most {whole.names[c]}"]
            free += [k, k]
            bounds += [low, high]
        signs = np.tile([-1.0, 1.0], len(bounds) // 2)
        return cls(tuple(names), [columns[k] for k in free], free, signs, np.array(bounds), len(columns))

    def __call__(self, q: Array) -> tuple[Array, Array]:
        """Excess (frames, c) [rad] and its slope over the free columns (frames, c, k)."""
        slope = np.zeros((len(q), len(self.names), self.size))
        slope[:, np.arange(len(self.free)), self.free] = self.signs
        return self.signs * (q[:, self.columns] - self.bounds), slope


@dataclass(frozen=True, eq=False)
class StretchLimits:
    """Painful stretches of whole muscles.

    Attributes:
        body: with its condition. columns: coordinates that may change. thresholds: on strain of fibres.
    """

    body: Body
    columns: list[int]
    thresholds: tuple[Threshold, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Of the thresholds."""
        return tuple(t.name for t in self.thresholds)

    def __call__(self, q: Array) -> tuple[Array, Array]:
        """Excess (frames, c) [-] and its slope over the free columns (frames, c, k).

        With a rigid tendon dl/dq is the path's lengthening, -arm, times cos(alpha).
        """
        value = np.zeros((len(q), len(self.thresholds)))
        slope = np.zeros((len(q), len(self.thresholds), len(self.columns)))
        if not self.thresholds:
            return value, slope
        _, kin = static_geometry(self.body, q)
        lengthening = -kin.moment_arms(self.body.map.projection(q, self.columns))
        muscles = self.body.muscles
        state = fibre_state(muscles, kin.length, kin.velocity)
        cosine = _cosine(muscles.lopt * np.sin(muscles.pennation), state)
        for i, t in enumerate(self.thresholds):
            strands = muscles.select(t.target)
            share = muscles.volume[strands] / muscles.volume[strands].sum()
            value[:, i] = fibre_stretch(muscles, state.length, t.target) - t.value
            strain = share * cosine[:, strands] / muscles.lopt[strands]
            slope[:, i] = np.einsum("tm,tmk->tk", strain, lengthening[:, strands])
        return value, slope


def _cosine(height: Array, state: FibreState) -> Array:
    """Cosine of the pennation angle, (frames, m)."""
    return np.sqrt(np.maximum(1.0 - (height / state.length) ** 2, LEAST_COSINE_SQUARED))


@dataclass(frozen=True, eq=False)
class MotionLimits:
    """All limits of one body for one movement: ranges, then moments, then stretches."""

    ranges: RangeLimits
    moments: PassiveMomentLimits
    stretches: StretchLimits

    @classmethod
    def of(cls, body: Body, healthy: Body, q: Array, columns: list[int]) -> MotionLimits:
        """The limits of a body against the healthy one.

        Args:
            q: the recorded movement, (frames, n) [rad, m].
            columns: coordinates that may change.
        """
        painful = tuple(t for t in body.limits.thresholds if t.quantity == "stretch")
        return cls(
            RangeLimits.of(body, q, columns),
            PassiveMomentLimits.of(body, healthy, q, columns),
            StretchLimits(body, columns, painful),
        )

    @property
    def names(self) -> tuple[str, ...]:
        """Of all limits, (c)."""
        return (*self.ranges.names, *self.moments.names, *self.stretches.names)

    @property
    def units(self) -> tuple[str, ...]:
        """'deg' for ranges, 'N m' for moments, '-' for strains, (c)."""
        parts = (("deg", self.ranges), ("N m", self.moments), ("-", self.stretches))
        return tuple(unit for unit, part in parts for _ in part.names)

    def __call__(self, q: Array) -> tuple[Array, Array]:
        """Excess (frames, c) [rad, scaled moment, or strain] and its slope over the free columns (frames, c, k)."""
        frames, first = len(q), 0
        value, slope = np.zeros((frames, len(self.names))), np.zeros((frames, len(self.names), self.ranges.size))
        for part in (self.ranges, self.moments, self.stretches):
            mine = slice(first, first + len(part.names))
            value[:, mine], slope[:, mine] = part(q)
            first = mine.stop
        return value, slope

    def amount(self, c: int, excess: float) -> str:
        """An excess of one limit in words."""
        unit = self.units[c]
        if unit == "deg":
            return f"{np.degrees(excess):.1f} degrees"
        return f"{excess * MOMENT_SCALE:.1f} N m" if unit == "N m" else f"a strain of {excess:.3f}"
