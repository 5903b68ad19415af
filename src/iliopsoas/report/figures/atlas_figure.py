"""The labelled drawing of the iliopsoas with its nerves, arteries and bursa, right side, from the model's own geometry.

Bones, discs and strands are those of the body in its neutral pose. The ways of nerves and vessels are points in
`atlas/data/structures/courses.csv`, all of them estimated for this drawing; where one runs through or behind a muscle
it is dashed. Nothing mechanical depends on them.
"""

from __future__ import annotations

import base64
import textwrap
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from iliopsoas.atlas.anatomy.catalogue import structures
from iliopsoas.atlas.reading.csv_rows import data_text, parse_csv
from iliopsoas.atlas.reading.row import Row
from iliopsoas.body.body import Body
from iliopsoas.errors import InputError, MissingExtra
from iliopsoas.files import replacing, write_text
from iliopsoas.scene.bones.solids import Mesh, ellipsoid, join, smooth, tube
from iliopsoas.scene.drawing import ARMS
from iliopsoas.scene.raster import View, png, render, view
from iliopsoas.scene.still import Scene, belly, resampled, scene

Array = NDArray[np.float64]
SUFFIXES = (".png", ".svg", ".html")
HIDDEN = ("through", "behind")
SLENDER = 0.55
"""Share of its true thickness that a strand is drawn with [-]."""
BONE, DISC = "#ede4d1", "#99b3c4"
COLOUR = {"psoas_major": "#d9694c", "iliacus": "#ee9e6a", "psoas_minor": "#e79ab0", "nerve": "#f2c811",
          "artery": "#c4161c", "ligament": "#f4f1e4", "bursa": "#5aa7d6"}  # fmt: skip
RADIUS = {"nerve": 0.0019, "artery": 0.0034, "ligament": 0.0022}
"""Drawn radius [m]."""
LEFT_OUT = ("head", "femur_l", *ARMS)
PIXELS, MARGIN, STRIP = 760, 360, 84
TITLE = "The right iliopsoas with its nerves, arteries and bursa, from the front"


@dataclass(frozen=True)
class Course(Row):
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
class Place(Row):
    """Middle and half axes [m] of something drawn as an ellipsoid in a segment."""

    structure: str
    body: str
    x_m: float
    y_m: float
    z_m: float
    half_x_m: float
    half_y_m: float
    half_z_m: float


class Way(NamedTuple):
    """A line of a structure in ground axes: points (n, 3) [m], and for each whether it is hidden by muscle."""

    structure: str
    points: Array
    hidden: NDArray[np.bool_]


class Label(NamedTuple):
    """A name and the pixel it points at."""

    text: str
    x: float
    y: float
    colour: str


class Drawing(NamedTuple):
    """A finished drawing.

    Attributes:
        image: shaded picture (h, w, 4).
        dashes: colour and pixels (n, 2) of what is hidden.
        labels: names of the left and of the right column, top first.
    """

    image: NDArray[np.uint8]
    dashes: tuple[tuple[str, Array], ...]
    labels: tuple[tuple[Label, ...], tuple[Label, ...]]


def write_atlas_figure(path: Path, body: Body | None = None) -> Path:
    """Draw the atlas' figure into a file: .png, .svg or .html.

    Args:
        body: whose; default the generic body, with a psoas minor.

    Raises:
        InputError: the suffix is unknown.
        MissingExtra: .png needs matplotlib.
    """
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise InputError(f"--figure is '{path}'; its suffix must be one of {', '.join(SUFFIXES)}")
    drawing = draw(body or Body.build(psoas_minor=True))
    if suffix == ".png":
        figure = _matplotlib(drawing)
        with replacing(path) as temporary:
            figure.savefig(temporary, format="png", dpi=100)
        return path
    picture = as_svg(drawing)
    return write_text(path, picture if suffix == ".svg" else _html(picture))


