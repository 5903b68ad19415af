"""Geometry: strands are as long as the engine says, bones sit on their joints."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr

from iliopsoas.body.body import Body
from iliopsoas.scene.bones.limbs import HEAD_RADIUS
from iliopsoas.scene.bones.skeleton import bone_shapes
from iliopsoas.scene.pose_scene import belly_mesh, scene_in_pose


@pytest.mark.parametrize("frame", [0, 60, 120])
def test_strands_are_as_long_as_their_tendons(walk: xr.Dataset, body: Body, frame: int) -> None:
    strands = scene_in_pose(body, walk["pose"].values[frame]).strands
    drawn = [np.linalg.norm(np.diff(line, axis=0), axis=1).sum() for line in strands]
    np.testing.assert_allclose(drawn, walk["muscle_length"].values[frame], atol=1e-3)


def test_hip_centres_are_the_models(body: Body) -> None:
    drawn = scene_in_pose(body, body.map.pose()[0])
    scale = body.factors["pelvis"]
    np.testing.assert_allclose(drawn.origins["femur_r"], scale * np.array([-0.056276, -0.07849, 0.07726]), atol=1e-9)
    np.testing.assert_allclose(drawn.origins["femur_l"], scale * np.array([-0.056276, -0.07849, -0.07726]), atol=1e-9)


def test_the_femoral_head_has_its_radius_around_the_hip_centre() -> None:
    femur = bone_shapes()["bone"]["femur_r"].vertices
    top = femur[(femur[:, 1] > 0) & (femur[:, 2] < -0.012)]
    np.testing.assert_allclose(np.linalg.norm(top, axis=1), HEAD_RADIUS, rtol=0.01)


def test_pose_moves_the_leg_but_not_the_pelvis(body: Body) -> None:
    still = scene_in_pose(body, body.map.pose()[0])
    bent = scene_in_pose(body, body.map.pose(hip_flexion_r=1.0)[0])
    np.testing.assert_array_equal(still.solids["bone"]["pelvis"].vertices, bent.solids["bone"]["pelvis"].vertices)
    assert np.abs(still.solids["bone"]["tibia_r"].vertices - bent.solids["bone"]["tibia_r"].vertices).max() > 0.2


def test_left_bones_mirror_right_ones() -> None:
    shapes = bone_shapes()["bone"]
    for name in ("femur", "tibia", "calcn", "hand"):
        np.testing.assert_array_equal(shapes[f"{name}_l"].vertices, shapes[f"{name}_r"].vertices * [1, 1, -1])


def test_bones_are_solid() -> None:
    """Faces look outward: every shape made of closed parts encloses a positive volume."""
    for kind, shapes in bone_shapes().items():
        for name, mesh in shapes.items():
            a, b, c = (mesh.vertices[mesh.faces[:, k]] for k in range(3))
            assert np.einsum("fi,fi->", a, np.cross(b, c)) > 0, (kind, name)


def test_a_stronger_strand_is_drawn_thicker() -> None:
    line = np.array([[0.0, 0, 0], [0, -0.1, 0], [0, -0.2, 0]])
    thin, thick = (np.ptp(belly_mesh(line, f).vertices[:, 0]) for f in (100.0, 400.0))
    assert thick == pytest.approx(2 * thin, rel=0.02)
