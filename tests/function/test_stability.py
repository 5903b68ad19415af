"""Stability: the stiffness is the slope of the moment, and the stiffness along the path that of the curves."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from iliopsoas.body.body import Body
from iliopsoas.errors import InputError
from iliopsoas.function.muscle_geometry import geometry_over_angles
from iliopsoas.function.stability import path_stiffness, stability


@pytest.mark.parametrize(
    ("joint", "axis", "coordinate"), [("L4_L5", 1, "L4_L5_bending"), ("L2_L3", 0, "L2_L3_extension")]
)
def test_moment_arm_stiffness_is_minus_the_slope_of_the_moment_at_constant_force(
    body: Body, joint: str, axis: int, coordinate: str
) -> None:
    result = stability(body, muscle="psoas_major_r", activation=0.4)
    pose = geometry_over_angles(body, coordinate, np.array([-1e-4, 0.0, 1e-4]))
    state = pose.fibres()
    chosen = body.muscles.select("psoas_major_r")
    force = (0.4 * state.active + state.passive)[1, chosen]
    moment = pose.arms(coordinate)[:, chosen, 0] @ force
    k = result.joints.index(joint)
    assert result.moment_arm[k, axis] == pytest.approx(-(moment[2] - moment[0]) / 2e-4, rel=0.02)


def test_path_stiffness_in_closed_form(body: Body) -> None:
    """A strand without pennation at its optimal length: static 0, short-range 23.4 a Fmax / lopt in series with the
    tendon's 35 (a + 0.25) Fmax / lslack (cui2008, degroote2016)."""
    one = np.ones(len(body.muscles))
    same = replace(
        body.muscles, fmax=500 * one, fpassive=500 * one, lopt=0.1 * one, lslack=0.2 * one, pennation=0 * one
    )
    static, short = path_stiffness(same, 0.3 * one, 0.5)
    fibre, tendon = 23.4 * 0.5 * 500 / 0.1, 35 * 0.75 * 500 / 0.2
    np.testing.assert_allclose(short, fibre * tendon / (fibre + tendon), rtol=0.03)
    assert np.all(np.abs(static) < 0.05 * short)


def test_short_muscles_are_not_stable_by_their_curves_alone(body: Body) -> None:
    """Beyond the optimal length the active curve falls: negative slope at full activation, positive short-range."""
    chosen = body.muscles.select("psoas_major_r")
    long = body.muscles.lslack + 1.15 * body.muscles.lopt
    static, short = path_stiffness(body.muscles, long, 1.0)
    assert np.all(static[chosen] < 0.0)
    assert np.all(short[chosen] > 0.0)


def test_what_crosses_a_joint_is_listed(body: Body) -> None:
    assert stability(body, muscle="psoas_major").joints == (
        "L1_L2",
        "L2_L3",
        "L3_L4",
        "L4_L5",
        "L5_S1",
        "hip_r",
        "hip_l",
    )
    assert stability(body, muscle="iliacus_r").joints == ("hip_r",)


def test_both_sides_stiffen_twice_as_much(body: Body) -> None:
    one, both = stability(body, muscle="psoas_major_r"), stability(body, muscle="psoas_major")
    levels = slice(0, 5)
    np.testing.assert_allclose(both.total[levels], 2 * one.total[levels], rtol=1e-6, atol=1e-6)
    np.testing.assert_allclose(both.per_newton[levels], one.per_newton[levels], rtol=1e-6, atol=1e-9)
    np.testing.assert_allclose(both.tension, 2 * one.tension)


def test_force_stiffness_grows_with_activation(body: Body) -> None:
    low, high = (stability(body, activation=a) for a in (0.1, 0.6))
    assert np.all(high.short_range >= low.short_range)
    assert np.all(high.load > low.load)


def test_errors(body: Body) -> None:
    with pytest.raises(InputError, match="the activation is 0; it must be above 0 and at most 1"):
        stability(body, activation=0.0)
    with pytest.raises(InputError, match="soleus_r crosses neither the lumbar spine nor a hip"):
        stability(body, muscle="soleus_r")
