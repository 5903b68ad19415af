"""The own maximum: that of a dynamometer in the same posture, scaled as strength and arms are, at a measured level."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from iliopsoas.body.body import Body
from iliopsoas.body.subject import Subject
from iliopsoas.function.strength import strength
from iliopsoas.rehab.cards.make_card import CardSubject
from iliopsoas.rehab.cards.own_maximum import own_maximum, published_strength, strength_factor

HIP = np.radians([0.0, 30.0, 90.0])
ONE, SAME = np.ones(1), np.ones((1, 300))


@pytest.mark.parametrize("knee", [0.0, 90.0])
def test_it_is_the_strength_of_the_body(young_man: CardSubject, knee: float) -> None:
    """At the grid's places: the linear programme of `function.strength`, the pelvis held."""
    bend = np.radians(knee)
    ours = young_man.maximum.moment("r", HIP, np.full(3, bend), ONE, SAME)[0]
    tested = strength(young_man.body, "hip_flexion_r", HIP, posture={"knee_angle_r": bend})
    np.testing.assert_allclose(ours, tested.active, rtol=1e-6)


def test_twice_the_strength_gives_twice_the_moment(young_man: CardSubject) -> None:
    m = young_man.maximum.moment("r", HIP, np.zeros(3), np.array([1.0, 2.0]), np.ones((2, 300)))
    np.testing.assert_allclose(m[1], 2.0 * m[0])


def test_arms_count_to_first_order(young_man: CardSubject) -> None:
    """A psoas with 1 % longer arms: the programme solved again agrees."""
    body = young_man.body
    psoas = np.array([g.startswith("psoas_major") for g in body.muscles.groups])
    arms = np.where(psoas, 1.01, 1.0)[None]
    by_dual = young_man.maximum.moment("r", HIP, np.zeros(3), ONE, arms)[0]
    # longer arms of a muscle are more force of it, for a moment
    stronger = replace(body.muscles, fmax=np.where(psoas, 1.01, 1.0) * body.muscles.fmax)
    again = own_maximum(body.with_muscles(stronger)).moment("r", HIP, np.zeros(3), ONE, SAME)[0]
    base = young_man.maximum.moment("r", HIP, np.zeros(3), ONE, SAME)[0]
    np.testing.assert_allclose(by_dual - base, again - base, rtol=0.05)
    assert (by_dual > base).all()


def test_both_sides_alike_unless_one_is_weak(young_man: CardSubject) -> None:
    left, right = (young_man.maximum.moment(s, HIP, np.zeros(3), ONE, SAME) for s in "lr")
    np.testing.assert_allclose(left, right, rtol=1e-6)
    weak = own_maximum(young_man.body.with_conditions(["weakness=0.5:l"]))
    assert (weak.moment("l", HIP, np.zeros(3), ONE, SAME) < 0.85 * left).all()


def test_published_strength_between_groups() -> None:
    """anderson2007 at 0 degrees: men of 18 to 25 years 0.113 m g H cos(0.738 x 0.214); linear in age between groups."""
    young = published_strength(Subject(1.75, 75.0, "male", 20.0))
    assert young.per_kg == pytest.approx(1.92, abs=0.01)
    assert young.sd == pytest.approx(0.025 / 0.113)
    old, older, oldest = (published_strength(Subject(1.6, 62.0, "female", a)) for a in (60.0, 66.0, 90.0))
    assert old.per_kg > older.per_kg > oldest.per_kg
    assert older.per_kg == pytest.approx(0.5 * (old.per_kg + oldest.per_kg))


def test_strength_is_brought_to_the_measured_level() -> None:
    """Young men: with the straight knee of the measurement our body is a tenth stronger than measured ones (a miss of
    the evidence); old women are weaker than their size alone says."""
    man, woman = (Body.build(Subject(*who)) for who in ((1.75, 75.0, "male", 22.0), (1.6, 62.0, "female", 70.0)))
    assert 0.85 < strength_factor(man) < 1.0
    assert strength_factor(woman) < 0.95
    weak = woman.with_conditions(["weakness=0.5"])
    assert strength_factor(weak) == pytest.approx(strength_factor(woman))  # a condition comes on top
