"""Solids and the picture maker."""

from __future__ import annotations

import struct
import zlib

import numpy as np
import pytest
import xarray as xr

from iliopsoas.body.body import Body
from iliopsoas.scene.bones.solids import Mesh, ellipsoid, slab, tube
from iliopsoas.scene.drawing import SCALE, close_up, colour, paint
from iliopsoas.scene.raster import png, render, view
from iliopsoas.scene.still import scene


def volume(mesh: Mesh) -> float:
    a, b, c = (mesh.vertices[mesh.faces[:, k]] for k in range(3))
    return float(np.einsum("fi,fi->", a, np.cross(b, c)) / 6)


def test_volumes_of_simple_solids() -> None:
    ball = ellipsoid((1, 2, 3), (0.1, 0.2, 0.3), rings=60, sides=60)
    assert volume(ball) == pytest.approx(4 / 3 * np.pi * 0.006, rel=0.01)
    rod = tube([[0, 0, 0, 0.01], [0, 1, 0, 0.01]], sides=60)
    assert volume(rod) == pytest.approx(np.pi * 1e-4 * (1 + 0.0133), rel=0.01)
    plate = slab([[[0, 0, 0], [1, 0, 0]], [[0, 0, 1], [1, 0, 1]]], 0.01, along=60, between=60)
    assert abs(volume(plate)) == pytest.approx(0.02, rel=0.12)


def test_mirroring_keeps_faces_outward() -> None:
    assert volume(ellipsoid((0, 0, 0.2), (0.1, 0.1, 0.1)).mirrored()) > 0


def test_the_nearer_solid_hides_the_farther() -> None:
    camera = view(np.zeros(3), 1.0, 1.0, turn_deg=0)
    red, blue = np.array([1.0, 0, 0]), np.array([0.0, 0, 1])
    near, far = ellipsoid((1, 0, 0), (0.1, 0.1, 0.1)), ellipsoid((-1, 0, 0), (0.3, 0.3, 0.3))
    for parts in ([(near, red), (far, blue)], [(far, blue), (near, red)]):
        image = render(parts, camera, 100)
        assert image[50, 50, 0] > image[50, 50, 2]
        assert image[50, 25, 2] > image[50, 25, 0]
        assert image[2, 2, 3] == 0


def test_seen_from_the_front_the_right_side_is_on_the_left() -> None:
    camera = view(np.zeros(3), 1.0, 1.0, turn_deg=0)
    image = render([(ellipsoid((0, 0, 0.3), (0.1, 0.1, 0.1)), np.ones(3))], camera, 100)
    assert image[50, 20, 3] == 255
    assert image[50, 80, 3] == 0


def test_png_holds_the_picture() -> None:
    image = np.zeros((3, 2, 4), dtype=np.uint8)
    image[1, 1] = (248, 0, 8, 255)
    data = png(image)
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    assert struct.unpack(">II", data[16:24]) == (2, 3)
    rows = np.frombuffer(zlib.decompress(data[data.index(b"IDAT") + 4 : -16]), dtype=np.uint8).reshape(3, 9)
    assert (rows[:, 0] == 2).all()
    np.testing.assert_array_equal(np.cumsum(rows[:, 1:], axis=0, dtype=np.uint8).reshape(3, 2, 4), image)


def test_colours_darken_with_force() -> None:
    brightness = [colour(s).sum() for s in np.linspace(0, 1, 9)]
    assert (np.diff(brightness) < 0).all()
    assert colour(0) == pytest.approx([int(SCALE[0][i : i + 2], 16) / 255 for i in (1, 3, 5)])


def test_paint_sums_whole_muscles(walk: xr.Dataset, body: Body) -> None:
    force = walk["muscle_force"].values[10]
    painted = paint(body, force)
    assert len(painted.strands) == 28
    whole = {name: value for _, name, value in painted.strands}
    assert whole["psoas_major_r"] == pytest.approx(force[body.muscles.select("psoas_major_r")].sum())
    assert painted.top >= max(whole.values())


def test_a_muscle_without_force_can_be_drawn(walk: xr.Dataset, body: Body) -> None:
    drawn = scene(body, walk["pose"].values[0])
    painted = paint(body, np.zeros(len(body.muscles)))
    assert "psoas major" in close_up(body, drawn, painted, pixels=80)
