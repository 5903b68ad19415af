"""A movement before it is analysed, as a picture: its keyframes side by side, each with its name and time."""

from __future__ import annotations

import itertools
import textwrap
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from iliopsoas.errors import MissingExtra
from iliopsoas.report.figures.figure_file import check_figure_suffix, save_picture
from iliopsoas.scene.bones.solids import Mesh
from iliopsoas.scene.camera import Camera, camera_around
from iliopsoas.scene.colours import BONE, DISC, hex_rgb
from iliopsoas.scene.equipment import drawn_equipment
from iliopsoas.scene.pose_scene import Scene, belly_meshes, scenes_in_poses
from iliopsoas.scene.pose_svg import ILIOPSOAS
from iliopsoas.scene.raster import render
from iliopsoas.scene.supports import SupportPlane, support_plane
from iliopsoas.study.preview import Preview

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from iliopsoas.atlas.walking.own_norms import OwnNorms
    from iliopsoas.atlas.walking.walking_norms import WalkingNorm

Array = NDArray[np.float64]
PREVIEW_SUFFIXES = (".png", ".svg")
MUSCLE = "#b5302f"
PIXELS = 420
"""Width of each keyframe (technical)."""
A_ROW = 4
"""Keyframes in a row (technical)."""
INCHES = 3.0
"""Width of each keyframe on paper (technical)."""
BAND_INCHES = 1.8
"""Height of each band of norms on paper (technical)."""
ROOM = 1.08
"""Room around the body (technical)."""
LEVEL = 0.99
"""Cosine of the slope up to which a support is level (technical)."""
WRAP = 30
"""Letters of a caption's line for each keyframe in a row (technical)."""


def write_preview(seen: Preview, path: Path | str, *, norms: OwnNorms | None = None) -> Path:
    """Draw the keyframes of a movement, seen from the person's right, on their floor.

    Args:
        seen: from `iliopsoas.study.preview`. path: FILE.png or FILE.svg.
        norms: a user's own bands, drawn below.

    Raises:
        InputError: the suffix is another.
        MissingExtra: matplotlib is not installed.
    """
    path = check_figure_suffix(Path(path), PREVIEW_SUFFIXES)
    try:
        from matplotlib.figure import Figure
    except ImportError:
        raise MissingExtra("a picture of keyframes", "figures") from None
    scenes = scenes_in_poses(seen.body, np.asarray(seen.poses))
    camera = _camera(scenes)
    columns = min(A_ROW, len(scenes))
    rows = -(-len(scenes) // columns)
    bands = list(norms.of.items()) if norms else []
    below = -(-len(bands) // columns)
    heights = [INCHES * camera.height / camera.width + 0.35] * rows + [BAND_INCHES] * below
    figure = Figure(figsize=(columns * INCHES, sum(heights) + 0.5), facecolor="white", layout="constrained")
    grid = figure.subplots(rows + below, columns, squeeze=False, height_ratios=heights)
    _draw_bands(grid[rows:].flat, bands)
    grid = grid[:rows]
    title = textwrap.fill(f"{seen.title} ({seen.body!r})".replace("<Body: ", "").replace(">", ""), WRAP * columns)
    figure.suptitle(title, fontsize=10)
    for axes in grid.flat[len(scenes) :]:
        axes.axis("off")
    for axes, drawn, caption in zip(grid.flat, scenes, seen.captions, strict=False):
        axes.imshow(render(_parts(seen, drawn), _moved(camera, drawn), PIXELS))
        for ends in _floor_line(seen, _moved(camera, drawn)):
            axes.plot(*ends, color="#8a949c", scalex=False, scaley=False)
        axes.set_title(caption, fontsize=9)
        axes.axis("off")
    return save_picture(figure, path, dpi=110)


def _draw_bands(places: Iterable[Axes], bands: list[tuple[str, WalkingNorm]]) -> None:
    """Mean and standard deviation over the gait cycle, one band a place."""
    for axes, band in itertools.zip_longest(places, bands):
        if band is None:
            axes.axis("off")
            continue
        name, norm = band
        axes.fill_between(norm.percent, norm.mean - norm.sd, norm.mean + norm.sd, color="#cccccc", lw=0)
        axes.plot(norm.percent, norm.mean, color="#444444")
        axes.set_title(f"{name} [{norm.unit}]", fontsize=8)
        axes.set_xlim(0, 100)
        axes.tick_params(labelsize=7)


def _parts(seen: Preview, drawn: Scene) -> list[tuple[Mesh, Array]]:
    """Bones, discs and the iliopsoas of one pose."""
    body = seen.body
    strands = [i for name in ILIOPSOAS for i in body.muscles.select(name)]
    bellies = [(belly_meshes([drawn.strands[i] for i in strands], body.muscles.fmax[strands]), hex_rgb(MUSCLE))]
    bones = [(drawn.solid("bone"), BONE), (drawn.solid("rib"), BONE), (drawn.solid("disc"), DISC)]
    return [*bones, *bellies, *drawn_equipment(seen.motion.attached, _planes(seen), drawn, _floor_height(seen))]


def _planes(seen: Preview) -> list[SupportPlane]:
    """What the person leans on and what would not hide them: seats, benches, steps."""
    return [
        support_plane(s.name, s.point, s.normal, None if s.size is None else [2.0 * half for half in s.size])
        for s in seen.motion.supports
        if s.normal[1] > LEVEL and not s.held_by and not s.grip
    ]


def _floor_height(seen: Preview) -> float:
    return next((s.point[1] for s in seen.motion.supports if s.name == "floor"), 0.0)


def _camera(scenes: list[Scene]) -> Camera:
    """From the right, wide enough for every pose about its pelvis, and all on one level."""
    points = [scene.solid("bone").vertices for scene in scenes]
    low, high = min(p[:, 1].min() for p in points), max(p[:, 1].max() for p in points)
    wide = max(
        float(np.abs(p[:, 0] - scene.origins["pelvis"][0]).max()) for p, scene in zip(points, scenes, strict=True)
    )
    centre = np.array([0.0, 0.5 * (low + high), 0.0])
    return camera_around(centre, 2 * ROOM * wide, ROOM * (high - low) + 0.04, turn_deg=80.0, tilt_deg=3.0)


def _moved(camera: Camera, drawn: Scene) -> Camera:
    """The camera in front of this pose's pelvis."""
    pelvis = drawn.origins["pelvis"]
    return camera._replace(centre=np.array([pelvis[0], camera.centre[1], pelvis[2]]))


def _floor_line(seen: Preview, camera: Camera) -> list[Array]:
    """The floor from edge to edge, (x and y, both ends) [pixels]; nothing where there is none."""
    if not any(s.name == "floor" for s in seen.motion.supports):
        return []
    y = float(camera.project(np.array([camera.centre[0], _floor_height(seen), camera.centre[2]]))[1])
    row = 0.5 * PIXELS * camera.height / camera.width - y * PIXELS / camera.width
    return [np.array([[0.0, float(PIXELS)], [row, row]])]
