"""A movement of the library prepared for cards: few frames where something changes, loads apart by what they are.

The movement's poses do not depend on strength, cuff or band, so one preparation serves every draw and every cuff.
Frames are chosen at equal steps of how far angles and attached forces have changed:

    ds = max |dq| + |dF| / (0.5 weight) + dt / 20 s
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from iliopsoas.arrays import Array, IndexArray
from iliopsoas.atlas.movements.catalogue import find_movement
from iliopsoas.atlas.movements.records import Movement
from iliopsoas.body.body import Body
from iliopsoas.motion.library.catalogue import movement
from iliopsoas.motion.library.keyframe_plan import check_parameters
from iliopsoas.motion.records.attachments import Attachment, ElasticBand, Weight
from iliopsoas.motion.records.external_loads import ExternalLoad
from iliopsoas.motion.records.supports import Support
from iliopsoas.motion.trajectory import prepare_trajectory

COARSE_FRAMES = 32
"""Frames of a movement (technical): `docs/rehabilitation.md` has the error against all frames."""
CUFF = "cuff"
"""Name of the parameter that is a weight at the ankle, and how its loads' names begin."""
UNIT_CUFF = 1.0
"""Weight with which a movement that takes a cuff is prepared [kg] (technical)."""
FORCE_STEP, SLOWEST = 0.5, 20.0
"""Change of force that counts like a radian [body weights], time that counts so [s] (technical)."""


@dataclass(frozen=True, eq=False)
class PreparedMovement:
    """What is done, in few frames.

    Attributes:
        record: the movement. parameters: as given.
        time: (frames) [s]. q, qd, qdd: coordinates and derivatives, (frames, n).
        loads: attached loads that do not vary; bands, cuff: those of elastic bands, and of a cuff of `UNIT_CUFF`.
        cuff_kg: the cuff that was asked for [kg]; 0 for none.
        supports: what may push on the body.
    """

    record: Movement
    parameters: Mapping[str, float | str]
    time: Array
    q: Array
    qd: Array
    qdd: Array
    loads: tuple[ExternalLoad, ...]
    bands: tuple[ExternalLoad, ...]
    cuff: tuple[ExternalLoad, ...]
    cuff_kg: float
    supports: tuple[Support, ...]
    notes: tuple[str, ...]

    @property
    def weights(self) -> Array:
        """Share of the time that each frame stands for, (frames) [-]."""
        span = np.gradient(self.time)
        span[[0, -1]] *= 0.5
        return np.asarray(span / span.sum())


def prepare_movement(
    body: Body, exercise: str, parameters: Mapping[str, float | str] | None = None, frames: int | None = COARSE_FRAMES
) -> PreparedMovement:
    """A movement on a body, in so many frames; None for all.

    Raises:
        UnknownName, InputError: as `iliopsoas.motion.library.catalogue.movement`.
    """
    record, given = find_movement(exercise), dict(parameters or {})
    cuff_kg = 0.0
    asked: dict[str, Any] = dict(given)
    if takes_cuff(record):
        values = check_parameters(record, {CUFF: given[CUFF]} if CUFF in given else {})
        cuff_kg, asked[CUFF] = float(values[CUFF] or 0.0), UNIT_CUFF
    motion = movement(record.name, body, **asked)
    attached = motion.attached
    whole = prepare_trajectory(body, motion)
    kept = chosen_frames(whole.time, whole.q, whole.loads, body.subject.weight, frames)
    named = {a.name: a for a in attached}
    loads = [_at_frames(load, kept) for load in whole.loads]
    kinds = [named.get(load.name.split(" (")[0]) for load in loads]
    return PreparedMovement(
        record=record,
        parameters=given,
        time=whole.time[kept],
        q=whole.q[kept],
        qd=whole.qd[kept],
        qdd=whole.qdd[kept],
        loads=_of_kind(loads, [not (isinstance(k, ElasticBand) or _is_cuff(k)) for k in kinds]),
        bands=_of_kind(loads, [isinstance(k, ElasticBand) for k in kinds]),
        cuff=_of_kind(loads, [_is_cuff(k) for k in kinds]),
        cuff_kg=cuff_kg,
        supports=whole.supports,
        notes=motion.notes,
    )


def takes_cuff(record: Movement) -> bool:
    """Whether a weight may be worn at the ankle in a movement."""
    return any(p.name == CUFF for p in record.parameters)


def chosen_frames(time: Array, q: Array, loads: Sequence[ExternalLoad], weight: float, count: int | None) -> IndexArray:
    """Frames at equal steps of change, the first and last among them, (count); all where None or fewer."""
    if count is None or count >= len(time):
        return np.arange(len(time))
    step = np.abs(np.diff(q, axis=0)).max(axis=1) + np.diff(time) / SLOWEST
    for load in loads:
        step += np.linalg.norm(np.diff(load.force, axis=0), axis=1) / (FORCE_STEP * weight)
    gone = np.append(0.0, np.cumsum(step))
    out: IndexArray = np.unique(np.searchsorted(gone, np.linspace(0.0, gone[-1], count) - 1e-12))
    return out


def _is_cuff(item: Attachment | None) -> bool:
    return isinstance(item, Weight) and item.name.startswith(CUFF)


def _of_kind(loads: Sequence[ExternalLoad], wanted: Sequence[bool]) -> tuple[ExternalLoad, ...]:
    return tuple(load for load, yes in zip(loads, wanted, strict=True) if yes)


def _at_frames(load: ExternalLoad, kept: IndexArray) -> ExternalLoad:
    return replace(load, time=load.time[kept], force=load.force[kept], point=load.point[kept], torque=load.torque[kept])
