"""A movement: what every joint did, and what pushed on the body meanwhile."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from iliopsoas.errors import InputError, UnknownName
from iliopsoas.motion.attached import Attached
from iliopsoas.motion.checks import SLACK_S, BoolArray, FloatArray, check_finite, check_time, locked
from iliopsoas.motion.signals import estimate_rate
from iliopsoas.motion.supports import Support

CONVENTIONS = ("rajagopal2016", "gait2392")
LOADED_N = 20.0  # [N] below this a plate's centre of pressure is mostly noise


@dataclass(frozen=True, eq=False)
class ExternalLoad:
    """A measured force on one body, in the ground frame (x forward, y up, z right).

    The moment of the load about any point o is `torque + (point - o) x force`.

    name: what the file calls it. body: the body it acts on, e.g. 'calcn_r'; None while nobody has decided.
    time: (n,) [s]. force: (n, 3) [N], on the body. point: (n, 3) [m], where it acts; it means nothing while unloaded.
    torque: (n, 3) [N m], the free moment at `point`. notes: what had to be assumed while reading.
    """

    name: str
    body: str | None
    time: FloatArray  # (n,)
    force: FloatArray  # (n, 3)
    point: FloatArray  # (n, 3)
    torque: FloatArray  # (n, 3)
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        owner = f"load '{self.name}'"
        object.__setattr__(self, "time", locked(self.time))
        check_time(self.time, owner)
        for what in ("force", "point", "torque"):
            values = locked(getattr(self, what))
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
        force, torque = _interpolate(new, self.time, self.force), _interpolate(new, self.time, self.torque)
        usable = np.flatnonzero(self.loaded(threshold_n))
        if usable.size == 0:
            point = _interpolate(new, self.time, self.point)
        else:
            point = _interpolate_between(new, self.time, self.point, usable)
        return dataclasses.replace(self, time=new, force=force, point=point, torque=torque)


def _interpolate(new: FloatArray, time: FloatArray, values: FloatArray) -> FloatArray:
    """Linear interpolation of `values` (n, 3) at `new` (m,): (m, 3)."""
    return np.stack([np.interp(new, time, column) for column in values.T], axis=1)


def _interpolate_between(new: FloatArray, time: FloatArray, values: FloatArray, usable: NDArray[np.intp]) -> FloatArray:
    """As `_interpolate`, but from the samples `usable` only, and never across a gap between them."""
    after = np.searchsorted(time[usable], new)  # position in `usable` of the first one not before
    left, right = usable[np.clip(after - 1, 0, usable.size - 1)], usable[np.clip(after, 0, usable.size - 1)]
    nearest = np.where(np.abs(new - time[left]) <= np.abs(new - time[right]), left, right)
    adjacent = right - left == 1
    return np.where(adjacent[:, None], _interpolate(new, time, values), values[nearest])


@dataclass(frozen=True, eq=False)
class Motion:
    """What the joints did, frame by frame.

    name: of the trial. time: (frames,) [s]. coordinates: name -> (frames,), in [rad] or [m], under this package's names
    and signs (knee flexion positive). loads: what was measured to act on the body; each keeps its own time.
    supports: what may push on the body with forces that nobody measured. attached: weights and bands it carries.
    convention: how the file this came from counts ('rajagopal2016' or 'gait2392'); the values here are converted.
    sources: citation keys. notes: plain sentences saying what was assumed or recognised; they are shown to the user.
    """

    name: str
    time: FloatArray  # (frames,)
    coordinates: dict[str, FloatArray]  # each (frames,)
    loads: tuple[ExternalLoad, ...] = ()
    supports: tuple[Support, ...] = ()
    attached: tuple[Attached, ...] = ()
    convention: str = "rajagopal2016"
    sources: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        owner = f"motion '{self.name}'"
        if self.convention not in CONVENTIONS:
            raise UnknownName("convention", self.convention, CONVENTIONS)
        object.__setattr__(self, "time", locked(self.time))
        check_time(self.time, owner)
        kept: dict[str, FloatArray] = {}
        for name, given in self.coordinates.items():
            values = locked(given)
            if values.shape != self.time.shape:
                raise InputError(
                    f"{owner}: coordinate '{name}' has shape {values.shape}, but there are {self.time.size} time stamps"
                )
            check_finite(values, owner, f"coordinate '{name}'", "Fill the gap, or cut these frames away.")
            kept[name] = values
        object.__setattr__(self, "coordinates", kept)
        object.__setattr__(self, "loads", tuple(self.loads))
        object.__setattr__(self, "supports", tuple(self.supports))
        object.__setattr__(self, "attached", tuple(self.attached))

    @property
    def frames(self) -> int:
        """Number of frames."""
        return int(self.time.size)

    @property
    def duration(self) -> float:
        """From the first frame to the last [s]."""
        return float(self.time[-1] - self.time[0])

    @property
    def rate_hz(self) -> float:
        """Frames per second [Hz], robust to rounded time stamps and lost frames."""
        return estimate_rate(self.time)

    def window(self, start: float, end: float) -> Motion:
        """The frames from `start` to `end` [s], both included. Loads keep their whole record."""
        first, last = float(self.time[0]), float(self.time[-1])
        if not first - SLACK_S <= start <= end <= last + SLACK_S:
            raise InputError(
                f"motion '{self.name}' covers {first:g} to {last:g} s; "
                f"a window from {start:g} to {end:g} s is not inside"
            )
        inside = (self.time >= start - SLACK_S) & (self.time <= end + SLACK_S)
        if not inside.any():
            raise InputError(f"motion '{self.name}' has no frame between {start:g} and {end:g} s; take a wider window")
        cut = {name: values[inside] for name, values in self.coordinates.items()}
        return dataclasses.replace(self, time=self.time[inside], coordinates=cut)

    def with_loads(self, loads: Iterable[ExternalLoad]) -> Motion:
        """The same movement with these loads instead of its own."""
        return dataclasses.replace(self, loads=tuple(loads))

    def with_notes(self, notes: Iterable[str]) -> Motion:
        """The same movement with `notes` added to its own."""
        if isinstance(notes, str):
            notes = (notes,)
        return dataclasses.replace(self, notes=(*self.notes, *notes))
