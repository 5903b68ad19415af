"""A small picture maker: triangles -> shaded image with ink contours -> PNG. Only numpy.

Orthographic camera. Every pixel finds the triangle that is nearest there and takes its colour from it; light comes from
the camera's upper left; contours are drawn where depth or surface direction jumps, as in a textbook drawing.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from iliopsoas.scene.bones.solids import Mesh, join
from iliopsoas.scene.camera import Camera

Array = NDArray[np.float64]
Parts = list[tuple[Mesh, Array]]
LIGHT = np.array([-0.45, 0.60, 0.66])
CHUNK = 100_000
"""Candidate pixels worked on at once: few enough to stay in the processor's cache."""
BOXES = np.array([1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 64, 128, 256, 512, 1024, 2048, 4096, 1 << 20])
"""Widths and heights of boxes of pixels; a face gets the next larger ones."""
ROUND = 1e-5
"""Rounding that a pixel on an edge is allowed."""
INK = np.array([0.20, 0.17, 0.16])
BEHIND = -10.0
"""Depth of the background [m]."""
REACH = 2
"""How far a contour reaches beyond a surface [pixels]."""


class Drawing(NamedTuple):
    """A picture, and what is seen where.

    Attributes:
        image: (height, width, 4) with transparent background.
        part: number of the mesh whose surface is seen in the middle of each pixel, -1 for none, (height, width).
    """

    image: NDArray[np.uint8]
    part: NDArray[np.int32]


def render(parts: Parts, camera: Camera, pixels: int, *, oversample: int = 2) -> NDArray[np.uint8]:
    """Draw meshes: the image of `draw_parts`."""
    return draw_parts(parts, camera, pixels, oversample=oversample).image


