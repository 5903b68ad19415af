"""Weights, bands and pushes: forces from the way the body moves."""

from __future__ import annotations

import numpy as np
import pytest

from iliopsoas.body.body import Body
from iliopsoas.body.subject import GRAVITY
from iliopsoas.errors import UnknownName
from iliopsoas.mechanics.analyze import analyze
from iliopsoas.motion.contact.attachment_forces import attachment_loads, band_force
from iliopsoas.motion.records.attachments import ElasticBand, Push, Weight
from iliopsoas.motion.records.motion import Motion
from iliopsoas.motion.records.supports import floor

TIME = np.linspace(0.0, 1.0, 51)
CUFF = Weight("cuff", "tibia_r", (0.0, -0.38, 0.0), 2.0)


def still(body: Body) -> np.ndarray:
    return body.map.pose(len(TIME))


def test_a_weight_at_rest_pulls_down_with_mg(body: Body) -> None:
    (load,) = attachment_loads(body, TIME, still(body), [CUFF])
    assert np.allclose(load.force, [0.0, -2.0 * GRAVITY, 0.0], atol=1e-6)
    assert load.kind == "attached"


def test_a_weight_that_is_thrown_up_is_heavier(body: Body) -> None:
    """m (g - a): lifted with 3 m/s^2 it pulls with m (g + 3)."""
    q = still(body)
    q[:, body.map.column("pelvis_ty")] = 1.5 * TIME**2
    (load,) = attachment_loads(body, TIME, q, [CUFF])
    assert np.allclose(load.force[:, 1], -2.0 * (GRAVITY + 3.0), atol=1e-6)


@pytest.mark.parametrize(
    ("stretch", "newton"), [(-0.5, 0.0), (0.0, 0.0), (0.5, 8.25), (1.0, 16.5), (2.0, 24.5), (2.5, 28.5)]
)
def test_a_red_band_follows_the_makers_table(stretch: float, newton: float) -> None:
    """theraband2015: 16.5 N at 100 %, 24.5 N at 200 %; linear between and beyond, slack without pull."""
    line = np.array([[0.0, 0.0, 0.8 * (1.0 + stretch)]])
    assert np.allclose(band_force(line, 0.8, "red"), [[0.0, 0.0, newton]], atol=1e-9)


def test_a_band_between_two_segments_pulls_both_alike(body: Body) -> None:
    band = ElasticBand("loop", "calcn_r", (0.1, 0.0, 0.0), (0.1, 0.0, 0.0), 0.1, "green", anchor_body="calcn_l")
    one, other = attachment_loads(body, TIME, still(body), [band])
    assert np.allclose(one.force, -other.force)
    assert one.force[0, 2] < 0.0 < other.force[0, 2]


def test_an_unknown_colour_is_named(body: Body) -> None:
    band = ElasticBand("b", "calcn_r", (0.0, 0.0, 0.0), (0.0, 0.0, 0.0), 0.5, "pink")
    with pytest.raises(UnknownName, match=r"no band is called 'pink'.*yellow"):
        attachment_loads(body, TIME, still(body), [band])


def test_an_unknown_segment_is_named(body: Body) -> None:
    with pytest.raises(UnknownName, match="no segment is called 'shin'"):
        attachment_loads(body, TIME, still(body), [Weight("w", "shin", (0.0, 0.0, 0.0), 1.0)])


def test_a_push_comes_and_goes_and_turns_with_its_segment(body: Body) -> None:
    q = still(body)
    q[:, body.map.column("hip_flexion_r")] = np.pi / 2
    push = Push("hand", "femur_r", (0.0, -0.35, 0.0), (-50.0, 0.0, 0.0), ((0.2, 0.4), (0.0, 1.0)), follows="femur_r")
    (load,) = attachment_loads(body, TIME, q, [push])
    assert np.allclose(load.force[0], 0.0)
    assert np.allclose(load.force[-1], [0.0, -50.0, 0.0], atol=1e-9)  # the thigh's front now looks up


def test_a_push_of_the_own_hand_is_no_outside_force(body: Body) -> None:
    push = Push("own hand", "femur_r", (0.0, -0.35, 0.0), (0.0, -80.0, 0.0), from_body="torso")
    loads = attachment_loads(body, TIME, still(body), [push])
    assert np.allclose(sum(load.force for load in loads), 0.0)
    assert np.allclose(loads[0].point, loads[1].point)


def test_a_cuff_raises_the_hip_moment_by_its_lever(body: Body) -> None:
    """Thigh horizontal, knee straight: the moment grows by m g times the cuff's distance from the hip."""
    q = {"hip_flexion_r": np.full(51, np.pi / 2)}
    plain = Motion("raise", TIME, q, supports=(floor("foot_l"),))
    loaded = Motion("raise", TIME, q, supports=(floor("foot_l"),), attached=(CUFF,))
    moments = [analyze(body, m)["joint_moment"].sel(coordinate="hip_flexion_r").values[25] for m in (plain, loaded)]
    lever = attachment_loads(body, TIME, body.map.pose(51, hip_flexion_r=np.pi / 2), [CUFF])[0].point[0, 0]
    hip = body.model.body("femur_r").pos[0]
    assert moments[1] - moments[0] == pytest.approx(2.0 * GRAVITY * (lever - hip), rel=1e-6)
