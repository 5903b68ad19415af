"""Activation beside recorded electromyograms, channel by channel.

    r       correlation of activation a(t) and envelope e(t - DELAY)
    on/off  share of frames with both on or both off; on: above `ON` of the way from least to greatest

An electromyogram precedes the force that it asks for, so an envelope is compared `DELAY` later. It is not normalised:
no maximal contraction is in the recording, so shapes and times can be compared, sizes cannot.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import xarray as xr

from iliopsoas.arrays import Array, BoolArray
from iliopsoas.errors import UnknownName

DELAY = 0.05
"""From electrical activity to force [s]; conventional, estimated."""
ON = 0.2
"""Level above which a muscle counts as working, of its range [-]; estimated."""
LEAST_FRAMES = 10
"""Fewer frames than this are not compared (technical)."""


class EmgAgreement(NamedTuple):
    """One channel beside the muscle that it is on.

    Attributes:
        channel: its label.
        muscle: muscle or strand with side, 'soleus_r'.
        r: correlation [-]; 0 where one of the two does not change.
        on_off: share of frames in which both are on or both are off [-].
    """

    channel: str
    muscle: str
    r: float
    on_off: float


def emg_agreements(result: xr.Dataset) -> list[EmgAgreement]:
    """Every channel whose muscle is known and in the body; empty without electromyograms."""
    out = []
    for channel, muscle in emg_channels(result).items():
        envelope = delayed_envelope(result, channel)
        known = np.isfinite(envelope)
        if known.sum() >= LEAST_FRAMES:
            r, on_off = agreement(activation_under(result, muscle)[known], envelope[known])
            out.append(EmgAgreement(channel, muscle, r, on_off))
    return out


def emg_channels(result: xr.Dataset) -> dict[str, str]:
    """Channels of electromyograms and the muscle or strand that each is on, where the body has it."""
    if "emg" not in result or "emg_muscle" not in result.coords:
        return {}
    there = {*map(str, result["muscle"].values), *map(str, result["group"].values)}
    pairs = zip(map(str, result["emg_channel"].values), map(str, result["emg_muscle"].values), strict=True)
    return {channel: muscle for channel, muscle in pairs if muscle in there}


def delayed_envelope(result: xr.Dataset, channel: str) -> Array:
    """Envelope of a channel as it was `DELAY` before, (frames); NaN where that was not recorded."""
    time = np.asarray(result["time"].values, dtype=np.float64)
    values = result["emg"].sel(emg_channel=channel).values
    return np.asarray(np.interp(time - DELAY, time, values, left=np.nan, right=np.nan))


def activation_under(result: xr.Dataset, name: str) -> Array:
    """Activation of a whole muscle or a strand with side, strands weighted by volume, (frames) [-].

    Raises:
        UnknownName: the body has no such muscle.
    """
    mine = (result["group"].values == name) | (result["muscle"].values == name)
    if not mine.any():
        raise UnknownName("muscle", name, sorted({str(group) for group in result["group"].values}))
    volume = (result["fmax"].values * result["lopt"].values)[mine]
    out: Array = result["activation"].values[:, mine] @ volume / volume.sum()
    return out


def working(values: Array) -> BoolArray:
    """When a muscle works, (frames)."""
    out: BoolArray = values - values.min() > ON * np.ptp(values)
    return out


def agreement(activation: Array, envelope: Array) -> tuple[float, float]:
    """Correlation, and share of frames in which both are on or off; r is 0 where one of them does not change."""
    still = min(np.ptp(activation), np.ptp(envelope)) < 1e-12
    r = 0.0 if still else float(np.corrcoef(activation, envelope)[0, 1])
    return r, float((working(activation) == working(envelope)).mean())
