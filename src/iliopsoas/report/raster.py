"""A small picture maker: triangles -> shaded image with ink contours -> PNG. Only numpy.

Orthographic camera. Every triangle is filled into a depth buffer; light comes from the camera's upper left; contours
are drawn where depth or surface direction jumps, as in a textbook drawing.
"""

from __future__ import annotations

import struct
import zlib
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from iliopsoas.report.solids import Mesh

Array = NDArray[np.float64]
LIGHT = np.array([-0.45, 0.60, 0.66])
CHUNK = 1_500_000
"""Candidate pixels worked on at once."""
INK = np.array([0.20, 0.17, 0.16])


class View(NamedTuple):
    """An orthographic camera.

    Attributes:
        right, up, towards: unit vectors of the picture in ground axes; `towards` points at the viewer.
        centre: point in the middle of the picture [m], (3).
        width, height: extent [m].
    """

    right: Array
    up: Array
    towards: Array
    centre: Array
    width: float
    height: float

    def project(self, points: Array) -> Array:
        """Right, up and depth of points relative to the picture's centre [m], (k, 3)."""
        out: Array = (points - self.centre) @ np.stack([self.right, self.up, self.towards], axis=1)
        return out


def view(
    centre: Array, width: float, height: float, *, turn_deg: float, tilt_deg: float = 0.0, forward: Array | None = None
) -> View:
    """A camera around the body.

    Args:
        turn_deg: 0 from the front, + towards the person's right side [deg].
        tilt_deg: + from above [deg].
        forward: where the person faces, in ground axes; default x.
    """
    f = np.array([1.0, 0, 0]) if forward is None else np.array([forward[0], 0.0, forward[2]])
    f = f / np.linalg.norm(f)
    side = np.cross(f, [0.0, 1.0, 0.0])  # the person's right
    turn, tilt = np.radians([turn_deg, tilt_deg])
    level = np.cos(turn) * f + np.sin(turn) * side
    towards = np.cos(tilt) * level + np.sin(tilt) * np.array([0.0, 1.0, 0.0])
    right = np.cross([0.0, 1.0, 0.0], level)
    return View(right, np.cross(towards, right), towards, np.asarray(centre, dtype=np.float64), width, height)


