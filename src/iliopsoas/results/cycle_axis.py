"""From seconds to the gait cycle: 0 % at heel strike, 100 % at the next heel strike of the same leg.

Heel strikes are those that the recording names, else read from the contact forces. A leg whose two strikes lie in the
record has its own whole cycle. Otherwise the cycle's length is, in this order: given by the caller; the time between
two strikes of a leg; the record's length, when the movement ends in the pose in which it began. What the record lacks
of a cycle is taken from one cycle earlier or later, and the curve says where. Without these, time stays time.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from iliopsoas.motion.records.gait_event import OFF, RECORDING, STRIKE
from iliopsoas.results.basis.columns import frames_of
from iliopsoas.results.gait_events import BRIEF_S, LOADED_N, foot_force, gait_events, spans

Array = NDArray[np.float64]

PERIODS_S = (0.6, 3.5)
"""Cycles shorter or longer than this are no gait [s] (technical)."""
COVERED = 0.95
"""Part of a cycle that the record must hold, joined or not [-] (technical)."""
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
    events = gait_events(result)
    strikes = {s: [e.time_s for e in events if e.side == s and e.kind == STRIKE] for s in "rl"}
    offs = {s: [e.time_s for e in events if e.side == s and e.kind == OFF and e.origin == RECORDING] for s in "rl"}
    given = dict(cycles or {})
    named = {e.side for e in events if e.origin == RECORDING and e.kind == STRIKE} == {"r", "l"}
    whole = _whole_cycle(result, time)
    if whole:
        strikes = {s: strikes[s] or _strike_at_the_seam(time, ground[s]) for s in "rl"}
    shared = _period(time, strikes, given, whole)
    legs = {side: _leg(strikes[side], given.get(side), time, shared) for side in "rl"}
    if any(leg is None for leg in legs.values()) or not (given or named or takes_steps(result)):
        return {side: _as_time(time, ground[side]) for side in "rl"}
    axes = {side: _as_cycle(time, ground[side], *leg) for side, leg in legs.items() if leg is not None}
    return {side: _with_named_stance(axis, offs[side]) for side, axis in axes.items()}


def takes_steps(result: xr.Dataset) -> bool:
    """Whether somebody upright swings both thighs past the vertical, as in walking and running but not in marching on
    the spot, squatting or lying."""
    names = [str(n) for n in result["pose_coordinate"].values]
    needed = ("pelvis_tilt", "hip_flexion_r", "hip_flexion_l")
    if not set(needed) <= set(names):
        return True
    tilt, *hips = (np.degrees(result["pose"].variable[:, names.index(n)].values) for n in needed)
    upright = abs(float(np.median(tilt))) < UPRIGHT_DEG
    return upright and all((tilt + hip).min() < BEHIND_DEG < FRONT_DEG < (tilt + hip).max() for hip in hips)


def has_flight_phase(result: xr.Dataset) -> bool:
    """Whether no foot touches the ground at some time, as in running."""
    both = [foot_force(result, s) for s in "rl"]
    return all(force.size for force in both) and bool(np.min(both[0] + both[1]) < LOADED_N)


def _whole_cycle(result: xr.Dataset, time: Array) -> float | None:
    """Length of the record, if it ends (or would end one frame later) in the pose in which it began [s]."""
    if len(time) < 10:
        return None
    angle = [not str(n).startswith("pelvis_t") or str(n) == "pelvis_tilt" for n in result["pose_coordinate"].values]
    first, before, last = (frames_of(result, "pose", k)[np.array(angle)] for k in (0, len(time) - 2, len(time) - 1))
    step = float(time[-1] - time[-2])
    choices = {step: 2 * last - before, 0.0: last}
    extra, end = min(choices.items(), key=lambda item: float(np.abs(item[1] - first).max()))
    return float(time[-1] - time[0] + extra) if np.abs(end - first).max() < CLOSED_RAD else None


def _strike_at_the_seam(time: Array, force: Array) -> list[float]:
    """The first frame of a periodic record, if the foot takes load there [s]."""
    return [float(time[0])] if len(force) and force[0] > LOADED_N >= force[-1] else []


def _period(
    time: Array, strikes: dict[str, list[float]], given: Mapping[str, tuple[float, float]], whole: float | None
) -> float | None:
    """The cycle's length for a leg that does not show its own [s]."""
    known = [end - start for start, end in given.values()]
    known += [p for s in "rl" for p in np.diff(strikes[s])] if not known else []
    if not known and whole and all(strikes.values()):
        known = [whole]
    known = [p for p in known if _fits(p, time)]
    return float(np.mean(known)) if known else None


