"""Colours and what they say."""

from __future__ import annotations

import numpy as np
import pytest

from iliopsoas.body.body import Body
from iliopsoas.scene.colours import FORCE_SCALE
from iliopsoas.studio.drawing.painting import (
    DEAD,
    MODES,
    TWO_WAYS,
    anatomical,
    by_force,
    course_colours,
    of_posture,
    on_scale,
    without_drive,
)

TO_LINEAR = np.array([0.2126, 0.7152, 0.0722])
"""Weights of red, green and blue in lightness (WCAG 2.2)."""
PROTAN = np.array([[0.152, 1.053, -0.205], [0.115, 0.786, 0.099], [-0.004, -0.048, 1.052]])
DEUTAN = np.array([[0.367, 0.861, -0.228], [0.280, 0.673, 0.047], [-0.012, 0.043, 0.969]])
"""What those see who lack a cone, in linear light (machado2009)."""


def linear(colours: np.ndarray) -> np.ndarray:
    share = colours / 255.0
    return np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)


@pytest.mark.parametrize("seen_by", [np.eye(3), PROTAN, DEUTAN], ids=["all cones", "no red cones", "no green cones"])
def test_the_force_scale_gets_darker_for_everybody(seen_by: np.ndarray) -> None:
    light = np.clip(linear(on_scale(np.linspace(0, 1, 11), FORCE_SCALE)) @ seen_by.T, 0, 1) @ TO_LINEAR
    assert (np.diff(light) < 0).all()


@pytest.mark.parametrize("seen_by", [np.eye(3), PROTAN, DEUTAN], ids=["all cones", "no red cones", "no green cones"])
def test_the_two_ends_of_the_other_scale_differ_for_everybody(seen_by: np.ndarray) -> None:
    """Both ends are darker than the middle, and one is bluer than the other."""
    ends = np.clip(linear(on_scale(np.array([0.1, 0.5, 0.9]), TWO_WAYS)) @ seen_by.T, 0, 1)
    light = ends @ TO_LINEAR
    assert light[1] > max(light[0], light[2])
    assert ends[0, 2] - ends[0, 0] > 0.1 > -0.1 > ends[2, 2] - ends[2, 0]


def test_what_is_no_number_has_a_colour() -> None:
    assert on_scale(np.array([np.nan, -3.0, 7.0]), FORCE_SCALE).shape == (3, 3)


def test_strands_of_a_muscle_can_be_told_apart(body: Body) -> None:
    colours = anatomical(body)
    mine = body.muscles.select("psoas_major_r")
    assert len(np.unique(colours[mine], axis=0)) == len(mine)


def test_force_is_over_what_the_strand_can(body: Body) -> None:
    colours = by_force(body, body.muscles.fmax * np.linspace(0, 1, len(body.muscles)))
    np.testing.assert_array_equal(colours, on_scale(np.linspace(0, 1, len(body.muscles)), FORCE_SCALE))


def test_modes_colour_what_they_say(body: Body) -> None:
    long = np.full(len(body.muscles), 1.4)
    arm = np.full(len(body.muscles), -0.03)
    stretched, extends = of_posture(body, "length", long, arm), of_posture(body, "arm", long, arm)
    assert (stretched[:, 0] > stretched[:, 2]).all()  # orange
    assert (extends[:, 2] > extends[:, 0]).all()  # blue
    assert set(MODES) == {"anatomy", "length", "arm"}


def test_what_loses_its_nerve_goes_grey(body: Body) -> None:
    colours = anatomical(body)
    half = without_drive(body, colours, {"iliacus_r": 1.0, "psoas_major_l": 0.5})
    assert (half[body.muscles.select("iliacus_r")] == DEAD).all()
    np.testing.assert_array_equal(half[body.muscles.select("iliacus_l")], colours[body.muscles.select("iliacus_l")])
    mine = body.muscles.select("psoas_major_l")
    np.testing.assert_allclose(half[mine], (colours[mine] + np.array(DEAD)) / 2, atol=1)
    assert course_colours(["femoral_nerve"], cut=["femoral_nerve"]) == {"femoral_nerve": DEAD}
    assert course_colours(["femoral_nerve"])["femoral_nerve"] != DEAD
