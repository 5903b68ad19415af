"""Electromyograms: from the raw signal to its envelope.

    envelope = lowpass_6 | bandpass_20-450 ( raw ) |

The band begins at 20 Hz, below which movement of cables and skin lies (deluca2010), and ends where surface electrodes
carry next to nothing; rectified, it is low-passed at 6 Hz, as is usual in gait. A table
may also hold envelopes: what is never negative is not filtered by the band. The envelope keeps the unit of the
recording (volts); it is not normalised, because a maximal contraction is rarely in the same file.

Which muscle a channel is on is told by the words of its label (`iliopsoas.atlas.electrode_words`), or by the user.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from iliopsoas.arrays import Array
from iliopsoas.atlas.electrode_words import electrode_muscle
from iliopsoas.errors import InputError, UnknownName
from iliopsoas.motion.signals.checks import check_time, listed, read_only
from iliopsoas.motion.signals.time_series import lowpass

BAND_HZ = (20.0, 450.0)
"""Pass band [Hz]; its lower end is deluca2010; estimated."""
ENVELOPE_HZ = 6.0
"""Low-pass of the rectified signal [Hz]; conventional, estimated."""
SLOWEST_HZ = 100.0
"""Sampling rate below which a channel cannot be an electromyogram [Hz]; technical."""


@dataclass(frozen=True, eq=False)
class Emg:
    """Envelopes, kept at their own rate.

    time: (n,) [s]. channels: name -> envelope (n,), in `unit`. muscles: name of a channel -> muscle or strand with side
    ('soleus_r', 'vasmed_l'), as far as it is known; default by the words of the labels.
    """

    time: Array  # (n,)
    channels: dict[str, Array]  # each (n,)
    unit: str = "V"
    muscles: Mapping[str, str] | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "time", read_only(self.time))
        check_time(self.time, "electromyograms")
        kept = {name: read_only(values) for name, values in self.channels.items()}
        for name, values in kept.items():
            if values.shape != self.time.shape:
                raise InputError(f"electromyogram '{name}' has shape {values.shape}, the time has {self.time.shape}")
        object.__setattr__(self, "channels", kept)
        if self.muscles is None:
            read = {name: electrode_muscle(name) for name in kept}
            object.__setattr__(self, "muscles", {name: muscle for name, muscle in read.items() if muscle})

    def muscle_of(self, channel: str) -> str:
        """The muscle or strand with side that a channel is on; empty if that is not known."""
        return (self.muscles or {}).get(channel, "")

    def with_muscles(self, given: Mapping[str, str]) -> Emg:
        """The same with what the user says of channels; an empty muscle takes a channel out.

        Raises:
            UnknownName: there is no such channel.
        """
        for channel in given:
            if channel not in self.channels:
                raise UnknownName("channel of the electromyograms", channel, self.channels)
        known = {**(self.muscles or {}), **given}
        return dataclasses.replace(self, muscles={name: muscle for name, muscle in known.items() if muscle})

    @property
    def notes(self) -> list[str]:
        """Sentences on which channel is on which muscle."""
        known = [f"{name}: {self.muscle_of(name)}" for name in self.channels if self.muscle_of(name)]
        lost = [name for name in self.channels if not self.muscle_of(name)]
        out = [f"Electrodes by their labels: {listed(known, 20)}."] if known else []
        if lost:
            out.append(
                f"Channels whose label names no muscle, no side, or one of several: {listed(lost)}; say which with "
                "--emg-muscle LABEL=MUSCLE."
            )
        return out

    def at(self, time: ArrayLike) -> Array:
        """All channels at other times (frames,) [s], by linear interpolation: (frames, channels); NaN outside."""
        new = np.asarray(time, dtype=np.float64)
        columns = [np.interp(new, self.time, v, left=np.nan, right=np.nan) for v in self.channels.values()]
        return np.stack(columns, axis=1) if columns else np.zeros((new.size, 0))


def envelope(raw: ArrayLike, rate_hz: float) -> Array:
    """Envelope of a raw electromyogram (n,), at `rate_hz` [Hz]: (n,), never negative.

    Where the rate does not reach the upper edge of the band, the band ends at 0.45 of the rate.
    """
    from scipy.signal import butter, sosfiltfilt

    values = np.nan_to_num(np.asarray(raw, dtype=np.float64))
    if rate_hz < SLOWEST_HZ:
        raise InputError(f"an electromyogram at {rate_hz:g} Hz has no band to look at; at least {SLOWEST_HZ:g} Hz")
    band = (BAND_HZ[0], min(BAND_HZ[1], 0.45 * rate_hz))
    sections = butter(2, band, btype="bandpass", fs=rate_hz, output="sos")
    passed = sosfiltfilt(sections, values, axis=0)
    return np.maximum(lowpass(np.abs(passed), rate_hz, ENVELOPE_HZ), 0.0)


def rectified_envelope(values: ArrayLike, rate_hz: float) -> Array:
    """Envelope of what is rectified already (n,), at `rate_hz` [Hz]: the low-pass alone; at a low rate, as it is."""
    known = np.nan_to_num(np.asarray(values, dtype=np.float64))
    return np.maximum(lowpass(known, rate_hz, ENVELOPE_HZ), 0.0) if rate_hz > 4 * ENVELOPE_HZ else known


def envelopes(time: Array, raw: Mapping[str, Array], rate_hz: float, unit: str = "V") -> Emg:
    """Envelopes of raw channels (name -> (n,))."""
    return Emg(time, {name: envelope(values, rate_hz) for name, values in raw.items()}, unit)
