"""Ways of nerves, vessels and ligaments, and places of bursae, on a body.

They are points in `atlas/data/structures`, all of them estimated for the drawing; nothing mechanical depends on them.
A way is a smooth curve through points that are fixed in segments:

    x(t) = W p(t)        p: its points in ground axes, W: weights of the curve, kept from the neutral pose
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from iliopsoas.atlas.reading.csv_rows import data_text, parse_csv
from iliopsoas.atlas.reading.row import Row
from iliopsoas.body.body import Body
from iliopsoas.scene.bones.solids import smooth, smooth_weights
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


class CoursePath(NamedTuple):
    """A way as it hangs on a body's segments.

    Attributes:
        structure: of the atlas.
        segments: that carry its points, (n).
        local: the points in the axes of their segments, of this body's size, (n, 3) [m].
        weights: of the points in each of the evenly spaced points of the curve, (10 n, n).
        hidden: whether muscle hides the curve there, (10 n).
    """

    structure: str
    segments: tuple[str, ...]
    local: Array
    weights: Array
    hidden: NDArray[np.bool_]


class CourseLine(NamedTuple):
    """A line of a structure in ground axes: points (n, 3) [m], and for each whether it is hidden by muscle."""

    structure: str
    points: Array
    hidden: NDArray[np.bool_]


def course_paths(body: Body, at: Scene) -> list[CoursePath]:
    """The ways of nerves, vessels and ligaments of a body.

    Args:
        at: the body in its neutral pose.
    """
    rows = parse_csv(data_text("structures/courses.csv"), CourseRow, "courses.csv")
    out = []
    for key in dict.fromkeys((r.structure, r.line) for r in rows):
        mine = [r for r in rows if (r.structure, r.line) == key]
        local = np.array([body.factors[r.body] * np.array([r.x_m, r.y_m, r.z_m]) for r in mine])
        corner = np.array([at.origins[r.body] for r in mine]) + local
        covered = np.array([r.how in HIDDEN for r in mine], dtype=float)
        count = 10 * len(mine)
        hidden = smooth(np.column_stack([corner, covered]), count)[:, 3] > 0.5
        segments = tuple(r.body for r in mine)
        out.append(CoursePath(key[0], segments, local, smooth_weights(corner, count), hidden))
    return out


def course_lines(body: Body, at: Scene) -> list[CourseLine]:
    """The lines of nerves, vessels and ligaments on a body in its neutral pose, rounded and evenly spaced."""
    return [
        CourseLine(p.structure, p.weights @ (np.array([at.origins[s] for s in p.segments]) + p.local), p.hidden)
        for p in course_paths(body, at)
    ]


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