def render(parts: list[tuple[Mesh, Array]], camera: View, pixels: int, *, oversample: int = 2) -> NDArray[np.uint8]:
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
    depth = np.full(wide * high, -np.inf)
    attribute = np.zeros((wide * high, 6))  # colour, normal
    for mesh, colour in parts:
        corner = camera.project(mesh.vertices)
        normal = mesh.normals() @ np.stack([camera.right, camera.up, camera.towards], axis=1)
        place = np.stack([wide / 2 + scale * corner[:, 0], high / 2 - scale * corner[:, 1], corner[:, 2]], axis=1)
        paint = np.concatenate([np.broadcast_to(colour, mesh.vertices.shape), normal], axis=1)
        _fill(place[mesh.faces], paint[mesh.faces], depth, attribute, wide, high)
    image = _shade(depth.reshape(high, wide), attribute.reshape(high, wide, 6), scale)
    small = image.reshape(high // oversample, oversample, wide // oversample, oversample, 4)
    alpha = small[..., 3].mean(axis=(1, 3))
    colour = (small[..., :3] * small[..., 3:]).sum(axis=(1, 3)) / np.maximum(small[..., 3:].sum(axis=(1, 3)), 1e-9)
    return np.round(255 * np.concatenate([colour, alpha[..., None]], axis=-1)).astype(np.uint8)


def _fill(place: Array, paint: Array, depth: Array, attribute: Array, wide: int, high: int) -> None:
    """Fill triangles (f, 3, 3: column, row, depth) with their paint (f, 3 corners, 6) into the buffers."""
    edge = np.array([wide, high])
    low = np.clip(np.floor(place[..., :2].min(axis=1)).astype(int), 0, edge)
    size = np.clip(np.ceil(place[..., :2].max(axis=1)).astype(int) + 1, 0, edge) - low
    e1, e2 = place[:, 1, :2] - place[:, 0, :2], place[:, 2, :2] - place[:, 0, :2]
    area = e1[:, 0] * e2[:, 1] - e1[:, 1] * e2[:, 0]
    seen = np.flatnonzero((area < -1e-9) & (size > 0).all(axis=1))  # rows run down, so the front is clockwise
    total = np.cumsum(size[seen].prod(axis=1))
    for face in np.split(seen, np.searchsorted(total, np.arange(CHUNK, total[-1] if len(total) else 0, CHUNK))):
        count = size[face].prod(axis=1)
        tri = np.repeat(np.arange(len(face)), count)
        within = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
        x = low[face, 0][tri] + within % size[face, 0][tri]
        y = low[face, 1][tri] + within // size[face, 0][tri]
        dx, dy = x + 0.5 - place[face, 0, 0][tri], y + 0.5 - place[face, 0, 1][tri]
        n = area[face][tri]
        v = (dx * e2[face, 1][tri] - dy * e2[face, 0][tri]) / n
        w = (e1[face, 0][tri] * dy - e1[face, 1][tri] * dx) / n
        inside = (v >= -1e-6) & (w >= -1e-6) & (v + w <= 1 + 1e-6)
        weight = np.stack([1 - v - w, v, w], axis=1)[inside]
        hit, pixel = face[tri[inside]], y[inside] * wide + x[inside]
        z = (weight * place[hit][:, :, 2]).sum(axis=1)
        order = np.lexsort((z, pixel))
        best = order[np.append(pixel[order][1:] != pixel[order][:-1], True)[: len(order)]]  # the nearest of each pixel
        best = best[z[best] > depth[pixel[best]]]
        depth[pixel[best]] = z[best]
        attribute[pixel[best]] = (weight[best, :, None] * paint[hit[best]]).sum(axis=1)


def _shade(depth: Array, attribute: Array, scale: float) -> Array:
    colour, normal = attribute[..., :3], attribute[..., 3:]
    normal = normal / np.maximum(np.linalg.norm(normal, axis=-1, keepdims=True), 1e-9)
    diffuse = np.clip(normal @ (LIGHT / np.linalg.norm(LIGHT)), 0, 1)
    rim = np.clip(normal[..., 2], 0, 1)
    light = 0.50 + 0.42 * diffuse + 0.12 * rim
    covered = np.isfinite(depth)
    behind = np.where(covered, depth, -10.0)
    ink = np.zeros(depth.shape)
    for axis in (0, 1):
        for reach, strength in ((1, 0.75), (2, 0.35)):
            ahead, back = _shifted(behind, reach, axis), _shifted(behind, -reach, axis)
            bend = np.maximum(ahead + back - 2 * behind, 0.0)  # this pixel lies behind its neighbours
            jump = np.maximum(np.maximum(ahead, back) - behind, 0.0)
            ink = np.maximum(ink, strength * np.clip((jump - 0.006) / 0.010, 0, 1))
            ink = np.maximum(ink, 0.35 * strength * np.clip((bend * scale - 0.8) / 3.0, 0, 1))
    rgb = np.clip(colour * light[..., None], 0, 1)
    ink = np.where(covered, ink, np.where(ink > 0.3, ink, 0.0))
    rgb = rgb * (1 - ink[..., None]) + INK * ink[..., None]
    alpha = np.where(covered, 1.0, ink)
    rgb = np.where(covered[..., None], rgb, INK)
    return np.concatenate([rgb, alpha[..., None]], axis=-1)


def _shifted(image: Array, by: int, axis: int) -> Array:
    """The image moved by some pixels; what comes in from outside repeats the border."""
    at = np.clip(np.arange(image.shape[axis]) + by, 0, image.shape[axis] - 1)
    return np.take(image, at, axis=axis)


def png(image: NDArray[np.uint8]) -> bytes:
    """An RGBA image (height, width, 4) as a PNG file."""
    high, wide, _ = image.shape

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    coarse = np.where(image[..., 3:] > 0, np.minimum(image + 3, 255) & 0xF8, 0).astype(np.uint8)  # packs far better
    coarse[..., 3] = image[..., 3]
    above = np.concatenate([np.zeros((1, wide, 4), np.uint8), coarse[:-1]])
    rows = np.concatenate([np.full((high, 1), 2, np.uint8), (coarse - above).reshape(high, -1)], axis=1)  # filter: up
    header = struct.pack(">IIBBBBB", wide, high, 8, 6, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(rows.tobytes(), 9))
        + chunk(b"IEND", b"")
    )
