"""The capacity matrix limb by limb: the same products as the whole matrix."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iliopsoas.arrays import Array, IndexArray
from iliopsoas.mechanics.recruitment.limb_blocks import EMPTY, BlockOrder, block_order, placed, returned

GROUPS = np.array([0, 2, 0, 2, 1, 1, 0, 1, 2, 2])
"""Rows of the right leg, the left one and the trunk, in no order."""


class Limbs(NamedTuple):
    """A matrix (frames, n, m), and which groups each strand acts on, (m, groups)."""

    A: Array
    acts: Array


def limbs(seed: int, *, strands: int = 30, frames: int = 3) -> Limbs:
    """Strands of one leg or none, some of which act on the trunk too, and two that do nothing."""
    rng = np.random.default_rng(seed)
    acts = np.zeros((strands, 3), dtype=bool)
    acts[np.arange(strands), rng.integers(0, 3, strands)] = True
    acts[:, 2] |= rng.uniform(size=strands) < 0.3
    acts[:2] = False
    acts[2:5] = [[True, False, True], [False, True, True], [False, False, True]]
    return Limbs(rng.normal(size=(frames, len(GROUPS), strands)) * acts[:, GROUPS].T, acts)


def order_of(found: Limbs) -> BlockOrder:
    return block_order(found.A, GROUPS)


def test_each_strand_and_row_has_one_place() -> None:
    order, A = order_of(found := limbs(1)), found.A
    assert [set(GROUPS[rows]) for rows in order.limb_rows] == [{0}, {1}]
    assert set(GROUPS[order.shared_rows]) == {2}
    assert sorted(order.rows[order.rows != EMPTY]) == list(range(A.shape[1]))
    assert sorted(order.cols[order.cols != EMPTY]) == list(range(2, A.shape[2]))
    blocks = order.blocks(A)
    assert blocks.limbs.shape[:3] == (3, 2, 3 + 4)
    assert (found.acts[order.shared_cols] == [False, False, True]).all()


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_products_are_those_of_the_whole_matrix(seed: int) -> None:
    A = (found := limbs(seed)).A
    order, rng = order_of(found), np.random.default_rng(seed)
    multiplier, a, weight = rng.normal(size=(3, 10)), rng.normal(size=(3, 30)), rng.uniform(size=(3, 30))
    rows, cols, blocks = order.rows, order.cols, order.blocks(A)
    offered = returned(blocks.offers(placed(multiplier, rows)), cols, np.zeros((3, 30)))
    assert offered == pytest.approx((multiplier[:, None] @ A)[:, 0], abs=1e-12)
    given_ = returned(blocks.row_sums(placed(a, cols)), rows, np.zeros((3, 10)))
    assert given_ == pytest.approx((A @ a[..., None])[..., 0], abs=1e-12)
    there = np.flatnonzero(rows != EMPTY)
    gram = blocks.gram(placed(weight, cols))[:, there[:, None], there]
    whole = (A * weight[:, None]) @ A.transpose(0, 2, 1)
    assert gram == pytest.approx(whole[:, rows[there][:, None], rows[there]], abs=1e-12)


def test_strands_that_tie_two_limbs_together_make_one_block() -> None:
    A = (found := limbs(2)).A
    A[:, [0, 4], 7] = 1.0
    order = order_of(found)
    assert order.limb_rows == ()
    assert order.rows.tolist() == list(range(len(GROUPS)))
    a = np.random.default_rng(3).normal(size=(3, 30))
    assert order.blocks(A).row_sums(placed(a, order.cols)) == pytest.approx((A @ a[..., None])[..., 0], abs=1e-12)


def test_rows_of_one_group_are_one_block() -> None:
    A = limbs(4).A
    order = block_order(A, np.zeros(len(GROUPS), dtype=np.intp))
    assert order.limb_rows == ()
    assert order.blocks(A).shared == pytest.approx(A[:, :, 2:])


def test_some_frames_are_the_same_as_in_all() -> None:
    blocks = order_of(found := limbs(5, frames=4)).blocks(found.A)
    index: IndexArray = np.array([3, 1])
    assert np.array_equal(blocks.frames(index).limbs, blocks.limbs[[3, 1]])
    assert np.array_equal(blocks.frames(index).shared, blocks.shared[[3, 1]])


def test_what_has_no_place_keeps_its_value_and_filled_places_theirs() -> None:
    places = np.array([2, EMPTY, 0])
    assert placed(np.array([5.0, 6.0, 7.0]), places, 9.0).tolist() == [7.0, 9.0, 5.0]
    back = returned(np.array([[1.0, 4.0, 2.0]]), places, np.array([[0.0, 0.5, 0.0]]))
    assert back.tolist() == [[2.0, 0.5, 1.0]]
