"""The page's words: right numbers, right comparison, right warning."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr

from iliopsoas.report.findings import (
    coordinate_name,
    level_table,
    main_findings,
    muscle_table,
    newton_text,
    percent_text,
    person_facts,
    time_in_words,
    trust_table,
    version,
)
from iliopsoas.results.basis.instrumented_hips import INSTRUMENTED_HIPS
from iliopsoas.results.basis.peaks import Peak
from iliopsoas.results.cycle_axis import Axis, cycle_axes


def scaled_hips(walk: xr.Dataset, right: float, left: float) -> xr.Dataset:
    """The walk with hip contact forces of these peaks [body weights]."""
    out = walk.copy(deep=True)
    weight = float(walk.attrs["body_weight_n"])
    for side, peak in (("r", right), ("l", left)):
        own = dict(joint=f"hip_{side}")
        now = float(np.linalg.norm(out["joint_reaction"].sel(own), axis=1).max())
        out["joint_reaction"].loc[own] = out["joint_reaction"].sel(own) * peak * weight / now
    return out


@pytest.mark.parametrize(
    ("right", "left", "words"),
    [
        (2.7, 2.7, "both sides lie within that range"),
        (9.0, 9.0, "both peaks lie above that range"),
        (0.5, 0.6, "both peaks lie below that range"),
        (9.0, 2.7, "the right peak lies above that range."),
        (9.0, 0.5, "the right peak lies above that range, the left peak lies below that range"),
    ],
)
def test_hip_peaks_are_compared_with_instrumented_hips(walk: xr.Dataset, right: float, left: float, words: str) -> None:
    """Bergmann 2016: the band of ten people's peaks in level walking."""
    assert INSTRUMENTED_HIPS["low"] < 2.7 < INSTRUMENTED_HIPS["high"]
    result = scaled_hips(walk, right, left)
    assert words in main_findings(result, cycle_axes(result))[1]


def test_the_reading_is_four_sentences_with_body_weights(walk: xr.Dataset) -> None:
    found = main_findings(walk, cycle_axes(walk))
    assert len(found) == 4
    assert all(text.endswith(".") for text in found)
    assert "pulled hardest" in found[0]
    assert "L5/S1" in found[2]


def test_large_residuals_are_told(walk: xr.Dataset) -> None:
    rough = walk.copy(deep=True)
    rough["residual"] = rough["residual"] + 60.0
    assert "read the loads with care" in main_findings(rough, cycle_axes(rough))[3]
    assert "both are small" in main_findings(walk, cycle_axes(walk))[3]


def test_predicted_contact_is_called_so(walk: xr.Dataset) -> None:
    guessed = walk.assign_coords(kind=("load", ["predicted", "predicted"]))
    assert "predicted contact forces carry it" in main_findings(guessed, cycle_axes(guessed))[3]


def test_facts_of_a_single_frame_have_no_rate(single: xr.Dataset, walk: xr.Dataset) -> None:
    assert dict(person_facts(single))["Frames"] == "1"
    assert dict(person_facts(walk))["Frames"] == "151, 100 per second"


def test_an_unknown_version_is_left_out(walk: xr.Dataset) -> None:
    assert version(walk) == "0.1.0"
    assert version(walk.assign_attrs(iliopsoas_version="unknown")) == ""
    assert "by iliopsoas" not in dict(person_facts(walk.assign_attrs(iliopsoas_version="unknown")))["Computed in"]


@pytest.mark.parametrize(("value", "text"), [(0.0, "0.1 %"), (0.04, "0.1 %"), (12.34, "12.3 %")])
def test_a_share_is_never_a_bare_nought(value: float, text: str) -> None:
    assert percent_text(value) == text


@pytest.mark.parametrize(
    ("value", "text"), [(1341.2, "1,340 N"), (763.4, "763 N"), (4.123, "4 N"), (12345.0, "12,300 N")]
)
def test_forces_have_three_digits(value: float, text: str) -> None:
    assert newton_text(value) == text


@pytest.mark.parametrize(
    ("name", "text"),
    [("hip_flexion_r", "hip flexion, right"), ("knee_angle_l", "knee, left"), ("lumbar_extension", "lumbar extension")],
)
def test_coordinates_in_words(name: str, text: str) -> None:
    assert coordinate_name(name) == text


def test_a_moment_is_given_in_the_cycle_where_there_is_one(walk: xr.Dataset, free: xr.Dataset) -> None:
    axis: Axis = cycle_axes(walk)["r"]
    middle = int(axis.order[len(axis.order) // 2])
    time = float(walk["time"][middle])
    assert "% of its gait cycle" in time_in_words(Peak(1.0, time, middle), axis)
    outside = next(k for k in range(walk.sizes["time"]) if k not in axis.order)
    assert "outside the cycle" in time_in_words(Peak(1.0, float(walk["time"][outside]), outside), axis)
    assert time_in_words(Peak(1.0, 0.03, 3), cycle_axes(free)["r"]) == "at 0.03 s"


def test_tables_hold_the_results_numbers(walk: xr.Dataset) -> None:
    levels = level_table(walk)
    assert len(levels.rows) == walk.sizes["level"]
    assert levels.rows[-1][0] == "L5/S1"  # top down, as in a body
    assert float(levels.rows[-1][1]) == pytest.approx(float(walk["compression"].sel(level="L5_S1").max()), abs=0.5)
    trust = trust_table(walk)
    assert [row[0] for row in trust.rows] == [coordinate_name(str(c)) for c in walk["coordinate"].values]
    assert float(trust.rows[0][1]) == pytest.approx(float(np.abs(walk["joint_moment"][:, 0]).max()), abs=0.05)
    for table in (levels, trust, muscle_table(walk)):
        assert all(len(row) == len(table.heads) for row in table.rows)
