"""Where a body can touch something: spheres under the skin, scaled with their segments."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from iliopsoas.atlas import mirror
from iliopsoas.body.body import Body
from iliopsoas.errors import UnknownName

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class ContactPoints:
    """Some of a body's contact points.

    Attributes:
        names, regions, bodies: of each point, (k).
        centre: of its sphere in the segment's frame, (k, 3) [m].
        radius: (k) [m].
    """

    names: tuple[str, ...]
    regions: tuple[str, ...]
    bodies: tuple[str, ...]
    centre: Array
    radius: Array

    def __len__(self) -> int:
        return len(self.names)


def contact_regions() -> tuple[str, ...]:
    """All regions of the body that can touch something, in the order of the table."""
    return tuple(dict.fromkeys(row.region for row in mirror.mirrored_contact_points()))


def contact_points(body: Body, chosen: Iterable[str]) -> ContactPoints:
    """The points of some regions ('foot_r', 'seat') or single points ('heel_medial_r') of a body.

    Raises:
        UnknownName: no region or point is called so.
    """
    wanted = list(dict.fromkeys(chosen))
    rows = mirror.mirrored_contact_points()
    for name in wanted:
        if not any(name in (row.region, row.point) for row in rows):
            raise UnknownName("region of the body that can touch something", name, contact_regions())
    found = [row for row in rows if row.region in wanted or row.point in wanted]
    factor = np.array([body.factors[row.body] for row in found])
    centre = np.array([[row.x_m, row.y_m, row.z_m] for row in found]).reshape(-1, 3)
    return ContactPoints(
        names=tuple(row.point for row in found),
        regions=tuple(row.region for row in found),
        bodies=tuple(row.body for row in found),
        centre=centre * factor[:, None],
        radius=np.array([row.radius_m for row in found]) * factor,
    )
