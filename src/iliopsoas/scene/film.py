"""A whole movement as geometry: what stands still is kept once, what moves is kept by frame.

A bone is rigid, so its shape x is kept in its segment's frame and placed by x_ground = R(t) x + p(t). A strand that
meets no wrapping surface runs straight between points fixed in segments and moves by the same equation. Only strands
that wrap, and the iliopsoas, which is drawn with its belly, have their path kept in every frame.
Ground axes: x forward, y up, z right.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import mujoco
import numpy as np
import xarray as xr
from numpy.typing import NDArray

from iliopsoas.body.body import Body
from iliopsoas.body.engine_pose import through_poses
from iliopsoas.results.basis.columns import frames_of
from iliopsoas.scene.bones.skeleton import bone_shapes, hull_corners
from iliopsoas.scene.pose_svg import ILIOPSOAS
from iliopsoas.scene.strand_lines import WrapPoints, lines_of_strands, resample_lines, wrap_points
from iliopsoas.scene.supports import support_planes

Array = NDArray[np.float64]
Indices = NDArray[np.int64]

RATE = 30.0
"""Frames kept a second, at most [1/s]."""
MOST = 300
"""Frames kept, at most."""
BELLY_POINTS, WRAP_POINTS = 22, 14
"""Points that the path of a strand of the iliopsoas, and of any other wrapping strand, is kept with."""
FLOOR_CATCH = 0.05
"""A lowest bone this near to y = 0 stands on the floor y = 0 [m]."""


@dataclass(frozen=True)
class Film:
    """Geometry of a movement.

    Attributes:
        frame: index of every kept frame in the result, (k).
        time: of every kept frame, (k) [s].
        segments: names of the segments that carry bones or muscle points, (s).
        position: origins of the segments, (k, s, 3) [m].
        rotation: their axes as columns, (k, s, 3, 3).
        fixed: strands between fixed points: index of the strand -> (segment of every point (p), its place there
            (p, 3) [m]).
        moving: all other strands: index of the strand -> evenly spaced points of its path, (k, p, 3) [m].
        floor: height of the floor [m].
        span: lowest and highest point of body and floor in the whole movement [m], and the body's largest horizontal
            distance from the pelvis [m].
        heading: where the person faces on average, a horizontal unit vector, (3).
        ends: what of the person lies against and along the heading: ('back', 'front'), or 'head' and 'feet'.
    """

    frame: Indices
    time: Array
    segments: tuple[str, ...]
    position: Array
    rotation: Array
    fixed: dict[int, tuple[Indices, Array]]
    moving: dict[int, Array]
    floor: float
    span: tuple[float, float, float]
    heading: Array
    ends: tuple[str, str]


def kept_frames(time: Array, *, rate: float = RATE, most: int = MOST) -> Indices:
    """Indices of the frames to keep: every n-th and the last, at most `rate` a second and `most` in all.

    Args:
        time: of all frames, (t) [s].
    """
    count = len(time)
    seconds = float(time[-1] - time[0])
    recorded = (count - 1) / seconds if count > 1 and seconds > 0 else rate
    step = max(int(np.ceil(recorded / rate - 1e-6)), int(np.ceil((count - 1) / max(most - 1, 1))), 1)
    return np.append(np.arange(0, count - 1, step), count - 1)


class PathLayout(NamedTuple):
    """What of a body is kept how.

    Attributes:
        segments: names of the segments that carry bones or muscle points, (s).
        ids: their indices in the engine, (s).
        fixed: strands between fixed points, as in `Film`.
        moving: all other strands, with the number of points that they are kept with.
    """

    segments: tuple[str, ...]
    ids: list[int]
    fixed: dict[int, tuple[Indices, Array]]
    moving: dict[int, int]


class PlacedBody(NamedTuple):
    """A body in one pose.

    Attributes:
        position: origins of the segments, (s, 3) [m].
        rotation: their axes as columns, (s, 3, 3).
        moving: evenly spaced points of the strands that `PathLayout.moving` names, (points, 3) [m] each.
    """

    position: Array
    rotation: Array
    moving: dict[int, Array]


def path_layout(body: Body) -> PathLayout:
    """Which strands of a body move with segments, and which change their shape."""
    segments = _segments(body)
    ids = [int(body.model.body(name).id) for name in segments]
    moving = _moving(body)
    fixed = {i: _fixed(body, i, ids) for i in range(body.model.ntendon) if i not in moving}
    return PathLayout(segments, ids, fixed, moving)


def placed_body(body: Body, layout: PathLayout, data: mujoco.MjData) -> PlacedBody:
    """Segments and changing paths in the pose that the engine's state `data` is in."""
    lines = _changing_paths(layout, wrap_points(body.model, [data]))
    return PlacedBody(
        np.array(data.xpos[layout.ids]),
        np.array(data.xmat[layout.ids]).reshape(-1, 3, 3),
        {i: line[0] for i, line in lines.items()},
    )


