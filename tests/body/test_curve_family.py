"""Curves evaluated together are scipy's splines one by one, and straight beyond their ends."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from iliopsoas.body.body import Body
from iliopsoas.body.coordinate_map import curve_families

BODY = Body.build()


@given(st.lists(st.floats(-1.0, 3.5), min_size=1, max_size=5))
def test_values_slopes_and_curvatures_are_those_of_each_spline(angles: list[float]) -> None:
    x = np.array(angles)
    for family in BODY.map.families:
        found = family.values(x)
        mine = [one for one in BODY.map.splines if one[1] == family.column]
        assert [one[0] for one in mine] == list(family.rows)
        for k, (_, _, spline, scale) in enumerate(mine):
            at = np.clip(x, spline.x[0], spline.x[-1])
            slope = spline(at, 1)
            np.testing.assert_allclose(found[0][:, k], scale * (spline(at) + slope * (x - at)), atol=1e-13)
            np.testing.assert_allclose(found[1][:, k], scale * slope, atol=1e-12)
            np.testing.assert_allclose(found[2][:, k], scale * spline(at, 2) * (at == x), atol=1e-10)


def test_each_knee_is_one_family() -> None:
    assert [BODY.map.names[family.column] for family in BODY.map.families] == ["knee_angle_r", "knee_angle_l"]
    assert curve_families(()) == ()


def test_a_coordinate_without_curves_has_a_projection() -> None:
    q = BODY.map.pose(1)
    assert BODY.map.projection(q, [BODY.map.column("lumbar_extension")]).size == 1
