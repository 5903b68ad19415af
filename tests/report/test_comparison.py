"""A person with conditions beside the same person without: tables and charts of the difference."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr

from iliopsoas.body.body import Body
from iliopsoas.report.comparison import NOTHING, change_charts, change_table, comparison_contents, effect_table
from iliopsoas.results.cycle_axis import cycle_axes
from iliopsoas.results.differences import differences


@pytest.fixture(scope="module")
def weaker(walk: xr.Dataset) -> xr.Dataset:
    """The walk with half the force of every muscle."""
    out = walk.copy(deep=True)
    out["muscle_force"] = 0.5 * out["muscle_force"]
    return out


def test_without_a_healthy_result_there_is_no_section(walk: xr.Dataset, body: Body) -> None:
    assert comparison_contents(walk, body, cycle_axes(walk), None) is NOTHING


def test_the_table_has_both_values_and_their_difference(walk: xr.Dataset, weaker: xr.Dataset) -> None:
    found = differences(weaker, walk)
    table = change_table(found)
    assert len(table.rows) == len(found)
    for row, d in zip(table.rows, found, strict=True):
        assert row[0] == f"{d.name} [{d.unit}]"
        assert float(row[1]) == pytest.approx(d.healthy, abs=0.51)
        assert float(row[2]) == pytest.approx(d.changed, abs=0.51)
        assert row[3][0] in "+-"
    assert any(row[4] == "-50 %" for row in table.rows)


def test_curves_stand_beside_the_dashed_healthy_ones(walk: xr.Dataset, weaker: xr.Dataset) -> None:
    charts = {c.key: c.figure for c in change_charts(weaker, walk, cycle_axes(walk))}
    assert set(charts) == {f"change-{k}" for k in ("hip", "psoas", "iliacus", "bursa", "compression", "shear")}
    for figure in charts.values():
        for changed, healthy in zip(figure["data"][::2], figure["data"][1::2], strict=True):
            assert (changed["line"]["dash"], healthy["line"]["dash"]) == ("solid", "dash")
    changed, healthy = charts["change-psoas"]["data"][:2]
    np.testing.assert_allclose(2 * np.array(changed["y"], dtype=float), np.array(healthy["y"], dtype=float), rtol=2e-3)


def test_a_slower_movement_is_compared_over_its_share(walk: xr.Dataset, weaker: xr.Dataset) -> None:
    """Another number of frames: the healthy curve is drawn over the same axis."""
    body = Body.build(conditions=("tightness=0.5",))
    healthy = walk.isel(time=slice(0, None, 3))
    contents = comparison_contents(weaker, body, cycle_axes(walk), healthy)
    psoas = next(c for c in contents["change_charts"] if c.key == "change-psoas").figure["data"]
    assert len(psoas[0]["y"]) == len(psoas[1]["y"])
    assert "tightness" in contents["change_lead"]
    assert contents["change_caption"] == "The same movement"


def test_every_effect_is_named_with_its_source() -> None:
    body = Body.build(conditions=("tightness=0.5:left",))
    table = effect_table(body)
    assert len(table.rows) == len(body.effects) > 0
    for row in table.rows:
        assert row[0] == "tightness=0.5, left"
        assert ": " in row[4]


def test_what_did_not_change_has_no_share(walk: xr.Dataset) -> None:
    rows = change_table(differences(walk, walk)).rows
    assert rows
    assert {row[4] for row in rows} == {""}
    assert {row[1] == row[2] for row in rows} == {True}
