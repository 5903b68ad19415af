"""From seconds to the gait cycle: 0 % at heel strike, 100 % at the next heel strike of the same leg.

Heel strikes are read from the contact forces. The cycle's length is, in this order: given by the caller; the
time between two heel strikes of a leg; the record's length, when the movement ends in the pose in which it began. A leg
with one heel strike is joined from what lies before and after it, and its curves say where. Without these, time stays
time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from iliopsoas.results.gait_events import spans

Array = NDArray[np.float64]

LOADED_N = 20.0
"""A foot that carries this is on the ground [N] (technical)."""
BRIEF_S = 0.06
"""Shorter contacts or gaps are bumps [s] (technical)."""
PERIODS_S = (0.6, 3.5)
"""Cycles shorter or longer than this are no gait [s] (technical)."""
UPRIGHT_DEG, BEHIND_DEG, FRONT_DEG = 45.0, -5.0, 5.0
"""Pelvis tilt below which somebody is upright, and angles of the thigh from the vertical that a step passes [deg]
(technical)."""
CLOSED_RAD = 0.05
"""Joint angles that agree so well at both ends make a record one whole cycle [rad] (technical)."""


@dataclass(frozen=True)
class Axis:
    """The horizontal axis of one leg's curves.

    Attributes:
        cycle: whether it is the gait cycle [%] rather than time [s].
        order: frames in the order of the axis; -1 marks a gap, (k).
        at: place of each on the axis [% or s], (k).
        stance: spans in which the foot is on the ground [% or s].
        joined: where the curve is put together from two steps [%], or None.
        start, period: first heel strike and length of the cycle [s]; zero without a cycle.
    """

    cycle: bool
    order: NDArray[np.intp]
    at: Array
    stance: tuple[tuple[float, float], ...]
    joined: float | None = None
    start: float = 0.0
    period: float = 0.0

    def arrange(self, curve: Array) -> Array:
        """A curve over frames, put in the order of this axis with gaps as nan."""
        out = np.asarray(curve, dtype=np.float64)[np.maximum(self.order, 0)].copy()
        out[self.order < 0] = np.nan
        return out


def cycle_axes(result: xr.Dataset, cycles: Mapping[str, tuple[float, float]] | None = None) -> dict[str, Axis]:
    """One axis a leg, 'r' and 'l'; both are gait cycles or both are time.

    Args:
        cycles: heel strike and next heel strike [s] of one or both sides, where they are known.
    """
    time = np.asarray(result["time"].values, dtype=np.float64)
    ground = {side: foot_force(result, side) for side in "rl"}
    strikes = {side: heel_strikes(time, ground[side]) for side in "rl"}
    given = dict(cycles or {})
    whole = _whole_cycle(result, time)
    if whole:
        strikes = {s: strikes[s] or _strike_at_the_seam(time, ground[s]) for s in "rl"}
    period = _period(time, strikes, given, whole)
    starts = {side: given[side][0] if side in given else _start(strikes[side], time, period) for side in "rl"}
    if period is None or any(start is None for start in starts.values()) or not (given or takes_steps(result)):
        return {side: _as_time(time, ground[side]) for side in "rl"}
    return {side: _as_cycle(time, ground[side], float(starts[side] or 0.0), period) for side in "rl"}


def takes_steps(result: xr.Dataset) -> bool:
    """Whether somebody upright swings both thighs past the vertical, as in walking and running but not in marching on
    the spot, squatting or lying."""
    names = [str(n) for n in result["pose_coordinate"].values]
    needed = ("pelvis_tilt", "hip_flexion_r", "hip_flexion_l")
    if not set(needed) <= set(names):
        return True
    tilt, *hips = (np.degrees(result["pose"].values[:, names.index(n)]) for n in needed)
    upright = abs(float(np.median(tilt))) < UPRIGHT_DEG
    return upright and all((tilt + hip).min() < BEHIND_DEG < FRONT_DEG < (tilt + hip).max() for hip in hips)


def has_flight_phase(result: xr.Dataset) -> bool:
    """Whether no foot touches the ground at some time, as in running."""
    both = [foot_force(result, s) for s in "rl"]
    return all(force.size for force in both) and bool(np.min(both[0] + both[1]) < LOADED_N)


def foot_force(result: xr.Dataset, side: str) -> Array:
    """Force under one foot, (frames) [N]; empty if nothing was measured."""
    if "load" not in result.dims or "contact_force" not in result:
        return np.zeros(0)
    mine = [str(s) == f"foot_{side}" for s in result["contact"].values]
    if not any(mine):
        return np.zeros(0)
    return np.asarray(np.linalg.norm(result["contact_force"].values[:, mine].sum(axis=1), axis=1))


def heel_strikes(time: Array, force: Array) -> list[float]:
    """Times at which a foot that was in the air takes load [s]."""
    found = []
    for start, stop in spans(force, LOADED_N):
        before = time[start] - max((time[b] for _, b in spans(force, LOADED_N) if b < start), default=time[0] - 1.0)
        if start == 0 or time[stop] - time[start] < BRIEF_S or before < BRIEF_S:
            continue
        share = (LOADED_N - force[start - 1]) / max(force[start] - force[start - 1], 1e-9)
        found.append(float(time[start - 1] + share * (time[start] - time[start - 1])))
    return found


def _whole_cycle(result: xr.Dataset, time: Array) -> float | None:
    """Length of the record, if it ends (or would end one frame later) in the pose in which it began [s]."""
    if len(time) < 10:
        return None
    angle = [not str(n).startswith("pelvis_t") or str(n) == "pelvis_tilt" for n in result["pose_coordinate"].values]
    q = result["pose"].values[:, np.array(angle)]
    step = float(time[-1] - time[-2])
    choices = {step: 2 * q[-1] - q[-2], 0.0: q[-1]}
    extra, end = min(choices.items(), key=lambda item: float(np.abs(item[1] - q[0]).max()))
    return float(time[-1] - time[0] + extra) if np.abs(end - q[0]).max() < CLOSED_RAD else None


def _strike_at_the_seam(time: Array, force: Array) -> list[float]:
    """The first frame of a periodic record, if the foot takes load there [s]."""
    return [float(time[0])] if len(force) and force[0] > LOADED_N >= force[-1] else []


def _period(
    time: Array, strikes: dict[str, list[float]], given: Mapping[str, tuple[float, float]], whole: float | None
) -> float | None:
    known = [end - start for start, end in given.values()]
    known += [b - a for s in "rl" for a, b in zip(strikes[s][:-1], strikes[s][1:], strict=True)] if not known else []
    if not known and whole and all(strikes.values()):
        known = [whole]
    known = [p for p in known if PERIODS_S[0] <= p <= PERIODS_S[1]]
    step = float(np.median(np.diff(time))) if len(time) > 1 else 0.0
    if not known or known[0] > time[-1] - time[0] + 1.5 * step:
        return None
    return float(np.mean(known))


def _start(strikes: list[float], time: Array, period: float | None) -> float | None:
    """The heel strike with the most of its cycle in the record [s]."""
    if period is None or not strikes:
        return None
    return max(strikes, key=lambda s: min(time[-1], s + period) - s)


def _as_cycle(time: Array, force: Array, start: float, period: float) -> Axis:
    """One whole cycle from heel strike; what the record lacks after it is taken from one cycle earlier."""
    step = float(np.median(np.diff(time)))
    end = min(start + period, float(time[-1]))
    after = np.flatnonzero((time >= start - 0.5 * step) & (time <= end + 0.5 * step))
    order, at = after, 100 * (time[after] - start) / period
    joined = None
    if start + period > time[-1] + 1.01 * step:
        missing = np.flatnonzero((time > time[-1] - period + 0.01 * step) & (time < start - 0.5 * step))
        if len(missing):
            joined = float(at[-1])
            order = np.concatenate([after, [-1], missing]).astype(np.intp)
            at = np.concatenate([at, [at[-1]], 100 * (time[missing] - start + period) / period])
    at = np.clip(at, 0.0, 100.0)
    stance: tuple[tuple[float, float], ...] = ()
    if len(force):
        loaded = np.where(order >= 0, force[np.maximum(order, 0)] > LOADED_N, True) & (at > 100 * BRIEF_S / period)
        if loaded.any():
            first = int(np.argmax(loaded))
            lift = first + int(np.argmin(loaded[first:])) if not loaded[first:].all() else len(at)
            stance = ((0.0, float(at[lift - 1])),)
    return Axis(True, order.astype(np.intp), at, stance, joined, start, period)


def _as_time(time: Array, force: Array) -> Axis:
    stance = tuple((float(time[a]), float(time[b])) for a, b in spans(force, LOADED_N) if b > a)
    return Axis(False, np.arange(len(time), dtype=np.intp), time, stance)
