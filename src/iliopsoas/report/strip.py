"""A film strip: a few moments of the movement side by side, for print and for browsers that cannot draw in 3-D.

All pictures have one scale and one floor, and are seen from the person's right. The arms, which would hide the hips,
are left out; the iliopsoas is drawn over the bones that hide it.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from iliopsoas.body.body import Body
from iliopsoas.report.film import Film, film
from iliopsoas.report.raster import View, render, view
from iliopsoas.report.scene import Scene, scene
from iliopsoas.report.skeleton import ARMS, BONE, DISC, bellies, embedded, paint, svg
from iliopsoas.report.solids import Mesh, join, skin
from iliopsoas.report.supports import ARROW, contact_arrows, planes

Array = NDArray[np.float64]

FORCE_COLOUR = np.array([0.0, 0.55, 0.40])
SHAFT, HEAD = 0.011, 0.030
"""Radii of an arrow [m]."""
STYLE = (
    ".filmstrip{margin:18px 0 0}.filmstrip>div{display:grid;grid-template-columns:repeat(auto-fit,minmax(92px,1fr));"
    "gap:6px}.filmstrip svg{display:block;width:100%;height:auto}.filmstrip figcaption{margin-top:4px}"
    "@media print{.filmstrip>div{grid-template-columns:repeat(6,1fr)}.filmstrip{break-inside:avoid}}"
)


def film_strip(result: xr.Dataset, body: Body, *, made: Film | None = None, moments: int = 6, pixels: int = 170) -> str:
    """Still pictures of the movement as a piece of HTML.

    Main arguments:
        result: from `iliopsoas.mechanics.analyze.analyze`.
        body: the body it was made with.

    Other arguments:
        made: the movement's film, if there is one already.
        moments: number of pictures, evenly spaced in time from the first frame to the last.
        pixels: width of each picture.
    """
    reel = film(result, body) if made is None else made
    frames = strip_frames(result["time"].values, moments)
    some, (force, point) = result.isel(time=frames), contact_arrows(result)
    long = ARROW / float(result.attrs["body_weight_n"])
    painted = [paint(body, row) for row in some["muscle_force"].values]
    top = max(p.top for p in painted)
    pictures = []
    for k, frame in enumerate(frames):
        drawn = scene(body, some["pose"].values[k])
        muscles = bellies(body, drawn, replace(painted[k], top=top), 1.0)
        arrows = [arrow(p, long * f) for f, p in zip(force[frame], point[frame], strict=True) if f.any()]
        camera = _camera(reel, drawn)
        image = _overlaid(_bones(drawn, arrows, camera, pixels), render(muscles, camera, pixels))
        pictures.append(_picture(image, _ground(result, reel, camera, pixels), float(some["time"].values[k])))
    arrows_too = (
        f"; green arrows: contact forces, {100 * ARROW:.0f} cm for one body weight" if force[frames].any() else ""
    )
    return (
        f'<figure class="filmstrip"><style>{STYLE}</style><div>{"".join(pictures)}</div><figcaption>Moments of the '
        "movement from the person's right, without arms. The iliopsoas is drawn over the bones, the darker the harder "
        f"it pulls (0 to {top:.0f} N for a whole muscle){arrows_too}.</figcaption></figure>"
    )


def strip_frames(time: Array, moments: int) -> NDArray[np.int64]:
    """Indices of the frames nearest to evenly spaced moments, each once.

    Args:
        time: of all frames, (t) [s].
    """
    wanted = np.linspace(time[0], time[-1], moments)
    return np.unique(np.abs(np.asarray(time)[None] - wanted[:, None]).argmin(axis=1))


def arrow(foot: Array, along: Array) -> Mesh:
    """An arrow from a point, (3) [m], along a vector, (3) [m]."""
    length = float(np.linalg.norm(along))
    head = min(0.09, 0.5 * length)
    at = np.array([0.0, length - head - 1e-4, length - head, length - 1e-4])
    radius = np.array([SHAFT, SHAFT, HEAD, 0.002])
    return skin(foot + np.outer(at / length, along), radius, radius, sides=10)


def _camera(reel: Film, drawn: Scene) -> View:
    low, high, wide = reel.span
    pelvis = drawn.origins["pelvis"]
    centre = np.array([pelvis[0], 0.5 * (low + high), pelvis[2]])
    return view(centre, 2.06 * wide, 1.06 * (high - low), turn_deg=90.0, tilt_deg=2.0, forward=reel.heading)


def _bones(drawn: Scene, arrows: list[Mesh], camera: View, pixels: int) -> NDArray[np.uint8]:
    bone = (drawn.solid("bone", without=ARMS), BONE)
    return render([bone, (drawn.solid("rib"), BONE), (drawn.solid("disc"), DISC), (join(arrows), FORCE_COLOUR)],
                  camera, pixels)  # fmt: skip


def _overlaid(below: NDArray[np.uint8], above: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """One picture over another, both with straight alpha (height, width, 4)."""
    a, b = above / 255.0, below / 255.0
    alpha = a[..., 3:] + b[..., 3:] * (1 - a[..., 3:])
    colour = (a[..., :3] * a[..., 3:] + b[..., :3] * b[..., 3:] * (1 - a[..., 3:])) / np.maximum(alpha, 1e-9)
    return np.round(255 * np.concatenate([colour, alpha], axis=2)).astype(np.uint8)


def _ground(result: xr.Dataset, reel: Film, camera: View, pixels: int) -> str:
    """Floor or supports as lines in the picture."""
    scale = pixels / camera.width
    flat = "fill:#8a949c33;stroke:#8a949c;stroke-width:1.5"
    out = []
    for plane in planes(result):
        corners = plane.point + np.array([plane.u + plane.v, plane.u - plane.v, -plane.u - plane.v, plane.v - plane.u])
        place = camera.project(corners) * [scale, -scale, 1] + [pixels / 2, camera.height * scale / 2, 0]
        out.append(f'<polygon points="{" ".join(f"{x:.0f},{y:.0f}" for x, y, _ in place)}" style="{flat}"/>')
    if not out:
        y = (
            camera.height * scale / 2
            - scale * camera.project(np.array([camera.centre[0], reel.floor, camera.centre[2]]))[1]
        )
        out.append(f'<path d="M0 {y:.1f}H{pixels}" style="{flat}"/>')
    return "".join(out)


def _picture(image: NDArray[np.uint8], ground: str, time: float) -> str:
    high, wide, _ = image.shape
    text = f"Skeleton from the right at {time:.2f} seconds"
    caption = f'<text x="{wide / 2:.0f}" y="{high + 19}" class="tick">{time:.2f} s</text>'
    return svg(wide, high + 25, ground + embedded(image) + caption, text)
