"""Skin markers as a file has them: paths of labelled points, and what was recorded with them."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np

from iliopsoas.arrays import Array, BoolArray
from iliopsoas.errors import InputError
from iliopsoas.motion.records.emg import Emg
from iliopsoas.motion.records.external_loads import ExternalLoad
from iliopsoas.motion.signals.checks import check_time, listed, read_only
from iliopsoas.motion.signals.time_series import estimate_rate


@dataclass(frozen=True, eq=False)
class Markers:
    """A recording of skin markers.

    name: of the trial. time: (frames,) [s]. labels: one a marker, all different. positions: (frames, markers, 3) [m],
    in the laboratory's axes; NaN where the marker was not seen. loads: plates in the same file, in the same axes.
    emg: envelopes. events: (time [s], what). person: 'mass' [kg] and 'height' [m] as far as the file says.
    notes: what was assumed while reading.
    """

    name: str
    time: Array  # (frames,)
    labels: tuple[str, ...]
    positions: Array  # (frames, markers, 3)
    loads: tuple[ExternalLoad, ...] = ()
    emg: Emg | None = None
    events: tuple[tuple[float, str], ...] = ()
    person: Mapping[str, float] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        owner = f"markers '{self.name}'"
        object.__setattr__(self, "time", read_only(self.time))
        check_time(self.time, owner)
        object.__setattr__(self, "positions", read_only(self.positions))
        if self.positions.shape != (self.time.size, len(self.labels), 3):
            raise InputError(
                f"{owner}: positions have shape {self.positions.shape}, but there are {self.time.size} frames and "
                f"{len(self.labels)} labels"
            )
        twice = sorted({label for label in self.labels if self.labels.count(label) > 1})
        if twice:
            raise InputError(f"{owner}: labels appear twice: {listed(twice)}; rename one of each")

    @property
    def frames(self) -> int:
        """Number of frames."""
        return int(self.time.size)

    @property
    def rate_hz(self) -> float:
        """Frames per second [Hz]; 0 for a single frame."""
        return estimate_rate(self.time) if self.frames > 1 else 0.0

    def seen(self) -> BoolArray:
        """Whether a marker has a position, (frames, markers)."""
        return np.asarray(np.isfinite(self.positions).all(axis=2))

    def path(self, label: str) -> Array:
        """One marker, (frames, 3) [m]."""
        return self.positions[:, self.labels.index(label)]

    def keep(self, labels: Iterable[str]) -> Markers:
        """Only these markers."""
        kept = tuple(labels)
        columns = [self.labels.index(label) for label in kept]
        return dataclasses.replace(self, labels=kept, positions=self.positions[:, columns])

    def window(self, start: float, end: float) -> Markers:
        """The frames from `start` to `end` [s]; plates and electromyograms stay whole."""
        inside = (self.time >= start - 1e-9) & (self.time <= end + 1e-9)
        if not inside.any():
            raise InputError(
                f"markers '{self.name}' cover {self.time[0]:g} to {self.time[-1]:g} s: none from {start:g} to {end:g} s"
            )
        return dataclasses.replace(self, time=self.time[inside], positions=self.positions[inside])

    def thinned(self, count: int) -> Markers:
        """So many frames, evenly spaced from the first to the last; loads and electromyograms keep their own time."""
        kept = np.unique(np.linspace(0, self.frames - 1, count).round().astype(int))
        return dataclasses.replace(self, time=self.time[kept], positions=self.positions[kept])

    def with_loads(self, loads: Iterable[ExternalLoad]) -> Markers:
        """The same markers with these plates."""
        return dataclasses.replace(self, loads=tuple(loads))

    def with_notes(self, notes: Iterable[str]) -> Markers:
        """The same markers with `notes` added."""
        return dataclasses.replace(self, notes=(*self.notes, *notes))


def never_seen_to_gaps(positions: Array) -> Array:
    """Positions (frames, markers, 3) with exact zeros, as files write a lost marker, turned into gaps."""
    out = np.array(positions)
    out[(out == 0.0).all(axis=2)] = np.nan
    return out
