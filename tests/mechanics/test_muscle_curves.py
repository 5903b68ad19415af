"""Muscle curves: the landmarks of De Groote 2016 (Ann Biomed Eng 44:2922), and the geometry of a pennate fibre."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from iliopsoas.body.body import Body
from iliopsoas.body.muscles import PASSIVE_SHAPE, Muscles
from iliopsoas.mechanics.muscle_curves import (
    PASSIVE_STRAIGHT_FROM,
    VMAX,
    active_force_length,
    fibre_state,
    force_velocity,
    passive_force_length,
)

from .engine import lengths, random_poses

ROUNDING = 0.015
"""The paper prints its parameters to three digits; its curves miss their landmarks by so much."""
BEND = float(np.log1p(PASSIVE_STRAIGHT_FROM * np.expm1(PASSIVE_SHAPE)) / PASSIVE_SHAPE)
"""Share of the passive strain from which the curve is straight."""


def test_degroote2016_active_force_is_greatest_at_the_optimal_length() -> None:
    x = np.linspace(0.3, 1.9, 1601)
    f = active_force_length(x)
    assert f.max() == pytest.approx(1.0, abs=ROUNDING)
    assert x[f.argmax()] == pytest.approx(1.0, abs=0.03)
    assert (f > 0).all()
    assert (np.diff(f[(x > 0.45) & (x < 0.95)]) > 0).all()
    assert (np.diff(f[x > 1.05]) < 0).all()


def test_degroote2016_force_falls_as_the_fibre_shortens_faster() -> None:
    assert force_velocity(np.zeros(1)) == pytest.approx([1.0], abs=ROUNDING)
    assert force_velocity(-np.ones(1)) == pytest.approx([0.0], abs=ROUNDING)
    v = np.linspace(-1, 1, 401)
    f = force_velocity(v)
    assert (np.diff(f) > 0).all()
    assert (f >= 0).all()
    assert f[-1] > 1.5  # a lengthening fibre is stronger
    assert np.array_equal(force_velocity(np.array([-1.5, -5.0])), [0.0, 0.0])


def test_hill1938_concentric_force_is_convex() -> None:
    """Hill's hyperbola: the faster, the less each further step costs."""
    f = force_velocity(np.linspace(-1, -0.05, 100))
    assert (np.diff(f, 2) > 0).all()


def test_degroote2016_passive_force_starts_at_the_optimal_length_and_grows_as_an_exponential() -> None:
    assert np.array_equal(passive_force_length(np.array([0.2, 0.9, 1.0])), [0.0, 0.0, 0.0])
    x = np.linspace(1.0, 1.0 + 0.6 * BEND, 101)
    force = passive_force_length(x)
    assert force == pytest.approx(np.expm1(4.0 * (x - 1.0) / 0.6) / np.expm1(4.0))
    assert force[-1] == pytest.approx(PASSIVE_STRAIGHT_FROM)
    assert (np.diff(force) > 0).all()
    assert (np.diff(force, 2) > 0).all()


def test_passive_force_goes_on_along_its_tangent() -> None:
    """Neither a jump nor a corner where the straight part begins."""
    h = 1e-6
    bend = 1.0 + 0.6 * BEND
    before, at, after, far = passive_force_length(np.array([bend - h, bend, bend + h, bend + 1.0]))
    assert (at - before) / h == pytest.approx((after - at) / h, rel=1e-4)
    assert far - at == pytest.approx((after - at) / h, rel=1e-4)


def test_a_pennate_fibre_keeps_its_height(body: Body) -> None:
    """Rigid tendon: tendon and fibre's projection add up to the path, and the fibre's height stays lopt sin(alpha0)."""
    muscles = body.muscles
    path = lengths(body, random_poses(body, 20, seed=8, share=0.6))
    state = fibre_state(muscles, path, 0 * path)
    height = muscles.lopt * np.sin(muscles.pennation)
    along = np.sqrt(state.length**2 - height**2)
    whole = along > 0.051 * muscles.lopt  # shorter fibres are held at a twentieth of lopt
    assert whole.mean() > 0.9
    assert (along + muscles.lslack)[whole] == pytest.approx(path[whole], abs=1e-12)


def test_fibre_velocity_is_the_rate_of_fibre_length(body: Body) -> None:
    path = lengths(body, random_poses(body, 20, seed=9, share=0.5))
    rate = np.random.default_rng(10).normal(0, 0.3, path.shape)
    h = 1e-6
    lengthened = [fibre_state(body.muscles, path + t * rate, rate).length for t in (-h, h)]
    state = fibre_state(body.muscles, path, rate)
    held = path - body.muscles.lslack < 0.0501 * body.muscles.lopt
    assert held.mean() < 0.1
    assert state.velocity[~held] == pytest.approx(((lengthened[1] - lengthened[0]) / (2 * h))[~held], abs=1e-6)


def test_tendon_force_is_the_hill_model(body: Body) -> None:
    """F = Fmax (a fL fV + fP) cos(alpha), written out for each strand."""
    muscles = body.muscles
    path = lengths(body, random_poses(body, 5, seed=11, share=0.5))
    rate = np.full_like(path, -0.05)
    state = fibre_state(muscles, path, rate)
    cosine = np.sqrt(1 - (muscles.lopt * np.sin(muscles.pennation) / state.length) ** 2)
    norm, v = state.length / muscles.lopt, state.velocity / (VMAX * muscles.lopt)
    assert state.active == pytest.approx(muscles.fmax * active_force_length(norm) * force_velocity(v) * cosine)
    assert state.passive == pytest.approx(
        muscles.fmax * passive_force_length(norm, muscles.passive_strain, muscles.passive_onset) * cosine
    )


def slack_length(path: np.ndarray, normalised: np.ndarray, muscles: Muscles) -> np.ndarray:
    """Tendon slack length [m] that puts the fibres at a chosen normalised length for a given path length."""
    height = muscles.lopt * np.sin(muscles.pennation)
    return path - np.sqrt(np.maximum((normalised * muscles.lopt) ** 2 - height**2, 0.0))


def test_slack_length_puts_fibres_where_asked(body: Body) -> None:
    muscles = body.muscles
    path = lengths(body, body.map.pose())
    wanted = np.full(len(muscles), 1.1)
    fitted = dataclasses.replace(muscles, lslack=slack_length(path[0], wanted, muscles))
    assert fibre_state(fitted, path, 0 * path).length[0] == pytest.approx(1.1 * muscles.lopt)


def test_a_curve_without_onset_agrees_where_it_is_said(body: Body) -> None:
    """What other programs get: at 5 % of the passive force both curves have the same fibre length."""
    muscles = body.muscles
    late = dataclasses.replace(muscles, passive_onset=muscles.passive_onset + 0.2)
    there = 1.0 + late.passive_strain_from_optimum * np.log1p(0.05 * np.expm1(4.0)) / 4.0
    ours = passive_force_length(there, late.passive_strain, late.passive_onset)
    theirs = passive_force_length(there, late.passive_strain_from_optimum)
    assert ours == pytest.approx(0.05)
    assert theirs == pytest.approx(0.05)


def test_fibres_resist_from_their_onset_on() -> None:
    lengths = np.linspace(0.8, 1.8, 101)
    force = passive_force_length(lengths, 0.6, 1.2)
    assert np.all(force[lengths <= 1.2] == 0.0)
    assert np.all(np.diff(force[lengths >= 1.2]) > 0.0)
    assert passive_force_length(np.array([1.2 + 0.6 * BEND]), 0.6, 1.2) == pytest.approx(PASSIVE_STRAIGHT_FROM)
