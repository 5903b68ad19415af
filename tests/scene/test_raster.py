"""The picture maker: known shapes give known pixels."""

from __future__ import annotations

import numpy as np

from iliopsoas.scene.bones.solids import ellipsoid
from iliopsoas.scene.camera import camera_around
from iliopsoas.scene.raster import render


def test_the_nearer_solid_hides_the_farther() -> None:
    camera = camera_around(np.zeros(3), 1.0, 1.0, turn_deg=0)
    red, blue = np.array([1.0, 0, 0]), np.array([0.0, 0, 1])
    near, far = ellipsoid((1, 0, 0), (0.1, 0.1, 0.1)), ellipsoid((-1, 0, 0), (0.3, 0.3, 0.3))
    for parts in ([(near, red), (far, blue)], [(far, blue), (near, red)]):
        image = render(parts, camera, 100)
        assert image[50, 50, 0] > image[50, 50, 2]
        assert image[50, 25, 2] > image[50, 25, 0]
        assert image[2, 2, 3] == 0


def test_seen_from_the_front_the_right_side_is_on_the_left() -> None:
    camera = camera_around(np.zeros(3), 1.0, 1.0, turn_deg=0)
    image = render([(ellipsoid((0, 0, 0.3), (0.1, 0.1, 0.1)), np.ones(3))], camera, 100)
    assert image[50, 20, 3] == 255
    assert image[50, 80, 3] == 0
