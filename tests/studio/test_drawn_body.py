"""A body as arrays: where things are, against the scene that reports draw."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.spatial.transform import Rotation

from iliopsoas.body.body import Body
from iliopsoas.scene.pose_scene import scene_in_pose
from iliopsoas.studio.drawing.drawn_body import DrawnBody, tubes_between, unit_cylinder


@pytest.fixture(scope="module")
def drawn(body: Body) -> DrawnBody:
    return DrawnBody(body)


@pytest.fixture(scope="module")
def bent(body: Body) -> np.ndarray:
    """A posture that bends most joints."""
    return body.map.pose(
        pelvis_ty=0.9, pelvis_tilt=0.3, hip_flexion_r=1.4, knee_angle_r=1.2, hip_rotation_l=0.3, lumbar_extension=-0.5
    )[0]


def test_bones_lie_where_the_scene_has_them(drawn: DrawnBody, bent: np.ndarray) -> None:
    pose, scene = drawn.in_pose(bent), scene_in_pose(drawn.body, bent)
    turns = Rotation.from_quat(pose.wxyz, scalar_first=True)
    for piece in drawn.bones:
        s = drawn.segments.index(piece.segment)
        placed = turns[s].apply(piece.mesh.vertices) + pose.position[s]
        np.testing.assert_allclose(placed, scene.solids[piece.kind][piece.segment].vertices, atol=1e-9)


def test_every_strand_runs_from_its_origin_to_its_insertion(drawn: DrawnBody, bent: np.ndarray) -> None:
    """Nothing floats: ends lie where the engine has the ends of the path."""
    pose, scene = drawn.in_pose(bent), scene_in_pose(drawn.body, bent)
    assert len(scene.strands) == len(drawn.body.muscles)
    for i, line in enumerate(scene.strands):
        np.testing.assert_allclose(drawn.strand_line(pose, i)[[0, -1]], line[[0, -1]], atol=1e-9)


def test_bellies_surround_their_strands(drawn: DrawnBody, bent: np.ndarray) -> None:
    pose = drawn.in_pose(bent)
    for k, strand in enumerate(drawn.bellied):
        line = drawn.strand_line(pose, strand)
        away = np.linalg.norm(pose.bellies[k][:, None] - line[None], axis=2).min(axis=1)
        assert away.max() < 0.03, drawn.body.muscles.names[strand]


def test_tubes_join_the_points_of_all_other_strands(drawn: DrawnBody, bent: np.ndarray) -> None:
    """Their lengths add up to those of the paths."""
    pose = drawn.in_pose(bent)
    long = np.bincount(drawn.tube_strand, pose.tubes.scale[:, 2] - pose.tubes.scale[:, 0], len(drawn.body.muscles))
    told = np.array(drawn.body.at(bent).ten_length)
    thin = [i for i in range(len(told)) if i not in drawn.bellied]
    np.testing.assert_allclose(long[thin], told[thin], rtol=0.02, atol=0.002)


def test_nerves_move_with_the_bones_they_run_along(drawn: DrawnBody, bent: np.ndarray) -> None:
    """In the neutral pose they are the atlas' drawing; bent, their ends are as near to their segments as before."""
    from iliopsoas.scene.courses import course_lines

    body = drawn.body
    neutral = body.map.pose()[0]
    lines = course_lines(body, scene_in_pose(body, neutral))
    for (name, points), line in zip(drawn.course_points(drawn.in_pose(neutral)), lines, strict=True):
        assert name == line.structure
        np.testing.assert_allclose(points, line.points, atol=1e-9)
    before, after = drawn.in_pose(neutral), drawn.in_pose(bent)
    for course, (_, old), (_, new) in zip(
        drawn.courses, drawn.course_points(before), drawn.course_points(after), strict=True
    ):
        for end, point in ((0, 0), (-1, -1)):
            s = drawn.segments.index(course.segments[point])
            far = [np.linalg.norm(x[end] - p.position[s]) for x, p in ((old, before), (new, after))]
            assert far[0] == pytest.approx(far[1], abs=1e-6)


@given(arrays(float, (4, 3), elements=st.floats(-2, 2)), arrays(float, (4, 3), elements=st.floats(-2, 2)))
def test_a_tube_reaches_from_end_to_end(first: np.ndarray, last: np.ndarray) -> None:
    """Also straight down, where turning is not unique."""
    last = np.where(np.linalg.norm(last - first, axis=1, keepdims=True) < 1e-3, first - [0, 0, 1.0], last)
    tubes = tubes_between(first, last, np.full(4, 0.01))
    np.testing.assert_allclose(np.linalg.norm(tubes.wxyz, axis=1), 1.0, atol=1e-9)
    turn = Rotation.from_quat(tubes.wxyz, scalar_first=True)
    half = turn.apply(np.array([0.0, 0.0, 0.5]) * (tubes.scale[:, 2:] - 0.01))
    np.testing.assert_allclose(tubes.position + half, last, atol=1e-6)
    np.testing.assert_allclose(tubes.position - half, first, atol=1e-6)


def test_the_cylinder_faces_outward() -> None:
    mesh = unit_cylinder()
    corner = mesh.vertices[mesh.faces]
    normal = np.cross(corner[:, 1] - corner[:, 0], corner[:, 2] - corner[:, 0])
    assert ((normal * corner.mean(axis=1))[:, :2].sum(axis=1) > 0).all()
