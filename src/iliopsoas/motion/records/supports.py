"""What a body can lean on: floors, seats, walls, and things that it holds or that hold it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from iliopsoas.atlas.mirror import mirrored_contact_points
from iliopsoas.errors import InputError
from iliopsoas.motion.records.external_loads import ExternalLoad

FLOOR_FRICTION = 0.6
"""Coefficient of friction of shoes or bare feet on a floor [-]; estimated."""


@dataclass(frozen=True)
class Support:
    """A plane that pushes on regions of the body with forces nobody measured, or a grip that also pulls.

    Attributes:
        name: 'floor', 'seat', 'bench', 'wall', 'bar'.
        regions: regions (or single contact points) that it may act on, see `iliopsoas.body.contact_points`.
        point: a point of the plane [m], ground axes; a grip has no place and acts where the points are.
        normal: away from the plane, unit length.
        friction: coefficient of friction [-].
        grip: it holds the points: forces in every direction, whatever the height ('bar', feet held down).
        held_by: segment that provides the support and takes the opposite force, for instance the person's own hands on
            the knee; '' is the outside world.
        velocity: of the surface, a treadmill's belt [m/s].
        size: half lengths along x and z [m], for drawing only.
        during: (first, last) time between which it is there [s]; None: always. A step that is not climbed yet would
            otherwise push on a foot below it.
    """

    name: str
    regions: tuple[str, ...]
    point: tuple[float, float, float] = (0.0, 0.0, 0.0)
    normal: tuple[float, float, float] = (0.0, 1.0, 0.0)
    friction: float = FLOOR_FRICTION
    grip: bool = False
    held_by: str = ""
    velocity: tuple[float, float, float] = (0.0, 0.0, 0.0)
    size: tuple[float, float] | None = None
    during: tuple[float, float] | None = None

    def __post_init__(self) -> None:
        if not self.regions:
            raise InputError(f"support '{self.name}' acts on no region of the body; name at least one")
        if abs(float(np.linalg.norm(self.normal)) - 1.0) > 1e-6:
            raise InputError(f"support '{self.name}': the normal {self.normal} must have unit length")
        if self.friction < 0:
            raise InputError(f"support '{self.name}': friction is {self.friction:g}; it cannot be negative")


def floor(*regions: str, friction: float = FLOOR_FRICTION, height: float = 0.0) -> Support:
    """A level floor for some regions; the feet if none is named."""
    return Support("floor", regions or ("foot_r", "foot_l"), (0.0, height, 0.0), friction=friction)


def without_loaded(supports: Iterable[Support], loads: Iterable[ExternalLoad]) -> tuple[Support, ...]:
    """The supports without the points of segments whose force was measured: that one is used."""
    taken = {load.body for load in loads}
    taken |= {f"toes_{body[-1]}" for body in taken if body and body.startswith("calcn_")}
    rows = mirrored_contact_points()
    out = []
    for support in supports:
        mine = [row for row in rows if {row.region, row.point} & set(support.regions)]
        free = [row.point for row in mine if row.body not in taken]
        if len(free) == len(mine):
            out.append(support)
        elif free:
            out.append(replace(support, regions=tuple(free)))
    return tuple(out)
