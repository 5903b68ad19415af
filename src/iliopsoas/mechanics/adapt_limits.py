"""What an adapted movement must not exceed, frame by frame.

    range      q_j <= upper_j,  lower_j <= q_j                                the narrowed range of a coordinate
    pull       log( (P_g(q) + e) / (P_g,max + e) ) / STEEP <= 0               passive pull of a tight muscle
    stretch    max over strands of l / lopt - 1 <= threshold                  a painful stretch

P_g is the summed passive force of a muscle's strands as a share of the healthy muscle's strength. P_g,max is the largest
pull the healthy body had anywhere in the recorded movement, plus `PULL_TOLERANCE`: a muscle that is not stretched harder
than it used to be does not ask for another movement. Only muscles that a condition changed are limited so.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from iliopsoas.body.body import Body
from iliopsoas.mechanics.curves import FibreState, fibres
from iliopsoas.mechanics.kinetics import still

Array = NDArray[np.float64]

PULL_TOLERANCE = 0.02
"""Passive pull beyond the healthy one that changes nothing [share of the healthy strength]; estimated."""
FAINT = 0.01
"""Pull that is added to both sides, so that a slack muscle has a slope [share of strength] (technical)."""
STEEP = 4.0
"""Change of the pull's logarithm for each radian of a joint, about: brings pulls and angles to one scale [1/rad]
(technical)."""
SHARP = 60.0
"""Sharpness with which the most stretched strand is picked [-] (technical)."""
SAME = 1e-9
"""Relative difference from which a muscle counts as changed (technical)."""


@dataclass(frozen=True, eq=False)
class Ceilings:
    """All limits of one body for one movement.

    Attributes:
        body: with its condition. columns: coordinates that may change.
        names: of the limits, (c). units: 'deg' for ranges, else '-'.
        ranges: (column among the free ones, sign, bound) of each range.
        pulled: index of the strands of each limited muscle; ceilings: P_g,max, (groups).
        strength: healthy strength of these muscles [N], (groups).
        stretched: strands and threshold of each painful stretch.
    """

    body: Body
    columns: list[int]
    names: tuple[str, ...]
    units: tuple[str, ...]
    ranges: tuple[tuple[int, float, float], ...]
    pulled: tuple[list[int], ...]
    ceilings: Array
    strength: Array
    stretched: tuple[tuple[list[int], float], ...]

    @classmethod
    def of(cls, body: Body, healthy: Body, q: Array, columns: list[int]) -> Ceilings:
        """The limits of a body against the healthy one in a recorded movement (frames, n)."""
        names: list[str] = []
        ranges = []
        lower, upper = ranges_of(body)
        for k, c in enumerate(columns):
            if body.map.roles[c] == "root":
                continue
            narrow_low, narrow_high = lower[c] > body.map.lower[c], upper[c] < body.map.upper[c]
            low = lower[c] if narrow_low else min(lower[c], float(q[:, c].min()))
            high = upper[c] if narrow_high else max(upper[c], float(q[:, c].max()))
            ranges += [(k, -1.0, low), (k, 1.0, high)]
            names += [f"least {body.map.names[c]}", f"most {body.map.names[c]}"]
        units = ["deg"] * len(names)
        groups = tight_groups(body, healthy)
        strands = tuple(body.muscles.select(g) for g in groups)
        strength = np.array([healthy.muscles.fmax[i].sum() for i in strands])
        ceiling = np.zeros(0)
        if groups:
            usual = _passive(healthy, q, strands, strength)
            ceiling = usual.max(axis=0) + PULL_TOLERANCE
        names += [f"passive pull of {g}" for g in groups]
        stretched = tuple(
            (body.muscles.select(_with_side(t.target, t.side)), float(t.value)) for t in thresholds_of(body, "stretch")
        )
        names += [t.name for t in thresholds_of(body, "stretch")]
        units += ["-"] * (len(names) - len(units))
        return cls(body, columns, tuple(names), tuple(units), tuple(ranges), strands, ceiling, strength, stretched)

    def __call__(self, q: Array) -> tuple[Array, Array]:
        """Excess (frames, c) [rad, -] and its slope over the free columns (frames, c, k)."""
        frames, size = len(q), len(self.columns)
        value, slope = np.zeros((frames, len(self.names))), np.zeros((frames, len(self.names), size))
        for i, (k, sign, bound) in enumerate(self.ranges):
            value[:, i], slope[:, i, k] = sign * (q[:, self.columns[k]] - bound), sign
        if not self.pulled and not self.stretched:
            return value, slope
        _, kin = still(self.body, q)
        stretch_arms = -kin.moment_arms(self.body.map.projection(q, self.columns))  # dl/dq
        muscles = self.body.muscles
        state = fibres(muscles, kin.length, kin.velocity)
        stiffness = _stiffness(self.body, state)
        at = len(self.ranges)
        for strands, most, strength in zip(self.pulled, self.ceilings, self.strength, strict=True):
            pull = state.passive[:, strands].sum(axis=1) / strength + FAINT
            value[:, at] = np.log(pull / (most + FAINT)) / STEEP
            rise = np.einsum("tm,tmk->tk", stiffness[:, strands], stretch_arms[:, strands]) / strength
            slope[:, at] = rise / pull[:, None] / STEEP
            at += 1
        for strands, most in self.stretched:
            long = state.length[:, strands] / muscles.lopt[strands] - 1.0
            share = np.exp(SHARP * (long - long.max(axis=1, keepdims=True)))
            share /= share.sum(axis=1, keepdims=True)
            value[:, at] = long.max(axis=1) - most
            lengthening = _cosine(self.body, state)[:, strands] / muscles.lopt[strands]
            slope[:, at] = np.einsum("tm,tmk->tk", share * lengthening, stretch_arms[:, strands])
            at += 1
        return value, slope


    def amount(self, c: int, excess: float) -> str:
        """An excess in words."""
        if self.units[c] == "deg":
            return f"{np.degrees(excess):.1f} degrees"
        if c < len(self.ranges) + len(self.pulled):
            return f"{100.0 * np.expm1(STEEP * excess):.0f} %"
        return f"a strain of {excess:.3f}"


def ranges_of(body: Body) -> tuple[Array, Array]:
    """Lower and upper range of every coordinate, narrowed by conditions [rad, m]."""
    limits = getattr(body, "limits", None)
    return (body.map.lower, body.map.upper) if limits is None else (limits.lower, limits.upper)


def thresholds_of(body: Body, *quantities: str) -> list:  # type: ignore[type-arg]
    """A body's thresholds of some quantities: 'stretch', 'force', 'contact'."""
    limits = getattr(body, "limits", None)
    return [t for t in (() if limits is None else limits.thresholds) if t.quantity in quantities]