def ways(body: Body, at: Scene) -> list[Way]:
    """The lines of nerves, vessels and ligaments on a body in its neutral pose, rounded and evenly spaced."""
    rows = parse_csv(data_text("structures/courses.csv"), Course, "courses.csv")
    out = []
    for key in dict.fromkeys((r.structure, r.line) for r in rows):
        mine = [r for r in rows if (r.structure, r.line) == key]
        corner = np.array([_ground(body, at, r.body, (r.x_m, r.y_m, r.z_m)) for r in mine])
        covered = np.array([r.how in HIDDEN for r in mine], dtype=float)
        fine = smooth(np.column_stack([corner, covered]), 10 * len(mine))
        out.append(Way(key[0], fine[:, :3], fine[:, 3] > 0.5))
    return out


def draw(body: Body, *, pixels: int = PIXELS) -> Drawing:
    """The drawing of a body, in its neutral pose."""
    at = scene(body, body.map.pose()[0])
    size = body.factors["pelvis"]
    centre = _ground(body, at, "pelvis", (-0.05, 0.022, 0.052))
    camera = view(centre, 0.30 * size, 0.40 * size, turn_deg=20.0, tilt_deg=3.0)
    lines = ways(body, at)
    bursae = parse_csv(data_text("structures/places.csv"), Place, "places.csv")
    parts = [(at.solid("bone", without=LEFT_OUT), _rgb(BONE)), (at.solid("disc"), _rgb(DISC))]
    for group in ("iliacus", "psoas_major", "psoas_minor"):
        strands = [belly(at.strands[i], body.muscles.fmax[i], thickness=SLENDER) for i in _strands(body, group)]
        parts.append((join(strands), _rgb(COLOUR[group])))
    for way in lines:
        category = structures()[way.structure].category
        parts.append((_cord(way.points, size * RADIUS[category]), _rgb(COLOUR[category])))
    for b in bursae:
        middle = _ground(body, at, b.body, (b.x_m, b.y_m, b.z_m))
        half = size * np.array([b.half_x_m, b.half_y_m, b.half_z_m])
        parts.append((ellipsoid(tuple(middle), tuple(half)), _rgb(COLOUR["bursa"])))
    image = render(parts, camera, pixels)
    scale = pixels / camera.width
    place = _Pixels(camera, scale)
    dashes = [(COLOUR[structures()[w.structure].category], place(piece)) for w in lines for piece in _runs(w)]
    return Drawing(image, tuple(dashes), _columns(_labels(body, at, lines, bursae, place), pixels))


class _Pixels:
    """From ground axes to pixels."""

    def __init__(self, camera: View, scale: float) -> None:
        self.camera, self.scale = camera, scale

    def __call__(self, points: Array) -> Array:
        flat = self.camera.project(np.atleast_2d(points))
        half = 0.5 * self.scale * np.array([self.camera.width, self.camera.height])
        out: Array = np.stack([half[0] + self.scale * flat[:, 0], half[1] - self.scale * flat[:, 1]], axis=1)
        return out


def _ground(body: Body, at: Scene, segment: str, point: tuple[float, float, float]) -> Array:
    """A point of a segment in ground axes; in the neutral pose all segments' axes are the ground's."""
    out: Array = at.origins[segment] + body.factors[segment] * np.array(point)
    return out


def _strands(body: Body, group: str) -> list[int]:
    return [i for i, g in enumerate(body.muscles.groups) if g == f"{group}_r"]


def _cord(points: Array, radius: float) -> Mesh:
    path = resampled(points, 30)
    return tube(np.column_stack([path, np.full(len(path), radius)]), rings=30, sides=8)


def _runs(way: Way) -> list[Array]:
    """The hidden stretches of a line."""
    edges = np.flatnonzero(np.diff(way.hidden.astype(int))) + 1
    pieces = np.split(np.arange(len(way.points)), edges)
    return [way.points[p] for p in pieces if way.hidden[p[0]] and len(p) > 1]


