"""Curves evaluated together are the curves one by one."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from iliopsoas.body.body import Body
from iliopsoas.rehab.cards.grouped_map import with_grouped_map

BODY = Body.build()
FAST = with_grouped_map(BODY)


@given(st.floats(-1.0, 3.5), st.floats(-1.0, 3.5))
def test_positions_and_slopes_agree(right: float, left: float) -> None:
    """Also beyond the ends, where the curves go on straight."""
    q = BODY.map.pose(2, knee_angle_r=np.array([right, left]), knee_angle_l=np.array([left, 0.3]))
    np.testing.assert_allclose(FAST.map.positions(q), BODY.map.positions(q), atol=1e-13)
    columns = [BODY.map.column(name) for name in ("hip_flexion_r", "knee_angle_l", "knee_angle_r")]
    force = np.random.default_rng(1).normal(size=(2, len(BODY.map.dofs)))
    one, other = (b.map.projection(q, columns).forces(force) for b in (BODY, FAST))
    np.testing.assert_allclose(one, other, atol=1e-11)


def test_columns_without_curves() -> None:
    q = BODY.map.pose(1)
    assert FAST.map.projection(q, [BODY.map.column("lumbar_extension")]).size == 1
    assert len(FAST.map.families) == 2
    assert FAST.healthy().map is FAST.map
