"""Whole muscles from their strands, on numbers that can be checked by head."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr

from iliopsoas.results.muscle_forces import (
    hip_flexors,
    iliopsoas_force,
    strongest_side,
    whole_muscle_activation,
    whole_muscle_force,
)
from results.hand_made import dataset

GROUPS = ["psoas_major_r", "psoas_major_r", "iliacus_r", "psoas_major_l", "iliacus_l"]


@pytest.fixture(scope="module")
def strands() -> xr.Dataset:
    """Two psoas strands of the right side, of which the second has three times the volume of the first."""
    force = [[10.0, 20.0, 5.0, 1.0, 2.0], [30.0, 40.0, 6.0, 3.0, 90.0]]
    activation = [[0.1, 0.5, 0.2, 0.0, 1.0], [1.0, 0.2, 0.4, 0.5, 0.5]]
    return dataset(
        [0.0, 0.1],
        {"muscle_force": (("time", "muscle"), force), "activation": (("time", "muscle"), activation)},
        group=("muscle", GROUPS),
        fmax=("muscle", [100.0, 150.0, 80.0, 100.0, 80.0]),
        lopt=("muscle", [0.10, 0.20, 0.10, 0.10, 0.10]),
    )


def test_a_muscle_pulls_with_all_its_strands(strands: xr.Dataset) -> None:
    np.testing.assert_array_equal(whole_muscle_force(strands, "psoas_major_r"), [30.0, 70.0])
    np.testing.assert_array_equal(iliopsoas_force(strands, "r"), [35.0, 76.0])
    np.testing.assert_array_equal(iliopsoas_force(strands, "l"), [3.0, 93.0])


def test_the_larger_strand_counts_for_more(strands: xr.Dataset) -> None:
    """(0.1 + 3 x 0.5) / 4 and (1.0 + 3 x 0.2) / 4."""
    np.testing.assert_allclose(whole_muscle_activation(strands, "psoas_major_r"), [0.4, 0.4])
    np.testing.assert_allclose(whole_muscle_activation(strands, "iliacus_r"), [0.2, 0.4])


def test_the_activation_lies_between_that_of_its_strands(result: xr.Dataset) -> None:
    for group in ("psoas_major_r", "gluteus_maximus_l", "adductor_magnus_r"):
        each = result["activation"].values[:, result["group"].values == group]
        whole = whole_muscle_activation(result, group)
        assert (each.min(axis=1) - 1e-12 <= whole).all()
        assert (whole <= each.max(axis=1) + 1e-12).all()


def test_a_muscle_that_is_not_there_does_nothing(strands: xr.Dataset) -> None:
    np.testing.assert_array_equal(whole_muscle_force(strands, "sartorius_r"), [0.0, 0.0])
    np.testing.assert_array_equal(whole_muscle_activation(strands, "sartorius_r"), [0.0, 0.0])


def test_only_flexors_that_are_there_are_listed(strands: xr.Dataset, result: xr.Dataset) -> None:
    assert hip_flexors(strands) == {"psoas_major": "psoas major", "iliacus": "iliacus"}
    assert list(hip_flexors(result)) == [
        "psoas_major",
        "iliacus",
        "rectus_femoris",
        "sartorius",
        "tensor_fasciae_latae",
    ]


def test_the_strongest_side(strands: xr.Dataset) -> None:
    assert strongest_side(strands) == "l"
    assert strongest_side(strands.isel(time=[0])) == "r"