def tight_groups(body: Body, healthy: Body) -> tuple[str, ...]:
    """Muscles (with side) whose fibres, tendons or passive curves differ from the healthy body's."""
    mine, theirs = body.muscles, healthy.muscles
    changed = np.zeros(len(mine), dtype=bool)
    for name in ("lopt", "lslack", "passive_strain"):
        changed |= np.abs(getattr(mine, name) / getattr(theirs, name) - 1.0) > SAME
    return tuple(dict.fromkeys(g for g, c in zip(mine.groups, changed, strict=True) if c))


def _passive(body: Body, q: Array, strands: tuple[list[int], ...], strength: Array) -> Array:
    """Passive pulls, (frames, groups) [share of strength]."""
    _, kin = still(body, q)
    force = fibres(body.muscles, kin.length, kin.velocity).passive
    return np.stack([force[:, i].sum(axis=1) for i in strands], axis=1) / strength


def _cosine(body: Body, state: FibreState) -> Array:
    height = body.muscles.lopt * np.sin(body.muscles.pennation)
    return np.sqrt(np.maximum(1.0 - (height / state.length) ** 2, 1e-6))


def _stiffness(body: Body, state: FibreState) -> Array:
    """Change of each strand's passive tendon force with its path's length [N/m], (frames, m), by the curve itself."""
    step = 1e-5
    path = state.length * _cosine(body, state) + body.muscles.lslack
    still_ = np.zeros_like(path)
    high = fibres(body.muscles, path + step, still_).passive
    low = fibres(body.muscles, path - step, still_).passive
    out: Array = (high - low) / (2.0 * step)
    return out


def _with_side(target: str, side: str) -> str:
    return f"{target}_{side}" if side in ("r", "l") and not target.endswith(("_r", "_l")) else target
