"""A small picture maker: triangles -> shaded image with ink contours -> PNG. Only numpy.

Orthographic camera. Every pixel finds the triangle that is nearest there and takes its colour from it; light comes from
the camera's upper left; contours are drawn where depth or surface direction jumps, as in a textbook drawing.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from iliopsoas.scene.bones.solids import Mesh, join
from iliopsoas.scene.camera import Camera

Array = NDArray[np.float64]
LIGHT = np.array([-0.45, 0.60, 0.66])
CHUNK = 100_000
"""Candidate pixels worked on at once: few enough to stay in the processor's cache."""
BOXES = np.array([1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 20, 24, 32, 48, 64, 96, 128, 256, 512, 1024, 2048, 4096, 1 << 20])
"""Widths and heights of boxes of pixels; a face gets the next larger ones."""
ROUND = 1e-5
"""Rounding that a pixel on an edge is allowed."""
INK = np.array([0.20, 0.17, 0.16])
BEHIND = -10.0
"""Depth of the background [m]."""
BAND = 64
"""Rows of the finished picture that are painted together: what they need fits into 10 MB (technical)."""
REACH = 2
"""How far a contour reaches beyond a surface [pixels]."""


def render(parts: list[tuple[Mesh, Array]], camera: Camera, pixels: int, *, oversample: int = 2) -> NDArray[np.uint8]:
    """Draw meshes.

    Args:
        parts: each mesh with its colour, (3) or one a vertex (v, 3), 0-1.
        pixels: width of the picture.

    Returns:
        (height, width, 4) with transparent background.
    """
    wide = pixels * oversample
    scale = wide / camera.width
    high = round(camera.height * scale / oversample) * oversample
    mesh = join([part for part, _ in parts])
    corner = camera.project(mesh.vertices)
    place = np.stack([wide / 2 + scale * corner[:, 0], high / 2 - scale * corner[:, 1], corner[:, 2]], axis=1)
    normal = mesh.normals() @ np.stack([camera.right, camera.up, camera.towards], axis=1)
    colour = np.concatenate([np.broadcast_to(c, part.vertices.shape) for part, c in parts])
    small = np.zeros((high // oversample, wide // oversample, 4), dtype=np.uint8)
    owner = _owners(place[mesh.faces], wide, high).reshape(high, wide)
    window = _window(owner >= 0, oversample)
    if window is None:
        return small
    rows, columns = window
    for first in range(rows.start, rows.stop, oversample * BAND):
        last = min(first + oversample * BAND, rows.stop)
        above, below = max(first - REACH, rows.start), min(last + REACH, rows.stop)  # contours look so far
        rgb, alpha = _painted(owner[above:below, columns], (above, columns.start), mesh, place, normal, colour, scale)
        mine = slice(first - above, last - above)
        place_of = (
            slice(first // oversample, last // oversample),
            slice(columns.start // oversample, columns.stop // oversample),
        )
        small[place_of] = _averaged(rgb[mine], alpha[mine], oversample)
    return small


def _painted(
    owner: NDArray[np.int32],
    corner: tuple[int, int],
    mesh: Mesh,
    place: Array,
    normal: Array,
    colour: Array,
    scale: float,
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Colours, (high, wide, 3), and how much they cover, (high, wide), of a part of the picture.

    Args:
        owner: face of every pixel, (high, wide). corner: row and column where the part begins.
        place, normal, colour: of the vertices, (v, 3). scale: pixels a metre.
    """
    covered = owner >= 0
    faces = mesh.faces[owner[covered]]
    row, column = np.nonzero(covered)
    x, y = (np.asarray(at + first + 0.5, dtype=np.float64) for at, first in ((column, corner[1]), (row, corner[0])))
    share = _shares(place, faces, x, y)
    depth = np.full(covered.shape, BEHIND, dtype=np.float32)
    depth[covered] = _mixed(place[:, 2:], faces, share)[:, 0]
    ink = _ink(depth, scale)
    light = _light(_mixed(normal, faces, share))
    rgb = np.empty((*covered.shape, 3), dtype=np.float32)
    rgb[:] = INK
    bright = np.clip(_mixed(colour, faces, share) * light[:, None], 0, 1)
    rgb[covered] += (1 - ink[covered][:, None]) * (bright - INK.astype(np.float32))
    alpha = np.where(covered, np.float32(1.0), np.where(ink > 0.3, ink, np.float32(0.0)))
    return rgb, alpha


def _owners(corner: Array, wide: int, high: int) -> NDArray[np.int32]:
    """The face that is nearest in every pixel, -1 where there is none, (high * wide).

    Faces whose boxes of pixels have about the same size are worked on together, so that all their pixels are one array.

    Args:
        corner: corners of the faces, (f, 3, 3: column, row, depth).
    """
    edge = np.array([wide, high])
    low = np.clip(np.floor(corner[..., :2].min(axis=1)).astype(np.int64), 0, edge)
    size = np.clip(np.ceil(corner[..., :2].max(axis=1)).astype(np.int64) + 1, 0, edge) - low
    e1, e2 = corner[:, 1] - corner[:, 0], corner[:, 2] - corner[:, 0]
    area = e1[:, 0] * e2[:, 1] - e1[:, 1] * e2[:, 0]
    seen = np.flatnonzero((area < -1e-9) & (size > 0).all(axis=1))  # rows run down, so the front is clockwise
    low, e1, e2, area, first = low[seen], e1[seen], e2[seen], area[seen], corner[seen, 0]
    # the second and third corner's shares and the depth are planes over the picture: value, slope in x, slope in y
    second, third = (e2[:, 1], -e2[:, 0]) / area, (-e1[:, 1], e1[:, 0]) / area
    away = low + 0.5 - first[:, :2]
    start = [(s * away.T).sum(axis=0) for s in (second, third)]
    planes = np.stack([start[0], *second, start[1], *third], axis=1).astype(np.float32)
    box = np.searchsorted(BOXES, size[seen])
    kind = box[:, 0] * len(BOXES) + box[:, 1]
    depth, owner = np.full(wide * high, -np.inf, dtype=np.float32), np.full(wide * high, -1, dtype=np.int32)
    order = np.argsort(kind, kind="stable")
    for some in np.split(order, np.flatnonzero(np.diff(kind[order])) + 1) if len(order) else []:
        columns, rows = BOXES[box[some[0]]]
        step = max(CHUNK // int(columns * rows), 1)
        for mine in (some[i : i + step] for i in range(0, len(some), step)):
            face, x, y, v, w = _inside(planes[mine], int(columns), int(rows))
            face = mine[face]
            x, y = x + low[face, 0], y + low[face, 1]
            there = (x < wide) & (y < high)
            face, pixel = face[there], (y * wide + x)[there]
            z = (first[face, 2] + v[there] * e1[face, 2] + w[there] * e2[face, 2]).astype(np.float32)
            np.maximum.at(depth, pixel, z)
            nearest = z == depth[pixel]
            owner[pixel[nearest]] = seen[face[nearest]]
    return owner


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


def _shares(place: Array, faces: NDArray[np.int64], x: Array, y: Array) -> NDArray[np.float32]:
    """Shares of a face's three corners at points of the picture, (k, 3)."""
    a, b, c = (place[faces[:, k], :2] for k in range(3))
    e1, e2, d = b - a, c - a, np.stack([x, y], axis=1) - a
    area = e1[:, 0] * e2[:, 1] - e1[:, 1] * e2[:, 0]
    v, w = (d[:, 0] * e2[:, 1] - d[:, 1] * e2[:, 0]) / area, (e1[:, 0] * d[:, 1] - e1[:, 1] * d[:, 0]) / area
    return np.stack([1 - v - w, v, w], axis=1).astype(np.float32)


def _mixed(values: Array, faces: NDArray[np.int64], share: NDArray[np.float32]) -> NDArray[np.float32]:
    """Values of vertices (v, n) at points within faces, (k, n)."""
    few = values.astype(np.float32)
    out: NDArray[np.float32] = sum(share[:, k, None] * few[faces[:, k]] for k in range(3))  # type: ignore[assignment]
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
