"""A movement before it is analysed, as a picture: its keyframes side by side, each with its name and time."""

from __future__ import annotations

import textwrap
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from iliopsoas.errors import MissingExtra
from iliopsoas.report.figures.figure_file import check_figure_suffix, save_picture
from iliopsoas.scene.bones.solids import Mesh
from iliopsoas.scene.camera import Camera, camera_around
from iliopsoas.scene.colours import BONE, DISC, hex_rgb
from iliopsoas.scene.pose_scene import Scene, belly_mesh, scene_in_pose
from iliopsoas.scene.pose_svg import ILIOPSOAS
from iliopsoas.scene.raster import render
from iliopsoas.study.preview import Preview

Array = NDArray[np.float64]
PREVIEW_SUFFIXES = (".png", ".svg")
MUSCLE = "#b5302f"
PIXELS = 420
"""Width of each keyframe (technical)."""
A_ROW = 4
"""Keyframes in a row (technical)."""
INCHES = 3.0
"""Width of each keyframe on paper (technical)."""
ROOM = 1.08
"""Room around the body (technical)."""
SEAT = 0.2
"""Half length of a support that does not tell its own [m] (technical)."""
WRAP = 30
"""Letters of a caption's line for each keyframe in a row (technical)."""


def write_preview(seen: Preview, path: Path | str) -> Path:
    """Draw the keyframes of a movement, seen from the person's right, on their floor.

    Args:
        seen: from `iliopsoas.study.preview`. path: FILE.png or FILE.svg.

    Raises:
        InputError: the suffix is another.
        MissingExtra: matplotlib is not installed.
    """
    path = check_figure_suffix(Path(path), PREVIEW_SUFFIXES)
    try:
        from matplotlib.figure import Figure
    except ImportError:
        raise MissingExtra("a picture of keyframes", "figures") from None
    scenes = [scene_in_pose(seen.body, pose) for pose in seen.poses]
    camera = _camera(scenes)
    columns = min(A_ROW, len(scenes))
    rows = -(-len(scenes) // columns)
    tall = INCHES * camera.height / camera.width + 0.35
    figure = Figure(figsize=(columns * INCHES, rows * tall + 0.5), facecolor="white", layout="constrained")
    grid = figure.subplots(rows, columns, squeeze=False)
    title = textwrap.fill(f"{seen.title} ({seen.body!r})".replace("<Body: ", "").replace(">", ""), WRAP * columns)
    figure.suptitle(title, fontsize=10)
    for axes in grid.flat[len(scenes) :]:
        axes.axis("off")
    for axes, drawn, caption in zip(grid.flat, scenes, seen.captions, strict=False):
        axes.imshow(render(_parts(seen, drawn), _moved(camera, drawn), PIXELS))
        for ends in _levels(seen, _moved(camera, drawn)):
            axes.plot(*ends, color="#8a949c", scalex=False, scaley=False)
        axes.set_title(caption, fontsize=9)
        axes.axis("off")
    return save_picture(figure, path, dpi=110)


def _parts(seen: Preview, drawn: Scene) -> list[tuple[Mesh, Array]]:
    """Bones, discs and the iliopsoas of one pose."""
    body = seen.body
    strands = [i for name in ILIOPSOAS for i in body.muscles.select(name)]
    bellies = [(belly_mesh(drawn.strands[i], body.muscles.fmax[i]), hex_rgb(MUSCLE)) for i in strands]
    return [(drawn.solid("bone"), BONE), (drawn.solid("rib"), BONE), (drawn.solid("disc"), DISC), *bellies]


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


def _levels(seen: Preview, camera: Camera) -> list[Array]:
    """Level supports as lines, (x and y, both ends) [pixels]; a floor goes from edge to edge."""
    out = []
    for support in seen.motion.supports:
        if support.normal[1] > 0.99 and not support.held_by and not support.grip:
            middle = np.array(support.point)
            half = support.size[0] if support.size else 0.5 * camera.width if support.name == "floor" else SEAT
            start = camera.centre if support.name == "floor" else middle
            ends = np.array([[start[0] + way * half, middle[1], start[2]] for way in (-1.0, 1.0)])
            x, y, _ = (camera.project(ends) * PIXELS / camera.width).T
            out.append(np.array([PIXELS / 2 + x, PIXELS * camera.height / camera.width / 2 - y]))
    return out
