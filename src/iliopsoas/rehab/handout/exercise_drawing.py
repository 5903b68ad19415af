"""Two drawings of an exercise, start and end, as SVG: plain figure, dark leg, arrow, where it is felt.

Drawn from the simulated movement, not from a template: joint centres, supports, weights and bands are its own. Lines
and three greys only, so that it prints in black and white.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.spatial import ConvexHull

from iliopsoas.arrays import Array
from iliopsoas.body.body import Body
from iliopsoas.motion.library.catalogue import movement
from iliopsoas.motion.records.attachments import ElasticBand, Weight
from iliopsoas.motion.records.motion import Motion
from iliopsoas.motion.records.supports import Support
from iliopsoas.rehab.handout.felt_places import felt_places, place_on_figure
from iliopsoas.rehab.handout.figure_body import FigureBody, Tube, figure_in_pose
from iliopsoas.scene.camera import Camera, camera_around

PIXELS_PER_METRE = 260.0
"""Of the drawing (technical)."""
MARGIN = 0.10
"""Around the figure [m] (technical)."""
LEAST_WIDTH, LEAST_HEIGHT = 1.0, 0.75
"""Of a picture [m] (technical)."""
STILL = 0.03
"""A movement smaller than this gets no arrow [m] (technical)."""
NOD = 0.15
"""A head that moves less gets none either [m] (technical)."""
IN_FRONT = 0.19
"""Where the arrow of the hips is drawn, in front of the pelvis [m] (technical)."""
SHORTEST = 55.0
"""An arrow is at least so long [pixels] (technical)."""
LINE, SKIN, FAR, DARK = "#111", "#f7f7f7", "#dcdcdc", "#8a8a8a"
SUPPORT = "#555"
STROKE = 3.2
"""Width of outlines [pixels] (technical)."""
MOVING = ("ankle", "knee", "toes")
ROUND = np.linspace(0.0, 2.0 * np.pi, 28, endpoint=False)
HALF_SIZE = 0.22
"""Half length of a support that tells none [m] (technical)."""


@dataclass(frozen=True)
class ExerciseDrawing:
    """Two pictures of one exercise.

    Attributes:
        start, end: SVG of both poses, in one scale.
        side: 'r' or 'l': the dark leg, and the side it is seen from; '' where both sides do the same.
        start_pose, end_pose: what was drawn, (n) [rad, m].
        view: 'side' or 'front'.
        moves: there is an arrow.
        felt: places that are marked.
        shape: width over height of each picture [-].
    """

    start: str
    end: str
    side: str
    start_pose: Array
    end_pose: Array
    view: str
    moves: bool
    felt: tuple[str, ...]
    shape: float


def draw_exercise(
    body: Body,
    exercise: str,
    *,
    side: str = "right",
    parameters: Mapping[str, float | str] | None = None,
    felt: str = "",
) -> ExerciseDrawing:
    """Draw an exercise as it is simulated.

    Args:
        body: whose; a healthy one, since the picture shows how it is meant.
        exercise: name in the library.
        side: 'right', 'left' or 'both' (the right one is then drawn).
        parameters: of the movement.
        felt: words of what is felt where.

    Raises:
        UnknownName, InputError: see `iliopsoas.motion.library.catalogue.movement`.
    """
    from iliopsoas.atlas.movements.catalogue import find_movement

    alike = find_movement(exercise).laterality == "both"
    chosen = "left" if side == "left" and not alike else "right"
    done = movement(exercise, body, side=chosen, **dict(parameters or {}))
    letter = chosen[0]
    poses = _poses(body, done)
    first, last = key_frames(poses, body.map.names, letter)
    figures = figure_in_pose(body, poses[first]), figure_in_pose(body, poses[last])
    view = _view(figures, letter, done.supports)
    camera = _camera(figures, done.supports, letter, view)
    path = _path(body, poses, first, last, "" if alike else letter, camera)
    places = felt_places(felt)
    pictures = []
    for k, figure in enumerate(figures):
        inside = [_supports(done.supports, camera), _person(figure, camera, letter, alike=alike)]
        inside.append(_grips(done.supports, camera, figure))
        inside.append(_things(body, done, poses[(first, last)[k]], camera))
        if k == 1:
            inside += [_felt(figure, places, letter, camera), _arrow(path)]
        pictures.append(_svg(camera, "".join(inside)))
    return ExerciseDrawing(
        start=pictures[0],
        end=pictures[1],
        side="" if alike else letter,
        start_pose=poses[first],
        end_pose=poses[last],
        view=view,
        moves=len(path) > 0,
        felt=places,
        shape=camera.width / camera.height,
    )


def key_frames(poses: Array, names: Sequence[str], side: str) -> tuple[int, int]:
    """The first frame, and the one whose angles on the exercised side differ most from it.

    Args:
        poses: (frames, n) [rad, m]. names: of the coordinates. side: 'r' or 'l'.
    """
    other = "_l" if side == "r" else "_r"
    still = ("pelvis_tx", "pelvis_ty", "pelvis_tz")
    weight = np.array([0.0 if n in still else 0.35 if n.endswith(other) or n.startswith("arm") else 1.0 for n in names])
    away = np.linalg.norm((poses - poses[0]) * weight, axis=1)
    reached = np.flatnonzero(away >= 0.98 * away.max()) if away.max() > 1e-6 else np.array([len(poses) // 2])
    return 0, int(reached[0])


def _poses(body: Body, done: Motion) -> Array:
    still = np.zeros(len(done.time))
    return np.stack([done.coordinates.get(name, still) for name in body.map.names], axis=1)


def _view(figures: Sequence[FigureBody], side: str, supports: Sequence[Support]) -> str:
    """From the side, unless the person lies on a side, leans sideways on a wall, or moves across the picture."""
    across = figures[0].axes["pelvis"][:, 2]
    if abs(across[1]) > 0.7 or any(abs(float(np.array(s.normal) @ across)) > 0.8 for s in supports if not s.held_by):
        return "front"
    change = [figures[1].joints[n] - figures[0].joints[n] for n in (f"ankle_{side}", f"knee_{side}", "head", "pelvis")]
    aside = max(abs(float(c @ across)) for c in change)
    along = max(float(np.linalg.norm(c - (c @ across) * across)) for c in change)
    return "front" if aside > 1.2 * along and aside > STILL else "side"


def _camera(figures: Sequence[FigureBody], supports: Sequence[Support], side: str, view: str) -> Camera:
    right = figures[0].axes["pelvis"][:, 2]
    lying = abs(right[1]) > 0.7
    ahead = figures[0].axes["pelvis"][:, 0] if lying else np.cross([0.0, 1.0, 0.0], right)
    turn = 0.0 if view == "front" else 90.0 if side == "r" else -90.0
    tubes = [tube for figure in figures for part in figure.parts.values() for tube in part]
    points = np.array([end for tube in tubes for end in (tube.first, tube.last)])
    reach = np.array([r for tube in tubes for r in (tube.first_radius, tube.last_radius)])
    camera = camera_around(points.mean(axis=0), 1.0, 1.0, turn_deg=turn, tilt_deg=0.0, forward=ahead)
    flat = camera.project(points)
    low, high = (flat[:, :2] - reach[:, None]).min(axis=0), (flat[:, :2] + reach[:, None]).max(axis=0)
    levels = [s.point[1] - camera.centre[1] for s in supports if abs(s.normal[1]) > 0.9 and not s.held_by]
    low[1] = min([low[1], *levels])
    size = np.maximum(high - low + 2 * MARGIN, [LEAST_WIDTH, LEAST_HEIGHT])
    middle = 0.5 * (low + high)
    centre = camera.centre + middle[0] * camera.right + middle[1] * camera.up
    return camera._replace(centre=centre, width=float(size[0]), height=float(size[1]))


def _place(camera: Camera, points: Array) -> Array:
    """Points in pixels from the upper left, (k, 2)."""
    flat = camera.project(np.atleast_2d(points))
    return PIXELS_PER_METRE * np.stack([flat[:, 0] + camera.width / 2, camera.height / 2 - flat[:, 1]], axis=1)


def _svg(camera: Camera, inside: str) -> str:
    wide, high = (round(PIXELS_PER_METRE * x) for x in (camera.width, camera.height))
    size = f'viewBox="0 0 {wide} {high}" width="{wide}" height="{high}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{inside}</svg>'


def _outline(tube: Tube, camera: Camera) -> str:
    ends = _place(camera, np.stack([tube.first, tube.last]))
    circle = np.stack([np.cos(ROUND), np.sin(ROUND)], axis=1) * PIXELS_PER_METRE
    points = np.concatenate([ends[0] + tube.first_radius * circle, ends[1] + tube.last_radius * circle])
    points = points[ConvexHull(points).vertices]
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points) + "Z"


def _person(figure: FigureBody, camera: Camera, side: str, *, alike: bool) -> str:
    near, far = side, "l" if side == "r" else "r"
    order = (
        (f"arm_{far}", FAR),
        (f"leg_{far}", FAR),
        ("trunk", SKIN),
        (f"leg_{near}", SKIN if alike else DARK),
        (f"arm_{near}", SKIN),
    )
    out = []
    for part, fill in order:
        paths = [f'<path d="{_outline(tube, camera)}"/>' for tube in figure.parts[part]]
        drawn = "".join(paths)
        edge = f'fill="{LINE}" stroke="{LINE}" stroke-width="{STROKE}" stroke-linejoin="round"'
        out.append(f'<g {edge}>{drawn}</g><g fill="{fill}">{drawn}</g>')
    return "".join(out)


def _supports(supports: Sequence[Support], camera: Camera) -> str:
    """Floor, seats and walls."""
    out, wide, high = [], camera.width * PIXELS_PER_METRE, camera.height * PIXELS_PER_METRE
    floor = float(_place(camera, np.zeros(3))[0][1])
    for support in (s for s in supports if not s.held_by and not s.grip):
        normal, (x, y) = np.array(support.normal), _place(camera, np.array(support.point))[0]
        if abs(normal[1]) > 0.9:
            half = (support.size or (HALF_SIZE,))[0] * PIXELS_PER_METRE
            endless = support.name == "floor" and support.size is None
            left, right = (0.0, wide) if endless else (max(x - half, 0.0), min(x + half, wide))
            legs = "" if endless else f"M{left + 8:.1f} {y:.1f}V{floor:.1f}M{right - 8:.1f} {y:.1f}V{floor:.1f}"
            out.append(
                f'<path d="M{left:.1f} {y:.1f}H{right:.1f}{legs}" stroke="{SUPPORT}" stroke-width="5" fill="none"/>'
            )
        elif abs(normal @ camera.right) > 0.7:
            out.append(f'<path d="M{x:.1f} 0V{high:.1f}" stroke="{SUPPORT}" stroke-width="6"/>')
    return "".join(out)


def _grips(supports: Sequence[Support], camera: Camera, figure: FigureBody) -> str:
    """A bar in the hands, seen from its end."""
    if not any(s.grip and "hand" in "".join(s.regions) for s in supports):
        return ""
    x, y = _place(camera, np.array([figure.joints["wrist_r"], figure.joints["wrist_l"]])).mean(axis=0)
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="13" fill="#fff" stroke="{LINE}" stroke-width="6"/>'


def _things(body: Body, done: Motion, pose: Array, camera: Camera) -> str:
    """Cuffs and bands."""
    data, out = body.at(pose), []

    def at(name: str, place: Sequence[float]) -> Array:
        turn, origin = data.body(name).xmat.reshape(3, 3), data.body(name).xpos
        return np.asarray(origin + body.factors[name] * turn @ np.array(place))

    for load in done.attached:
        if isinstance(load, Weight):
            x, y = _place(camera, at(load.body, load.place))[0]
            size = 15.0
            out.append(
                f'<rect x="{x - size:.1f}" y="{y - size:.1f}" width="{2 * size}" height="{2 * size}" rx="4" '
                f'fill="{LINE}" stroke="#fff" stroke-width="2"/>'
            )
        elif isinstance(load, ElasticBand):
            other = at(load.anchor_body, load.anchor) if load.anchor_body else np.array(load.anchor)
            (ax, ay), (bx, by) = _place(camera, np.stack([at(load.body, load.place), other]))
            out.append(
                f'<path d="M{ax:.1f} {ay:.1f}L{bx:.1f} {by:.1f}" stroke="{LINE}" stroke-width="5" '
                'stroke-dasharray="11 5"/>'
                f'<circle cx="{bx:.1f}" cy="{by:.1f}" r="7" fill="{LINE}"/>'
            )
    return "".join(out)


def _felt(figure: FigureBody, places: Sequence[str], side: str, camera: Camera) -> str:
    out = []
    for place in places:
        x, y = _place(camera, place_on_figure(figure, place, side))[0]
        rays = "".join(
            f"M{x + 12 * np.cos(a):.1f} {y + 12 * np.sin(a):.1f}L{x + 22 * np.cos(a):.1f} {y + 22 * np.sin(a):.1f}"
            for a in np.linspace(0, 2 * np.pi, 10, endpoint=False)
        )
        out.append(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="24" fill="#fff" fill-opacity="0.75"/>'
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="8" fill="{LINE}"/>'
            f'<path d="{rays}" stroke="{LINE}" stroke-width="3.4" stroke-linecap="round"/>'
        )
    return "".join(out)


def _path(body: Body, poses: Array, first: int, last: int, side: str, camera: Camera) -> Array:
    """Where the part that moves most goes, in pixels, (k, 2); empty where nothing moves enough.

    The exercised leg comes first, then the hips (told in front of the belly), then the other leg, then the head; where
    both sides do the same, the hips come first.
    """
    frames = np.unique(np.linspace(first, last, 9).round().astype(int))
    figures = [figure_in_pose(body, poses[k]) for k in frames]
    near, other = side or "r", "l" if side == "r" else "r"
    groups = [
        ([f"{j}_{near}" for j in MOVING], 0.6, STILL),
        (["pelvis"], 0.3, STILL),
        ([f"{j}_{other}" for j in MOVING], 0.5, STILL),
        (["head"], 1.0, NOD),
    ]
    if not side:
        groups[:2] = groups[1::-1]
    paths = [max((_course(figures, name, camera) for name in names), key=_reach) for names, _, _ in groups]
    most = max(_reach(path) for path in paths)
    for path, (_, share, least) in zip(paths, groups, strict=True):
        if _reach(path) >= max(share * most, least * PIXELS_PER_METRE):
            return path
    return np.zeros((0, 2))


def _course(figures: Sequence[FigureBody], name: str, camera: Camera) -> Array:
    ahead = IN_FRONT if name == "pelvis" else 0.0
    return _place(camera, np.stack([f.joints[name] + ahead * f.size * f.axes["pelvis"][:, 0] for f in figures]))


def _reach(path: Array) -> float:
    return float(np.linalg.norm(path[-1] - path[0]))


def _arrow(path: Array) -> str:
    """A white-edged arrow along a path."""
    if not len(path):
        return ""
    if (length := _reach(path)) < SHORTEST:
        along = (path[-1] - path[0]) / max(length, 1e-9)
        path = np.stack([path[-1] - 0.6 * SHORTEST * along, path[-1] + 0.4 * SHORTEST * along])
    end = path[-1]
    back = path[max(len(path) - 4, 0)]
    along = (end - back) / max(float(np.linalg.norm(end - back)), 1e-9)
    across = np.array([-along[1], along[0]])
    tip, base = end + 4 * along, end - 24 * along
    head = [tip, base + 14 * across, base - 14 * across]
    keep = [p for p in path if float((end - p) @ along) > 20 or np.linalg.norm(end - p) > 30] or [path[0]]
    line = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in [*keep, base])
    triangle = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in head) + "Z"
    return (
        f'<g fill="none" stroke-linejoin="round"><path d="{line}" stroke="#fff" stroke-width="14"/>'
        f'<path d="{triangle}" stroke="#fff" stroke-width="8"/><path d="{line}" stroke="{LINE}" stroke-width="7"/></g>'
        f'<path d="{triangle}" fill="{LINE}"/>'
    )
