"""A movement of the library for people of every stature: fitted at some statures, linear between them.

How a body takes the postures of a movement depends on its stature alone: masses and inertias of all segments grow
together, muscles play no part. What is fitted is kept; a person's trajectory is

    x(H) = (1 - w) x(H_k) + w x(H_k+1)          x: times, coordinates and their derivatives, places, forces

with forces of the ground per body weight. What that costs in accuracy is measured in `docs/populations.md`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from iliopsoas.arrays import Array, IndexArray
from iliopsoas.body.body import Body
from iliopsoas.body.resized.resized_body import resized_body
from iliopsoas.errors import InputError
from iliopsoas.motion.library.catalogue import movement
from iliopsoas.motion.records.external_loads import ExternalLoad
from iliopsoas.motion.records.supports import Support
from iliopsoas.motion.trajectory import Trajectory, prepare_trajectory
from iliopsoas.population.definition.study_records import StudyMovement
from iliopsoas.population.engine.person_body import template_body
from iliopsoas.rehab.cards.chosen_frames import first_frames_of
from iliopsoas.study.options import Options

NODE_STEP = 0.05
"""Statures at which movements are fitted are so far apart [m] (technical)."""


@dataclass(frozen=True, eq=False)
class PosedMovement:
    """A movement at one stature, in the frames that are solved.

    Attributes:
        height: [m].
        time: (frames) [s]. q, qd, qdd: (frames, n).
        loads: forces of the ground are per body weight [-], attached ones in [N].
        ground: of each load, whether it grows with body weight.
        supports: what may push on the body.
    """

    height: float
    time: Array
    q: Array
    qd: Array
    qdd: Array
    loads: tuple[ExternalLoad, ...]
    ground: tuple[bool, ...]
    supports: tuple[Support, ...]

    @property
    def weights(self) -> Array:
        """Share of the time that each frame stands for, (frames) [-]."""
        gaps = np.diff(self.time)
        span = 0.5 * (np.append(gaps, 0.0) + np.append(0.0, gaps))
        return np.asarray(span / span.sum())


def node_heights(height: float) -> tuple[float, float]:
    """The statures between which somebody is [m]."""
    below = np.floor(height / NODE_STEP + 1e-9)
    return round(float(below * NODE_STEP), 6), round(float((below + 1.0) * NODE_STEP), 6)


def posed_at(wanted: StudyMovement, height: float, frames: IndexArray) -> PosedMovement:
    """A movement fitted to people of one stature.

    Args:
        frames: that are solved, as `chosen_frames` gives them.

    Raises:
        UnknownName, InputError: as `iliopsoas.motion.library.catalogue.movement`.
    """
    usual = template_body()
    body = resized_body(usual, replace(usual.subject, height=height))
    whole = _trajectory(body, wanted)
    if len(whole.time) <= int(frames[-1]):
        raise InputError(f"'{wanted.name}' has other frames at {height:g} m than at {usual.subject.height:g} m")
    weight = body.subject.weight
    ground = tuple(load.kind != "attached" for load in whole.loads)
    loads = tuple(
        _at_frames(load, frames, 1.0 / weight if grows else 1.0)
        for load, grows in zip(whole.loads, ground, strict=True)
    )
    time, q, qd, qdd = (x[frames] for x in (whole.time, whole.q, whole.qd, whole.qdd))
    return PosedMovement(height, time, q, qd, qdd, loads, ground, whole.supports)


def chosen_frames(wanted: StudyMovement, most: int) -> IndexArray:
    """Which frames of a movement are solved, by how it goes at the usual stature: alike at every stature."""
    body = template_body()
    whole = _trajectory(body, wanted)
    for count in range(most, 1, -1):  # some evenly spaced ones come on top
        frames = first_frames_of(whole.time, whole.q, whole.loads, body.subject.weight, count)
        if len(frames) <= most:
            break
    return frames


def _trajectory(body: Body, wanted: StudyMovement) -> Trajectory:
    given: dict[str, Any] = dict(wanted.parameters) | ({"side": wanted.side} if wanted.side != "right" else {})
    motion = movement(wanted.movement, body, **given)
    part = Options().for_motion(motion)
    return prepare_trajectory(body, motion, start=part.start, end=part.end)


def trajectory_of(nodes: Sequence[PosedMovement], height: float, weight: float) -> Trajectory:
    """A person's trajectory between two statures.

    Args:
        nodes: below and above. height: [m]. weight: [N].
    """
    low, high = nodes
    w = (height - low.height) / (high.height - low.height)

    def between(a: Array, b: Array) -> Array:
        return (1.0 - w) * a + w * b

    time = between(low.time, high.time)
    loads = tuple(
        replace(
            a,
            time=time,
            force=between(a.force, b.force) * (weight if grows else 1.0),
            point=between(a.point, b.point),
            torque=between(a.torque, b.torque) * (weight if grows else 1.0),
        )
        for a, b, grows in zip(low.loads, high.loads, low.ground, strict=True)
    )
    supports = tuple(
        replace(a, point=tuple(between(np.array(a.point), np.array(b.point)).tolist()), during=_during(a, b, w))
        for a, b in zip(low.supports, high.supports, strict=True)
    )
    q, qd, qdd = (between(getattr(low, x), getattr(high, x)) for x in ("q", "qd", "qdd"))
    return Trajectory(time, q, qd, qdd, loads, (), supports=supports)


def _during(low: Support, high: Support, w: float) -> tuple[float, float] | None:
    if low.during is None or high.during is None:
        return low.during
    first, last = ((1.0 - w) * a + w * b for a, b in zip(low.during, high.during, strict=True))
    return first, last


def _at_frames(load: ExternalLoad, frames: IndexArray, factor: float) -> ExternalLoad:
    return replace(
        load,
        time=load.time[frames],
        force=load.force[frames] * factor,
        point=load.point[frames],
        torque=load.torque[frames] * factor,
    )
