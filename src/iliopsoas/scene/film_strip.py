"""A film strip: a few moments of the movement side by side, for print and for browsers that cannot draw in 3-D.

All pictures have one scale and one floor, and are seen from the side whose iliopsoas pulls harder. The arms, which
would hide the hips, are left out unless they carry something; the iliopsoas is drawn over the bones that hide it.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from iliopsoas.atlas.mirror import SIDE_NAMES
from iliopsoas.body.body import Body
from iliopsoas.motion.records.attachments import attached_from_text
from iliopsoas.results.basis.columns import frames_of
from iliopsoas.results.muscle_forces import iliopsoas_force, strongest_side
from iliopsoas.scene.bones.solids import Mesh, join, skin
from iliopsoas.scene.camera import Camera, camera_around
from iliopsoas.scene.colours import BONE, DISC
from iliopsoas.scene.equipment import drawn_equipment
from iliopsoas.scene.film import Film, film
from iliopsoas.scene.pose_scene import Scene, scenes_in_poses
from iliopsoas.scene.pose_svg import ARMS, coloured_bellies, embedded, paint_iliopsoas, svg
from iliopsoas.scene.raster import drawn_through
from iliopsoas.scene.supports import ARROW_LENGTH, SupportPlane, contact_arrows, support_planes

Array = NDArray[np.float64]

FORCE_COLOUR = np.array([0.0, 0.55, 0.40])
SHAFT, HEAD = 0.011, 0.030
"""Radii of an arrow [m]."""
MOST_LOOKED_AT = 5000
"""Frames among which the strip's are chosen, at most (technical)."""
DRAWN = ("muscle_force", "pose", "contact_force", "contact_point")
FLAT = "fill:#8a949c33;stroke:#8a949c;stroke-width:1.5"
STYLE = (
    ".filmstrip{margin:18px 0 0}.filmstrip>div{display:grid;grid-template-columns:repeat(auto-fit,minmax(92px,1fr));"
    "gap:6px}.filmstrip>.lying{grid-template-columns:repeat(3,1fr)}"
    ".filmstrip .moment{text-align:center;font-size:13px;line-height:1.6}"
    ".filmstrip svg{display:block;width:100%;height:auto}.filmstrip figcaption{margin-top:4px}"
    "@media print{.filmstrip>div{grid-template-columns:repeat(6,1fr)}.filmstrip>.lying{grid-template-columns:"
    "repeat(3,1fr)}.filmstrip{break-inside:avoid}}"
)


def film_strip(result: xr.Dataset, body: Body, *, made: Film | None = None, moments: int = 6, pixels: int = 170) -> str:
    """Still pictures of the movement as a piece of HTML.

    Main arguments:
        result: from `iliopsoas.mechanics.analyze.analyze`.
        body: the body it was made with.

    Other arguments:
        made: the movement's film, if there is one already.
        moments: number of pictures (see `strip_frames`).
        pixels: width of each picture; twice that where they are wide, of somebody who lies.
    """
    reel = film(result, body) if made is None else made
    whole = sum(iliopsoas_force(result, side) for side in "rl")
    angles = [i for i, name in enumerate(body.map.names) if not name.startswith("pelvis_t") or name == "pelvis_tilt"]
    frames = _chosen(result, angles, moments, int(np.argmax(whole)))
    some = result[[name for name in DRAWN if name in result]].isel(time=frames).load()
    force, point = contact_arrows(some)
    long = ARROW_LENGTH / float(result.attrs["body_weight_n"])
    painted = [paint_iliopsoas(body, row) for row in some["muscle_force"].values]
    things, side = attached_from_text(str(result.attrs.get("attached", ""))), strongest_side(result)
    low, high, far = reel.span
    lying = 2 * far > high - low
    pixels = 2 * pixels if lying else pixels
    planes = support_planes(result)
    left_out = () if any(thing.body.startswith("hand_") for thing in things) else ARMS
    pictures = []
    for k, drawn in enumerate(scenes_in_poses(body, some["pose"].values)):
        camera = _camera(reel, drawn, side)
        solid = [plane for plane in planes if not _hides(plane, camera)]
        arrows = [arrow(p, long * f) for f, p in zip(force[k], point[k], strict=True) if f.any()]
        parts = [(drawn.solid("bone", without=left_out), BONE), (drawn.solid("rib"), BONE),
                 (drawn.solid("disc"), DISC), (join(arrows), FORCE_COLOUR)]  # fmt: skip
        muscles = coloured_bellies(body, drawn, painted[k], 1.0)
        image = drawn_through(parts, muscles, drawn_equipment(things, solid, drawn, reel.floor), camera, pixels)
        ground = _ground(planes, reel, camera, pixels)
        pictures.append(_picture(image, ground, float(some["time"].values[k]), SIDE_NAMES[side]))
    wide = ' class="lying"' if lying else ""
    arrows_too = (
        f"; green arrows: contact forces, {100 * ARROW_LENGTH:.0f} cm for one body weight" if force.any() else ""
    )
    caption = (
        "Moments of the movement that differ most, among them that of the largest iliopsoas force, from the person's "
        f"{SIDE_NAMES[side]}{' and without arms' if left_out else ''}. The iliopsoas is drawn over the bones, in the "
        "film's colours: "
        f"the darker, the more of its maximal isometric force{arrows_too}."
    )
    return (
        f'<figure class="filmstrip"><style>{STYLE}</style><div{wide}>{"".join(pictures)}</div>'
        f"<figcaption>{caption}</figcaption></figure>"
    )


