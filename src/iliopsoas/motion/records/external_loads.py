"""Forces on single segments: measured by plates, predicted, or of things the body carries."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from iliopsoas.arrays import Array, BoolArray, IndexArray
from iliopsoas.errors import InputError
from iliopsoas.motion.signals.checks import SLACK_S, check_finite, check_time, read_only

SAME_S = 1e-9  # [s] times that differ by rounding alone (technical)
LOADED_N = 20.0  # [N] below this a plate's centre of pressure is mostly noise (technical)


@dataclass(frozen=True, eq=False)
class ExternalLoad:
    """A measured force on one body, in the ground frame (x forward, y up, z right).

    The moment of the load about any point o is `torque + (point - o) x force`.

    name: what the file calls it. body: the body it acts on, e.g. 'calcn_r'; None while nobody has decided.
    time: (n,) [s]. force: (n, 3) [N], on the body. point: (n, 3) [m], where it acts; it means nothing while unloaded.
    torque: (n, 3) [N m], the free moment at `point`. kind: 'measured', 'predicted' (by `analyze`) or
    'attached' (a weight, a band, a push). notes: what had to be assumed while reading.
    """

    name: str
    body: str | None
    time: Array  # (n,)
    force: Array  # (n, 3)
    point: Array  # (n, 3)
    torque: Array  # (n, 3)
    notes: tuple[str, ...] = ()
    kind: str = "measured"

    def __post_init__(self) -> None:
        owner = f"load '{self.name}'"
        object.__setattr__(self, "time", read_only(self.time))
        check_time(self.time, owner)
        for what in ("force", "point", "torque"):
            values = read_only(getattr(self, what))
            if values.shape != (self.time.size, 3):
                raise InputError(f"{owner}: {what} has shape {values.shape}, but must have ({self.time.size}, 3)")
            check_finite(values, owner, what, "Fill the gap or cut it away.")
            object.__setattr__(self, what, values)

    def loaded(self, threshold_n: float = LOADED_N) -> BoolArray:
        """Samples in which the force is at least `threshold_n` [N]: (n,)."""
        return np.asarray(np.linalg.norm(self.force, axis=1) >= threshold_n)

    def on(self, body: str) -> ExternalLoad:
        """The same load, acting on `body`."""
        return dataclasses.replace(self, body=body)

    def samples(self, some: slice) -> ExternalLoad:
        """The same load with some of its samples."""
        return dataclasses.replace(
            self, time=self.time[some], force=self.force[some], point=self.point[some], torque=self.torque[some]
        )

    def resampled(self, time: ArrayLike, threshold_n: float = LOADED_N) -> ExternalLoad:
        """The load at other times `time` (m,) [s], by linear interpolation.

        The point is interpolated only between two loaded samples (force at least `threshold_n` [N]). Elsewhere it is
        that of the loaded sample next in time, so that a centre of pressure of (0, 0, 0) during swing does not smear
        into stance. Outside the record nothing is known, and nothing is assumed: InputError.
        """
        new = np.atleast_1d(np.asarray(time, dtype=np.float64))  # (m,)
        first, last = float(self.time[0]), float(self.time[-1])
        if new.size and (new.min() < first - SLACK_S or new.max() > last + SLACK_S):
            raise InputError(
                f"load '{self.name}' was recorded from {first:g} to {last:g} s, but is asked for {new.min():g} to "
                f"{new.max():g} s. Cut the motion with Motion.window (valid_window finds the common range)"
            )
        if (there := self._recorded_at(new)) is not None:  # as they are, and not once more in memory
            force, torque = self.force[there], self.torque[there]
        else:
            force, torque = _interpolate(new, self.time, self.force), _interpolate(new, self.time, self.torque)
        usable = np.flatnonzero(self.loaded(threshold_n))
        if usable.size == 0:
            point = _interpolate(new, self.time, self.point)
        else:
            point = _interpolate_between(new, self.time, self.point, usable)
        return dataclasses.replace(self, time=new, force=force, point=point, torque=torque)

    def _recorded_at(self, time: Array) -> slice | None:
        """Samples that were taken at these very times (m,) [s], if there are such."""
        first = int(np.searchsorted(self.time, time[0] - SAME_S)) if time.size else 0
        there = slice(first, first + time.size)
        same = self.time[there].size == time.size and bool((np.abs(self.time[there] - time) < SAME_S).all())
        return there if same else None


def total_force(loads: Iterable[ExternalLoad], time: Array) -> Array:
    """Forces of all loads together at some times (m,) [s], (m, 3) [N]; nothing outside their records."""
    out = np.zeros((time.size, 3))
    for load in loads:
        for axis in range(3):
            out[:, axis] += np.interp(time, load.time, load.force[:, axis], left=0.0, right=0.0)
    return out


def _interpolate(new: Array, time: Array, values: Array) -> Array:
    """Linear interpolation of `values` (n, 3) at `new` (m,): (m, 3)."""
    return np.stack([np.interp(new, time, column) for column in values.T], axis=1)


def _interpolate_between(new: Array, time: Array, values: Array, usable: IndexArray) -> Array:
    """As `_interpolate`, but from the samples `usable` only, and never across a gap between them."""
    after = np.searchsorted(time[usable], new)  # position in `usable` of the first one not before
    left, right = usable[np.clip(after - 1, 0, usable.size - 1)], usable[np.clip(after, 0, usable.size - 1)]
    nearest = np.where(np.abs(new - time[left]) <= np.abs(new - time[right]), left, right)
    adjacent = right - left == 1
    return np.where(adjacent[:, None], _interpolate(new, time, values), values[nearest])