def _changing_paths(layout: PathLayout, paths: WrapPoints) -> dict[int, Array]:
    """Evenly spaced points of the strands that change their shape, in every frame, each (k, points, 3) [m]."""
    alike: dict[tuple[int, int], list[tuple[int, Array]]] = {}  # those of one shape are evened together
    for (i, count), line in zip(layout.moving.items(), lines_of_strands(paths, layout.moving), strict=True):
        alike.setdefault((line.shape[1], count), []).append((i, line))
    out: dict[int, Array] = {}
    for (_, count), some in alike.items():
        even = resample_lines(np.concatenate([line for _, line in some]), count)
        out |= dict(zip((i for i, _ in some), np.split(even, len(some)), strict=True))
    return out


def film(result: xr.Dataset, body: Body) -> Film:
    """Geometry of a result's movement, in few enough frames to be shown.

    Args:
        result: from `iliopsoas.mechanics.analyze.analyze`; its `pose` is used.
        body: the body it was made with.
    """
    time = np.asarray(result["time"].values, dtype=np.float64)
    frame = kept_frames(time)
    pose = frames_of(result, "pose", frame)
    layout = path_layout(body)
    position, rotation = (np.zeros((len(frame), len(layout.ids), *shape)) for shape in ((3,), (3, 3)))

    def states() -> Iterator[mujoco.MjData]:
        for k, data in enumerate(through_poses(body.model, body.map, pose)):
            mujoco.mj_tendon(body.model, data)
            position[k], rotation[k] = data.xpos[layout.ids], data.xmat[layout.ids].reshape(-1, 3, 3)
            yield data

    moving = _changing_paths(layout, wrap_points(body.model, states()))
    segments = layout.segments
    pelvis = rotation[:, segments.index("pelvis")]
    low, high, wide = _span(body, segments, position, rotation)
    floor, heading = _floor(result, low), _heading(pelvis)
    return Film(
        frame, time[frame], segments, position, rotation, layout.fixed, moving,
        floor, (min(low, floor), high, wide), heading, _ends(pelvis, heading),
    )  # fmt: skip


def _segments(body: Body) -> tuple[str, ...]:
    shown = {name for shapes in bone_shapes().values() for name in shapes}
    carrying = {body.model.body(i).name for i in set(body.model.site_bodyid.tolist())}
    return tuple(sorted(shown | carrying))


def _moving(body: Body) -> dict[int, int]:
    """Strands whose path changes its shape, with the number of points they are kept with."""
    model = body.model
    mine = {int(i) for name in ILIOPSOAS for i in body.muscles.select(name)}
    out = {}
    for i in range(model.ntendon):
        kinds = model.wrap_type[model.tendon_adr[i] : model.tendon_adr[i] + model.tendon_num[i]]
        if i in mine or (kinds != mujoco.mjtWrap.mjWRAP_SITE).any():
            out[i] = BELLY_POINTS if i in mine else WRAP_POINTS
    return out


def _fixed(body: Body, strand: int, ids: list[int]) -> tuple[Indices, Array]:
    model = body.model
    start = model.tendon_adr[strand]
    sites = model.wrap_objid[start : start + model.tendon_num[strand]]
    segment = np.array([ids.index(int(b)) for b in model.site_bodyid[sites]])
    return segment, np.array(model.site_pos[sites])


def _floor(result: xr.Dataset, lowest: float) -> float:
    """Height of the floor that the result names, else of the lowest bone."""
    named = [plane.point[1] for plane in support_planes(result) if plane.name == "floor"]
    if named:
        return float(named[0])
    return 0.0 if abs(lowest) < FLOOR_CATCH else lowest


def _span(body: Body, segments: tuple[str, ...], position: Array, rotation: Array) -> tuple[float, float, float]:
    """Lowest and highest point of the bones, and their largest horizontal distance from the pelvis [m]."""
    pelvis = position[:, segments.index("pelvis")]
    low, high, wide = np.inf, -np.inf, 0.0
    for x, y, z in _outermost(body, segments, position, rotation):
        low, high = min(low, float(y.min())), max(high, float(y.max()))
        wide = max(wide, float(np.hypot(x - pelvis[:, :1], z - pelvis[:, 2:]).max()))
    return low, high, wide


def _outermost(
    body: Body, segments: tuple[str, ...], position: Array, rotation: Array
) -> Iterator[tuple[Array, Array, Array]]:
    """Forward, up and right of the corners of each bone's convex hull, beyond which nothing of it reaches, each
    (k, corners) [m]."""
    for name, corners in hull_corners().items():
        s = segments.index(name)
        points = rotation[:, s] @ (body.factors[name] * corners.T) + position[:, s, :, None]
        yield points[:, 0], points[:, 1], points[:, 2]


def _heading(pelvis: Array) -> Array:
    """Horizontal direction whose right hand is the pelvis' right side; of somebody who lies on a side, its front's."""
    mean = pelvis.mean(axis=0)
    ahead = np.cross([0.0, 1.0, 0.0], mean[:, 2])
    if np.linalg.norm(ahead) < 0.3:
        ahead = np.array([1.0, 0.0, 1.0]) * mean[:, 0]
    size = float(np.linalg.norm(ahead))
    return ahead / size if size > 0.1 else np.array([1.0, 0.0, 0.0])


def _ends(pelvis: Array, heading: Array) -> tuple[str, str]:
    """What of the person lies against and along the heading."""
    along = float(pelvis[:, :, 1].mean(axis=0) @ heading)
    if abs(along) < 0.7:
        return ("back", "front")
    return ("feet", "head") if along > 0 else ("head", "feet")