def _fits(period: float, time: Array) -> bool:
    """Whether it is a cycle of gait that the record holds, but for a bit."""
    step = float(np.median(np.diff(time))) if len(time) > 1 else 0.0
    return PERIODS_S[0] <= period <= PERIODS_S[1] and COVERED * period <= time[-1] - time[0] + 1.5 * step


def _leg(
    strikes: list[float], given: tuple[float, float] | None, time: Array, shared: float | None
) -> tuple[float, float] | None:
    """Heel strike and length of the cycle to show [s]: the one of which the record holds most."""
    if given is not None:
        return given[0], given[1] - given[0]
    own = [(a, b - a) for a, b in itertools.pairwise(strikes) if _fits(b - a, time)]
    usual = float(np.mean([p for _, p in own])) if own else shared
    choices = own + [(s, usual) for s in strikes if usual is not None]
    if not choices:
        return None
    return max(choices, key=lambda c: round(min(time[-1], c[0] + c[1]) - max(time[0], c[0]), 6))


def _as_cycle(time: Array, force: Array, start: float, period: float) -> Axis:
    """One whole cycle from heel strike; what the record lacks of it is taken from one cycle earlier or later."""
    step = float(np.median(np.diff(time)))
    share = 100.0 * step / period
    at = 100.0 * (time - start) / period
    mine = np.flatnonzero((at >= -0.5 * share) & (at <= 100.0 + 0.5 * share))
    order, places, joined = mine.astype(np.intp), at[mine], None
    first, last = (places[0], places[-1]) if len(places) else (0.0, 0.0)
    if last < 100.0 - 1.01 * share:
        before = np.flatnonzero((at + 100.0 > last + 0.01 * share) & (at < -0.5 * share))
        if len(before):
            joined = float(last)
            order = np.concatenate([order, [-1], before]).astype(np.intp)
            places = np.concatenate([places, [last], at[before] + 100.0])
    if first > 1.01 * share:
        after = np.flatnonzero((at - 100.0 < first - 0.01 * share) & (at > 100.0 + 0.5 * share))
        if len(after):
            joined = float(first) if joined is None else joined
            order = np.concatenate([after, [-1], order]).astype(np.intp)
            places = np.concatenate([at[after] - 100.0, [first], places])
    places = np.clip(places, 0.0, 100.0)
    return Axis(True, order, places, _stance(order, places, force, period), joined, start, period)


def _with_named_stance(axis: Axis, offs: list[float]) -> Axis:
    """Stance ends at the foot off that the recording names, where it names one."""
    if not offs:
        return axis
    places = [100.0 * ((off - axis.start) / axis.period % 1.0) for off in offs]
    return replace(axis, stance=((0.0, float(np.mean(places))),))


def _stance(order: NDArray[np.intp], at: Array, force: Array, period: float) -> tuple[tuple[float, float], ...]:
    """The span from heel strike in which the foot is on the ground [%]; none where no force is known."""
    if not len(force):
        return ()
    loaded = np.where(order >= 0, force[np.maximum(order, 0)] > LOADED_N, True) & (at > 100 * BRIEF_S / period)
    if not loaded.any():
        return ()
    first = int(np.argmax(loaded))
    lift = first + int(np.argmin(loaded[first:])) if not loaded[first:].all() else len(at)
    return ((0.0, float(at[lift - 1])),)


def _as_time(time: Array, force: Array) -> Axis:
    stance = tuple((float(time[a]), float(time[b])) for a, b in spans(force, LOADED_N) if b > a)
    return Axis(False, np.arange(len(time), dtype=np.intp), time, stance)
