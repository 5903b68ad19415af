"""Pixels as a PNG file, with nothing but zlib: pages need no imaging library."""

from __future__ import annotations

import struct
import zlib

import numpy as np
from numpy.typing import NDArray


def png_bytes(image: NDArray[np.uint8]) -> bytes:
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
        + chunk(b"IDAT", zlib.compress(rows.tobytes(), 6))
        + chunk(b"IEND", b"")
    )
