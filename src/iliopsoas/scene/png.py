"""Pixels as a PNG file, with nothing but zlib: pages need no imaging library.

A picture is kept with a palette of its most frequent 256 colours, which takes a third of the room; any other colour
becomes the nearest of them.
"""

from __future__ import annotations

import struct
import zlib

import numpy as np
from numpy.typing import NDArray

PALETTE = 256
"""Colours of a picture, at most; the format's limit."""


def png_bytes(image: NDArray[np.uint8]) -> bytes:
    """An RGBA image (height, width, 4) as a PNG file."""
    high, wide, _ = image.shape

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    coarse = np.where(image[..., 3:] > 0, np.minimum(image + 3, 255) & 0xF8, 0).astype(np.uint8)  # packs far better
    coarse[..., 3] = image[..., 3]
    colours, index = palette(coarse.reshape(-1, 4))
    rows = np.concatenate([np.zeros((high, 1), np.uint8), index.reshape(high, wide)], axis=1)  # filter: none
    header = struct.pack(">IIBBBBB", wide, high, 8, 3, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"PLTE", colours[:, :3].tobytes())
        + chunk(b"tRNS", colours[:, 3].tobytes())
        + chunk(b"IDAT", zlib.compress(rows.tobytes(), 9))
        + chunk(b"IEND", b"")
    )


def palette(pixels: NDArray[np.uint8]) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """The colours to keep, (c, 4), and which of them each pixel (n, 4) has, (n)."""
    flat = np.ascontiguousarray(pixels).view(np.uint32).ravel()
    some = flat != 0  # most are empty, and sorting takes longest
    codes, index, count = np.unique(flat[some], return_inverse=True, return_counts=True)
    if not some.all():
        codes, count = np.r_[np.uint32(0), codes], np.r_[len(flat) - len(index), count]
        whole = np.zeros(len(flat), dtype=np.intp)
        whole[some] = index + 1
        index = whole
    colours = codes[:, None].view(np.uint8).reshape(-1, 4)
    if len(colours) <= PALETTE:
        return colours, index.astype(np.uint8)
    kept = np.sort(np.argsort(-count, kind="stable")[:PALETTE])
    away = np.abs(colours[:, None].astype(np.int16) - colours[kept].astype(np.int16)).sum(axis=2)
    return colours[kept], away.argmin(axis=1)[index].astype(np.uint8)
