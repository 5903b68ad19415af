"""Who may be built, and the sentences for who may not."""

from __future__ import annotations

import math

import pytest

from iliopsoas.body.body import Body
from iliopsoas.body.subject import Subject
from iliopsoas.errors import InputError, UnknownName


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ({"mass": 0.0}, "mass is 0 kg; it must lie between 10 and 400 kg"),
        ({"mass": -70.0}, "mass is -70 kg; it must lie between 10 and 400 kg"),
        ({"mass": 70000.0}, "mass is 70000 kg; it must lie between 10 and 400 kg"),
        ({"mass": math.nan}, "mass is nan kg; it must lie between 10 and 400 kg"),
        (
            {"height": 175.0},
            "height is 175 m; it must lie between 0.8 and 2.5 m. It looks like centimetres: height=1.75",
        ),
        ({"age": 1.0}, "age is 1 years; it must lie between 2 and 120 years"),
        ({"sex": "other"}, "sex is 'other'; it must be 'male' or 'female'"),
        ({"segment_scale": {"femur_r": 4.0}}, "the length factor of femur_r is 4; it must lie between 0.3 and 3"),
    ],
)
def test_impossible_people_are_refused(given: dict, text: str) -> None:
    with pytest.raises(InputError) as caught:
        Subject(**given)
    assert str(caught.value) == text


def test_an_unknown_segment_is_named_with_the_nearest() -> None:
    with pytest.raises(
        UnknownName, match=r"no segment is called 'femurr'\. Did you mean 'femur_[rl]'\? There are: pelvis"
    ):
        Body.build(Subject(segment_scale={"femurr": 1.1}))


def test_weight_is_mass_times_standard_gravity() -> None:
    """9.80665 m/s^2, CGPM 1901."""
    assert Subject(mass=80.0).weight == pytest.approx(784.532)
