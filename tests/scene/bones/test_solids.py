"""Solids: closed, outward, with the volumes that formulas give."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial.transform import Rotation

from iliopsoas.scene.bones.skeleton import bone_shapes
from iliopsoas.scene.bones.solids import Mesh, ellipsoid, join, skin, slab, smooth, tube

BALL = ellipsoid((0.0, 0.0, 0.0), (1.0, 1.0, 1.0), rings=40, sides=40)
LENGTHS = st.floats(0.005, 0.5)


def volume(mesh: Mesh) -> float:
    """Divergence theorem: the sum of a . (b x c) / 6 over the triangles [m^3]."""
    a, b, c = (mesh.vertices[mesh.faces[:, k]] for k in range(3))
    return float(np.einsum("fi,fi->", a, np.cross(b, c)) / 6)


def open_edges(mesh: Mesh) -> int:
    """Edges that do not have one neighbour of the opposite direction."""
    edges = np.concatenate([mesh.faces[:, [0, 1]], mesh.faces[:, [1, 2]], mesh.faces[:, [2, 0]]])
    known = {tuple(e) for e in edges.tolist()}
    return sum((b, a) not in known for a, b in known)


def euler(mesh: Mesh) -> int:
    """Vertices - edges + faces; 2 for a closed surface without holes, 0 for one that is open at both ends."""
    edges = np.sort(np.concatenate([mesh.faces[:, [0, 1]], mesh.faces[:, [1, 2]], mesh.faces[:, [2, 0]]]), axis=1)
    return len(np.unique(mesh.faces)) - len(np.unique(edges, axis=0)) + len(mesh.faces)


def test_volumes_of_simple_solids() -> None:
    ball = ellipsoid((1, 2, 3), (0.1, 0.2, 0.3), rings=60, sides=60)
    assert volume(ball) == pytest.approx(4 / 3 * np.pi * 0.006, rel=0.01)
    rod = tube([[0, 0, 0, 0.01], [0, 1, 0, 0.01]], sides=60)
    assert volume(rod) == pytest.approx(np.pi * 1e-4 * (1 + 0.0133), rel=0.01)
    plate = slab([[[0, 0, 0], [1, 0, 0]], [[0, 0, 1], [1, 0, 1]]], 0.01, along=60, between=60)
    assert abs(volume(plate)) == pytest.approx(0.02, rel=0.12)


@settings(deadline=None, max_examples=25)
@given(st.tuples(LENGTHS, LENGTHS, LENGTHS))
def test_an_ellipsoid_of_any_shape_has_its_volume(radii: tuple[float, float, float]) -> None:
    """V = 4/3 pi abc; an inscribed polyhedron is a little smaller."""
    share = volume(ellipsoid((0.3, -0.2, 0.1), radii, rings=40, sides=40)) / (4 / 3 * np.pi * np.prod(radii))
    assert 0.98 < share < 1.0


@settings(deadline=None, max_examples=25)
@given(LENGTHS, st.floats(0.001, 0.02), st.floats(0.001, 0.02))
def test_an_elliptic_tube_has_its_volume(length: float, first: float, second: float) -> None:
    """pi a b l and two rounded ends, each no longer than the smaller radius."""
    line = np.stack([np.zeros(9), np.linspace(0, length, 9), np.zeros(9)], axis=1)
    mesh = skin(line, np.full(9, first), np.full(9, second), sides=60)
    body = np.pi * first * second * length
    ends = np.pi * first * second * 2 * min(first, second)
    assert 0.99 * body < volume(mesh) < body + ends
    assert np.ptp(mesh.vertices[:, 1]) == pytest.approx(length + 2 * min(first, second), rel=1e-9)


def test_a_cone_has_a_third_of_its_cylinder() -> None:
    radius = np.linspace(0.1, 0.0005, 200)
    line = np.stack([np.zeros(200), np.linspace(0, 10, 200), np.zeros(200)], axis=1)
    assert volume(skin(line, radius, radius, sides=90)) == pytest.approx(np.pi * 0.01 * 10 / 3, rel=0.03)


@pytest.mark.parametrize(
    "mesh",
    [ellipsoid((0, 0, 0), (1, 2, 3)), tube([[0, 0, 0, 0.1], [0, 1, 0.3, 0.2], [0.4, 2, 0, 0.1]])],
    ids=["ellipsoid", "tube"],
)
def test_surfaces_leave_only_a_pinhole_at_each_end(mesh: Mesh) -> None:
    """Rings without end caps: topologically a sleeve, whose two open rings are next to nothing."""
    assert euler(mesh) == 0
    ring = open_edges(mesh) // 2
    for end in (mesh.vertices[:ring], mesh.vertices[-ring:]):
        assert np.ptp(end, axis=0).max() < 0.05 * np.ptp(mesh.vertices, axis=0).max()


def test_normals_of_a_ball_are_its_radii() -> None:
    inside = slice(40, -40)  # the rings at the poles see faces of one side only
    np.testing.assert_allclose(BALL.normals()[inside], BALL.vertices[inside], atol=0.03)
    np.testing.assert_allclose(np.linalg.norm(BALL.normals(), axis=1), 1.0)


@settings(deadline=None, max_examples=20)
@given(st.tuples(*[st.floats(-3, 3)] * 3), st.tuples(*[st.floats(-2, 2)] * 3), st.floats(0.2, 3.0))
def test_moving_keeps_shape_and_scales_volume(
    turn: tuple[float, float, float], shift: tuple[float, float, float], scale: float
) -> None:
    rotation = Rotation.from_rotvec(turn).as_matrix()
    moved = BALL.moved(rotation, np.array(shift), scale)
    assert volume(moved) == pytest.approx(scale**3 * volume(BALL), rel=1e-6)
    np.testing.assert_allclose(moved.normals(), BALL.normals() @ rotation.T, atol=1e-9)


def test_mirroring_keeps_faces_outward() -> None:
    ball = ellipsoid((0, 0, 0.2), (0.1, 0.1, 0.1))
    assert volume(ball.mirrored()) == pytest.approx(volume(ball))
    twice = ball.mirrored().mirrored()
    np.testing.assert_array_equal(twice.vertices, ball.vertices)
    np.testing.assert_array_equal(twice.faces, ball.faces)


def test_joining_adds_up() -> None:
    parts = [ellipsoid((i, 0, 0), (0.1, 0.1, 0.1 + 0.1 * i)) for i in range(3)]
    whole = join(parts)
    assert volume(whole) == pytest.approx(sum(map(volume, parts)))
    for part, start in zip(parts, np.cumsum([0, *(len(p.vertices) for p in parts)]), strict=False):
        np.testing.assert_array_equal(whole.vertices[start : start + len(part.vertices)], part.vertices)
    assert join([]).vertices.shape == (0, 3)
    assert join([]).faces.shape == (0, 3)


def test_a_smooth_curve_meets_its_ends_and_spreads_evenly() -> None:
    corner = [[0, 0, 0, 0.1], [1, 0, 0, 0.3], [2, 1, 0, 0.2]]
    line = smooth(corner, 40)
    assert line.shape == (40, 4)
    np.testing.assert_allclose(line[[0, -1]], [corner[0], corner[-1]], atol=1e-12)
    step = np.linalg.norm(np.diff(line[:, :3], axis=0), axis=1)
    assert step.max() < 2 * step.min()
    assert line[:, 3].max() <= 0.3 + 1e-12  # radii do not overshoot


def test_two_points_make_a_straight_line() -> None:
    np.testing.assert_allclose(smooth([[0, 0, 0], [3, 0, 0]], 4)[:, 0], [0, 1, 2, 3])


def test_a_wide_tube_is_wide_across() -> None:
    flat = tube([[0, 0, 0, 0.01, 0.03], [0, 1, 0, 0.01, 0.03]], sides=24, across=(0, 0, 1))
    assert np.ptp(flat.vertices[:, 2]) == pytest.approx(0.06, rel=0.01)
    assert np.ptp(flat.vertices[:, 0]) == pytest.approx(0.02, rel=0.01)


def test_rings_do_not_twist_along_a_bend() -> None:
    """The first corner of each ring stays on the same side of a plane curve."""
    angle = np.linspace(0, np.pi / 2, 30)
    line = np.stack([np.cos(angle), np.sin(angle), 0 * angle], axis=1)
    mesh = skin(line, np.full(30, 0.05), np.full(30, 0.05), sides=8, across=(0, 0, 1))
    rings = mesh.vertices.reshape(-1, 8, 3)[3:-3] - line[:, None]
    np.testing.assert_allclose(rings[:, 2], np.broadcast_to([0, 0, 0.05], (30, 3)), atol=1e-9)


def test_every_bone_names_vertices_that_exist() -> None:
    for shapes in bone_shapes().values():
        for name, mesh in shapes.items():
            assert mesh.faces.min() >= 0, name
            assert mesh.faces.max() == len(mesh.vertices) - 1, name
            assert np.isfinite(mesh.vertices).all(), name
