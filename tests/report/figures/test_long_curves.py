"""A long curve is drawn with few points, and none of its peaks is lost."""

from __future__ import annotations

import json

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from iliopsoas.report.figures.curve_chart import MOST_POINTS, MOST_SHADED, Line, chart, drawn_points
from iliopsoas.results.cycle_axis import Axis


def over_time(frames: int, stances: int = 0) -> Axis:
    spans = tuple((float(k), k + 0.5) for k in range(stances))
    return Axis(False, np.arange(frames, dtype=np.intp), np.arange(frames) / 100.0, spans)


@given(values=arrays(float, st.integers(1, 400), elements=st.floats(-1e3, 1e3)), most=st.integers(4, 60))
def test_ends_and_extremes_stay(values: np.ndarray, most: int) -> None:
    kept = drawn_points(values, most)
    assert (np.diff(kept) > 0).all()
    assert (kept[0], kept[-1]) == (0, len(values) - 1)
    assert len(kept) <= max(most + 2, min(len(values), most))
    assert (values[kept].min(), values[kept].max()) == (values.min(), values.max())


@given(values=arrays(float, st.integers(1, 100), elements=st.floats(-1e3, 1e3)))
def test_a_short_curve_keeps_all_points(values: np.ndarray) -> None:
    np.testing.assert_array_equal(drawn_points(values), np.arange(len(values)))


def test_every_stretch_keeps_its_lowest_and_highest() -> None:
    values = np.sin(np.arange(10_000) / 7.0)
    values[5_001], values[5_002] = 9.0, -9.0
    kept = drawn_points(values, 100)
    assert {5_001, 5_002} <= set(kept)
    for stretch in np.array_split(np.arange(10_000), 50):
        assert np.isin(stretch, kept).sum() >= 2


def test_gaps_stay_gaps() -> None:
    values = np.arange(5_000.0)
    values[2_500] = np.nan
    kept = drawn_points(values, 50)
    assert np.isnan(values[kept]).sum() == 1


def test_a_figure_of_200_000_frames_is_small() -> None:
    values = np.random.default_rng(1).normal(size=200_000)
    axis = over_time(200_000, stances=2_000)
    made = chart("force", "Force", [Line("right", values, axis, "#000")], "force [N]")
    assert len(made.figure["data"][0]["x"]) <= MOST_POINTS + 2
    assert len(json.dumps(made.figure)) < 50_000
    assert f"{values.max():.3g}" in made.alt


def test_few_stances_are_shaded_and_many_are_not() -> None:
    values = np.arange(300.0)
    for stances, shaded in ((3, 3), (MOST_SHADED, MOST_SHADED), (MOST_SHADED + 1, 0)):
        line = Line("right", values, over_time(300, stances), "#000")
        assert len(chart("force", "Force", [line], "force [N]").figure["layout"]["shapes"]) == shaded
