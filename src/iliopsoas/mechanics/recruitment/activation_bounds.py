"""What the nervous system can ask of each strand: bounds of activation, with postural tone and the stretch reflex.

    lower(t) = min( upper, max(a_min, tone * max(0, cos lean)) + gain * max(0, v(t - delay) - threshold) )
    upper    = a_max                                  v: fibre velocity [lopt/s], + stretch; lean of the thorax

A trunk that stands on end would buckle under its own weight. Its muscles, front and back together, are never silent
in relaxed standing and sitting, and they are when it lies (torsostanding; snijders1995); the more weight, the more
tone, as stability asks (cholewicki1997). Least effort knows nothing of that, so tone is a lower bound; it fades with
the weight along the spine, the cosine of the thorax' lean. In spastic muscle a fast stretch meets a muscle that pulls
back, and a slow one does not. Where nothing is asked the bounds are 0 and 1.
"""

from __future__ import annotations

import numpy as np

from iliopsoas.arrays import Array
from iliopsoas.body.muscles import Muscles

REFLEX_THRESHOLD = 0.3
"""Stretch of fibres below which nothing answers [lopt/s]; estimated."""
REFLEX_DELAY = 0.04
"""From stretch to force [s]; estimated (30 to 50 ms)."""


RECORDED_TONE = {
    "rectus_abdominis": 0.5,
    "external_oblique": 2.3,
    "internal_oblique": 2.3,
    "longissimus": 0.8,
    "iliocostalis": 0.8,
    "multifidus": 0.8,
}
"""Electrical activity in relaxed standing beyond that in lying, [uV]; estimated after the medians of an
abstract that names no authors (torsostanding); the internal oblique, which was not recorded, as the external one, since
it does no less (snijders1995), multifidus as the erector spinae."""
ACTIVATION_PER_MICROVOLT = 0.018
"""Least activation that this stands for [1/uV]; estimated: obliques 4.1 %, extensors 1.4 %, rectus 0.9 %.
Chosen on two figures, L4/5 in standing (0.8 body weights by dreischarf2013 and sato1999; ours 0.79) and in sitting
(1.08 times that by wilke1999 and sato1999; ours 1.07)."""


def activation_bounds(
    muscles: Muscles, velocity: Array, time: Array, upright: Array | None = None
) -> tuple[Array, Array]:
    """Least and greatest activation of every strand, each (frames, m) or (m).

    Args:
        velocity: of the fibres, (frames, m) [m/s].
        time: (frames,) [s].
        upright: cosine of the thorax' lean, (frames,) [-]; None: nothing is asked of a posture.
    """
    lower, upper = muscles.activation_min, muscles.activation_max
    quick = np.flatnonzero(muscles.reflex_gain)
    if not quick.size and upright is None:
        return lower, upper
    out = np.tile(lower, (len(time), 1))
    if upright is not None:
        tone = ACTIVATION_PER_MICROVOLT * np.array([RECORDED_TONE.get(group[:-2], 0.0) for group in muscles.groups])
        out = np.maximum(out, np.maximum(upright, 0.0)[:, None] * tone)
    for i in quick:
        stretch = np.interp(time - REFLEX_DELAY, time, velocity[:, i]) / muscles.lopt[i]
        out[:, i] += muscles.reflex_gain[i] * np.maximum(stretch - REFLEX_THRESHOLD, 0.0)
    return np.minimum(out, upper), upper
