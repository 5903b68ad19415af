"""What the nervous system can ask of each strand: bounds of activation, with the stretch reflex of spastic muscle.

    lower(t) = min( upper, a_min + gain * max(0, v(t - delay) - threshold) )    v: fibre velocity [lopt/s], + stretch
    upper    = a_max

so that a fast stretch meets a muscle that pulls back, and a slow one does not. Where neither conditions nor reflexes
ask for anything the bounds are 0 and 1.
"""

from __future__ import annotations

import numpy as np

from iliopsoas.arrays import Array
from iliopsoas.body.muscles import Muscles

REFLEX_THRESHOLD = 0.3
"""Stretch of fibres below which nothing answers [lopt/s]; estimated."""
REFLEX_DELAY = 0.04
"""From stretch to force [s]; estimated (30 to 50 ms)."""


def activation_bounds(muscles: Muscles, velocity: Array, time: Array) -> tuple[Array, Array]:
    """Least and greatest activation of every strand, each (frames, m) or (m).

    Args:
        velocity: of the fibres, (frames, m) [m/s].
        time: (frames,) [s].
    """
    lower, upper = muscles.activation_min, muscles.activation_max
    quick = np.flatnonzero(muscles.reflex_gain)
    if not quick.size:
        return lower, upper
    out = np.tile(lower, (len(time), 1))
    for i in quick:
        stretch = np.interp(time - REFLEX_DELAY, time, velocity[:, i]) / muscles.lopt[i]
        out[:, i] += muscles.reflex_gain[i] * np.maximum(stretch - REFLEX_THRESHOLD, 0.0)
    return np.minimum(out, upper), upper
