"""Stiffness of a muscle along its path: the short-range stiffness of its fibres and its tendon in series.

    fibre    gamma a F cos(alpha) / lopt + dFp/dl,    gamma = 23.4, before cross-bridges detach (cui2008)
    tendon   kT (F + 0.25 Fmax) / lslack,             slope of the tendon curve, kT = 35 (degroote2016)
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from iliopsoas.body.muscles import Muscles
from iliopsoas.mechanics.curves import FibreState, passive_slope

Array = NDArray[np.float64]

SHORT_RANGE = 23.4
"""Short-range stiffness of fibres [lopt/F] (cui2008; cat hindlimb, as commonly quoted after the paper: the abstract was
read, the figure was not; estimated for people)."""
TENDON_SHAPE, TENDON_SHIFT = 35.0, 0.25
"""kT and c3 of the tendon curve (degroote2016)."""
SOURCES = ("cui2008", "degroote2016")


def short_range(muscles: Muscles, state: FibreState, activation: float) -> Array:
    """Stiffness along the path at one activation of all strands, (frames, m) [N/m]."""
    cosine = np.sqrt(np.maximum(1.0 - (muscles.lopt * np.sin(muscles.pennation) / state.length) ** 2, 0.0))
    fibre = SHORT_RANGE * activation * state.active * cosine / muscles.lopt
    fibre += muscles.fmax * passive_slope(state.length / muscles.lopt, muscles.passive_strain) * cosine**2 / muscles.lopt
    return in_series(fibre, tendon_stiffness(muscles, activation * state.active + state.passive))


def tendon_stiffness(muscles: Muscles, tension: Array) -> Array:
    """Slope of the tendon curve at a tension, (frames, m) [N/m]."""
    out: Array = TENDON_SHAPE * (tension + TENDON_SHIFT * muscles.fmax) / muscles.lslack
    return out


def in_series(fibre: Array, tendon: Array) -> Array:
    """Of two springs in series; zero where one is slack."""
    return fibre * tendon / np.maximum(fibre + tendon, 1e-12)
