"""What carries the person: planes and arrows of a result."""

from __future__ import annotations

import json
import re
from typing import Any

import numpy as np
import pytest
import xarray as xr

from iliopsoas.body.body import Body
from iliopsoas.errors import InputError
from iliopsoas.report import film_strip, movement_view
from iliopsoas.scene.supports import contact_arrows, support_planes


def read(html: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/json">(.*?)</script>', html, re.S)
    assert found
    out: dict[str, Any] = json.loads(found.group(1))
    return out


def test_unknown_and_tiny_forces_have_no_arrow(walk: xr.Dataset) -> None:
    odd = walk.copy(deep=True)
    odd["contact_force"].values[30] = [[np.nan, 0, 0], [0, 5, 0]]
    odd["contact_point"].values[30] = 0.0
    force, point = contact_arrows(odd)
    assert not force[30].any()
    assert np.isfinite(force).all()
    assert np.isfinite(point).all()


def test_supports_are_drawn(walk: xr.Dataset, body: Body) -> None:
    bench = {"name": "bench", "point": [0.2, 0.5, 0], "normal": [0, 2, 0], "size": [1.8, 0.4]}
    wall = {"name": "wall", "point": [-0.3, 1, 0], "normal": [1, 0, 0]}
    some = walk.isel(time=[0, 40]).assign_attrs(supports=json.dumps([bench, wall, {**bench, "name": "floor"}]))
    flat, upright, _ = support_planes(some)
    np.testing.assert_allclose([flat.u, np.abs(flat.v)], [[0.9, 0, 0], [0, 0, 0.2]], atol=1e-12)
    np.testing.assert_allclose([upright.u, np.abs(upright.v)], [[0, 0.5, 0], [0, 0, 0.5]], atol=1e-12)
    assert len(read(movement_view(some, body))["supports"]) == 3
    assert "<polygon" not in film_strip(some, body, pixels=40)  # solids, but for what stands before the body
    near = {"name": "wall", "point": [0, 1, 0.5], "normal": [0, 0, -1]}
    assert film_strip(some.assign_attrs(supports=json.dumps([near])), body, pixels=40).count("<polygon") == 2


@pytest.mark.parametrize(
    "text", ["{", '[{"name": "floor"}]', '[{"name": "a", "point": [0], "normal": [0,1,0]}]', "[1]"]
)
def test_bad_supports_are_refused(walk: xr.Dataset, text: str) -> None:
    with pytest.raises(InputError, match="'supports' cannot be read"):
        support_planes(walk.assign_attrs(supports=text))
