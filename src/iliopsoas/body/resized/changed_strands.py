"""Strands that begin, end or are made otherwise than in the body they are of; nothing is built anew.

Where an end moves, the strand's tendon gives way so that its fibres are, in the neutral pose, as long as before. Where
fibres are longer, their state there, in optimal lengths, stays: with L the path and Ls the tendon,

    Ls' = L - (L - Ls) f s         f: factor of the optimal length, s: factor of the state
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import replace

import mujoco
import numpy as np

from iliopsoas.arrays import Array, IndexArray
from iliopsoas.body.body import Body, neutral_lengths
from iliopsoas.body.muscles import Muscles

SHORTEST_TENDON = 0.001
"""A tendon is never shorter than this [m] (technical)."""


def strand_ends(model: mujoco.MjModel) -> tuple[IndexArray, IndexArray]:
    """The engine's sites at which every strand begins and ends, (m) each."""
    first = model.tendon_adr
    last = first + model.tendon_num - 1
    return np.asarray(model.wrap_objid[first], dtype=np.intp), np.asarray(model.wrap_objid[last], dtype=np.intp)


def with_moved_ends(body: Body, origin: Array, insertion: Array) -> Body:
    """The same healthy body with strands that begin and end elsewhere on their segments.

    Args:
        origin, insertion: offsets in the segments' axes, (m, 3) [m].
    """
    model = copy.copy(body.model)
    begins, ends = strand_ends(model)
    model.site_pos[begins] += origin
    model.site_pos[ends] += insertion
    before = neutral_lengths(body.model, body.map) - body.muscles.lslack
    path = neutral_lengths(model, body.map)
    return replace(body, model=model).with_muscles(_with_along(body.muscles, path, before, body.muscles.lopt))


def with_fibres(body: Body, length: Array, stretch: Array) -> Body:
    """The same healthy body with other fibres.

    Args:
        length: factor of each strand's optimal fibre length, (m); the fibres' state in the neutral pose stays.
        stretch: factor of that state: of the fibre's length there in optimal lengths, (m).
    """
    muscles, path = body.muscles, neutral_lengths(body.model, body.map)
    along = (path - muscles.lslack) * length * stretch
    return body.with_muscles(_with_along(muscles, path, along, muscles.lopt * length))


def _with_along(muscles: Muscles, path: Array, along: Array, lopt: Array) -> Muscles:
    """Muscles whose fibres take so much of the neutral path [m], (m) each; where no tendon is left to give way, fibres
    are shorter, and their optimal length with them."""
    least = np.minimum(muscles.lslack, SHORTEST_TENDON)
    slack = np.maximum(path - along, least)
    return replace(muscles, lslack=slack, lopt=lopt * (path - slack) / along)


def mirrored_offsets(offset: Array, sides: Sequence[str]) -> Array:
    """Offsets of right strands as they are, those of left ones with z the other way, (m, 3)."""
    turn = np.array([[1.0, 1.0, -1.0 if side == "l" else 1.0] for side in sides])
    out: Array = offset * turn
    return out
