"""Numbers of a posture, against the functions that compute them over angles."""

from __future__ import annotations

import numpy as np
import pytest

from iliopsoas.body.body import Body
from iliopsoas.function.moment_arms import moment_arms
from iliopsoas.function.paradox import paradox
from iliopsoas.mechanics.muscle_curves import fibre_state
from iliopsoas.studio.explore.posture_numbers import posture_numbers

HIP = np.radians(50.0)
BENT = np.radians(-20.0)


@pytest.fixture(scope="module", params=["r", "l"])
def side(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_arms_are_those_of_the_moment_arm_curves(body: Body, side: str) -> None:
    q = body.map.pose(**{f"hip_flexion_{side}": HIP})[0]
    found = posture_numbers(body, q, side)
    for muscle, arm in found.arms:
        curve = moment_arms(body, muscle, f"hip_flexion_{side}", np.array([HIP]))
        assert arm == pytest.approx(1e3 * curve.whole[0], abs=1e-6)
    assert dict(found.arms)[f"psoas_major_{side}"] > 10.0
    assert dict(found.arms)[f"gluteus_maximus_{side}"] < -10.0


def test_the_paradox_is_that_of_its_own_verb(body: Body, side: str) -> None:
    found = posture_numbers(body, body.map.pose(lumbar_extension=BENT)[0], side).paradox
    other = paradox(body, np.array([-BENT]), muscle=f"psoas_major_{side}", effort="active")
    assert found.levels == other.levels
    np.testing.assert_allclose(found.moment, other.moment, atol=1e-9)


def test_upright_the_psoas_extends_above_and_flexes_below(body: Body) -> None:
    """bogduk1992."""
    found = posture_numbers(body, body.map.pose()[0], "r").paradox
    moment = dict(zip(found.levels, found.moment[0], strict=True))
    assert moment["L1_L2"] < 0.0 < moment["L5_S1"]


def test_fibres_lie_on_their_curve(body: Body) -> None:
    """Active force of the whole muscle is the sum over its strands, as `fibre_state` has it without pennation."""
    q = body.map.pose(hip_flexion_r=HIP)[0]
    found = posture_numbers(body, q, "r")
    state = fibre_state(body.muscles, found.geometry.kinetics.length, 0 * found.geometry.kinetics.length)
    place = next(f for f in found.fibres if f.muscle == "psoas_major_r")
    mine = body.muscles.select("psoas_major_r")
    share = state.active[0, mine].sum() / body.muscles.fmax[mine].sum()
    assert place.active == pytest.approx(share, rel=0.05)
    assert place.passive >= 0.0
    straight = posture_numbers(body, body.map.pose()[0], "r")
    assert place.length < next(f for f in straight.fibres if f.muscle == "psoas_major_r").length


def test_a_muscle_without_strength_still_has_an_arm(body: Body) -> None:
    """As where its nerve is cut for good."""
    weak = body.with_muscles(body.muscles.scaled("psoas_major_r", fmax=0.0))
    found = posture_numbers(weak, weak.map.pose()[0], "r")
    assert np.isfinite(dict(found.arms)["psoas_major_r"])