def _chosen(result: xr.Dataset, angles: list[int], moments: int, first: int) -> NDArray[np.int64]:
    """The frames of the strip; of a long record evenly spaced ones are looked at, and `first`."""
    count = result.sizes["time"]
    looked = np.unique([*np.linspace(0, count - 1, min(count, MOST_LOOKED_AT)).round().astype(np.int64), first])
    pose, time = frames_of(result, "pose", looked)[:, angles], result["time"].values[looked]
    return np.asarray(looked[strip_frames(time, pose, moments, first=int(np.searchsorted(looked, first)))])


def strip_frames(time: Array, pose: Array, moments: int, *, first: int = 0) -> NDArray[np.int64]:
    """Frames that differ most: after the first, always the one farthest from those chosen so far, in order of time.

    The distance of two frames is the share of their difference in angles in the largest such difference, plus the
    share of their difference in time in the whole time; evenly spaced moments would show a repeated movement always
    at the same phase.

    Args:
        time: of all frames, (t) [s].
        pose: angles of all frames, (t, n) [rad].
        first: a frame that is to be among them.
    """
    chosen = [first]
    nearest = np.full(len(time), np.inf)
    reach = max(float(np.linalg.norm(pose - pose.mean(axis=0), axis=1).max()), 1e-9) * 2
    seconds = max(float(time[-1] - time[0]), 1e-9)
    while len(chosen) < min(moments, len(time)):
        last = chosen[-1]
        away = np.linalg.norm(pose - pose[last], axis=1) / reach + np.abs(time - time[last]) / seconds
        nearest = np.minimum(nearest, away)
        nearest[last] = -1.0
        chosen.append(int(nearest.argmax()))
    return np.sort(chosen)


def arrow(foot: Array, along: Array) -> Mesh:
    """An arrow from a point, (3) [m], along a vector, (3) [m]."""
    length = float(np.linalg.norm(along))
    head = min(0.09, 0.5 * length)
    at = np.array([0.0, length - head - 1e-4, length - head, length - 1e-4])
    radius = np.array([SHAFT, SHAFT, HEAD, 0.002])
    return skin(foot + np.outer(at / length, along), radius, radius, sides=10)


def _camera(reel: Film, drawn: Scene, side: str) -> Camera:
    low, high, wide = reel.span
    pelvis = drawn.origins["pelvis"]
    centre = np.array([pelvis[0], 0.5 * (low + high), pelvis[2]])
    turn = 90.0 if side == "r" else -90.0
    return camera_around(centre, 2.06 * wide, 1.06 * (high - low), turn_deg=turn, tilt_deg=2.0, forward=reel.heading)


def _hides(plane: SupportPlane, camera: Camera) -> bool:
    """Whether a plane stands between camera and body."""
    return not plane.open and float(plane.normal @ camera.towards) < -0.5


def _ground(planes: Sequence[SupportPlane], reel: Film, camera: Camera, pixels: int) -> str:
    """The floor as a line, and planes that would hide the body as outlines."""
    scale = pixels / camera.width
    corner = np.array([[1, 1], [1, -1], [-1, -1], [-1, 1]])
    out = []
    for plane in (p for p in planes if _hides(p, camera)):
        place = camera.project(plane.point + corner @ np.stack([plane.u, plane.v])) * [scale, -scale, 1]
        points = " ".join(f"{x + pixels / 2:.0f},{y + camera.height * scale / 2:.0f}" for x, y, _ in place)
        out.append(f'<polygon points="{points}" style="{FLAT}"/>')
    if not planes or any(plane.open for plane in planes):
        level = np.array([camera.centre[0], reel.floor, camera.centre[2]])
        y = scale * (camera.height / 2 - camera.project(level)[1])
        out.append(f'<path d="M0 {y:.1f}H{pixels}" style="{FLAT}"/>')
    return "".join(out)


def _picture(image: NDArray[np.uint8], ground: str, time: float, side: str) -> str:
    high, wide, _ = image.shape
    text = f"Skeleton from the {side} at {time:.2f} seconds"
    return f'<div class="moment">{svg(wide, high, ground + embedded(image), text)}{time:.2f} s</div>'
