"""A movement: what every joint did, and what pushed on the body meanwhile."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass

from iliopsoas.arrays import Array
from iliopsoas.errors import InputError, UnknownName
from iliopsoas.motion.records.attachments import Attachment
from iliopsoas.motion.records.emg import Emg
from iliopsoas.motion.records.external_loads import ExternalLoad
from iliopsoas.motion.records.gait_event import GaitEvent
from iliopsoas.motion.records.supports import Support
from iliopsoas.motion.signals.checks import SLACK_S, check_finite, check_time, read_only
from iliopsoas.motion.signals.time_series import estimate_rate
from iliopsoas.templating import notebook_table

CONVENTIONS = ("rajagopal2016", "gait2392")


@dataclass(frozen=True, eq=False)
class MarkerErrors:
    """What is left between measured and fitted skin markers [m], over all frames.

    rms, largest: label -> error of that marker. total: root mean square over all markers and frames.
    without_static: what the total is about where the movement itself places the markers; None where no standing trial
    was used, or it fits so well that nobody need ask.
    """

    rms: dict[str, float]
    largest: dict[str, float]
    total: float
    without_static: float | None = None

    @property
    def worst(self) -> str:
        """The marker with the largest root mean square."""
        return max(self.rms, key=self.rms.__getitem__)

    def summary(self) -> dict[str, float | str]:
        """For reports: 'rms' of all, 'max' of any marker and frame [mm], and the 'worst' marker with its own rms."""
        return {
            "rms": round(1000.0 * self.total, 2),
            "max": round(1000.0 * max(self.largest.values()), 2),
            "worst": f"{self.worst} ({1000.0 * self.rms[self.worst]:.1f} mm)",
        }


@dataclass(frozen=True, eq=False, repr=False)
class Motion:
    """What the joints did, frame by frame.

    name: of the trial. time: (frames,) [s]. coordinates: name -> (frames,), in [rad] or [m], under this package's names
    and signs (knee flexion positive). loads: what was measured to act on the body; each keeps its own time.
    supports: what may push on the body with forces that nobody measured. attached: weights and bands it carries.
    convention: how the file this came from counts ('rajagopal2016' or 'gait2392'); the values here are converted.
    sources: citation keys. notes: plain sentences saying what was assumed or recognised; they are shown to the user.
    emg: envelopes recorded with it. events: foot strikes and foot offs that the recording names.
    marker_errors: how well the joint angles explain the markers they come from.
    """

    name: str
    time: Array  # (frames,)
    coordinates: dict[str, Array]  # each (frames,)
    loads: tuple[ExternalLoad, ...] = ()
    supports: tuple[Support, ...] = ()
    attached: tuple[Attachment, ...] = ()
    convention: str = "rajagopal2016"
    sources: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    emg: Emg | None = None
    marker_errors: MarkerErrors | None = None
    events: tuple[GaitEvent, ...] = ()

    def __repr__(self) -> str:
        """What it is, in one line."""
        words = f"{self.frames} frames, {self.time[0]:g} to {self.time[-1]:g} s, {len(self.coordinates)} coordinates"
        beside = [f"{len(self.loads)} loads"] if self.loads else []
        beside += [f"{len(self.supports)} supports"] if self.supports else []
        beside += ["EMG"] if self.emg is not None else []
        return f"<Motion '{self.name}': {', '.join([words, *beside])}>"

    def _repr_html_(self) -> str:
        """What it is, for notebooks."""
        return notebook_table(
            f"Motion '{self.name}'",
            {
                "time": f"{self.time[0]:g} to {self.time[-1]:g} s, {self.frames} frames",
                "coordinates": f"{len(self.coordinates)}, {self.convention}",
                "measured loads": ", ".join(load.name for load in self.loads),
                "supports": ", ".join(dict.fromkeys(support.name for support in self.supports)),
                "weights and bands": ", ".join(load.name for load in self.attached),
                "EMG": "yes" if self.emg is not None else "",
                "notes": " ".join(self.notes),
            },
        )

    def __post_init__(self) -> None:
        owner = f"motion '{self.name}'"
        if self.convention not in CONVENTIONS:
            raise UnknownName("convention", self.convention, CONVENTIONS)
        object.__setattr__(self, "time", read_only(self.time))
        check_time(self.time, owner)
        kept: dict[str, Array] = {}
        for name, given in self.coordinates.items():
            values = read_only(given)
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
