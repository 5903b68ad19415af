"""Measured forces that go along when the feet of a movement are moved, and how well they then explain it.

Of each load, and of the whole body with all of them:

    point      fixed in its segment, at its height
    force      f + (s - 1) (f . e) e          s: stride beside the recorded one, e: direction of travel
    residual   a_c - g - sum f / m            Newton's second law
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from iliopsoas.arrays import Array
from iliopsoas.body.body import Body
from iliopsoas.body.kinematics.segment_poses import point_paths, segment_frames
from iliopsoas.body.subject import GRAVITY
from iliopsoas.motion.contact.dynamic_consistency import consistent_shift
from iliopsoas.motion.records.external_loads import ExternalLoad
from iliopsoas.motion.signals.time_series import spline_derivatives


def move_loads(
    body: Body, loads: Sequence[ExternalLoad], time: Array, before: Array, after: Array, direction: Array, stride: float
) -> tuple[ExternalLoad, ...]:
    """The loads of a movement where its segments are now.

    The point of a load keeps its place in its segment, and its height; the force keeps its size but for the part along
    the way, which grows with the stride, because the centre of mass speeds up and slows down that much more in the same
    time.

    Args:
        loads: with a segment each.
        time: of the poses, (frames) [s]. before, after: poses, (frames, n) [rad, m].
        direction: of travel, unit length, (3). stride: beside the recorded one [-].
    """
    out = []
    for load in loads:
        (old, new), (turn, turned) = zip(
            *(segment_frames(body, [load.body or ""], q) for q in (before, after)), strict=True
        )
        point = np.stack([np.interp(time, load.time, x) for x in load.resampled(load.time).point.T], axis=1)
        local = np.einsum("tij,ti->tj", turn[:, 0], point - old[:, 0])
        shift = new[:, 0] + np.einsum("tij,tj->ti", turned[:, 0], local) - point
        shift[:, 1] = 0.0
        at = np.stack([np.interp(load.time, time, x) for x in shift.T], axis=1)
        along = load.force @ direction
        force = load.force + (stride - 1.0) * along[:, None] * direction
        out.append(replace(load, point=load.point + at, force=force))
    return tuple(out)


class ForceResidual(NamedTuple):
    """Newton's second law for a whole body and measured forces, over the frames that all loads cover.

    Attributes:
        before: mass times acceleration of the centre of mass less all forces (RMS) [body weights].
        shift: of the whole body that `prepare_trajectory` makes so that both agree (RMS) [m].
        after: what is then left (RMS) [body weights].
    """

    before: float
    shift: float
    after: float


def force_residual(body: Body, time: Array, q: Array, loads: Sequence[ExternalLoad]) -> ForceResidual:
    """How far a movement and its forces are apart.

    Args:
        time, q: poses, (frames) [s] and (frames, n) [rad, m].
        loads: all forces on the body but its weight.
    """
    first, last = max(load.time[0] for load in loads), min(load.time[-1] for load in loads)
    shared = time[(time >= first - 1e-9) & (time <= last + 1e-9)]
    acceleration = spline_derivatives(time, point_paths(body, q).centre_of_mass, shared)[2]
    pushed = sum(load.resampled(shared).force for load in loads) / body.subject.mass
    error = acceleration + np.array([0.0, GRAVITY, 0.0]) - pushed
    rate = (len(shared) - 1) / (shared[-1] - shared[0])
    shift = consistent_shift(rate, error)
    left = error[1:-1] + np.diff(shift, 2, axis=0) * rate**2
    return ForceResidual(_rms(error) / GRAVITY, _rms(shift), _rms(left) / GRAVITY)


def _rms(x: Array) -> float:
    """Root mean square of the length of vectors (frames, 3)."""
    return float(np.sqrt((x**2).sum(axis=1).mean()))
