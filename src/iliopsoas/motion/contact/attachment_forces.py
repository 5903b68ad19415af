"""Forces of what is attached to the body, from the way it moves (see `attached`)."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from iliopsoas.arrays import Array
from iliopsoas.atlas.reading.tables import Vector, load
from iliopsoas.body.body import Body
from iliopsoas.body.kinematics.segment_poses import segment_frames
from iliopsoas.body.subject import GRAVITY
from iliopsoas.errors import UnknownName
from iliopsoas.motion.records.attachments import Attachment, ElasticBand, Weight
from iliopsoas.motion.records.external_loads import ExternalLoad
from iliopsoas.motion.signals.time_series import spline_derivatives


def attachment_loads(body: Body, time: Array, q: Array, attached: Iterable[Attachment]) -> list[ExternalLoad]:
    """The forces of weights, bands and pushes on the body in every frame.

    Args:
        time: (frames,) [s].
        q: coordinates, (frames, n).

    Raises:
        UnknownName: a band of a colour, or a segment, that does not exist.
    """
    loads: list[ExternalLoad] = []
    for item in attached:
        here = _path(body, q, item.body, item.place)[0]
        if isinstance(item, Weight):
            acceleration = spline_derivatives(time, here)[2]
            force = item.mass * (np.array([0.0, -GRAVITY, 0.0]) - acceleration)
            loads.append(_load(item.name, item.body, time, force, here))
        elif isinstance(item, ElasticBand):
            far = np.broadcast_to(item.anchor, here.shape)
            if item.anchor_body:
                far = _path(body, q, item.anchor_body, item.anchor)[0]
            force = band_force(far - here, item.rest_length, item.colour)
            loads.append(_load(item.name, item.body, time, force, here))
            if item.anchor_body:
                loads.append(_load(f"{item.name} (other end)", item.anchor_body, time, -force, far))
        else:
            share = np.ones(len(time)) if item.when is None else np.interp(time - time[0], *item.when)
            force = share[:, None] * np.array(item.force)
            if item.follows:
                force = np.einsum("txy,ty->tx", _path(body, q, item.follows, item.place)[1], force)
            loads.append(_load(item.name, item.body, time, force, here))
            if item.from_body:
                # both ends act along one line of action: at the same place, so that no moment is left over
                loads.append(_load(f"{item.name} (reaction)", item.from_body, time, -force, here))
    return loads


def band_force(line: Array, rest_length: float, colour: str) -> Array:
    """Pull of a band along `line`, from the body to its anchor, (frames, 3) [N].

    The tension rises linearly between the stretches of the table and on beyond them; a slack band does not push.
    """
    rows = {row.colour: row for row in load("bands")}
    if colour not in rows:
        raise UnknownName("band", colour, rows)
    row = rows[colour]
    length = np.linalg.norm(line, axis=1)
    stretch = length / rest_length - 1.0
    beyond = row.force_200_n + (row.force_200_n - row.force_100_n) * (stretch - 2.0)
    tension = np.where(
        stretch > 2.0, beyond, np.interp(stretch, [0.0, 1.0, 2.0], [0.0, row.force_100_n, row.force_200_n])
    )
    out: Array = tension[:, None] * line / np.maximum(length, 1e-9)[:, None]
    return out


def _path(body: Body, q: Array, segment: str, place: Vector) -> tuple[Array, Array]:
    """Path of a point of a segment, (frames, 3) [m], and the segment's rotation, (frames, 3, 3)."""
    if segment not in body.factors:
        raise UnknownName("segment", segment, body.factors)
    origin, turn = segment_frames(body, [segment], q)
    local = body.factors[segment] * np.array(place)
    return origin[:, 0] + turn[:, 0] @ local, turn[:, 0]


def _load(name: str, segment: str, time: Array, force: Array, point: Array) -> ExternalLoad:
    return ExternalLoad(name, segment, time, force, point, np.zeros_like(force), kind="attached")
