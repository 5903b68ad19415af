"""What a simulated test gives: the number an examiner would read, the pose it was read in, and what was seen beside."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from iliopsoas.body.body import Body
from iliopsoas.body.inverse_dynamics import inverse_dynamics

Array = NDArray[np.float64]


class NormalRange(NamedTuple):
    """Where healthy people lie.

    Attributes:
        low, high: ends in the test's unit; nan where there is none.
        population: who was measured.
        sources: keys of `references.bib`.
    """

    low: float
    high: float
    population: str
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Reading:
    """One simulated measurement.

    Attributes:
        value: in the test's unit.
        pose: coordinates of the body in which it was read, (n) [rad, m].
        normal: range of this very person by a published curve; None where the norms of the atlas count.
        details: what was seen beside: name with unit -> number.
        notes: what to mind in reading it.
        possible: the person can do it at all.
    """

    value: float
    pose: Array
    normal: NormalRange | None = None
    details: dict[str, Any] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    possible: bool = True


def moments_against_weight(body: Body, q: Array, *coordinates: str) -> Array:
    """Moments about coordinates that hold a pose (n) against its weight [N m]."""
    tau = inverse_dynamics(body.model, body.at(q), np.zeros(body.model.nv))
    columns = [body.map.column(name) for name in coordinates]
    out: Array = body.map.projection(q[None], columns).forces(tau[None])[0]
    return out


def pose_from_degrees(body: Body, **degrees: float) -> Array:
    """A pose by name [deg]."""
    out: Array = body.map.pose(1, **{name: float(np.radians(value)) for name, value in degrees.items()})[0]
    return out
