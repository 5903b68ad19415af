"""What strands do to rows, limb by limb: a strand of the right leg does nothing to the left one.

        A_1   0   0         rows of the first limb          columns: of the first limb, of the second, of neither
    A =  0   A_2  0         rows of the second
        B_1  B_2  D         rows that limbs share, the trunk's

Strands of a limb may act on the shared rows too, but not on another limb. The blocks of all limbs are one array, filled
up with zeros to the size of the largest, so that one product serves all frames and limbs. Vectors over rows and columns
have the order above, with nothing in the places that were filled up.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from iliopsoas.arrays import Array, BoolArray, IndexArray

EMPTY = -1
"""Stands for a row or column that was filled up (technical)."""


class LimbBlocks(NamedTuple):
    """A in blocks, for some frames: l limbs with k rows and c columns each, s shared rows, d columns on these alone.

    Attributes:
        limbs: A_i above B_i, (frames, l, k + s, c).
        shared: D, (frames, s, d).
    """

    limbs: Array
    shared: Array

    @property
    def own(self) -> int:
        """Rows of each limb, k."""
        return int(self.limbs.shape[2] - self.shared.shape[1])

    def frames(self, index: IndexArray | BoolArray) -> LimbBlocks:
        """The same for some of the frames."""
        return LimbBlocks(self.limbs[index], self.shared[index])

    def offers(self, multiplier: Array) -> Array:
        """A^T lambda: (frames, l k + s) -> (frames, l c + d)."""
        (count, limbs, height, _), own = self.limbs.shape, self.own
        split = limbs * own
        each = np.empty((count, limbs, 1, height))
        each[:, :, 0, :own] = multiplier[:, :split].reshape(count, limbs, own)
        each[:, :, 0, own:] = multiplier[:, None, split:]
        of_limbs = (each @ self.limbs).reshape(count, -1)
        return np.concatenate([of_limbs, (multiplier[:, None, split:] @ self.shared)[:, 0]], axis=1)

    def row_sums(self, a: Array) -> Array:
        """A a: (frames, l c + d) -> (frames, l k + s)."""
        (count, limbs, _, width), own = self.limbs.shape, self.own
        split = limbs * width
        each = (self.limbs @ a[:, :split].reshape(count, limbs, width, 1))[..., 0]
        together = each[:, :, own:].sum(axis=1) + (self.shared @ a[:, split:, None])[..., 0]
        return np.concatenate([each[:, :, :own].reshape(count, -1), together], axis=1)

    def gram(self, weight: Array) -> Array:
        """A diag(weight) A^T, (frames, l k + s, l k + s).

        Args:
            weight: of each column, (frames, l c + d).
        """
        (count, limbs, height, width), own = self.limbs.shape, self.own
        split, rest = limbs * width, limbs * own
        each = (self.limbs * weight[:, :split].reshape(count, limbs, 1, width)) @ self.limbs.transpose(0, 1, 3, 2)
        size = rest + height - own
        out = np.zeros((count, size, size))
        out[:, rest:, rest:] = (self.shared * weight[:, None, split:]) @ self.shared.transpose(0, 2, 1)
        out[:, rest:, rest:] += each[:, :, own:, own:].sum(axis=1)
        for i in range(limbs):
            mine = slice(i * own, (i + 1) * own)
            out[:, mine, mine] = each[:, i, :own, :own]
            out[:, mine, rest:] = each[:, i, :own, own:]
            out[:, rest:, mine] = each[:, i, own:, :own]
        return out


class BlockOrder(NamedTuple):
    """Rows and columns of a problem in the order of `LimbBlocks`.

    Attributes:
        limb_rows, limb_cols: of each limb, l index arrays each.
        shared_rows, shared_cols: the others.
    """

    limb_rows: tuple[IndexArray, ...]
    limb_cols: tuple[IndexArray, ...]
    shared_rows: IndexArray
    shared_cols: IndexArray

    @property
    def rows(self) -> IndexArray:
        """The row at each place, EMPTY at those that were filled up, (l k + s)."""
        return _places(self.limb_rows, self.shared_rows)

    @property
    def cols(self) -> IndexArray:
        """The column at each place, (l c + d)."""
        return _places(self.limb_cols, self.shared_cols)

    def blocks(self, A: Array) -> LimbBlocks:
        """A (frames, n, m) in blocks."""
        shared = self.shared_rows
        own, width = _largest(self.limb_rows), _largest(self.limb_cols)
        limbs = np.zeros((len(A), len(self.limb_rows), own + len(shared), width))
        for i, (rows, cols) in enumerate(zip(self.limb_rows, self.limb_cols, strict=True)):
            limbs[:, i, : len(rows), : len(cols)] = A[:, rows[:, None], cols]
            limbs[:, i, own:, : len(cols)] = A[:, shared[:, None], cols]
        return LimbBlocks(limbs, np.ascontiguousarray(A[:, shared[:, None], self.shared_cols]))


def block_order(A: Array, row_groups: IndexArray) -> BlockOrder:
    """The order in which A is made of limbs; without limbs where strands act on several groups at will.

    Args:
        A: (frames, n, m).
        row_groups: a number for each row, (n). The group that has strands in common with the most others is shared.
    """
    groups = np.unique(row_groups)
    acts: BoolArray = np.any(A, axis=0)
    touched = np.stack([acts[row_groups == g].any(axis=0) for g in groups])  # (groups, m)
    meet = (touched[:, None] & touched).any(axis=2) & ~np.eye(len(groups), dtype=bool)
    shared = int(np.argmax(meet.sum(axis=1)))
    limbs = np.delete(np.arange(len(groups)), shared)
    if meet[np.ix_(limbs, limbs)].any():
        limbs = limbs[:0]
    of_limb = touched[limbs].any(axis=0)
    return BlockOrder(
        tuple(np.flatnonzero(row_groups == groups[i]) for i in limbs),
        tuple(np.flatnonzero(touched[i]) for i in limbs),
        np.flatnonzero(~np.isin(row_groups, groups[limbs])),
        np.flatnonzero(acts.any(axis=0) & ~of_limb),
    )


def placed(values: Array, places: IndexArray, filling: float = 0.0) -> Array:
    """Values of rows or columns (..., size) in the order of places, `filling` at those that were filled up."""
    out: Array = np.where(places == EMPTY, filling, values[..., places])
    return out


def returned(values: Array, places: IndexArray, others: Array) -> Array:
    """Values at places (frames, places) as values of rows or columns (frames, size); those without a place as given."""
    there = np.flatnonzero(places != EMPTY)
    out = others.copy()
    out[:, places[there]] = values[:, there]
    return out


def _largest(parts: tuple[IndexArray, ...]) -> int:
    return max((len(part) for part in parts), default=0)


def _places(parts: tuple[IndexArray, ...], shared: IndexArray) -> IndexArray:
    """Indices of all limbs, each filled up to the largest, then the shared ones."""
    full = _largest(parts)
    filled = [np.pad(part, (0, full - len(part)), constant_values=EMPTY) for part in parts]
    return np.concatenate([*filled, shared]).astype(np.intp)
