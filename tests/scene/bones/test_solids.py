"""Solids: closed, outward, with the volumes that formulas give."""

from __future__ import annotations

import numpy as np
import pytest

from iliopsoas.scene.bones.solids import Mesh, ellipsoid, slab, tube


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
