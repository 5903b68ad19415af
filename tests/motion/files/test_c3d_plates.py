"""Plates of a .c3d file: the wrench they give must be the one their channels stand for."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from iliopsoas.arrays import Array
from iliopsoas.motion.files.c3d_plates import UNLOADED_N, ForcePlate, wrench

# the plate's own axes: x along the first edge, y along the second, z down into the floor; in a laboratory with z up
CORNERS = np.array([[0.3, 0.2, 0.0], [-0.3, 0.2, 0.0], [-0.3, -0.2, 0.0], [0.3, -0.2, 0.0]])
ORIGIN = np.array([0.01, -0.02, -0.04])


def loads(seed: int, samples: int = 12) -> tuple[Array, Array, Array]:
    """Force (z well above the least), centre of pressure and free moment in the plate's axes, (samples, 3)."""
    rng = np.random.default_rng(seed)
    force = rng.normal(0.0, 60.0, (samples, 3))
    force[:, 2] = rng.uniform(100.0, 900.0, samples)
    point = np.column_stack([rng.uniform(-0.25, 0.25, samples), rng.uniform(-0.15, 0.15, samples), np.zeros(samples)])
    free = np.column_stack([np.zeros((samples, 2)), rng.normal(0.0, 5.0, samples)])
    return force, point, free


def channels(kind: int, force: Array, point: Array, free: Array) -> Array:
    """What a plate of a type writes for this load: moments about the transducers, which lie at minus s."""
    if kind == 1:
        return np.column_stack([force, point[:, :2], free[:, 2]])
    return np.column_stack([force, free + np.cross(point, force) - np.cross(force, ORIGIN)])


@pytest.mark.parametrize("kind", [1, 2, 4])
@pytest.mark.parametrize("seed", [0, 1])
def test_force_point_and_free_moment_come_back(kind: int, seed: int) -> None:
    plate = ForcePlate(kind, CORNERS, ORIGIN)
    force, point, free = loads(seed)
    found = wrench(plate, channels(kind, force, point, free))
    expected = force @ plate.axes.T, point @ plate.axes.T + CORNERS.mean(axis=0), free @ plate.axes.T
    for got, wanted in zip(found, expected, strict=True):
        assert np.allclose(got, wanted, atol=1e-9)


def test_the_plates_axes_are_right_handed_and_z_points_down() -> None:
    axes = ForcePlate(2, CORNERS, ORIGIN).axes
    assert np.allclose(axes.T @ axes, np.eye(3), atol=1e-12)
    assert np.linalg.det(axes) == pytest.approx(1.0)
    assert abs(axes[2, 2]) == pytest.approx(1.0)


def test_a_plate_built_in_elsewhere_gives_the_same_load_there() -> None:
    """Turning and moving the corners turns and moves the wrench."""
    turn, shift = Rotation.from_euler("z", 0.7).as_matrix(), np.array([1.2, -0.4, 0.1])
    given = channels(2, *loads(3))
    here = wrench(ForcePlate(2, CORNERS, ORIGIN), given)
    there = wrench(ForcePlate(2, CORNERS @ turn.T + shift, ORIGIN), given)
    assert np.allclose(there[0], here[0] @ turn.T, atol=1e-9)
    assert np.allclose(there[1], here[1] @ turn.T + shift, atol=1e-9)
    assert np.allclose(there[2], here[2] @ turn.T, atol=1e-9)


def test_four_sensors_of_a_piezoelectric_plate_locate_a_weight() -> None:
    """All on sensor 1: the centre of pressure is at (a, b) before the depth enters, which needs shear."""
    plate = ForcePlate(3, CORNERS, np.array([0.12, 0.2, 0.05]))
    one = np.zeros((1, 8))
    one[0, 4] = 500.0
    even = np.zeros((1, 8))
    even[0, 4:] = 125.0
    middle, centre = CORNERS.mean(axis=0), wrench(plate, even)
    assert np.allclose(centre[1][0], middle, atol=1e-12)
    assert np.allclose(np.abs(plate.axes.T @ (wrench(plate, one)[1][0] - middle)), [0.12, 0.2, 0.0], atol=1e-12)
    assert np.linalg.norm(wrench(plate, one)[0][0]) == pytest.approx(500.0)


def test_an_unloaded_plate_has_its_centre_of_pressure_in_the_middle() -> None:
    force, point, free = loads(5, samples=2)
    force[0] = [1.0, 2.0, 0.9 * UNLOADED_N]
    found = wrench(ForcePlate(2, CORNERS, ORIGIN), channels(2, force, point, free))
    assert np.allclose(found[1][0], CORNERS.mean(axis=0))
    assert np.allclose(found[2][0], 0.0)
    assert not np.allclose(found[1][1], CORNERS.mean(axis=0))
