"""Postural tone: a trunk that stands on end is never quite silent, front and back; one that lies is."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from iliopsoas.arrays import Array
from iliopsoas.body.body import Body
from iliopsoas.mechanics.equation import solve
from iliopsoas.mechanics.recruitment.activation_bounds import (
    ACTIVATION_PER_MICROVOLT,
    RECORDED_TONE,
    activation_bounds,
)
from iliopsoas.mechanics.solution import Solution
from iliopsoas.motion.library.catalogue import movement
from iliopsoas.motion.trajectory import prepare_trajectory


def solved(body: Body, name: str) -> Solution:
    return solve(body, prepare_trajectory(body, movement(name, body)))


def tone(body: Body) -> np.ndarray:
    """Least activation of each strand in an upright trunk, (m)."""
    return ACTIVATION_PER_MICROVOLT * np.array([RECORDED_TONE.get(group[:-2], 0.0) for group in body.muscles.groups])


@pytest.fixture(scope="module")
def standing(body: Body) -> Solution:
    return solved(body, "stand")


def test_torsostanding_front_and_back_are_active_at_once(body: Body, standing: Solution) -> None:
    least = tone(body)
    assert (standing.recruitment.activation >= 0.99 * least).all()
    assert standing.recruitment.activation[:, least == 0.0].min() == 0.0  # legs and psoas keep to least effort


def test_it_is_the_same_on_both_sides(body: Body, standing: Solution) -> None:
    right, left = ([i for name in RECORDED_TONE for i in body.muscles.select(f"{name}_{side}")] for side in "rl")
    activation = standing.recruitment.activation
    assert tone(body)[right] == pytest.approx(tone(body)[left])
    assert activation[:, right] == pytest.approx(activation[:, left], abs=2e-3)


def test_who_lies_needs_none(body: Body) -> None:
    lying = solved(body, "lie")
    assert np.abs(lying.kinetics.upright).max() < 0.1
    assert lying.recruitment.activation[:, body.muscles.select("multifidus_r")].min() == pytest.approx(0.0, abs=1e-3)


def test_it_follows_the_weight_along_the_spine(body: Body) -> None:
    """tone cos(lean), nothing for a head that hangs down, and without jumps in between."""
    lean: Array = np.radians(np.arange(0.0, 181.0))
    still = np.zeros((len(lean), len(body.muscles)))
    lower, upper = activation_bounds(
        body.muscles, still, np.linspace(0.0, 1.8, len(lean)), np.asarray(np.cos(lean), dtype=np.float64)
    )
    assert lower == pytest.approx(np.maximum(np.cos(lean), 0.0)[:, None] * tone(body))
    assert np.abs(np.diff(lower, axis=0)).max() < 0.02 * tone(body).max()
    assert (lower <= upper).all()


def test_a_muscle_that_cannot_is_not_asked(body: Body) -> None:
    index = body.muscles.select("multifidus_r")
    upper = np.ones(len(body.muscles))
    upper[index] = 0.0
    muscles = replace(body.muscles, activation_max=upper)
    lower, _ = activation_bounds(muscles, np.zeros((2, len(muscles))), np.array([0.0, 0.1]), np.ones(2))
    assert (lower[:, index] == 0.0).all()
