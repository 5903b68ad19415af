"""What the atlas' figure shows: the iliopsoas with its nerves, arteries and bursa, right side, and their names.

Bones, discs and strands are those of the body in its neutral pose, from the model's own geometry. Where a nerve or
vessel runs through or behind a muscle it is dashed (see `iliopsoas.scene.courses`). Nothing mechanical depends on it.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from iliopsoas.atlas.anatomy.catalogue import structures
from iliopsoas.body.body import Body
from iliopsoas.scene.bones.solids import Mesh, ellipsoid, join, tube
from iliopsoas.scene.camera import Camera, camera_around
from iliopsoas.scene.colours import hex_rgb
from iliopsoas.scene.courses import (
    CourseLine,
    EllipsoidRow,
    bursa_rows,
    course_lines,
    hidden_runs,
    segment_point,
)
from iliopsoas.scene.pose_scene import Scene, belly_mesh, resample_path, scene_in_pose
from iliopsoas.scene.pose_svg import ARMS
from iliopsoas.scene.raster import render

Array = NDArray[np.float64]
SLENDER = 0.55
"""Share of its true thickness that a strand is drawn with [-]."""
BONE, DISC = "#ede4d1", "#99b3c4"
COLOUR = {"psoas_major": "#d9694c", "iliacus": "#ee9e6a", "psoas_minor": "#e79ab0", "nerve": "#f2c811",
          "artery": "#c4161c", "ligament": "#f4f1e4", "bursa": "#5aa7d6"}  # fmt: skip
RADIUS = {"nerve": 0.0019, "artery": 0.0034, "ligament": 0.0022}
"""Drawn radius [m]."""
LEFT_OUT = ("head", "femur_l", *ARMS)
PIXELS = 760
"""Width of the shaded picture [pixels]."""


class PointLabel(NamedTuple):
    """A name and the pixel it points at."""

    text: str
    x: float
    y: float
    colour: str


class AtlasDrawing(NamedTuple):
    """A finished drawing.

    Attributes:
        image: shaded picture (h, w, 4).
        dashes: colour and pixels (n, 2) of what is hidden.
        labels: names of the left and of the right column, top first.
    """

    image: NDArray[np.uint8]
    dashes: tuple[tuple[str, Array], ...]
    labels: tuple[tuple[PointLabel, ...], tuple[PointLabel, ...]]


def draw_atlas(body: Body, *, pixels: int = PIXELS) -> AtlasDrawing:
    """The drawing of a body, in its neutral pose."""
    at = scene_in_pose(body, body.map.pose()[0])
    size = body.factors["pelvis"]
    centre = segment_point(body, at, "pelvis", (-0.05, 0.022, 0.052))
    camera = camera_around(centre, 0.30 * size, 0.40 * size, turn_deg=20.0, tilt_deg=3.0)
    lines = course_lines(body, at)
    bursae = bursa_rows()
    parts = [(at.solid("bone", without=LEFT_OUT), hex_rgb(BONE)), (at.solid("disc"), hex_rgb(DISC))]
    for group in ("iliacus", "psoas_major", "psoas_minor"):
        strands = [belly_mesh(at.strands[i], body.muscles.fmax[i], thickness=SLENDER) for i in _strands(body, group)]
        parts.append((join(strands), hex_rgb(COLOUR[group])))
    for way in lines:
        category = structures()[way.structure].category
        parts.append((_cord(way.points, size * RADIUS[category]), hex_rgb(COLOUR[category])))
    for b in bursae:
        middle = segment_point(body, at, b.body, (b.x_m, b.y_m, b.z_m))
        half = size * np.array([b.half_x_m, b.half_y_m, b.half_z_m])
        parts.append((ellipsoid(tuple(middle), tuple(half)), hex_rgb(COLOUR["bursa"])))
    image = render(parts, camera, pixels)
    scale = pixels / camera.width
    place = PixelProjection(camera, scale)
    dashes = [(COLOUR[structures()[w.structure].category], place(piece)) for w in lines for piece in hidden_runs(w)]
    return AtlasDrawing(image, tuple(dashes), _columns(_labels(body, at, lines, bursae, place), pixels))


class PixelProjection:
    """From ground axes to pixels."""

    def __init__(self, camera: Camera, scale: float) -> None:
        self.camera, self.scale = camera, scale

    def __call__(self, points: Array) -> Array:
        flat = self.camera.project(np.atleast_2d(points))
        half = 0.5 * self.scale * np.array([self.camera.width, self.camera.height])
        out: Array = np.stack([half[0] + self.scale * flat[:, 0], half[1] - self.scale * flat[:, 1]], axis=1)
        return out


def _strands(body: Body, group: str) -> list[int]:
    return [i for i, g in enumerate(body.muscles.groups) if g == f"{group}_r"]


def _cord(points: Array, radius: float) -> Mesh:
    path = resample_path(points, 30)
    return tube(np.column_stack([path, np.full(len(path), radius)]), rings=30, sides=8)


def _labels(
    body: Body, at: Scene, lines: list[CourseLine], bursae: list[EllipsoidRow], place: PixelProjection
) -> list[PointLabel]:
    """Names with the points they belong to."""
    marks: list[tuple[str, Array, str]] = []
    share = {"femoral_nerve": 0.78, "obturator_nerve": 0.74, "genitofemoral_nerve": 0.55,
             "lateral_femoral_cutaneous_nerve": 0.72, "iliohypogastric_nerve": 0.55, "ilioinguinal_nerve": 0.55,
             "external_iliac_artery": 0.45, "iliolumbar_artery": 0.97, "inguinal_ligament": 0.80}  # fmt: skip
    longest: dict[str, CourseLine] = {}
    for way in lines:
        if len(way.points) > len(
            longest.get(way.structure, CourseLine("", np.zeros((0, 3)), np.zeros(0, bool))).points
        ):
            longest[way.structure] = way
    for key, way in longest.items():
        s = structures()[key]
        marks.append((s.name, way.points[int(share[key] * (len(way.points) - 1))], COLOUR[s.category]))
    for group, along in (("psoas_major", 0.22), ("iliacus", 0.30), ("psoas_minor", 0.62)):
        for i in _strands(body, group)[-1:]:
            line = resample_path(at.strands[i], 50)
            marks.append((structures()[group].name, line[int(along * 49)], COLOUR[group]))
    tendon = at.strands[_strands(body, "psoas_major")[0]]
    marks.append(("iliopsoas tendon", tendon[-2], COLOUR["psoas_major"]))
    marks.append(("lesser trochanter", tendon[-1], BONE))
    marks.append((structures()["disc_L3_L4"].name, at.origins["lumbar3"] + np.array([0.018, -0.002, -0.010]), DISC))
    for b in bursae:
        edge = (b.x_m, b.y_m + 0.3 * b.half_y_m, b.z_m - 0.7 * b.half_z_m)
        marks.append((structures()[b.structure].name, segment_point(body, at, b.body, edge), COLOUR["bursa"]))
    flat = place(np.array([point for _, point, _ in marks])).tolist()
    return [PointLabel(text, x, y, colour) for (text, _, colour), (x, y) in zip(marks, flat, strict=True)]


def _columns(labels: list[PointLabel], wide: int) -> tuple[tuple[PointLabel, ...], tuple[PointLabel, ...]]:
    """Half of the labels to each side, by where they point."""
    by_x = sorted(labels, key=lambda mark: mark.x)
    half = len(by_x) // 2
    left, right = by_x[:half], by_x[half:]
    return tuple(sorted(left, key=lambda mark: mark.y)), tuple(sorted(right, key=lambda mark: mark.y))


def label_heights(column: tuple[PointLabel, ...], high: int, step: float = 40.0) -> list[float]:
    """Where the names of a column stand: near what they point at, but apart."""
    at: list[float] = []
    for mark in column:
        at.append(max(mark.y, at[-1] + step if at else 24.0))
    excess = (at[-1] if at else 0.0) - (high - 24.0)
    if excess > 0:
        at[-1] -= excess
        for k in range(len(at) - 2, -1, -1):
            at[k] = min(at[k], at[k + 1] - step)
    return at
