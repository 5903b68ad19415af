"""Where a body can touch something: regions, single points, and their size on a person."""

from __future__ import annotations

import numpy as np
import pytest

from iliopsoas.body.body import Body
from iliopsoas.body.contact_points import contact_points, contact_regions
from iliopsoas.body.subject import Subject
from iliopsoas.errors import UnknownName


def test_every_region_has_points_that_lie_on_segments(body: Body) -> None:
    for region in contact_regions():
        points = contact_points(body, [region])
        assert len(points) > 0
        assert set(points.regions) == {region}
        assert (points.radius > 0.0).all()
        assert points.centre.shape == (len(points), 3)
        assert all(body.body_id(name) > 0 for name in points.bodies)


def test_a_single_point_is_part_of_its_region(body: Body) -> None:
    foot = contact_points(body, ["foot_r"])
    one = contact_points(body, [foot.names[0]])
    assert one.names == foot.names[:1]
    np.testing.assert_array_equal(one.centre[0], foot.centre[0])


def test_naming_twice_counts_once(body: Body) -> None:
    foot = contact_points(body, ["foot_r"])
    assert contact_points(body, ["foot_r", "foot_r", foot.names[0]]).names == foot.names
    assert len(contact_points(body, [])) == 0


def test_feet_mirror_each_other(body: Body) -> None:
    right, left = (contact_points(body, [f"foot_{side}"]) for side in "rl")
    assert [n[:-2] for n in right.names] == [n[:-2] for n in left.names]
    np.testing.assert_allclose(left.centre, right.centre * [1.0, 1.0, -1.0])
    np.testing.assert_array_equal(left.radius, right.radius)


def test_points_grow_with_their_segment(body: Body) -> None:
    tall = Body.build(Subject(height=2.04, segment_scale={"calcn_r": 1.0}))
    for side, factor in (("l", 1.2), ("r", 1.0)):
        here, there = (contact_points(b, [f"foot_{side}"]) for b in (body, tall))
        heel = [i for i, name in enumerate(here.bodies) if name == f"calcn_{side}"]
        np.testing.assert_allclose(there.centre[heel], factor * here.centre[heel], rtol=1e-12)
        np.testing.assert_allclose(there.radius[heel], factor * here.radius[heel], rtol=1e-12)


def test_upright_the_soles_are_the_lowest(body: Body) -> None:
    data = body.at(body.map.pose(1)[0])
    points = contact_points(body, contact_regions())
    ids = [body.body_id(name) for name in points.bodies]
    places = data.xpos[ids] + np.einsum("kij,kj->ki", data.xmat[ids].reshape(-1, 3, 3), points.centre)
    lowest = int((places[:, 1] - points.radius).argmin())
    assert points.regions[lowest].startswith("foot_")


def test_an_unknown_region_is_met_with_those_that_exist(body: Body) -> None:
    with pytest.raises(
        UnknownName, match=r"no region of the body that can touch something is called 'foot'\. .*There are: .*foot_r"
    ):
        contact_points(body, ["foot"])
