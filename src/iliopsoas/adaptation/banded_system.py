"""The Gauss-Newton step of all frames at once: a banded matrix with the stride as a border.

    [ H  B ] [ dd ]     [ g ]        H: blocks of the frames (k x k), and smoothness, which couples neighbours
    [ B' h ] [ ds ] = - [ e ]        B, h, e: stride

Smoothness is a weighted square of second differences, d_(t-1) - 2 d_t + d_(t+1). In a periodic movement the last frame
is followed by the first; the ring is folded flat, so that neighbours stay near each other in the matrix.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from scipy.linalg import solveh_banded

from iliopsoas.arrays import Array, IndexArray

STENCIL = np.array([1.0, -2.0, 1.0])
"""Of the second difference (definition)."""
LEAST_CURVATURE = 1e-6
"""Added to the diagonal, so that coordinates that cost nothing do not run away (solver)."""


class CostTerms(NamedTuple):
    """A cost and its derivatives, second differences apart.

    Attributes:
        cost: half the weighted squares.
        gradient, hessian: over the free coordinates of each frame, (frames, k), (frames, k, k).
        border: mixed second derivative with the stride, (frames, k).
        stride_gradient, stride_hessian: over the stride.
        gap: of each contact point from where it should be, (frames, points, 3) [m].
    """

    cost: float
    gradient: Array
    hessian: Array
    border: Array
    stride_gradient: float
    stride_hessian: float
    gap: Array


@dataclass(frozen=True, eq=False)
class BandedSystem:
    """The linear system of a number of frames.

    Attributes:
        weight: of squared second differences, (k).
        triples: neighbouring frames of each second difference, (differences, 3).
        order: frames in the order in which they stand in the matrix, (frames).
    """

    weight: Array
    triples: IndexArray
    order: IndexArray

    @classmethod
    def of(cls, frames: int, weight: Array, *, periodic: bool) -> BandedSystem:
        """For so many frames of coordinates with these weights (k)."""
        return cls(weight, _neighbours(frames, periodic=periodic), _folded(frames, periodic=periodic))

    def second_differences(self, d: Array) -> Array:
        """D d, (frames, k) -> (differences, k)."""
        return np.asarray(d[self.triples[:, 0]] - 2.0 * d[self.triples[:, 1]] + d[self.triples[:, 2]])

    def transposed(self, differences: Array) -> Array:
        """D^T x, (differences, k) -> (frames, k)."""
        out = np.zeros((len(self.order), differences.shape[1]))
        for i, c in enumerate(STENCIL):
            np.add.at(out, self.triples[:, i], c * differences)
        return out

    def step(self, terms: CostTerms, damping: float, *, free_stride: bool) -> tuple[Array, float]:
        """Steps of the free coordinates, (frames, k), and of the stride.

        Args:
            terms: gradient and blocks, limits included; smoothness is in the gradient but not in the blocks.
            damping: share by which diagonals are raised (Levenberg-Marquardt).
        """
        frames, size = terms.gradient.shape
        blocks, at = terms.hessian.copy(), np.arange(size)
        blocks[:, at, at] *= 1.0 + damping
        blocks[:, at, at] += LEAST_CURVATURE
        position = np.empty(frames, dtype=np.intp)
        position[self.order] = np.arange(frames)
        right = np.stack([terms.gradient, terms.border], axis=2)[self.order].reshape(frames * size, 2)
        band = self._band(blocks, position)
        solved = solveh_banded(band, right, lower=True, overwrite_ab=True, check_finite=False)
        plain, along = solved.reshape(frames, size, 2)[position].transpose(2, 0, 1)
        if not free_stride:
            return -plain, 0.0
        missing = terms.stride_gradient - float((terms.border * plain).sum())
        change = -missing / (terms.stride_hessian - float((terms.border * along).sum()))
        return -plain - along * change, change

    def _band(self, blocks: Array, position: IndexArray) -> Array:
        """The matrix in LAPACK's lower band form; `position` is that of each frame."""
        frames, size, _ = blocks.shape
        at = np.arange(size)
        triples = position[self.triples]
        width = int(np.abs(triples[:, :, None] - triples[:, None, :]).max(initial=0))
        band = np.zeros((max(width * size, size - 1) + 1, frames * size))
        row, col = np.nonzero(np.tri(size, dtype=bool))
        first = position[:, None] * size
        band[np.broadcast_to(row - col, (frames, len(row))), first + col] = blocks[:, row, col]
        for i in range(3):
            for j in range(3):
                low, high = triples[:, i], triples[:, j]
                keep = low >= high
                low, high = low[keep, None] * size + at, high[keep, None] * size + at
                np.add.at(band, (low - high, high), STENCIL[i] * STENCIL[j] * self.weight)
        return band


def _neighbours(frames: int, *, periodic: bool) -> IndexArray:
    """Triples of neighbouring frames, (n, 3)."""
    middle = np.arange(frames) if periodic else np.arange(1, frames - 1)
    return np.stack([(middle - 1) % frames, middle, (middle + 1) % frames], axis=1)


def _folded(frames: int, *, periodic: bool) -> IndexArray:
    """Order of the frames in the matrix: a ring is folded flat, so that neighbours stay near each other."""
    if not periodic:
        return np.arange(frames)
    out = np.empty(frames, dtype=np.intp)
    half = (frames + 1) // 2
    out[0::2], out[1::2] = np.arange(half), np.arange(frames - 1, half - 1, -1)
    return out
