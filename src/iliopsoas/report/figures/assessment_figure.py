"""A clinical test as a picture: the body in the position in which it is read, the thigh's line, and the number."""

from __future__ import annotations

import textwrap
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from iliopsoas.assessment import Finding
from iliopsoas.body.body import Body
from iliopsoas.errors import MissingExtra
from iliopsoas.report.figures.figure_file import check_figure_suffix, save_picture
from iliopsoas.scene.bones.solids import Mesh
from iliopsoas.scene.camera import Camera, camera_around
from iliopsoas.scene.colours import BONE, DISC, FLESH
from iliopsoas.scene.pose_scene import Scene, belly_mesh, scene_in_pose
from iliopsoas.scene.pose_svg import ARMS, thread_mesh
from iliopsoas.scene.raster import render

Array = NDArray[np.float64]
ASSESSMENT_SUFFIXES = (".png", ".svg")
MUSCLE = np.array([0.71, 0.19, 0.18])
PIXELS = 900
"""Width of the drawn body in pixels (technical)."""
INCHES, TEXT = 9.0, 1.5
"""Width of the figure and height of the words above the body [in] (technical)."""
ROOM = 1.08
"""Room around it (technical)."""


def write_assessment(finding: Finding, body: Body, path: Path) -> Path:
    """Draw a test into a file.

    Raises:
        InputError: the suffix is unknown.
        MissingExtra: matplotlib is not installed.
    """
    check_figure_suffix(path, ASSESSMENT_SUFFIXES)
    try:
        from matplotlib.figure import Figure
    except ImportError:
        raise MissingExtra("a figure as .png or .svg", "figures") from None
    drawn = scene_in_pose(body, finding.reading.pose)
    side = finding.side[0]
    camera = _camera(drawn, side)
    image = render(_parts(body, drawn), camera, PIXELS)
    high, wide = image.shape[:2]
    drawn_in = INCHES * high / wide
    whole = drawn_in + TEXT
    figure = Figure(figsize=(INCHES, whole), facecolor="white")
    axes = figure.add_axes((0.0, 0.0, 1.0, drawn_in / whole))
    axes.imshow(image)
    axes.axis("off")
    _angle(axes, drawn, camera, side, high, wide)
    figure.text(0.03, 0.985, f"{finding.test.title}, {finding.side}", va="top", fontsize=15, weight="bold")
    figure.text(
        0.03, 1.0 - 0.42 / (9.0 * high / wide + 1.5), _words(finding), va="top", fontsize=10.5, linespacing=1.35
    )
    return save_picture(figure, path, dpi=110)


def _words(finding: Finding) -> str:
    lines = [f"{finding.test.measurement}: {finding.value:.1f} {finding.test.unit}"]
    if finding.conditions:
        lines[0] += f"   (healthy {finding.healthy.value:.1f}; {', '.join(finding.conditions)})"
    lines += textwrap.wrap(finding.verdict, 115)
    lines.append("Simulated; not a diagnosis.")
    return "\n".join(lines)


def _parts(body: Body, drawn: Scene) -> list[tuple[Mesh, Array]]:
    parts = [
        (drawn.solid("bone", without=ARMS), BONE),
        (drawn.solid("rib"), BONE),
        (drawn.solid("disc"), DISC),
        (thread_mesh(body, drawn), FLESH),
    ]
    for name in ("psoas_major", "iliacus"):
        parts += [(belly_mesh(drawn.strands[i], body.muscles.fmax[i]), MUSCLE) for i in body.muscles.select(name)]
    return parts


def _camera(drawn: Scene, side: str) -> Camera:
    points = drawn.solid("bone").vertices
    turn = 90.0 if side == "r" else -90.0
    forward = np.array([1.0, 0.0, 0.0])
    first = camera_around(points.mean(axis=0), 1.0, 1.0, turn_deg=turn, tilt_deg=2.0, forward=forward)
    flat = first.project(points)
    low, top = flat[:, :2].min(axis=0), flat[:, :2].max(axis=0)
    middle = 0.5 * (low + top)
    centre = first.centre + first.right * middle[0] + np.array([0.0, 1.0, 0.0]) * middle[1]
    wide, high = ROOM * (top - low)
    return camera_around(
        centre, float(wide), float(max(high, 0.35 * wide)), turn_deg=turn, tilt_deg=2.0, forward=forward
    )


def _angle(axes: object, drawn: Scene, camera: Camera, side: str, high: int, wide: int) -> None:
    """The thigh's line beside the horizontal through the hip."""
    scale = wide / camera.width
    ends = np.stack([drawn.origins[f"femur_{side}"], drawn.origins[f"tibia_{side}"]])
    flat = camera.project(ends)[:, :2] * [scale, -scale] + [wide / 2, high / 2]
    hip, knee = flat
    reach = np.sign(knee[0] - hip[0]) * np.linalg.norm(knee - hip)
    plot = axes.plot  # type: ignore[attr-defined]
    plot([hip[0], hip[0] + reach], [hip[1], hip[1]], ls="--", lw=1.4, color="#444")
    plot([hip[0], knee[0]], [hip[1], knee[1]], lw=2.4, color="#0072B2")
    plot([hip[0]], [hip[1]], "o", ms=6, color="#0072B2")
