"""A small picture maker: triangles -> shaded image with ink contours -> PNG. Only numpy.

Orthographic camera. Every pixel finds the triangle that is nearest there and takes its colour from it; light comes from
the camera's upper left; contours are drawn where depth or surface direction jumps, as in a textbook drawing.
"""

from __future__ import annotations

from typing import Any, NamedTuple

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
BAND = 64
"""Rows of the finished picture that are painted together: what they need fits into 10 MB (technical)."""
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
    numbers = np.repeat(np.arange(len(parts), dtype=np.int32), [len(part.faces) for part, _ in parts])
    seen = surface.face[oversample // 2 :: oversample, oversample // 2 :: oversample]
    part = np.where(seen >= 0, np.append(numbers, np.int32(-1))[seen], np.int32(-1))
    window = _window(surface.face >= 0, oversample)
    if window is None:
        return Drawing(small, part)
    normal = mesh.normals() @ np.stack([camera.right, camera.up, camera.towards], axis=1)
    look = _Look(mesh.faces, _light(normal.astype(np.float32)), *_colours(parts, numbers))
    rows, columns = window
    for first in range(rows.start, rows.stop, oversample * BAND):
        last = min(first + oversample * BAND, rows.stop)
        above, below = max(first - REACH, rows.start), min(last + REACH, rows.stop)  # contours look so far
        rgb, alpha = _painted(surface.window(slice(above, below), columns), look, scale)
        mine = slice(first - above, last - above)
        place_of = (
            slice(first // oversample, last // oversample),
            slice(columns.start // oversample, columns.stop // oversample),
        )
        small[place_of] = _averaged(rgb[mine], alpha[mine], oversample)
    return Drawing(small, part)


class _Surface(NamedTuple):
    """What is nearest in every pixel, each (high, wide).

    Attributes:
        face: which face, -1 where there is none. depth: how near [m], `BEHIND` where there is none.
        second, third: shares of the face's second and third corner.
    """

    face: NDArray[np.int32]
    depth: NDArray[np.float32]
    second: NDArray[np.float32]
    third: NDArray[np.float32]

    def window(self, rows: slice, columns: slice) -> _Surface:
        """A part of it."""
        return _Surface(
            self.face[rows, columns], self.depth[rows, columns], self.second[rows, columns], self.third[rows, columns]
        )


class _Look(NamedTuple):
    """What faces look like.

    Attributes:
        faces: indices of three vertices, (f, 3). light: brightness of the vertices, (v).
        of_face, of_vertex: colour of every face, (f, 3), or else of every vertex, (v, 3).
    """

    faces: NDArray[np.int64]
    light: NDArray[np.float32]
    of_face: NDArray[np.float32] | None
    of_vertex: NDArray[np.float32] | None


def _colours(parts: Parts, numbers: NDArray[np.int32]) -> tuple[NDArray[np.float32] | None, NDArray[np.float32] | None]:
    """Colours of faces, where every part has one colour; else those of vertices."""
    if all(np.ndim(colour) == 1 for _, colour in parts):
        return np.array([colour for _, colour in parts], dtype=np.float32)[numbers], None
    each = [np.broadcast_to(colour, part.vertices.shape) for part, colour in parts]
    return None, np.concatenate(each).astype(np.float32)


def _painted(surface: _Surface, look: _Look, scale: float) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Colours, (high, wide, 3), and how much they cover, (high, wide), of a part of the picture.

    Args:
        scale: pixels a metre.
    """
    covered = surface.face >= 0
    mine = surface.face[covered]
    second, third = surface.second[covered], surface.third[covered]
    corners = [look.faces[:, k][mine] for k in range(3)]
    light = (
        (1 - second - third) * look.light[corners[0]] + second * look.light[corners[1]] + third * look.light[corners[2]]
    )
    ink = _ink(surface.depth, scale)
    if look.of_vertex is None:
        assert look.of_face is not None
        colour = look.of_face[mine]
    else:
        first, *others = (look.of_vertex[corner] for corner in corners)
        colour = (1 - second - third)[:, None] * first + second[:, None] * others[0] + third[:, None] * others[1]
    bright = np.minimum(colour * light[:, None], 1)
    rgb = np.empty((*covered.shape, 3), dtype=np.float32)
    rgb[:] = INK
    rgb[covered] += (1 - ink[covered][:, None]) * (bright - INK.astype(np.float32))
    alpha = np.where(covered, np.float32(1.0), np.where(ink > 0.3, ink, np.float32(0.0)))
    return rgb, alpha


def drawn_through(solid: Parts, seen: Parts, opaque: Parts, camera: Camera, pixels: int) -> NDArray[np.uint8]:
    """A picture in which some parts are seen through others.

    Args:
        solid: what does not hide `seen`, such as bones. seen: what is seen through it, such as muscles.
        opaque: what hides both, such as a box before the body.
    """
    below = draw_parts([*solid, *seen, *opaque], camera, pixels)
    hidden = below.part >= len(solid) + len(seen)
    return overlaid(below.image, np.where(hidden[..., None], 0, render(seen, camera, pixels)).astype(np.uint8))


def overlaid(below: NDArray[np.uint8], above: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """One picture over another, both with straight alpha (height, width, 4)."""
    seen, out = above[..., 3] > 0, below.copy()
    a, b = above[seen] / 255.0, below[seen] / 255.0
    alpha = a[:, 3:] + b[:, 3:] * (1 - a[:, 3:])
    colour = (a[:, :3] * a[:, 3:] + b[:, :3] * b[:, 3:] * (1 - a[:, 3:])) / np.maximum(alpha, 1e-9)
    out[seen] = np.round(255 * np.concatenate([colour, alpha], axis=1))
    return out


def _nearest(place: Array, faces: NDArray[np.int64], wide: int, high: int) -> _Surface:
    """The surface that is seen. Faces whose boxes of pixels have about the same size are worked on together, so that
    all their pixels are one array.

    Args:
        place: of the vertices, (v, 3: column, row, depth). faces: indices of three vertices, (f, 3).
    """
    x, y, depth = (np.ascontiguousarray(column) for column in place.T)
    corners = [np.ascontiguousarray(column) for column in faces.T]
    across, down = [x[c] for c in corners], [y[c] for c in corners]
    area = (across[1] - across[0]) * (down[2] - down[0]) - (down[1] - down[0]) * (across[2] - across[0])
    seen = np.flatnonzero(area < -1e-9)  # rows run down, so the front is clockwise
    across, down, area = [c[seen] for c in across], [c[seen] for c in down], area[seen]
    (left, columns), (top, rows) = _middles(across, wide), _middles(down, high)
    holding = np.flatnonzero((columns > 0) & (rows > 0))
    seen, area = seen[holding], area[holding]
    across, down = [c[holding] for c in across], [c[holding] for c in down]
    low, size = (np.stack(pair, axis=1)[holding] for pair in ((left, top), (columns, rows)))
    # the second and third corner's shares and the depth are planes over the picture: value, slope in x, slope in y
    second = (down[2] - down[0]) / area, (across[0] - across[2]) / area
    third = (down[0] - down[1]) / area, (across[1] - across[0]) / area
    away = left[holding] + 0.5 - across[0], top[holding] + 0.5 - down[0]
    start = [s[0] * away[0] + s[1] * away[1] for s in (second, third)]
    planes = np.stack([start[0], *second, start[1], *third], axis=1).astype(np.float32)
    near = [depth[corners[k][seen]] for k in range(3)]
    near = [near[0].astype(np.float32), *((near[k] - near[0]).astype(np.float32) for k in (1, 2))]
    box = np.searchsorted(BOXES, size)
    kind = (box[:, 0] * len(BOXES) + box[:, 1]).astype(np.int16)  # sorted by their digits
    out = _Surface(
        np.full(wide * high, -1, dtype=np.int32), np.full(wide * high, BEHIND, dtype=np.float32),
        np.zeros(wide * high, dtype=np.float32), np.zeros(wide * high, dtype=np.float32),
    )  # fmt: skip
    order = np.argsort(kind, kind="stable")
    for some in np.split(order, np.flatnonzero(np.diff(kind[order])) + 1) if len(order) else []:
        wider, taller = (int(edge) for edge in BOXES[box[some[0]]])
        step = max(CHUNK // (wider * taller), 1)
        for mine in (some[i : i + step] for i in range(0, len(some), step)):
            face, column, row, v, w = _inside(planes[mine], wider, taller)
            face = mine[face]
            column, row = column + low[face, 0], row + low[face, 1]
            there = (column < wide) & (row < high)
            face, pixel, v, w = face[there], (row * wide + column)[there], v[there], w[there]
            z = near[0][face] + v * near[1][face] + w * near[2][face]
            np.maximum.at(out.depth, pixel, z)
            nearest = z == out.depth[pixel]
            here = pixel[nearest]
            out.face[here] = seen[face[nearest]]
            out.second[here], out.third[here] = v[nearest], w[nearest]
    shape = high, wide
    return _Surface(
        out.face.reshape(shape), out.depth.reshape(shape), out.second.reshape(shape), out.third.reshape(shape)
    )


def _middles(corners: list[Array], edge: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """First pixel whose middle lies between three corners along one axis, and how many do, each (f)."""
    low, high = np.minimum.reduce(corners), np.maximum.reduce(corners)
    first = np.clip(np.ceil(low - (0.5 + ROUND)), 0, edge).astype(np.int64)
    return first, np.clip(np.floor(high - (0.5 - ROUND)) + 1, 0, edge).astype(np.int64) - first


def _inside(planes: NDArray[np.float32], columns: int, rows: int) -> tuple[NDArray[Any], ...]:
    """Pixels of faces within boxes of one size: face, column and row in the box, shares of second and third corner."""
    row, column = np.indices((rows, columns), dtype=np.float32).reshape(2, -1)
    place = np.stack([np.ones_like(column), column, row])
    v, w = planes[:, :3] @ place, planes[:, 3:] @ place
    found = np.flatnonzero((v >= -ROUND) & (w >= -ROUND) & (v + w <= 1 + ROUND))
    face, pixel = np.divmod(found, columns * rows)
    return face, pixel % columns, pixel // columns, v.ravel()[found], w.ravel()[found]


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
