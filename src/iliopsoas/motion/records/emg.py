"""Electromyograms: from the raw signal to its envelope.

    envelope = lowpass_6 | bandpass_20-450 ( raw ) |

Cut-offs and full-wave rectification are conventional. The envelope keeps the unit of the recording (volts); it is not
normalised, because a maximal contraction is rarely in the same file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from iliopsoas.arrays import Array
from iliopsoas.errors import InputError
from iliopsoas.motion.signals.checks import check_time, read_only
from iliopsoas.motion.signals.time_series import lowpass

BAND_HZ = (20.0, 450.0)
"""Pass band [Hz]; conventional, estimated."""
ENVELOPE_HZ = 6.0
"""Low-pass of the rectified signal [Hz]; conventional, estimated."""
SLOWEST_HZ = 100.0
"""Sampling rate below which a channel cannot be an electromyogram [Hz]; technical."""


@dataclass(frozen=True, eq=False)
class Emg:
    """Envelopes, kept at their own rate.

    time: (n,) [s]. channels: name -> envelope (n,), in `unit`.
    """

    time: Array  # (n,)
    channels: dict[str, Array]  # each (n,)
    unit: str = "V"

    def __post_init__(self) -> None:
        object.__setattr__(self, "time", read_only(self.time))
        check_time(self.time, "electromyograms")
        kept = {name: read_only(values) for name, values in self.channels.items()}
        for name, values in kept.items():
            if values.shape != self.time.shape:
                raise InputError(f"electromyogram '{name}' has shape {values.shape}, the time has {self.time.shape}")
        object.__setattr__(self, "channels", kept)

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


def envelopes(time: Array, raw: Mapping[str, Array], rate_hz: float, unit: str = "V") -> Emg:
    """Envelopes of raw channels (name -> (n,))."""
    return Emg(time, {name: envelope(values, rate_hz) for name, values in raw.items()}, unit)
