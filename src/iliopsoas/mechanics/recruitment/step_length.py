"""How far to go along a Newton step: to where the dual stops falling.

    slope(s)  =  d_eta . a(eta + s d_eta)  +  step . ((lambda + s step) / (2 w) - b)        rises with s

Where it has turned up at s = 1 its zero lies before that. Newton's method finds it; where it goes astray, secants and
halves between bounds that close in on the zero.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from iliopsoas.arrays import Array, BoolArray
from iliopsoas.mechanics.recruitment.dual_problem import Effort

OVERSHOOT = 0.03
"""A step is too long if the dual rises at its end by more than this share of how it fell at its start (technical)."""
MAX_SEARCH = 60
"""Steps in the search along a step (technical)."""
QUICK_SEARCH = 6
"""After so many steps every second one halves what is left: Newton's creep where strands wake up (technical)."""


class LineSearch(NamedTuple):
    """Steps of some frames that are too long.

    Attributes:
        eta, d_eta: where the step begins and what all of it adds, (frames, m).
        fixed, growth: the slope's part that is straight, fixed + s growth, (frames).
        start, end: the slope at s = 0, negative, and at s = 1, positive, (frames).
    """

    eta: Array
    d_eta: Array
    fixed: Array
    growth: Array
    start: Array
    end: Array

    def frames(self, index: BoolArray) -> LineSearch:
        """The same for some of the frames."""
        return LineSearch(*(values[index] for values in self))


def step_length(effort: Effort, line: LineSearch) -> Array:
    """The share of each step to go, (frames)."""
    size = np.ones(len(line.eta))
    at, low, high, below, above = np.arange(len(size)), 0.0 * size, size.copy(), line.start, line.end
    middle = _secant(low, high, below, above)
    for turn in range(MAX_SEARCH):
        size[at] = middle
        a, free = effort.activation(line.eta + middle[:, None] * line.d_eta)
        now = (line.d_eta * a).sum(axis=1) + line.fixed + middle * line.growth
        going = np.abs(now) > OVERSHOOT * np.abs(line.start)
        if not going.any():
            break
        bend = (line.d_eta**2 * effort.slopes(a, free)).sum(axis=1) + line.growth
        up = now > 0.0
        below, above = np.where(up, below, now), np.where(up, now, above)
        low, high = np.where(up, low, middle), np.where(up, middle, high)
        newton = middle - np.divide(now, bend, out=np.full_like(now, np.inf), where=bend > 0.0)
        middle = np.where((low < newton) & (newton < high), newton, _secant(low, high, below, above))
        if turn >= QUICK_SEARCH and turn % 2:
            middle = 0.5 * (low + high)
        if not going.all():
            effort, line = effort.frames(going), line.frames(going)
            at, low, high, below, above, middle = (x[going] for x in (at, low, high, below, above, middle))
    return size


def _secant(low: Array, high: Array, below: Array, above: Array) -> Array:
    """Zero of the straight line between a negative and a positive value."""
    out: Array = (low * above - high * below) / (above - below)
    return out
