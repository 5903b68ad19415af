"""Reserves as a share of what had to be balanced: one definition for the summary, the page and the words."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st

from iliopsoas.body.body import Body
from iliopsoas.results.reserves import SMALL_MOMENT, largest_reserve_share, moment_scale, reserve_share
from iliopsoas.results.summary import summarise
from iliopsoas.results.unbalanced_moments import LEAST_NM, SHARE, reserve_limits
from results.hand_made import MASS_KG, dataset


def two_coordinates(moment: object, reserve: object) -> xr.Dataset:
    variables = {"joint_moment": (("time", "coordinate"), moment), "reserve": (("time", "coordinate"), reserve)}
    return dataset([0.0, 0.1], variables, coordinate=["hip_flexion_r", "ankle_angle_r"])


@pytest.fixture(scope="module")
def shared() -> xr.Dataset:
    """A hip that turns with 50 N m, and an ankle that hardly does."""
    return two_coordinates([[10.0, 0.1], [-50.0, -0.2]], [[-1.0, 0.0], [5.0, 0.7]])


def test_the_scale_is_the_largest_moment_but_never_next_to_nothing(shared: xr.Dataset) -> None:
    assert pytest.approx(1.4) == SMALL_MOMENT * MASS_KG
    np.testing.assert_allclose(moment_scale(shared), [50.0, 1.4])


def test_shares_of_every_frame_and_their_largest(shared: xr.Dataset) -> None:
    np.testing.assert_allclose(reserve_share(shared), [[0.02, 0.0], [0.1, 0.5]])
    assert largest_reserve_share(shared) == {"hip_flexion_r": 0.1, "ankle_angle_r": 0.5}


def test_the_summary_has_the_same_shares(result: xr.Dataset, body: Body) -> None:
    assert summarise(result, body)["reserve_share"] == largest_reserve_share(result)
    for k, name in enumerate(result["coordinate"].values):
        largest = float(reserve_share(result)[:, k].max())
        assert largest_reserve_share(result)[str(name)] == pytest.approx(largest, abs=5e-6)


@given(size=st.floats(0.0, 200.0), reserve=st.floats(-50.0, 50.0))
def test_a_larger_moment_never_makes_a_share_larger(size: float, reserve: float) -> None:
    def share(moment: float) -> float:
        return float(reserve_share(two_coordinates([[moment, 0.0], [0.0, 0.0]], [[reserve, 0.0], [0.0, 0.0]]))[0, 0])

    assert share(size + 10.0) <= share(size) <= abs(reserve) / (SMALL_MOMENT * MASS_KG) + 1e-12


def test_strength_lacks_from_a_share_of_the_same_scale(shared: xr.Dataset) -> None:
    np.testing.assert_allclose(reserve_limits(shared), [SHARE * 50.0, LEAST_NM])
