"""Muscle force from length, velocity and activation, with a rigid tendon.

    F = Fmax ( a fL(l) fV(v) + fP(l) ) cos(alpha)

with l = fibre length / lopt, v = fibre velocity / (vmax lopt). The normalised curves are those of De Groote 2016
(Ann Biomed Eng 44:2922, table in the appendix). The pennate fibre keeps its height: lM sin(alpha) = lopt sin(alpha0).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from iliopsoas.arrays import Array
from iliopsoas.body.muscles import PASSIVE_SHAPE, Muscles

VMAX = 10.0
"""Maximal shortening velocity [lopt/s] (rajagopal2016)."""
PASSIVE_STRAIN = 0.6
"""Fibre strain at which the passive force reaches Fmax [-] (degroote2016); strands have their own, softer ones,
because a tendon gives way in series and because two-joint muscles would otherwise stop the hip (riener1999)."""
PASSIVE_STRAIGHT_FROM = 0.25
"""Share of Fmax from which the passive curve goes on as a straight line [-]; estimated: what the straight leg at 90
degrees of hip flexion asks for (riener1999) lies just above, and no measurement says that it grows e-fold beyond."""
SHORTEST = 0.05
"""Fibres are never shorter than this share of their optimal length, along the tendon [-] (technical)."""

_ACTIVE = np.array([[0.815, 1.055, 0.162, 0.063], [0.433, 0.717, -0.030, 0.200], [0.100, 1.000, 0.354, 0.000]])
"""Three Gaussians: height, centre, width and its growth with length [-] (degroote2016)."""
_VELOCITY = (-0.318, -8.149, -0.374, 0.886)
"""d1 to d4 of the force-velocity curve [-] (degroote2016)."""


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


def passive_force_length(length: Array, strain: Array | float = PASSIVE_STRAIN, onset: Array | float = 1.0) -> Array:
    """Passive force-length curve fP [-], with x = (length - onset) / strain and s = 4:

        fP = (exp(s x) - 1) / (exp(s) - 1)     from 0 to the straight part
        fP = its tangent there                 beyond `PASSIVE_STRAIGHT_FROM`

    So the exponential would be 1 at this strain beyond the onset. The onset is the optimal length in degroote2016;
    fibres of muscles that are long at their optimum begin to resist later, or nobody could rest with bent hips and
    knees. An exponential that is soft enough at rest and steep enough at the end of the range would make thousands of
    newtons just beyond it.
    """
    whole = np.expm1(PASSIVE_SHAPE)
    bend = np.log1p(PASSIVE_STRAIGHT_FROM * whole)
    x = np.maximum(PASSIVE_SHAPE * (length - onset) / strain, 0.0)
    curved = np.minimum(x, bend)
    out: Array = (np.expm1(curved) + (x - curved) * np.exp(bend)) / whole
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
    passive = (
        muscles.fpassive * passive_force_length(normalised, muscles.passive_strain, muscles.passive_onset) * cosine
    )
    return FibreState(length, velocity, active, passive)