def _labels(body: Body, at: Scene, lines: list[Way], bursae: list[Place], place: _Pixels) -> list[Label]:
    """Names with the points they belong to."""
    marks: list[tuple[str, Array, str]] = []
    share = {"femoral_nerve": 0.78, "obturator_nerve": 0.74, "genitofemoral_nerve": 0.55,
             "lateral_femoral_cutaneous_nerve": 0.72, "iliohypogastric_nerve": 0.55, "ilioinguinal_nerve": 0.55,
             "external_iliac_artery": 0.45, "iliolumbar_artery": 0.97, "inguinal_ligament": 0.80}  # fmt: skip
    longest: dict[str, Way] = {}
    for way in lines:
        if len(way.points) > len(longest.get(way.structure, Way("", np.zeros((0, 3)), np.zeros(0, bool))).points):
            longest[way.structure] = way
    for key, way in longest.items():
        s = structures()[key]
        marks.append((s.name, way.points[int(share[key] * (len(way.points) - 1))], COLOUR[s.category]))
    for group, along in (("psoas_major", 0.22), ("iliacus", 0.30), ("psoas_minor", 0.62)):
        for i in _strands(body, group)[-1:]:
            line = resampled(at.strands[i], 50)
            marks.append((structures()[group].name, line[int(along * 49)], COLOUR[group]))
    tendon = at.strands[_strands(body, "psoas_major")[0]]
    marks.append(("iliopsoas tendon", tendon[-2], COLOUR["psoas_major"]))
    marks.append(("lesser trochanter", tendon[-1], BONE))
    marks.append((structures()["disc_L3_L4"].name, at.origins["lumbar3"] + np.array([0.018, -0.002, -0.010]), DISC))
    for b in bursae:
        edge = (b.x_m, b.y_m + 0.3 * b.half_y_m, b.z_m - 0.7 * b.half_z_m)
        marks.append((structures()[b.structure].name, _ground(body, at, b.body, edge), COLOUR["bursa"]))
    flat = place(np.array([point for _, point, _ in marks])).tolist()
    return [Label(text, x, y, colour) for (text, _, colour), (x, y) in zip(marks, flat, strict=True)]


def _columns(labels: list[Label], wide: int) -> tuple[tuple[Label, ...], tuple[Label, ...]]:
    """Half of the labels to each side, by where they point."""
    by_x = sorted(labels, key=lambda mark: mark.x)
    half = len(by_x) // 2
    left, right = by_x[:half], by_x[half:]
    return tuple(sorted(left, key=lambda mark: mark.y)), tuple(sorted(right, key=lambda mark: mark.y))


def _heights(column: tuple[Label, ...], high: int, step: float = 40.0) -> list[float]:
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


# --- output -----------------------------------------------------------------------------------------------------------


def as_svg(drawing: Drawing) -> str:
    """The drawing as an SVG of its own."""
    high, wide, _ = drawing.image.shape
    total = wide + 2 * MARGIN
    data = base64.b64encode(png(drawing.image)).decode()
    out = [f'<image x="{MARGIN}" width="{wide}" height="{high}" href="data:image/png;base64,{data}"/>']
    for colour, points in drawing.dashes:
        line = " ".join(f"{MARGIN + x:.1f},{y:.1f}" for x, y in points)
        out.append(f'<polyline points="{line}" fill="none" stroke="#5c4a00" stroke-width="5" class="dash"/>')
        out.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="3" class="dash"/>')
    for side, column in enumerate(drawing.labels):
        x, anchor, inner = ((MARGIN - 14, "end", 6), (MARGIN + wide + 14, "start", -6))[side]
        for mark, y in zip(column, _heights(column, high), strict=True):
            px, py = MARGIN + mark.x, mark.y
            out.append(f'<path d="M{x + inner} {y:.0f}L{px:.0f} {py:.0f}" class="lead"/>')
            out.append(f'<circle cx="{px:.0f}" cy="{py:.0f}" r="4.5" fill="{mark.colour}" stroke="#222"/>')
            out.append(f'<text x="{x}" y="{y + 7:.0f}" text-anchor="{anchor}">{escape(mark.text)}</text>')
    out.append(f'<text x="12" y="{high - 8}" class="note">right</text>')
    out.append(f'<text x="{total - 12}" y="{high - 8}" text-anchor="end" class="note">left</text>')
    for k, line in enumerate(_caption_lines()):
        out.append(
            f'<text x="{total / 2}" y="{high + 24 + 23 * k}" text-anchor="middle" class="note">{escape(line)}</text>'
        )
    style = (
        "text{font:21px system-ui,-apple-system,'Segoe UI',Roboto,'DejaVu Sans',sans-serif;fill:#222}"
        ".note{font-size:17px;fill:#666}.lead{stroke:#444;stroke-width:1.2}.dash{stroke-dasharray:7 6}"
    )
    name = escape(TITLE)
    size = f'width="{total}" height="{high + STRIP}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {total} {high + STRIP}" role="img" aria-label="{name}">'
        f'<title>{name}</title><style>{style}</style><rect {size} fill="#fff"/>{"".join(out)}</svg>'
    )


