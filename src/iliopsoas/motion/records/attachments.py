"""Loads that follow the body: weights, elastic bands, pushes of hands and belts.

They are given by what is attached where; the force follows from the movement:

    weight    m (g - a(t))                                   at a point of a segment
    band      T(stretch) along the line to its anchor        stretch = length / rest length - 1
    push      a given force, constant or over time           on a segment, and its opposite on another one
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable
from dataclasses import dataclass

from iliopsoas.atlas.reading.tables import Vector
from iliopsoas.errors import InputError


@dataclass(frozen=True)
class Weight:
    """A mass fixed to a segment: a cuff, a dumb-bell in a hand.

    Attributes:
        name: what it is called in results.
        body: the segment. place: in the segment's frame of the generic body (scaled with it) [m].
        mass: [kg].
    """

    name: str
    body: str
    place: Vector
    mass: float


@dataclass(frozen=True)
class ElasticBand:
    """An elastic band from a segment to an anchor.

    Attributes:
        name: what it is called in results.
        body, place: where it is tied to the body, as for `Weight`.
        anchor: its other end [m]: ground axes, or, with `anchor_body`, in that segment's frame.
        anchor_body: segment of the other end; '' is the ground.
        rest_length: [m]. colour: of the table `bands`.
    """

    name: str
    body: str
    place: Vector
    anchor: Vector
    rest_length: float
    colour: str
    anchor_body: str = ""


@dataclass(frozen=True)
class Push:
    """A given force on a segment: a belt, a partner, the person's own hand.

    Attributes:
        name: what it is called in results.
        body, place: where it acts, as for `Weight`.
        force: [N], ground axes.
        when: (times [s], shares [-]) by which the force is multiplied, linear between them; None for always.
        from_body, from_place: the segment that pushes and takes the opposite force; '' for the outside world.
        follows: turn the force with this segment ('' keeps it in ground axes); `force` is then in that segment's axes.
    """

    name: str
    body: str
    place: Vector
    force: Vector
    when: tuple[tuple[float, ...], tuple[float, ...]] | None = None
    from_body: str = ""
    from_place: Vector = (0.0, 0.0, 0.0)
    follows: str = ""


Attachment = Weight | ElasticBand | Push

SOLID: dict[str, type[Weight] | type[ElasticBand]] = {"weight": Weight, "band": ElasticBand}
"""What can be seen, by the word for it in a result."""


def attached_as_text(things: Iterable[Attachment]) -> str:
    """Weights and bands as a JSON list, for a result's `attrs["attached"]`; `attached_from_text` reads it."""
    words = {kind: word for word, kind in SOLID.items()}
    seen = [thing for thing in things if not isinstance(thing, Push)]
    return json.dumps([{"what": words[type(thing)], **dataclasses.asdict(thing)} for thing in seen])


def attached_from_text(text: str) -> tuple[Weight | ElasticBand, ...]:
    """The weights and bands of a result's `attrs["attached"]`; none where it is empty.

    Raises:
        InputError: it is no such list.
    """
    try:
        return tuple(SOLID[item.pop("what")](**item) for item in json.loads(text or "[]"))
    except (ValueError, TypeError, KeyError, AttributeError) as problem:
        raise InputError(
            f"the result's attribute 'attached' cannot be read ({problem}); it must be a JSON list of weights and "
            'bands, such as {"what": "weight", "name": "cuff", "body": "tibia_r", "place": [0, -0.36, 0], "mass": 2}'
        ) from problem
