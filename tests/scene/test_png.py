"""PNG files, read back by their own rules."""

from __future__ import annotations

import struct
import zlib

import numpy as np

from iliopsoas.scene.png import png_bytes


def test_png_holds_the_picture() -> None:
    image = np.zeros((3, 2, 4), dtype=np.uint8)
    image[1, 1] = (248, 0, 8, 255)
    data = png_bytes(image)
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    assert struct.unpack(">II", data[16:24]) == (2, 3)
    rows = np.frombuffer(zlib.decompress(data[data.index(b"IDAT") + 4 : -16]), dtype=np.uint8).reshape(3, 9)
    assert (rows[:, 0] == 2).all()
    np.testing.assert_array_equal(np.cumsum(rows[:, 1:], axis=0, dtype=np.uint8).reshape(3, 2, 4), image)
