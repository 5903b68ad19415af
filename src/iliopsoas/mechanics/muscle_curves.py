"""Muscle force from length, velocity and activation, with a rigid tendon.

    F = Fmax ( a fL(l) fV(v) + fP(l) ) cos(alpha)

with l = fibre length / lopt, v = fibre velocity / (vmax lopt). The normalised curves are those of De Groote 2016
(Ann Biomed Eng 44:2922, table in the appendix). The pennate fibre keeps its height: lM sin(alpha) = lopt sin(alpha0).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from iliopsoas.arrays import Array
from iliopsoas.body.muscles import Muscles

VMAX = 10.0
"""Maximal shortening velocity [lopt/s] (rajagopal2016)."""
PASSIVE_STRAIN = 0.6
"""Fibre strain at which the passive force reaches Fmax [-] (degroote2016); strands have their own, softer ones,
because a tendon gives way in series and because two-joint muscles would otherwise stop the hip (riener1999)."""
SHORTEST = 0.05
"""Fibres are never shorter than this share of their optimal length, along the tendon [-] (technical)."""

_ACTIVE = np.array([[0.815, 1.055, 0.162, 0.063], [0.433, 0.717, -0.030, 0.200], [0.100, 1.000, 0.354, 0.000]])
"""Three Gaussians: height, centre, width and its growth with length [-] (degroote2016)."""
_VELOCITY = (-0.318, -8.149, -0.374, 0.886)
"""d1 to d4 of the force-velocity curve [-] (degroote2016)."""
_PASSIVE_SHAPE = 4.0
"""Exponent of the passive curve [-] (degroote2016)."""


def active_force_length(length: Array) -> Array:
    """Active force-length curve fL [-]: three Gaussians, 1 near the optimal length."""
    out = np.zeros_like(length)
    for b1, b2, b3, b4 in _ACTIVE:
        out += b1 * np.exp(-0.5 * ((length - b2) / (b3 + b4 * length)) ** 2)
    return out


def force_velocity(v: Array) -> Array:
    """Force-velocity curve fV [-]: 0 at v = -1 (shortening), 1 at rest, above 1 when lengthening."""
    d1, d2, d3, d4 = _VELOCITY
    x = d2 * v + d3
    return np.maximum(d1 * np.log(x + np.sqrt(x * x + 1.0)) + d4, 0.0)


def passive_force_length(length: Array, strain: Array | float = PASSIVE_STRAIN) -> Array:
    """Passive force-length curve fP [-]: 0 up to the optimal length, 1 at this strain."""
    y = np.expm1(_PASSIVE_SHAPE * (length - 1.0) / strain) / np.expm1(_PASSIVE_SHAPE)
    out: Array = np.maximum(y, 0.0)
    return out


class FibreState(NamedTuple):
    """What the fibres of every strand can do in every frame; all (frames, m).

    Attributes:
        length: fibre length [m].
        velocity: fibre velocity [m/s], + lengthening.
        active: tendon force at full activation, passive part excluded [N].
        passive: passive tendon force [N].
    """

    length: Array
    velocity: Array
    active: Array
    passive: Array


def fibre_state(muscles: Muscles, path_length: Array, path_velocity: Array) -> FibreState:
    """Fibre states behind a rigid tendon.

    Args:
        muscles: architecture, (m).
        path_length, path_velocity: of the muscle-tendon paths [m], [m/s], (frames, m).
    """
    height = muscles.lopt * np.sin(muscles.pennation)
    along = np.maximum(path_length - muscles.lslack, SHORTEST * muscles.lopt)
    length = np.hypot(along, height)
    cosine = along / length
    velocity = path_velocity * cosine
    normalised = length / muscles.lopt
    speed = force_velocity(velocity / (VMAX * muscles.lopt))
    active = muscles.fmax * active_force_length(normalised) * speed * cosine
    passive = muscles.fpassive * passive_force_length(normalised, muscles.passive_strain) * cosine
    return FibreState(length, velocity, active, passive)
