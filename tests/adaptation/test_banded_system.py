"""The banded step against the same system written out in full."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose

from iliopsoas.adaptation.banded_system import LEAST_CURVATURE, BandedSystem, CostTerms

FRAMES, SIZE = 9, 3


def terms() -> CostTerms:
    """A convex cost of nine frames, three coordinates and a stride."""
    rng = np.random.default_rng(4)
    root = rng.normal(size=(FRAMES, SIZE, SIZE))
    hessian = root @ root.transpose(0, 2, 1) + np.eye(SIZE)
    gradient, border = rng.normal(size=(2, FRAMES, SIZE))
    return CostTerms(0.0, gradient, hessian, 0.1 * border, 0.7, 50.0, np.zeros((FRAMES, 0, 3)))


def differences(frames: int, periodic: bool) -> np.ndarray:
    """The matrix of second differences."""
    whole = np.roll(np.eye(frames), -1, axis=0) - 2.0 * np.eye(frames) + np.roll(np.eye(frames), 1, axis=0)
    return whole if periodic else whole[1:-1]


@pytest.mark.parametrize("periodic", [False, True])
def test_second_differences_and_their_transpose(periodic: bool) -> None:
    system, d = BandedSystem.of(FRAMES, np.ones(SIZE), periodic=periodic), np.random.default_rng(5).normal(size=(9, 3))
    matrix = differences(FRAMES, periodic)
    bent = system.second_differences(d)
    assert_allclose(bent, matrix @ d, atol=1e-12)
    assert_allclose(system.transposed(bent), matrix.T @ matrix @ d, atol=1e-12)


@pytest.mark.parametrize("periodic", [False, True])
@pytest.mark.parametrize("free_stride", [False, True])
def test_the_step_solves_the_whole_system(periodic: bool, free_stride: bool) -> None:
    weight, given = np.array([0.5, 2.0, 1.0]), terms()
    step, change = BandedSystem.of(FRAMES, weight, periodic=periodic).step(given, 0.0, free_stride=free_stride)
    n = FRAMES * SIZE
    whole = np.zeros((n + 1, n + 1))
    for t in range(FRAMES):
        at = slice(t * SIZE, (t + 1) * SIZE)
        whole[at, at] = given.hessian[t] + LEAST_CURVATURE * np.eye(SIZE)
    matrix = differences(FRAMES, periodic)
    whole[:n, :n] += np.kron(matrix.T @ matrix, np.diag(weight))
    whole[:n, n] = whole[n, :n] = given.border.ravel()
    whole[n, n] = given.stride_hessian
    right = np.append(given.gradient.ravel(), given.stride_gradient)
    size = n + 1 if free_stride else n
    wanted = -np.linalg.solve(whole[:size, :size], right[:size])
    assert_allclose(step.ravel(), wanted[:n], atol=1e-10)
    assert change == pytest.approx(wanted[n] if free_stride else 0.0)


def test_damping_shortens_the_step() -> None:
    system = BandedSystem.of(FRAMES, np.ones(SIZE), periodic=True)
    sizes = [np.abs(system.step(terms(), damping, free_stride=False)[0]).max() for damping in (0.0, 1.0, 100.0)]
    assert sizes[0] > sizes[1] > sizes[2]
