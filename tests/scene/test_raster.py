"""The picture maker: known shapes give known pixels."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iliopsoas.scene.bones.solids import Mesh, ellipsoid
from iliopsoas.scene.camera import Camera, camera_around
from iliopsoas.scene.raster import draw_parts, drawn_through, render

FRONT = camera_around(np.zeros(3), 1.0, 1.0, turn_deg=0)
RED, BLUE = np.array([1.0, 0, 0]), np.array([0.0, 0, 1])


def facing(corners: list[tuple[float, float]], depth: float = 0.0) -> Mesh:
    """One face towards the front camera, corners (right, up) in the picture [m], counter-clockwise."""
    points = [depth * FRONT.towards + r * FRONT.right + u * FRONT.up for r, u in corners]
    return Mesh(np.array(points), np.arange(len(corners))[None])


def test_a_triangle_covers_its_area() -> None:
    """Half of a square of 0.6 m in a picture of 1 m: 18 % of the pixels, and its contour."""
    image = render([(facing([(-0.3, -0.3), (0.3, -0.3), (0.3, 0.3)]), RED)], FRONT, 200)
    assert (image[..., 3] > 127).mean() == pytest.approx(0.18, abs=0.01)
    assert image[150, 150, 3] == 255
    assert image[50, 50, 3] == 0


@settings(deadline=None, max_examples=20)
@given(st.floats(-0.3, 0.3), st.floats(-0.3, 0.3))
def test_a_small_square_lands_where_it_is(right: float, up: float) -> None:
    """Rows run down, columns to the right; the picture's middle is the camera's centre."""
    square = facing([(right - 0.05, up - 0.05), (right + 0.05, up - 0.05), (right + 0.05, up + 0.05)])
    other = facing([(right - 0.05, up - 0.05), (right + 0.05, up + 0.05), (right - 0.05, up + 0.05)])
    alpha = render([(square, RED), (other, RED)], FRONT, 100)[..., 3] > 127
    rows, columns = np.nonzero(alpha)
    assert columns.mean() == pytest.approx(100 * (0.5 + right) - 0.5, abs=0.6)
    assert rows.mean() == pytest.approx(100 * (0.5 - up) - 0.5, abs=0.6)


def test_faces_from_behind_are_not_drawn() -> None:
    back = facing([(-0.3, -0.3), (0.3, 0.3), (0.3, -0.3)])
    assert not render([(back, RED)], FRONT, 60).any()


def test_the_nearer_solid_hides_the_farther() -> None:
    near, far = ellipsoid((1, 0, 0), (0.1, 0.1, 0.1)), ellipsoid((-1, 0, 0), (0.3, 0.3, 0.3))
    for parts in ([(near, RED), (far, BLUE)], [(far, BLUE), (near, RED)]):
        image = render(parts, FRONT, 100)
        assert image[50, 50, 0] > image[50, 50, 2]
        assert image[50, 25, 2] > image[50, 25, 0]
        assert image[2, 2, 3] == 0


def test_crossing_faces_share_the_picture() -> None:
    """Two faces that cut each other at the middle: each is seen where it is nearer."""
    corners = np.array([[-0.4, -0.4], [0.4, -0.4], [0.4, 0.4], [-0.4, 0.4]])
    halves = []
    for slope, colour in ((0.5, RED), (-0.5, BLUE)):
        points = [r * FRONT.right + u * FRONT.up + slope * r * FRONT.towards for r, u in corners]
        halves.append((Mesh(np.array(points), np.array([[0, 1, 2], [0, 2, 3]])), colour))
    image = render(halves, FRONT, 100).astype(int)
    assert image[50, 75, 0] > image[50, 75, 2]
    assert image[50, 25, 2] > image[50, 25, 0]


def test_seen_from_the_front_the_right_side_is_on_the_left() -> None:
    image = render([(ellipsoid((0, 0, 0.3), (0.1, 0.1, 0.1)), np.ones(3))], FRONT, 100)
    assert image[50, 20, 3] == 255
    assert image[50, 80, 3] == 0


def test_light_comes_from_the_upper_left() -> None:
    image = render([(ellipsoid((0, 0, 0), (0.4, 0.4, 0.4), rings=40, sides=40), np.full(3, 0.8))], FRONT, 100)
    assert image[30, 30, 0] > image[70, 70, 0] + 20
    assert image[30, 30, 0] > image[30, 70, 0] > image[70, 70, 0]


def test_a_ball_has_a_dark_contour() -> None:
    image = render([(ellipsoid((0, 0, 0), (0.4, 0.4, 0.4), rings=40, sides=40), np.ones(3))], FRONT, 200)
    row = image[100, :, :]
    edge = int(np.flatnonzero(row[:, 3] > 200)[0])
    assert row[edge, 0] < 0.6 * row[edge + 12, 0]


def test_colours_may_belong_to_vertices() -> None:
    mesh = facing([(-0.4, -0.4), (0.4, -0.4), (0.4, 0.4)])
    image = render([(mesh, np.array([[1.0, 0, 0], [0, 0, 1.0], [0, 0, 1.0]]))], FRONT, 100).astype(int)
    assert image[85, 20, 0] > image[85, 20, 2]
    assert image[50, 85, 2] > image[50, 85, 0]


OUTSIDE = (facing([(2.0, 2.0), (2.1, 2.0), (2.1, 2.1)]), RED)


def test_nothing_to_see_is_transparent() -> None:
    image = render([OUTSIDE], FRONT, 40)
    assert image.shape == (40, 40, 4)
    assert not image.any()


def test_the_picture_has_the_cameras_proportions() -> None:
    wide = camera_around(np.zeros(3), 2.0, 1.0, turn_deg=0)
    assert render([OUTSIDE], wide, 120).shape == (60, 120, 4)


@pytest.mark.parametrize("turn", [0.0, 24.0, 90.0, 180.0, -135.0])
@pytest.mark.parametrize("tilt", [0.0, 9.0, 60.0])
def test_cameras_are_right_handed_and_upright(turn: float, tilt: float) -> None:
    camera = camera_around(np.zeros(3), 1.0, 1.0, turn_deg=turn, tilt_deg=tilt)
    axes = np.stack([camera.right, camera.up, camera.towards])
    np.testing.assert_allclose(axes @ axes.T, np.eye(3), atol=1e-12)
    np.testing.assert_allclose(np.cross(camera.right, camera.up), camera.towards, atol=1e-12)
    assert camera.right[1] == 0.0
    assert camera.towards[1] == pytest.approx(np.sin(np.radians(tilt)))


def test_a_camera_at_90_degrees_looks_at_the_right_side() -> None:
    camera = camera_around(np.zeros(3), 1.0, 1.0, turn_deg=90)
    np.testing.assert_allclose(camera.towards, [0, 0, 1], atol=1e-12)
    np.testing.assert_allclose(camera.right, [1, 0, 0], atol=1e-12)  # the person faces to the right


def test_a_camera_follows_where_the_person_faces() -> None:
    camera = camera_around(np.zeros(3), 1.0, 1.0, turn_deg=0, forward=np.array([0.0, 0.7, 2.0]))
    np.testing.assert_allclose(camera.towards, [0, 0, 1], atol=1e-12)


def test_projection_gives_right_up_and_depth() -> None:
    camera: Camera = camera_around(np.array([1.0, 2.0, 3.0]), 1.0, 1.0, turn_deg=0)
    np.testing.assert_allclose(camera.project(np.array([1.5, 2.25, 3.125])), [-0.125, 0.25, 0.5], atol=1e-12)


def test_what_is_seen_through_bones_is_hidden_by_what_stands_before_them() -> None:
    """Three squares, the farthest is seen through the middle one; where a third covers half of it, that one is seen."""
    square = [(-0.3, -0.3), (0.3, -0.3), (0.3, 0.3), (-0.3, 0.3)]
    muscle, bone, box = (_square(square, depth) for depth in (-0.2, 0.0, 0.2))
    half = _square([(-0.3, -0.3), (0.0, -0.3), (0.0, 0.3), (-0.3, 0.3)], 0.2)
    white, green = np.ones(3), np.array([0.0, 1.0, 0.0])
    through = drawn_through([(bone, white)], [(muscle, RED)], [], FRONT, 100)
    assert through[50, 50, 0] > through[50, 50, 1] + 50
    behind = drawn_through([(bone, white)], [(muscle, RED)], [(half, green)], FRONT, 100)
    assert behind[50, 40, 1] > behind[50, 40, 0]
    assert behind[50, 60, 0] > behind[50, 60, 1]
    assert draw_parts([(muscle, RED), (bone, white), (box, green)], FRONT, 100).part[50, 50] == 2


def _square(corners: list[tuple[float, float]], depth: float) -> Mesh:
    points = facing(corners, depth).vertices
    return Mesh(points, np.array([[0, 1, 2], [0, 2, 3]]))
