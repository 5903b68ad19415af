"""Who is studied: what is assumed where nothing is said, and what cannot be."""

from __future__ import annotations

import numpy as np
import pytest

from iliopsoas.body.body import Body
from iliopsoas.body.scaling import GENERIC
from iliopsoas.body.subject import Subject
from iliopsoas.cli.shared import options
from iliopsoas.errors import InputError, UnknownName
from iliopsoas.study import Person


def test_nobody_in_particular_is_the_same_man_in_python_and_on_the_command_line() -> None:
    assert Person().subject == Subject() == GENERIC == Subject(options.HEIGHT, options.MASS, options.SEX, options.AGE)


def test_what_is_known_is_kept() -> None:
    assert Person(1.62, 58.0, "female", 44.0).subject == Subject(1.62, 58.0, "female", 44.0)
    assert Person(mass=58.0).subject == Subject(Subject().height, 58.0)


def test_the_body_has_variants_and_conditions() -> None:
    person = Person(variants=["psoas_minor:r"], conditions=["psoas_weakness=0.3:left"])
    body, healthy = person.body(), person.healthy_body()
    assert body.variants == healthy.variants == ("psoas_minor:r",)
    assert (body.conditions, healthy.conditions) == (("psoas_weakness=0.3:l",), ())
    left = body.muscles.select("psoas_major_l")
    assert (body.muscles.fmax[left] < healthy.muscles.fmax[left]).all()
    right = body.muscles.select("psoas_major_r")
    np.testing.assert_array_equal(body.muscles.fmax[right], healthy.muscles.fmax[right])


def test_a_person_is_the_body_built_in_one_go() -> None:
    together = Body.build(conditions=["tightness=0.6"])
    apart = Person(conditions=["tightness=0.6"]).body()
    np.testing.assert_array_equal(apart.muscles.lopt, together.muscles.lopt)
    np.testing.assert_array_equal(apart.muscles.fmax, together.muscles.fmax)
    assert apart.conditions == together.conditions


@pytest.mark.parametrize(
    ("person", "sentence"),
    [
        (Person(height=3), "height is 3 m; it must lie between 0.8 and 2.5 m"),
        (Person(mass=0), "mass is 0 kg; it must lie between 10 and 400 kg"),
        (Person(sex="other"), "sex is 'other'; it must be 'male' or 'female'"),  # type: ignore[arg-type]
    ],
)
def test_nobody_is_like_that(person: Person, sentence: str) -> None:
    with pytest.raises(InputError) as caught:
        person.body()
    assert str(caught.value) == sentence


def test_unknown_names_are_met_with_those_there_are() -> None:
    with pytest.raises(UnknownName, match=r"no variant is called 'psoas_mino'. Did you mean 'psoas_minor'\?"):
        Person(variants=["psoas_mino"]).body()
    with pytest.raises(UnknownName, match=r"no condition is called 'tightnes'. Did you mean 'tightness'\?"):
        Person(conditions=["tightnes=0.5"]).body()
