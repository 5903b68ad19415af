"""What conditions cost in strength: tests of both legs, seated, with and without them.

Hip flexion at 90 degrees and knee extension at 60 (the knee and the hip beside them at 90), as `function.strength`
computes them with the pelvis held: the two that nerves and muscles at the front of the hip give.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from iliopsoas.atlas.mirror import SIDE_NAMES
from iliopsoas.body.body import Body
from iliopsoas.function.strength import strength
from iliopsoas.results.differences import Difference


class _Test(NamedTuple):
    """A test: what it is called, which coordinate, at which angle [deg], which other angle is at 90, and whether the
    direction that decreases the coordinate is tested."""

    name: str
    coordinate: str
    angle: float
    bent: str
    opposite: bool


_SEATED = (
    _Test("hip flexion strength", "hip_flexion", 90.0, "knee_angle", False),
    _Test("knee extension strength", "knee_angle", 60.0, "hip_flexion", True),
)


def strength_differences(body: Body) -> list[Difference]:
    """Seated strength of both legs without and with the body's conditions [N m]."""
    healthy = body.healthy()
    return [
        Difference(f"{word} {test.name}, seated", "N m", *(_moment(b, test, side) for b in (healthy, body)))
        for side, word in SIDE_NAMES.items()
        for test in _SEATED
    ]


def _moment(body: Body, test: _Test, side: str) -> float:
    found = strength(
        body,
        f"{test.coordinate}_{side}",
        np.radians([test.angle]),
        posture={f"{test.bent}_{side}": np.radians(90.0)},
        opposite=test.opposite,
    )
    return float(found.active[0])
