"""A recorded movement made ready to be adapted to a body: evenly spaced frames, contacts, limits, its period."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from iliopsoas.adaptation.foot_contacts import FootContacts, foot_contacts
from iliopsoas.adaptation.limits import MotionLimits
from iliopsoas.adaptation.motion_projection import ProjectedMotion, project_motion
from iliopsoas.arrays import Array
from iliopsoas.body.body import Body
from iliopsoas.errors import InputError, expect
from iliopsoas.motion.hip_match import match_hip_centres
from iliopsoas.motion.records.motion import Motion
from iliopsoas.motion.signals.periodic import repetition_period
from iliopsoas.motion.signals.time_series import is_even, lowpass, resample
from iliopsoas.motion.trajectory import coordinate_values, loads_on_feet

FEWEST_FRAMES = 5
"""Fewer frames have no shape that could be kept (technical)."""


@dataclass(frozen=True, eq=False)
class AdaptationTask:
    """A recorded movement, ready to be adapted to a body.

    Attributes:
        body: with its condition. recorded: the movement. motion: the same, with plates on feet and our pelvis.
        time, q: its frames, (frames) [s] and (frames, n) [rad, m].
        part: the frames that are solved for, one period of a periodic movement. period: its length in frames.
        contacts: what it touches, in all frames. limits: what must not be exceeded.
        columns: coordinates that may change.
    """

    body: Body
    recorded: Motion
    motion: Motion
    time: Array
    q: Array
    part: slice
    period: int | None
    contacts: FootContacts
    limits: MotionLimits
    columns: list[int]

    @property
    def travels(self) -> bool:
        """Whether the person walks, so that the stride may change."""
        return self.contacts.travels

    def project(self, *, stride: float | None = None) -> ProjectedMotion:
        """The nearest movement, with a given stride beside the recorded one or a free one."""
        return project_motion(
            self.body,
            self.time[self.part],
            self.q[self.part],
            self.contacts.frames(self.part),
            self.limits,
            columns=self.columns,
            periodic=self.period is not None,
            stride=stride,
        )


def prepare_task(
    body: Body,
    motion: Motion,
    *,
    healthy: Body | None = None,
    cutoff_hz: float | None = 6.0,
    plates: Mapping[str, str] | None = None,
) -> AdaptationTask:
    """Everything `adapt` solves with; arguments as there.

    Raises:
        InputError: fewer than five frames.
    """
    expect(body, Body, "body", "write adapt(body, motion)")
    expect(motion, Motion, "motion", "put a movement of the library on the body first: movement('walk', body)")
    if motion.frames < FEWEST_FRAMES:
        raise InputError(f"{motion.name} has {motion.frames} frames; adapting needs at least {FEWEST_FRAMES}")
    time, q, period = _even_frames(body, motion, cutoff_hz)
    named = {n: q[:, i] for i, n in enumerate(body.map.names) if n in motion.coordinates or np.any(q[:, i])}
    loads = loads_on_feet(body, time, q, motion.loads, plates)
    ours = replace(motion, time=time, coordinates=named, convention="rajagopal2016", loads=loads)
    part = slice(0, len(q)) if period is None else _middle_period(len(q), period)
    columns = body.map.columns("root", "free", "rhythm")
    limits = MotionLimits.of(body, healthy or body.healthy(), q[part], columns)
    return AdaptationTask(
        body, motion, ours, time, q, part, period, foot_contacts(body, ours, time, q), limits, columns
    )


def _even_frames(body: Body, motion: Motion, cutoff_hz: float | None) -> tuple[Array, Array, int | None]:
    """Evenly spaced times (frames) [s] and poses (frames, n) in our convention, and the period in frames.

    What travels is periodic but for its way over the ground; recordings of single trials are smoothed.
    """
    time, q = motion.time, coordinate_values(body, motion)
    if not is_even(time):
        time, q = resample(time, q)
    if motion.convention == "gait2392":
        q = match_hip_centres(body, q)[0]
    drifting = [body.map.column(f"pelvis_t{x}") for x in "xz"]
    period = repetition_period(q) if repetition_period(np.delete(q, drifting, axis=1)) else None
    if period is None and not motion.supports and cutoff_hz is not None:
        q = lowpass(q, (len(time) - 1) / (time[-1] - time[0]), cutoff_hz)
    return time, q, period


def _middle_period(frames: int, period: int) -> slice:
    """The period in the middle."""
    first = ((frames - 1) // period) // 2 * period
    return slice(first, first + period)