def caption() -> str:
    """What the drawing shows and what it rests on."""
    return (
        "Muscles are the strands of the model, drawn slender so that nerves show between them. Dashed: inside or "
        "behind a muscle. The ways of nerves, vessels and ligament, and the place of the bursa, are estimated for this "
        "drawing. Psoas minor is absent in about 40 % of people."
    )


def _caption_lines() -> list[str]:
    return textwrap.wrap(caption(), 140)


def _html(picture: str) -> str:
    style = (
        "body{margin:1rem auto;max-width:75rem;font:16px/1.5 system-ui,'Segoe UI','DejaVu Sans',sans-serif;color:#222}"
        "h1{font-size:1.4rem}"
    )
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(TITLE)}</title>'
        f"<style>{style}</style></head><body><h1>{escape(TITLE)}</h1>{picture}</body></html>\n"
    )


def _matplotlib(drawing: Drawing) -> Any:
    try:
        from matplotlib.figure import Figure
    except ImportError:
        raise MissingExtra("a figure as .png (.svg and .html work without)", "figures") from None
    high, wide, _ = drawing.image.shape
    total = wide + 2 * MARGIN
    figure = Figure(figsize=(total / 100, (high + STRIP) / 100), facecolor="white")
    ax = figure.add_axes((0, 0, 1, 1))
    ax.imshow(drawing.image, extent=(MARGIN, MARGIN + wide, high, 0), interpolation="antialiased")
    ax.set(xlim=(0, total), ylim=(high + STRIP, 0), aspect="auto")
    ax.axis("off")
    for colour, points in drawing.dashes:
        for ink, width in (("#5c4a00", 3.6), (colour, 2.2)):
            ax.plot(MARGIN + points[:, 0], points[:, 1], color=ink, lw=width, ls=(0, (2.2, 1.9)))
    for side, column in enumerate(drawing.labels):
        x, align, inner = ((MARGIN - 14, "right", 6), (MARGIN + wide + 14, "left", -6))[side]
        for mark, y in zip(column, _heights(column, high), strict=True):
            ax.plot([x + inner, MARGIN + mark.x], [y, mark.y], color="#444", lw=0.9)
            ax.plot(MARGIN + mark.x, mark.y, "o", ms=6, mfc=mark.colour, mec="#222", mew=0.8)
            ax.text(x, y, mark.text, ha=align, va="center", fontsize=15, color="#222")
    ax.text(12, high - 8, "right", fontsize=12, color="#666")
    ax.text(total - 12, high - 8, "left", ha="right", fontsize=12, color="#666")
    ax.text(total / 2, high + 8, "\n".join(_caption_lines()), ha="center", va="top", fontsize=12, color="#666")
    return figure


def _rgb(colour: str) -> Array:
    return np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
