"""Joint angles from markers: for every frame the pose that brings the body's markers nearest to the measured ones.

    minimise   sum_k | x_k(q) - m_k |^2 / sigma_k^2   +   sum_j ( q_j / rho_j )^2     within the joints' ranges

sigma_k is how far a marker strays on its segment (`model_markers`): bone counts more than thigh. rho_j holds
coordinates that no marker decides near neutral; it is wide enough (60 degrees; less at neck, toes and subtalar joint)
not to bend those that markers decide. Gaps are `gaps`' business, the poses that a fit starts from `pose_search`'s.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import numpy as np
from scipy.spatial.transform import Rotation

from iliopsoas.arrays import Array
from iliopsoas.body.body import Body
from iliopsoas.body.kinematics.pose_fitting import PoseFit
from iliopsoas.motion.markers.decided_coordinates import decided_coordinates, reported_names
from iliopsoas.motion.markers.model_markers import ModelMarkers
from iliopsoas.motion.markers.observed_markers import ObservedMarkers, observed_markers
from iliopsoas.motion.markers.pose_search import PELVIS_ANGLES, first_frames, fit_from_several_poses, starting_poses
from iliopsoas.motion.records.gait_event import named_events
from iliopsoas.motion.records.markers import Markers
from iliopsoas.motion.records.motion import MarkerErrors, Motion
from iliopsoas.motion.signals.checks import frame_blocks, listed

STRAY_M, MOST_STRAYS = 0.08, 6
"""Root mean square beyond which a marker is left out [m], and how many may be; technical."""


def inverse_kinematics(body: Body, markers: Markers, model: ModelMarkers) -> Motion:
    """Joint angles of a body from markers in our axes (x forward, y up, z right).

    Args:
        body: the person's.
        markers: positions [m]; markers without a place are left out.
        places: where they sit on the body.

    Returns:
        A motion with the markers' plates and electromyograms, and in `marker_errors` what is left between measured
        and fitted markers.

    Raises:
        InputError: fewer than three markers of the pelvis were seen together.
    """
    observed, seeds = _without_strays(body, observed_markers(markers, model))
    columns, still = decided_coordinates(body, observed.model)
    start = starting_poses(body, observed.model, observed.target, observed.weight)
    blocks, fits = frame_blocks(markers.frames), []
    for some in blocks:
        part = observed.frames(some)
        first = seeds if len(blocks) == 1 else None
        fit = fit_from_several_poses(body, part.goals, start[some], columns, seeds=first)
        fits.append(_BlockFit(fit.q, int((~fit.settled).sum()), _squares(fit, part)))
    q = _unwound(body, np.concatenate([fit.q for fit in fits]))
    return Motion(
        markers.name,
        markers.time,
        {name: q[:, body.map.column(name)] for name in reported_names(body, columns)},
        loads=markers.loads,
        sources=("leardini2005", "rajagopal2016"),
        notes=(*markers.notes, *observed.notes, *still, *_unsettled(fits), *(markers.emg.notes if markers.emg else ())),
        emg=markers.emg,
        marker_errors=_errors(observed, [fit.squares for fit in fits]),
        events=named_events(markers.events),
    )


class _FirstPoses(NamedTuple):
    """Markers without strays, and the poses of the first frames if they are known already, (few, coordinates)."""

    observed: ObservedMarkers
    seeds: Array | None


def _without_strays(body: Body, observed: ObservedMarkers) -> _FirstPoses:
    """Leave out markers that no pose comes near: wrongly labelled, or fallen off. The worst goes first."""
    few, seeds = first_frames(len(observed.target)), None
    gone: list[str] = []
    while len(gone) < MOST_STRAYS:
        part = observed.frames(few)
        start = starting_poses(body, part.model, part.target, part.weight)
        decided = decided_coordinates(body, part.model).columns
        fit = fit_from_several_poses(body, part.goals, start, decided, seeds=seeds)
        errors, seeds = _errors(part, [_squares(fit, part)]), fit.q
        worst = errors.worst
        index = observed.model.labels.index(worst)
        bodies = observed.model.bodies
        if errors.rms[worst] < STRAY_M or (bodies[index] == "pelvis" and bodies.count("pelvis") <= 3):
            break
        gone.append(f"{worst} ({1000 * errors.rms[worst]:.0f} mm)")
        observed = observed.subset(np.arange(len(bodies)) != index)
    if gone:
        note = (
            f"No pose comes near these markers, wrongly labelled or fallen off, and they were left out: {listed(gone)}."
        )
        observed = replace(observed, notes=(*observed.notes, note))
    return _FirstPoses(observed, seeds)


def _unwound(body: Body, q: Array) -> Array:
    """The same poses with the pelvis' list within 90 degrees and its angles continuous."""
    at = [body.map.column(name) for name in PELVIS_ANGLES]
    out = q.copy()
    angles = np.unwrap(Rotation.from_euler("ZXY", q[:, at]).as_euler("ZXY"), axis=0)
    out[:, at] = angles - 2.0 * np.pi * np.round(np.median(angles, axis=0) / (2.0 * np.pi))
    return out


class _Squares(NamedTuple):
    """Squared distances between fitted and measured markers, over the frames where they count, by marker, (k).

    Attributes:
        total: their sum [m^2]. largest: of a frame [m^2]; -inf where none counts. counted: such frames.
    """

    total: Array
    largest: Array
    counted: Array


class _BlockFit(NamedTuple):
    """What is kept of some frames: poses, how many did not come to rest, what is left at the markers."""

    q: Array
    unsettled: int
    squares: _Squares


def _squares(fit: PoseFit, observed: ObservedMarkers) -> _Squares:
    counts = observed.weight > 0.0
    squares = ((fit.points - observed.target) ** 2).sum(axis=2)
    largest = np.where(counts, squares, -np.inf).max(axis=0)
    return _Squares(np.where(counts, squares, 0.0).sum(axis=0), largest, counts.sum(axis=0).astype(float))


def _errors(observed: ObservedMarkers, parts: list[_Squares]) -> MarkerErrors:
    """What is left at every marker, over the frames where it counts [m]."""
    total, count = sum(part.total for part in parts), sum(part.counted for part in parts)
    largest = np.sqrt(np.max([part.largest for part in parts], axis=0))
    each = np.sqrt(total / np.maximum(count, 1))
    labels = observed.model.labels
    return MarkerErrors(
        rms=dict(zip(labels, each.tolist(), strict=True)),
        largest=dict(zip(labels, largest.tolist(), strict=True)),
        total=float(np.sqrt(np.sum(total) / max(np.sum(count), 1))),
    )


def _unsettled(fits: list[_BlockFit]) -> list[str]:
    """A sentence where frames did not come to rest."""
    lost, frames = sum(fit.unsettled for fit in fits), sum(len(fit.q) for fit in fits)
    return [f"{lost} of {frames} frames did not come to rest; look at their marker errors."] if lost else []
