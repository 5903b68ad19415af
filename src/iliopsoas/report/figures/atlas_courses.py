"""Ways of nerves, vessels and ligaments, and places of bursae, on a body in its neutral pose.

They are points in `atlas/data/structures`, all of them estimated for the drawing; nothing mechanical depends on them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from iliopsoas.atlas.reading.csv_rows import data_text, parse_csv
from iliopsoas.atlas.reading.row import Row
from iliopsoas.body.body import Body
from iliopsoas.scene.bones.solids import smooth
from iliopsoas.scene.pose_scene import Scene

Array = NDArray[np.float64]
HIDDEN = ("through", "behind")


@dataclass(frozen=True)
class CourseRow(Row):
    """A point [m] of the way of a nerve, vessel or ligament in a segment; `line` counts its branches, `how` is where
    it lies to the muscle."""

    structure: str
    line: int
    order: int
    body: str
    x_m: float
    y_m: float
    z_m: float
    how: str


@dataclass(frozen=True)
class EllipsoidRow(Row):
    """Middle and half axes [m] of something drawn as an ellipsoid in a segment."""

    structure: str
    body: str
    x_m: float
    y_m: float
    z_m: float
    half_x_m: float
    half_y_m: float
    half_z_m: float


class CourseLine(NamedTuple):
    """A line of a structure in ground axes: points (n, 3) [m], and for each whether it is hidden by muscle."""

    structure: str
    points: Array
    hidden: NDArray[np.bool_]


def course_lines(body: Body, at: Scene) -> list[CourseLine]:
    """The lines of nerves, vessels and ligaments on a body in its neutral pose, rounded and evenly spaced."""
    rows = parse_csv(data_text("structures/courses.csv"), CourseRow, "courses.csv")
    out = []
    for key in dict.fromkeys((r.structure, r.line) for r in rows):
        mine = [r for r in rows if (r.structure, r.line) == key]
        corner = np.array([segment_point(body, at, r.body, (r.x_m, r.y_m, r.z_m)) for r in mine])
        covered = np.array([r.how in HIDDEN for r in mine], dtype=float)
        fine = smooth(np.column_stack([corner, covered]), 10 * len(mine))
        out.append(CourseLine(key[0], fine[:, :3], fine[:, 3] > 0.5))
    return out


def bursa_rows() -> list[EllipsoidRow]:
    """The bursae, in segments' frames."""
    return parse_csv(data_text("structures/places.csv"), EllipsoidRow, "places.csv")


def hidden_runs(line: CourseLine) -> list[Array]:
    """The stretches of a line that muscle hides, each (k, 3) [m]."""
    edges = np.flatnonzero(np.diff(line.hidden.astype(int))) + 1
    pieces = np.split(np.arange(len(line.points)), edges)
    return [line.points[p] for p in pieces if line.hidden[p[0]] and len(p) > 1]


def segment_point(body: Body, at: Scene, segment: str, point: tuple[float, float, float]) -> Array:
    """A point of a segment in ground axes; in the neutral pose all segments' axes are the ground's."""
    out: Array = at.origins[segment] + body.factors[segment] * np.array(point)
    return out
