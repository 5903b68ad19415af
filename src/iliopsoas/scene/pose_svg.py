"""The skeleton with the iliopsoas coloured by its force, drawn as SVG."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from html import escape

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import distance_transform_edt

from iliopsoas.body.body import Body
from iliopsoas.scene.bones.skeleton import FEMORAL_HEAD
from iliopsoas.scene.bones.solids import Mesh
from iliopsoas.scene.camera import Camera, camera_around
from iliopsoas.scene.colours import BONE, DISC, FLESH, FORCE_SCALE, force_colour
from iliopsoas.scene.png import png_bytes
from iliopsoas.scene.pose_scene import Scene, belly_meshes, resample_path
from iliopsoas.scene.raster import Drawing, Parts, draw_parts, drawn_through

Array = NDArray[np.float64]

ILIOPSOAS = ("psoas_major_r", "psoas_major_l", "iliacus_r", "iliacus_l")
ARMS = tuple(f"{bone}_{side}" for bone in ("humerus", "ulna", "radius", "hand") for side in "rl")
SLENDER = 0.55
"""Share of its true thickness that a strand is drawn with, so that single strands can be told apart [-]."""


VIEWS = (24.0, 55.0, -10.0, 80.0)
"""Where the close-up may be seen from, towards the side that pulls harder; the first unless little is seen there
[deg] (drawing)."""
SEEN_WELL = 0.5
"""Share of the muscles that is enough to be seen [-] (drawing)."""
COARSE = 110
"""Width of the pictures by which a view is chosen [pixels] (technical)."""
LABELLED = 0.12
"""How far from the middle of a muscle its name may point [m] (drawing)."""


@dataclass(frozen=True)
class Painted:
    """The iliopsoas of one scene, ready to draw.

    Attributes:
        strands: (index in `body.muscles`, muscle with side, force of the whole muscle [N]) of each strand.
        share: force of each whole muscle over its maximal isometric force, which its colour shows, as in the film [-].
        side: the side with the larger force, 'r' or 'l'.
    """

    strands: tuple[tuple[int, str, float], ...]
    share: dict[str, float]
    side: str


def paint_iliopsoas(body: Body, force: Array) -> Painted:
    """Colour values of the iliopsoas.

    Args:
        force: force of every strand in one frame, (m) [N].
    """
    whole = {name: float(force[body.muscles.select(name)].sum()) for name in ILIOPSOAS}
    strands = tuple((i, name, value) for name, value in whole.items() for i in body.muscles.select(name))
    side = max("rl", key=lambda s: whole[f"psoas_major_{s}"] + whole[f"iliacus_{s}"])
    most = {name: float(body.muscles.fmax[body.muscles.select(name)].sum()) for name in ILIOPSOAS}
    share = {name: value / most[name] if most[name] > 0.0 else 0.0 for name, value in whole.items()}
    return Painted(strands, share, side)


# --- drawing ----------------------------------------------------------------------------------------------------------


def whole_body(body: Body, scene: Scene, painted: Painted, *, beside: Parts | None = None, pixels: int = 360) -> str:
    """The whole skeleton in its pose, as an SVG; `beside` are solids around it (`iliopsoas.scene.equipment`)."""
    bone = scene.solid("bone")
    low, high = bone.vertices[:, 1].min(), bone.vertices[:, 1].max()
    camera = _camera(scene, 0.5 * (low + high), 1.10, 1.04 * (high - low), 35.0, painted.side)
    spread = camera.project(bone.vertices)[:, 0]
    camera = camera._replace(
        centre=camera.centre + camera.right * (spread.min() + spread.max()) / 2, width=1.08 * float(np.ptp(spread))
    )
    parts = [(bone, BONE), (scene.solid("rib"), BONE), (scene.solid("disc"), DISC), (thread_mesh(body, scene), FLESH)]
    image = drawn_through(parts, coloured_bellies(body, scene, painted, 1.0), beside or [], camera, pixels)
    text = "Whole skeleton in the pose of largest iliopsoas force, which is drawn over the bones"
    return svg(image.shape[1], image.shape[0], embedded(image), text)


def close_up(body: Body, scene: Scene, painted: Painted, *, pixels: int = 560) -> str:
    """Lumbar spine, pelvis and hips with names and a colour bar, as an SVG."""
    femur = f"femur_{painted.side}"
    bellies = coloured_bellies(body, scene, painted, SLENDER)
    bones = [(scene.solids["bone"][femur], BONE), (scene.solid("bone", without=(*ARMS, femur)), BONE)]
    parts = [*bellies, *bones, (scene.solid("disc"), DISC)]
    camera = _near(scene, VIEWS[0], painted.side)
    drawing = draw_parts(parts, camera, pixels)
    if _share_seen(drawing, bellies, camera, painted.side) < SEEN_WELL:
        cameras = [_near(scene, turn, painted.side) for turn in VIEWS]
        few = [draw_parts(parts, one, COARSE, oversample=1) for one in cameras]
        shares = [_share_seen(d, bellies, c, painted.side) for d, c in zip(few, cameras, strict=True)]
        camera = cameras[int(np.argmax(shares))]
        drawing = draw_parts(parts, camera, pixels)
    image = drawing.image
    high, bar = image.shape[0], 72
    inside = embedded(image) + _labels(_marks(scene, painted, camera, drawing.part), image) + _colour_bar(pixels, high)
    text = "Lumbar spine, pelvis and hips; psoas major and iliacus coloured by their share of maximal isometric force"
    return svg(image.shape[1], high + bar, inside, text)


def _near(scene: Scene, turn: float, side: str) -> Camera:
    """A camera before the pelvis, turned towards a side [deg], in the pelvis' own frame: whatever way somebody lies."""
    size, axes = scene.factors["pelvis"], scene.pelvis
    middle = 0.5 * (scene.origins["femur_r"] + scene.origins["femur_l"]) - scene.origins["pelvis"]
    inside = np.array([float(middle @ axes[:, 0]), 0.012 * size, 0.0])
    way = turn if side == "r" else -turn
    local = camera_around(inside, 0.43 * size, 0.50 * size, turn_deg=way, tilt_deg=4.0)
    centre = scene.origins["pelvis"] + axes @ inside
    return local._replace(right=axes @ local.right, up=axes @ local.up, towards=axes @ local.towards, centre=centre)


