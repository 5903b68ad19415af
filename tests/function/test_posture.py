"""What people type: postures, angles, sweeps."""

from __future__ import annotations

import numpy as np
import pytest

from iliopsoas.body.body import Body
from iliopsoas.errors import InputError, UnknownName
from iliopsoas.function.posture import parse_angles, parse_posture, sweep


def test_posture(body: Body) -> None:
    posture = parse_posture("hip_flexion_r=30, knee_angle_r = 20", body)
    assert posture == pytest.approx({"hip_flexion_r": np.pi / 6, "knee_angle_r": np.pi / 9})
    assert parse_posture("", body) == {}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("hip_flexion_r", r"'hip_flexion_r' is not NAME=DEGREES"),
        ("hip_flexion_r=much", r"'hip_flexion_r=much' is not NAME=DEGREES; write a posture like hip_flexion_r=30"),
        ("hip_flexion_r=nan", r"is not NAME=DEGREES"),
        ("hip_flexion_r=1,hip_flexion_r=2", r"hip_flexion_r is given twice"),
        ("hip_flexion_r=190", r"hip_flexion_r = 190 deg lies outside its range; give a value from -30 to 130 deg"),
    ],
)
def test_posture_errors(body: Body, text: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        parse_posture(text, body)


def test_posture_names(body: Body) -> None:
    with pytest.raises(UnknownName, match=r"no joint coordinate is called 'hip_flex_r'. Did you mean 'hip_flexion_r'"):
        parse_posture("hip_flex_r=3", body)


def test_angles(body: Body) -> None:
    np.testing.assert_allclose(np.degrees(parse_angles("0,30,60,90", "hip_flexion_r", body)), [0, 30, 60, 90])
    with pytest.raises(InputError, match="'0;30' is not a list of angles; write them like 0,30,60,90"):
        parse_angles("0;30", "hip_flexion_r", body)


def test_sweep(body: Body) -> None:
    np.testing.assert_allclose(np.degrees(sweep(body, "hip_flexion_r", -10, 20, 10)), [-10, 0, 10, 20])
    whole = np.degrees(sweep(body, "hip_flexion_r"))
    assert (whole[0], whole[-1]) == (pytest.approx(-30), pytest.approx(130))
    for wrong, message in (
        ((0, 10, 0), "the step is 0 deg; it must be positive"),
        ((10, 0, 1), "hip_flexion_r cannot go from 10 to 0 deg; the end lies before the start"),
        ((0, 10, 1e-4), "more than 5000; take a larger step"),
        ((0, 170, 10), "outside its range; give a value from -30 to 130 deg"),
    ):
        with pytest.raises(InputError, match=message):
            sweep(body, "hip_flexion_r", *wrong)