def draw_parts(parts: Parts, camera: Camera, pixels: int, *, oversample: int = 2) -> Drawing:
    """Draw meshes, and tell which is seen where.

    Args:
        parts: each mesh with its colour, (3) or one a vertex (v, 3), 0-1.
        pixels: width of the picture.
    """
    wide = pixels * oversample
    scale = wide / camera.width
    high = round(camera.height * scale / oversample) * oversample
    mesh = join([part for part, _ in parts])
    corner = camera.project(mesh.vertices)
    place = np.stack([wide / 2 + scale * corner[:, 0], high / 2 - scale * corner[:, 1], corner[:, 2]], axis=1)
    small = np.zeros((high // oversample, wide // oversample, 4), dtype=np.uint8)
    surface = _nearest(place, mesh.faces, wide, high)
    owner = surface.face.reshape(high, wide)
    numbers = np.repeat(np.arange(len(parts), dtype=np.int32), [len(part.faces) for part, _ in parts])
    seen = owner[oversample // 2 :: oversample, oversample // 2 :: oversample]
    part = np.where(seen >= 0, np.append(numbers, np.int32(-1))[seen], np.int32(-1))
    window = _window(owner >= 0, oversample)
    if window is None:
        return Drawing(small, part)
    covered = owner[window] >= 0
    mine = owner[window][covered]
    faces = mesh.faces[mine]
    share = [getattr(surface, name).reshape(high, wide)[window][covered] for name in ("second", "third")]
    share = [1 - share[0] - share[1], *share]
    depth = surface.depth.reshape(high, wide)[window]
    ink = _ink(depth, scale)
    normal = mesh.normals() @ np.stack([camera.right, camera.up, camera.towards], axis=1)
    if all(np.ndim(colour) == 1 for _, colour in parts):
        bright = np.array([colour for _, colour in parts], dtype=np.float32)[numbers[mine]]
    else:
        bright = _mixed(np.concatenate([np.broadcast_to(c, part.vertices.shape) for part, c in parts]), faces, share)
    bright = np.clip(bright * _light(_mixed(normal, faces, share))[:, None], 0, 1)
    rgb = np.empty((*covered.shape, 3), dtype=np.float32)
    rgb[:] = INK
    rgb[covered] += (1 - ink[covered][:, None]) * (bright - INK.astype(np.float32))
    alpha = np.where(covered, np.float32(1.0), np.where(ink > 0.3, ink, np.float32(0.0)))
    small[tuple(slice(s.start // oversample, s.stop // oversample) for s in window)] = _averaged(rgb, alpha, oversample)
    return Drawing(small, part)


def overlaid(below: NDArray[np.uint8], above: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """One picture over another, both with straight alpha (height, width, 4)."""
    a, b = above / 255.0, below / 255.0
    alpha = a[..., 3:] + b[..., 3:] * (1 - a[..., 3:])
    colour = (a[..., :3] * a[..., 3:] + b[..., :3] * b[..., 3:] * (1 - a[..., 3:])) / np.maximum(alpha, 1e-9)
    return np.round(255 * np.concatenate([colour, alpha], axis=2)).astype(np.uint8)


class _Surface(NamedTuple):
    """What is nearest in every pixel, each (high * wide).

    Attributes:
        face: which face, -1 where there is none. depth: how near [m], `BEHIND` where there is none.
        second, third: shares of the face's second and third corner.
    """

    face: NDArray[np.int32]
    depth: NDArray[np.float32]
    second: NDArray[np.float32]
    third: NDArray[np.float32]


def _nearest(place: Array, faces: NDArray[np.int64], wide: int, high: int) -> _Surface:
    """The surface that is seen. Faces whose boxes of pixels have about the same size are worked on together, so that
    all their pixels are one array.

    Args:
        place: of the vertices, (v, 3: column, row, depth). faces: indices of three vertices, (f, 3).
    """
    corner = place[faces]
    e1, e2 = corner[:, 1] - corner[:, 0], corner[:, 2] - corner[:, 0]
    area = e1[:, 0] * e2[:, 1] - e1[:, 1] * e2[:, 0]
    seen = np.flatnonzero(area < -1e-9)  # rows run down, so the front is clockwise
    edge, flat = np.array([wide, high]), corner[seen, :, :2]
    low = np.clip(np.ceil(flat.min(axis=1) - (0.5 + ROUND)).astype(np.int64), 0, edge)
    size = np.clip(np.floor(flat.max(axis=1) - (0.5 - ROUND)).astype(np.int64) + 1, 0, edge) - low
    holding = (size > 0).all(axis=1)  # the middle of some pixel may lie in it
    seen, low, size = seen[holding], low[holding], size[holding]
    e1, e2, area, first = e1[seen], e2[seen], area[seen], corner[seen, 0]
    # the second and third corner's shares and the depth are planes over the picture: value, slope in x, slope in y
    second, third = (e2[:, 1], -e2[:, 0]) / area, (-e1[:, 1], e1[:, 0]) / area
    away = low + 0.5 - first[:, :2]
    start = [(s * away.T).sum(axis=0) for s in (second, third)]
    planes = np.stack([start[0], *second, start[1], *third], axis=1).astype(np.float32)
    box = np.searchsorted(BOXES, size)
    kind = box[:, 0] * len(BOXES) + box[:, 1]
    out = _Surface(
        np.full(wide * high, -1, dtype=np.int32), np.full(wide * high, BEHIND, dtype=np.float32),
        np.zeros(wide * high, dtype=np.float32), np.zeros(wide * high, dtype=np.float32),
    )  # fmt: skip
    order = np.argsort(kind, kind="stable")
    for some in np.split(order, np.flatnonzero(np.diff(kind[order])) + 1) if len(order) else []:
        columns, rows = BOXES[box[some[0]]]
        step = max(CHUNK // int(columns * rows), 1)
        for mine in (some[i : i + step] for i in range(0, len(some), step)):
            face, x, y, v, w = _inside(planes[mine], int(columns), int(rows))
            face = mine[face]
            x, y = x + low[face, 0], y + low[face, 1]
            there = (x < wide) & (y < high)
            face, pixel, v, w = face[there], (y * wide + x)[there], v[there], w[there]
            z = (first[face, 2] + v * e1[face, 2] + w * e2[face, 2]).astype(np.float32)
            np.maximum.at(out.depth, pixel, z)
            nearest = z == out.depth[pixel]
            here = pixel[nearest]
            out.face[here] = seen[face[nearest]]
            out.second[here], out.third[here] = v[nearest], w[nearest]
    return out


def _inside(planes: NDArray[np.float32], columns: int, rows: int) -> tuple[NDArray[np.intp], ...]:
    """Pixels of faces within boxes of one size: face, column and row in the box, shares of second and third corner."""
    x, y = np.arange(columns, dtype=np.float32), np.arange(rows, dtype=np.float32)[:, None]
    v, w = (
        planes[:, k, None, None] + planes[:, k + 1, None, None] * x + planes[:, k + 2, None, None] * y for k in (0, 3)
    )
    found = np.flatnonzero((v >= -ROUND) & (w >= -ROUND) & (v + w <= 1 + ROUND))
    place = found % (columns * rows)
    return found // (columns * rows), place % columns, place // columns, v.ravel()[found], w.ravel()[found]


def _window(covered: NDArray[np.bool_], oversample: int) -> tuple[slice, slice] | None:
    """Rows and columns that hold everything drawn and its contours, in whole pixels of the picture."""
    spans = []
    for axis in (1, 0):
        used = np.flatnonzero(covered.any(axis=axis))
        if not used.size:
            return None
        low, high = max(int(used[0]) - REACH, 0), min(int(used[-1]) + REACH + 1, covered.shape[1 - axis])
        spans.append(slice(low // oversample * oversample, -(-high // oversample) * oversample))
    return spans[0], spans[1]


def _mixed(values: Array, faces: NDArray[np.int64], share: list[NDArray[np.float32]]) -> NDArray[np.float32]:
    """Values of vertices (v, n) at points within faces, (k, n)."""
    few = values.astype(np.float32)
    out = share[0][:, None] * few[faces[:, 0]]
    for k in (1, 2):
        out += share[k][:, None] * few[faces[:, k]]
    return out


def _light(normal: NDArray[np.float32]) -> NDArray[np.float32]:
    """Brightness of surfaces, (k)."""
    normal = normal / np.maximum(np.linalg.norm(normal, axis=1, keepdims=True), np.float32(1e-9))
    diffuse = np.clip(normal @ (LIGHT / np.linalg.norm(LIGHT)).astype(np.float32), 0, 1)
    out: NDArray[np.float32] = 0.50 + 0.42 * diffuse + 0.12 * np.clip(normal[:, 2], 0, 1)
    return out


def _ink(depth: NDArray[np.float32], scale: float) -> NDArray[np.float32]:
    """How dark the contours are, from jumps and bends of depth."""
    ink = np.zeros_like(depth)
    high, wide = depth.shape
    around = np.pad(depth, REACH, mode="edge")
    for reach, strength in ((1, 0.75), (2, 0.35)):
        up, down, left, right = (
            around[REACH + y : REACH + y + high, REACH + x : REACH + x + wide]
            for y, x in ((-reach, 0), (reach, 0), (0, -reach), (0, reach))
        )
        # a pixel that lies behind its neighbours
        bend = np.maximum(up + down, left + right) - 2 * depth
        jump = np.maximum(np.maximum(up, down), np.maximum(left, right)) - depth
        np.maximum(ink, strength * np.clip((jump - 0.006) / 0.010, 0, 1), out=ink)
        np.maximum(ink, 0.35 * strength * np.clip((bend * scale - 0.8) / 3.0, 0, 1), out=ink)
    return ink


def _averaged(rgb: NDArray[np.float32], alpha: NDArray[np.float32], oversample: int) -> NDArray[np.uint8]:
    """Blocks of pixels as one, colours weighted by how much they cover, (height, width, 4)."""
    cover, colour = np.zeros(1, np.float32), np.zeros(1, np.float32)
    for i, j in np.ndindex(oversample, oversample):
        block = slice(i, None, oversample), slice(j, None, oversample)
        cover = cover + alpha[block]
        colour = colour + rgb[block] * alpha[block][..., None]
    out = np.concatenate([colour / np.maximum(cover, 1e-9)[..., None], cover[..., None] / oversample**2], axis=-1)
    return np.round(255 * out).astype(np.uint8)