def _share_seen(drawing: Drawing, bellies: Parts, camera: Camera, side: str) -> float:
    """How much of the muscles of a side is seen: their pixels over those they would have without bones."""
    mine = [k for k, name in enumerate(ILIOPSOAS) if name.endswith(side)]
    alone = draw_parts([bellies[k] for k in mine], camera, drawing.part.shape[1], oversample=1).part >= 0
    return float(np.isin(drawing.part, mine).sum()) / max(int(alone.sum()), 1)


def _camera(scene: Scene, height: float, wide: float, high: float, turn: float, side: str) -> Camera:
    middle = 0.5 * (scene.origins["femur_r"] + scene.origins["femur_l"])
    centre = np.array([middle[0], height, middle[2]])
    return camera_around(
        centre, wide, high, turn_deg=turn if side == "r" else -turn, tilt_deg=4.0, forward=scene.pelvis[:, 0]
    )


def coloured_bellies(body: Body, scene: Scene, painted: Painted, thickness: float) -> list[tuple[Mesh, Array]]:
    """Each muscle of the iliopsoas, all its strands as one mesh, with its colour, in the order of `ILIOPSOAS`."""
    strands = {name: [i for i, n, _ in painted.strands if n == name] for name in ILIOPSOAS}
    return [
        (
            belly_meshes([scene.strands[i] for i in mine], body.muscles.fmax[mine], thickness=thickness),
            force_colour(painted.share[name]),
        )
        for name, mine in strands.items()
    ]


def thread_mesh(body: Body, scene: Scene) -> Mesh:
    """All other muscles as thin threads."""
    mine = {i for name in ILIOPSOAS for i in body.muscles.select(name)}
    lines = [line for i, line in enumerate(scene.strands) if i not in mine]
    return belly_meshes(lines, np.full(len(lines), 6.0), sides=4, rings=8)


