"""A movement of the library prepared for cards: its trajectory, with attached loads apart by what they are.

The movement's poses do not depend on strength, cuff or band, so one preparation serves every draw and every cuff.
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
from iliopsoas.motion.records.attachments import Attachment, ElasticBand, Weight
from iliopsoas.motion.records.external_loads import ExternalLoad
from iliopsoas.motion.records.supports import Support
from iliopsoas.motion.trajectory import prepare_trajectory

CUFF = "cuff"
"""Name of the parameter that is a weight at the ankle, and how its loads' names begin."""
UNIT_CUFF = 1.0
"""Weight with which a movement that takes a cuff is prepared [kg] (technical)."""


@dataclass(frozen=True, eq=False)
class PreparedMovement:
    """What is done.

    Attributes:
        record: the movement. parameters: as given.
        time: (frames) [s]. q, qd, qdd: coordinates and derivatives, (frames, n).
        loads: attached loads that do not vary; bands, cuff: those of elastic bands, and of a cuff of `UNIT_CUFF`.
        cuff_kg: the cuff that was asked for [kg]; 0 for none.
        supports: what may push on the body.
        notes: what was assumed.
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
        gaps = np.diff(self.time)
        span = 0.5 * (np.append(gaps, 0.0) + np.append(0.0, gaps))
        return np.asarray(span / span.sum())

    @property
    def attached(self) -> tuple[ExternalLoad, ...]:
        """All attached loads."""
        return (*self.loads, *self.bands, *self.cuff)

    def at(self, frames: IndexArray) -> PreparedMovement:
        """The same in some of its frames."""
        return replace(
            self,
            time=self.time[frames],
            q=self.q[frames],
            qd=self.qd[frames],
            qdd=self.qdd[frames],
            loads=tuple(_at_frames(load, frames) for load in self.loads),
            bands=tuple(_at_frames(load, frames) for load in self.bands),
            cuff=tuple(_at_frames(load, frames) for load in self.cuff),
        )


def prepare_movement(
    body: Body, exercise: str, parameters: Mapping[str, float | str] | None = None
) -> PreparedMovement:
    """A movement on a body, in all its frames.

    Raises:
        UnknownName, InputError: as `iliopsoas.motion.library.catalogue.movement`.
    """
    record, given = find_movement(exercise), dict(parameters or {})
    cuff_kg, asked = _cuff(record, given)
    motion = movement(record.name, body, **asked)
    named = {a.name: a for a in motion.attached}
    unit = tuple(replace(a, mass=UNIT_CUFF) if _is_cuff(a) and isinstance(a, Weight) else a for a in motion.attached)
    whole = prepare_trajectory(body, replace(motion, attached=unit))
    kinds = [named.get(load.name.split(" (")[0]) for load in whole.loads]
    return PreparedMovement(
        record=record,
        parameters=given,
        time=whole.time,
        q=whole.q,
        qd=whole.qd,
        qdd=whole.qdd,
        loads=_of_kind(whole.loads, [not (isinstance(k, ElasticBand) or _is_cuff(k)) for k in kinds]),
        bands=_of_kind(whole.loads, [isinstance(k, ElasticBand) for k in kinds]),
        cuff=_of_kind(whole.loads, [_is_cuff(k) for k in kinds]),
        cuff_kg=cuff_kg,
        supports=whole.supports,
        notes=motion.notes,
    )


def takes_cuff(record: Movement) -> bool:
    """Whether a weight may be worn at the ankle in a movement."""
    return any(p.name == CUFF for p in record.parameters)


def _cuff(record: Movement, given: Mapping[str, float | str]) -> tuple[float, dict[str, Any]]:
    """The cuff [kg], and parameters with which the movement is made: with some cuff, so that its place is known."""
    asked: dict[str, Any] = dict(given)
    if not takes_cuff(record):
        return 0.0, asked
    typed = given.get(CUFF, record.parameter(CUFF).default or 0.0)
    try:
        cuff_kg = float(typed)
    except ValueError:
        return 0.0, asked  # the movement itself says what is wrong
    if cuff_kg == 0.0:
        asked[CUFF] = UNIT_CUFF
    return cuff_kg, asked


def _is_cuff(item: Attachment | None) -> bool:
    return isinstance(item, Weight) and item.name.startswith(CUFF)


def _of_kind(loads: Sequence[ExternalLoad], wanted: Sequence[bool]) -> tuple[ExternalLoad, ...]:
    return tuple(load for load, yes in zip(loads, wanted, strict=True) if yes)


def _at_frames(load: ExternalLoad, kept: IndexArray) -> ExternalLoad:
    return replace(load, time=load.time[kept], force=load.force[kept], point=load.point[kept], torque=load.torque[kept])
