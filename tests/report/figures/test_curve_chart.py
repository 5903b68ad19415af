"""Curves over the gait cycle or time, as plotly figures."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st

from iliopsoas.report.figures.curve_chart import Line, chart, span
from iliopsoas.results.cycle_axis import Axis, cycle_axes

VALUES = st.lists(st.floats(-1e4, 1e4), min_size=1, max_size=20)


@pytest.fixture(scope="module")
def legs(walk: xr.Dataset) -> dict[str, Axis]:
    return cycle_axes(walk)


@given(st.lists(VALUES, min_size=1, max_size=4))
def test_limits_hold_every_curve_and_zero(curves: list[list[float]]) -> None:
    low, high = span([np.array(c) for c in curves])
    assert low <= 0.0 <= high
    assert low < high
    assert all(low <= v <= high for c in curves for v in c)


def test_limits_of_positive_curves_start_at_zero() -> None:
    assert span([np.array([1.0, 100.0])]) == (0.0, pytest.approx(106.0))


def test_a_cycle_runs_from_0_to_100_percent_with_stance_in_grey(walk: xr.Dataset, legs: dict[str, Axis]) -> None:
    values = np.linspace(0, 1, walk.sizes["time"])
    figure = chart("k", "Title", [Line("ramp", values, legs["r"], "#111")], "force [N]").figure
    assert figure["layout"]["xaxis"]["range"] == [0, 100]
    shapes = figure["layout"]["shapes"]
    assert [(s["x0"], s["x1"]) for s in shapes] == [tuple(stance) for stance in legs["r"].stance]
    (trace,) = figure["data"]
    np.testing.assert_allclose(
        [v for v in trace["y"] if v is not None], legs["r"].arrange(values), rtol=1e-3, atol=1e-12
    )


def test_over_time_the_axis_ends_with_the_record(free: xr.Dataset) -> None:
    axis = cycle_axes(free)["r"]
    figure = chart("k", "T", [Line("a", np.zeros(free.sizes["time"]), axis, "#111")], "x [N]", shade=False).figure
    assert figure["layout"]["xaxis"]["title"]["text"] == "time [s]"
    assert figure["layout"]["xaxis"]["range"] == [0.0, pytest.approx(1.5)]
    assert figure["layout"]["shapes"] == []


def test_the_right_axis_is_the_left_one_times_its_factor(walk: xr.Dataset, legs: dict[str, Axis]) -> None:
    line = Line("a", np.linspace(-2, 4, walk.sizes["time"]), legs["r"], "#111")
    layout = chart("k", "T", [line], "x [N]", second=("[kN]", 1e-3)).figure["layout"]
    np.testing.assert_allclose(layout["yaxis2"]["range"], 1e-3 * np.array(layout["yaxis"]["range"]))


def test_a_band_to_compare_with_is_inside_the_limits(walk: xr.Dataset, legs: dict[str, Axis]) -> None:
    line = Line("a", np.zeros(walk.sizes["time"]), legs["r"], "#111")
    layout = chart("k", "T", [line], "x [N]", band=(2.0, 5.0, "measured")).figure["layout"]
    low, high = layout["yaxis"]["range"]
    assert low <= 2.0 < 5.0 < high
    assert any(a["text"] == "measured" for a in layout["annotations"])


def test_the_description_tells_the_curves_to_those_who_cannot_see_it(walk: xr.Dataset, legs: dict[str, Axis]) -> None:
    lines = [Line(n, k * np.ones(walk.sizes["time"]), legs["r"], "#111") for n, k in (("one", 3.0), ("two", -7.5))]
    alt = chart("k", "Two forces", lines, "force [N]").alt
    assert alt == "Two forces: one, two over the gait cycle. force [N]: one between 3 and 3; two between -7.5 and -7.5."


def test_gaps_stay_gaps(walk: xr.Dataset, legs: dict[str, Axis]) -> None:
    values = np.ones(walk.sizes["time"])
    values[60:70] = np.nan
    (trace,) = chart("k", "T", [Line("a", values, legs["r"], "#111")], "x [N]", limits=(0, 1)).figure["data"]
    assert trace["y"].count(None) == 10
