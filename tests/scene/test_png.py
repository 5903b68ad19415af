"""PNG files, read back by their own rules and by another library."""

from __future__ import annotations

import io
import struct
import zlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from iliopsoas.scene.png import palette, png_bytes


def test_png_holds_the_picture() -> None:
    image = np.zeros((3, 2, 4), dtype=np.uint8)
    image[1, 1] = (248, 0, 8, 255)
    data = png_bytes(image)
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    assert struct.unpack(">II", data[16:24]) == (2, 3)
    rows = np.frombuffer(zlib.decompress(data[data.index(b"IDAT") + 4 : -16]), dtype=np.uint8).reshape(3, 3)
    assert (rows[:, 0] == 0).all()
    colours = np.frombuffer(data[data.index(b"PLTE") + 4 :][: 3 * 2], dtype=np.uint8).reshape(2, 3)
    cover = np.frombuffer(data[data.index(b"tRNS") + 4 :][:2], dtype=np.uint8)
    np.testing.assert_array_equal(np.column_stack([colours, cover])[rows[:, 1:]], image)


def test_beyond_256_colours_the_most_frequent_stay_and_others_become_the_nearest() -> None:
    many = np.stack([np.arange(300) // 2, np.arange(300) % 2, np.zeros(300), np.full(300, 255)], axis=1).astype(
        np.uint8
    )
    pixels = np.concatenate([np.repeat(many[:250], 9, axis=0), many])
    colours, index = palette(pixels)
    assert len(colours) == 256
    np.testing.assert_array_equal(colours[index[: 250 * 9]], np.repeat(many[:250], 9, axis=0))
    assert np.abs(colours[index].astype(int) - pixels).max() <= 25


def test_every_chunk_has_its_check_sum() -> None:
    data, at, kinds = png_bytes(np.full((4, 5, 4), 200, dtype=np.uint8)), 8, []
    while at < len(data):
        (length,) = struct.unpack(">I", data[at : at + 4])
        kind, body = data[at + 4 : at + 8], data[at + 8 : at + 8 + length]
        assert struct.unpack(">I", data[at + 8 + length : at + 12 + length])[0] == zlib.crc32(kind + body)
        kinds.append(kind)
        at += 12 + length
    assert kinds == [b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"]


@settings(deadline=None, max_examples=25)
@given(arrays(np.uint8, st.tuples(st.integers(1, 9), st.integers(1, 9), st.just(4)), elements=st.integers(0, 252)))
def test_another_reader_sees_the_same_to_three_bits(image: np.ndarray) -> None:
    """Colours are rounded to multiples of 8, which packs far better; coverage is kept as it is."""
    matplotlib = pytest.importorskip("matplotlib.image")
    seen = np.round(255 * matplotlib.imread(io.BytesIO(png_bytes(image)), format="png")).astype(int)
    np.testing.assert_array_equal(seen[..., 3], image[..., 3])
    there = image[..., 3] > 0
    assert (np.abs(seen - image)[there][:, :3] <= 7).all()
    assert not seen[~there].any()