def _marks(scene: Scene, painted: Painted, camera: Camera, part: NDArray[np.int32]) -> dict[str, Array]:
    """Where each name points: the middle of what is seen of it, column and row [pixels]."""
    high, wide = part.shape
    side, femur = painted.side, len(ILIOPSOAS)

    def pixel(point: Array) -> Array:
        x, y, _ = camera.project(point) * (wide / camera.width)
        return np.array([wide / 2 + x, high / 2 - y])

    def seen(number: int, near: Array, within: float) -> Array:
        """The innermost pixel of a part around a point; the point itself where nothing of it is seen there."""
        reach = within * wide / camera.width
        row, column = (max(int(x - reach), 0) for x in near[::-1])
        window = part[row : int(near[1] + reach) + 1, column : int(near[0] + reach) + 1]
        y, x = np.indices(window.shape)
        there = (window == number) & (np.hypot(x + column - near[0], y + row - near[1]) <= reach)
        if not there.any():
            return near
        inner = np.unravel_index(int(distance_transform_edt(np.pad(there, 1))[1:-1, 1:-1].argmax()), there.shape)
        return np.array([float(inner[1] + column), float(inner[0] + row)])

    paths = {n: scene.strands[i] for i, n, _ in reversed(painted.strands)}
    size = scene.factors["pelvis"]
    muscles = {
        name.replace("_", " "): seen(
            ILIOPSOAS.index(f"{name}_{side}"), pixel(resample_path(paths[f"{name}_{side}"], 5)[2]), LABELLED * size
        )
        for name in ("psoas_major", "iliacus")
    }
    return muscles | {
        "femoral head": seen(femur, pixel(scene.origins[f"femur_{side}"]), FEMORAL_HEAD * size),
        "lesser trochanter": pixel(paths[f"psoas_major_{side}"][-1]),
    }


def _labels(marks: dict[str, Array], image: NDArray[np.uint8]) -> str:
    """Names in a column on the side where most of what they name is nearer to the edge."""
    wide = image.shape[1]
    left = float(np.mean([x for x, _ in marks.values()])) < wide / 2
    column, anchor = (8, "start") if left else (wide - 8, "end")
    out, last = [], -1e9
    for name, (px, py) in sorted(marks.items(), key=lambda m: float(m[1][1])):
        ly = max(py - 14, last + 32)
        last = ly
        end = column + (1 if left else -1) * 10.4 * len(name)
        out.append(
            f'<path d="M{end:.0f} {ly:.0f}L{px:.0f} {py:.0f}" class="lead"/><circle cx="{px:.0f}" cy="{py:.0f}" r="3"/>'
        )
        out.append(f'<text x="{column}" y="{ly + 6:.0f}" text-anchor="{anchor}" class="name">{escape(name)}</text>')
    out.append('<text x="8" y="20" class="side">right</text>')
    out.append(f'<text x="{wide - 8}" y="20" text-anchor="end" class="side">left</text>')
    return "".join(out)


def _colour_bar(wide: int, top: int) -> str:
    stops = "".join(
        f'<stop offset="{i / (len(FORCE_SCALE) - 1)}" stop-color="{c}"/>' for i, c in enumerate(FORCE_SCALE)
    )
    left, length = 0.16 * wide, 0.68 * wide
    ticks = "".join(
        f'<text x="{left + s * length:.0f}" y="{top + 45}" class="tick">{100 * s:.0f} %</text>' for s in (0, 0.5, 1)
    )
    return (
        f'<defs><linearGradient id="force">{stops}</linearGradient></defs>'
        f'<rect x="{left:.0f}" y="{top + 12}" width="{length:.0f}" height="14" fill="url(#force)" stroke="#777"/>'
        f'{ticks}<text x="{wide / 2:.0f}" y="{top + 66}" class="tick">force over the maximal isometric force</text>'
    )


def embedded(image: NDArray[np.uint8]) -> str:
    data = base64.b64encode(png_bytes(image)).decode()
    high, wide, _ = image.shape
    return f'<image width="{wide}" height="{high}" href="data:image/png;base64,{data}"/>'


def svg(wide: int, high: int, inside: str, text: str) -> str:
    style = (
        "text{font-family:system-ui,-apple-system,'Segoe UI',Roboto,'DejaVu Sans',sans-serif;fill:var(--ink,#222)}"
        ".name{font-size:20px;paint-order:stroke;stroke:var(--paper,#fff);stroke-width:4px;stroke-linejoin:round}"
        ".tick{font-size:17px;text-anchor:middle}.side{font-size:17px;fill:var(--soft,#666)}"
        ".lead{stroke:var(--soft,#444)}circle{fill:var(--soft,#444)}"
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" role="img" aria-label="{escape(text)}">'
        f"<title>{escape(text)}</title><style>{style}</style>{inside}</svg>"
    )
