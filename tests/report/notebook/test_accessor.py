"""`result.iliopsoas`: the same numbers as the rooms below give, under the names that people use."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
import xarray as xr

from iliopsoas.errors import InputError, UnknownName
from iliopsoas.report.notebook import mean_of
from iliopsoas.report.notebook.accessor import side_letter
from iliopsoas.results.hip_contact import hip_contact_force
from iliopsoas.results.knee_contact import knee_contact_force
from iliopsoas.results.muscle_forces import whole_muscle_activation, whole_muscle_force


def test_forces_and_activations_are_those_of_the_whole_muscle(result: xr.Dataset) -> None:
    ask = result.iliopsoas
    for side, name in (("r", "right"), ("l", "left")):
        force = ask.force("psoas_major", side=name)
        np.testing.assert_array_equal(force.values, whole_muscle_force(result, f"psoas_major_{side}"))
        np.testing.assert_array_equal(
            ask.activation("iliacus", side=side).values, whole_muscle_activation(result, f"iliacus_{side}")
        )
        assert (force.attrs["units"], force.name) == ("N", f"force of {name} psoas major")
    assert {"psoas_major", "iliacus", "rectus_femoris"} <= set(ask.muscles)


def test_loads_in_body_weights_and_newtons(result: xr.Dataset) -> None:
    ask, weight = result.iliopsoas, result.attrs["body_weight_n"]
    np.testing.assert_array_equal(ask.load("hip").values, hip_contact_force(result, "r"))
    np.testing.assert_array_equal(ask.load("knee", side="left").values, knee_contact_force(result, "l"))
    np.testing.assert_allclose(ask.load("L4/L5", unit="N").values, result["compression"].sel(level="L4_L5").values)
    np.testing.assert_allclose(ask.load("L4_L5").values * weight, ask.load("L4_L5", unit="N").values)
    np.testing.assert_array_equal(
        ask.moment("hip_flexion", side="l").values, result["joint_moment"].sel(coordinate="hip_flexion_l").values
    )


def test_peaks_are_the_largest_of_the_table_over_time(result: xr.Dataset) -> None:
    table, peaks = result.iliopsoas.to_pandas(), result.iliopsoas.peaks()
    assert table.index.name == "time_s"
    assert list(table.columns) == list(peaks.index)
    np.testing.assert_allclose(table.abs().max().to_numpy(), peaks["value"].abs().to_numpy())
    assert table["hip_r_bw"].loc[peaks.loc["hip_r_bw", "time_s"]] == peaks.loc["hip_r_bw", "value"]
    assert set(peaks["unit"]) == {"BW", "N", "1"}


def test_the_cycle_runs_from_heel_strike_to_heel_strike(result: xr.Dataset) -> None:
    cycle = result.iliopsoas.cycle("left")
    assert cycle.sizes == {"percent": 101}
    assert cycle.attrs["side"] == "l"
    np.testing.assert_allclose(cycle["hip_l_bw"].max(), result.iliopsoas.load("hip", side="l").max(), rtol=0.02)
    assert 50.0 < cycle.attrs["stance_percent"] < 75.0


def test_the_mean_of_a_result_with_itself_has_no_spread(result: xr.Dataset) -> None:
    mean = mean_of([result, result.iliopsoas.cycle()])
    cycle = result.iliopsoas.cycle()
    assert mean.attrs == {"n": 2, "side": "r"}
    np.testing.assert_allclose(mean["hip_r_bw"].sel(statistic="mean"), cycle["hip_r_bw"])
    np.testing.assert_allclose(mean["hip_r_bw"].sel(statistic="sd"), 0.0, atol=1e-12)
    twice = mean_of([cycle, 3.0 * cycle])
    np.testing.assert_allclose(twice["hip_r_bw"].sel(statistic="mean"), 2.0 * cycle["hip_r_bw"])
    np.testing.assert_allclose(twice["hip_r_bw"].sel(statistic="sd"), np.sqrt(2.0) * cycle["hip_r_bw"])
    np.testing.assert_allclose(twice["hip_r_bw"].sel(statistic="high"), 3.0 * cycle["hip_r_bw"])


@pytest.mark.parametrize(
    ("ask", "match"),
    [
        (lambda a: a.force("psoas"), r"no muscle is called 'psoas'\. Did you mean"),
        (lambda a: a.force("iliacus", side="rigth"), r"no side is called 'rigth'\. Did you mean 'right'"),
        (lambda a: a.load("hips"), r"no joint or lumbar level is called 'hips'\. Did you mean 'hip'"),
        (lambda a: a.load("hip", unit="kN"), r"no unit is called 'kN'.*BW, N"),
        (lambda a: a.moment("hip_flexion"), r"no balanced coordinate is called 'hip_flexion'\. Did you mean"),
    ],
)
def test_a_name_that_does_not_exist_is_told_with_those_that_do(result: xr.Dataset, ask, match: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(UnknownName, match=match):
        ask(result.iliopsoas)


def test_what_is_no_cycle_says_what_to_give(result: xr.Dataset) -> None:
    still = result.isel(time=slice(0, 12))
    with pytest.raises(InputError, match="no whole gait cycle; give events="):
        still.iliopsoas.cycle()
    with pytest.raises(InputError, match="result 1: the contact forces show no whole gait cycle"):
        mean_of([result, still])
    with pytest.raises(InputError, match="needs at least two results; it got 1"):
        mean_of([result])


def test_another_dataset_is_no_result() -> None:
    with pytest.raises((InputError, AttributeError, RuntimeError), match="no result of iliopsoas"):
        _ = xr.Dataset({"a": ("x", [1.0])}).iliopsoas


def test_plots_take_axes_and_give_them_back(result: xr.Dataset) -> None:
    from matplotlib.figure import Figure

    axes = Figure().subplots(2, 3)
    plot = result.iliopsoas.plot
    assert plot.hip(axes[0, 0]) is axes[0, 0]
    lines = axes[0, 0].get_lines()
    assert [line.get_label() for line in lines] == ["right", "left"]
    np.testing.assert_allclose(np.nanmax(lines[0].get_ydata()), hip_contact_force(result, "r").max(), rtol=1e-6)
    assert axes[0, 0].get_xlabel() == "gait cycle of each leg [%]"
    assert any("peaks measured in 10 people" in t.get_text() for t in axes[0, 0].get_legend().get_texts())
    assert plot.knee(axes[0, 1]).get_ylabel() == "knee contact force [body weights]"
    assert len(plot.muscles("psoas_major", "iliacus", "sartorius", ax=axes[0, 2]).get_lines()) == 6
    assert plot.muscles(quantity="activation", ax=axes[1, 0]).get_ylabel() == "activation [-]"
    assert len(plot.spine(ax=axes[1, 1]).get_lines()) == result.sizes["level"]
    assert "hip flexion" in plot.moment(ax=axes[1, 2]).get_ylabel()


def test_sides_by_letter_and_by_name() -> None:
    assert [side_letter(s) for s in ("r", "l", "right", "left")] == ["r", "l", "r", "l"]


def test_using_analyze_is_enough_to_have_the_accessor() -> None:
    code = "import iliopsoas; iliopsoas.analyze; import xarray as xr; print(hasattr(xr.Dataset, 'iliopsoas'))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "True"


def test_the_result_says_who_and_what(result: xr.Dataset) -> None:
    assert repr(result.iliopsoas).startswith("<result 'walk'")
