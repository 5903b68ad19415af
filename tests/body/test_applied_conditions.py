"""Conditions applied to a body: each effect reaches its own muscles and side, and several go together as told."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iliopsoas.atlas.conditions.catalogue import conditions
from iliopsoas.body.body import Body
from iliopsoas.errors import InputError

FIELDS = ("fmax", "lopt", "lslack", "fpassive", "activation_min", "activation_max", "reflex_gain")


def _changed(body: Body, healthy: Body, field: str) -> set[str]:
    before, after = getattr(healthy.muscles, field), getattr(body.muscles, field)
    return {g for g, a, b in zip(healthy.muscles.groups, before, after, strict=True) if a != b}


def test_grade_zero_and_no_condition_change_nothing(healthy: Body) -> None:
    for body in (healthy.with_conditions(()), healthy.with_conditions([f"{c.name}=0" for c in conditions()])):
        for field in FIELDS:
            np.testing.assert_array_equal(getattr(body.muscles, field), getattr(healthy.muscles, field))
        np.testing.assert_array_equal(body.limits.lower, healthy.map.lower)
        assert (body.conditions, body.effects, body.limits.thresholds) == ((), (), ())


def test_each_effect_stays_on_its_muscles_and_side(healthy: Body) -> None:
    body = healthy.with_conditions(["tightness=0.5:r", "psoas_weakness=0.3:left"])
    assert _changed(body, healthy, "lopt") == {"psoas_major_r", "iliacus_r"}
    assert _changed(body, healthy, "fmax") == {"psoas_major_l"}
    psoas = healthy.muscles.select("psoas_major_l")
    np.testing.assert_allclose(body.muscles.fmax[psoas], 0.7 * healthy.muscles.fmax[psoas])
    np.testing.assert_allclose(
        body.muscles.lopt[healthy.muscles.select("iliacus_r")],
        0.9 * healthy.muscles.lopt[healthy.muscles.select("iliacus_r")],
    )


def test_weakness_leaves_passive_force(healthy: Body) -> None:
    """What is lost is what the muscle can do by itself."""
    body = healthy.with_conditions(["weakness=1"])
    assert body.muscles.fmax[healthy.muscles.select("iliacus_r")].max() == 0.0
    np.testing.assert_array_equal(body.muscles.fpassive, healthy.muscles.fpassive)


def test_femoral_nerve_through_the_graph(healthy: Body) -> None:
    """Half the femoral nerve: iliacus, rectus femoris, sartorius and vasti lose half; psoas nothing (its branches leave
    the plexus above)."""
    body = healthy.with_conditions(["femoral_nerve=0.5:r"])
    assert _changed(body, healthy, "fmax") == {"iliacus_r", "rectus_femoris_r", "sartorius_r", "vasti_r"}
    for muscle in ("iliacus_r", "vasti_r"):
        at = healthy.muscles.select(muscle)
        np.testing.assert_allclose(body.muscles.fmax[at], 0.5 * healthy.muscles.fmax[at])


def test_factors_multiply_limits_take_the_narrowest(healthy: Body) -> None:
    body = healthy.with_conditions(["weakness=0.5:r", "psoas_weakness=0.5:r", "hip_arthritis=1:r", "labral_tear=1:r"])
    psoas, iliacus = (healthy.muscles.select(f"{m}_r") for m in ("psoas_major", "iliacus"))
    np.testing.assert_allclose(body.muscles.fmax[psoas], 0.25 * 0.8 * healthy.muscles.fmax[psoas])
    np.testing.assert_allclose(body.muscles.fmax[iliacus], 0.5 * 0.8 * healthy.muscles.fmax[iliacus])
    column = healthy.map.column("hip_flexion_r")
    assert np.degrees(body.limits.upper[column]) == pytest.approx(95.0)
    assert np.degrees(body.limits.lower[column]) == pytest.approx(5.0)
    joint = [t for t in body.limits.thresholds if t.quantity == "joint"]
    assert [t.value for t in joint] == [1.5]


def test_force_thresholds_refer_to_the_healthy_muscle(healthy: Body) -> None:
    body = healthy.with_conditions(["strain=1:r", "weakness=0.5:r"])
    psoas = healthy.muscles.fmax[healthy.muscles.select("psoas_major_r")].sum()
    (threshold,) = (t for t in body.limits.thresholds if t.target == "psoas_major_r")
    assert threshold.value == pytest.approx(0.2 * psoas)


def test_every_effect_is_listed(healthy: Body) -> None:
    body = healthy.with_conditions(["spasticity=1:l", "bursitis=1:l"])
    listed = {(e.verb, e.target): e.value for e in body.effects}
    assert listed["minimum_activation", "psoas_major_l"] == pytest.approx(0.15)
    assert listed["activation_limit", "iliacus_l"] == pytest.approx(0.5)
    assert listed["pain_threshold", "push on the left bursa"] == pytest.approx(0.3)
    assert {e.side for e in body.effects} == {"l"}


def test_a_contradiction_in_numbers_is_an_error(healthy: Body) -> None:
    """A least activation above what another condition allows."""
    muscles = healthy.muscles
    weak = healthy.with_muscles(
        type(muscles)(**{**{f: getattr(muscles, f) for f in muscles.__dataclass_fields__},
                         "activation_max": np.full(len(muscles), 0.1)})
    )  # fmt: skip
    with pytest.raises(InputError, match=r"spasticity=1:r .*would have to be at least 0.15 and at most 0.10 active"):
        weak.with_conditions(["spasticity=1"])


def test_conditions_come_off_again(healthy: Body) -> None:
    body = healthy.with_conditions(["tightness=1"]).with_conditions(["weakness=0.2"])
    assert body.conditions == ("weakness=0.2:r", "weakness=0.2:l")
    assert body.healthy().muscles is healthy.muscles or np.array_equal(
        body.healthy().muscles.lopt, healthy.muscles.lopt
    )


@settings(max_examples=25, deadline=None)
@given(
    chosen=st.lists(st.sampled_from([c.name for c in conditions()]), min_size=1, max_size=4, unique=True),
    grades=st.lists(st.floats(0.05, 1.0), min_size=4, max_size=4),
    side=st.sampled_from(["r", "l", "both"]),
)
def test_any_combination_is_a_sound_body_or_a_clear_error(
    healthy: Body, chosen: list[str], grades: list[float], side: str
) -> None:
    """Whatever goes together leaves bounds in order and nothing negative; what cannot go together says so."""
    try:
        body = healthy.with_conditions([f"{n}={g:.2f}:{side}" for n, g in zip(chosen, grades, strict=False)])
    except InputError as error:
        if not any(words in str(error) for words in ("contradict", "lower a grade")):
            raise
        return
    m = body.muscles
    assert (m.activation_min <= m.activation_max).all()
    assert (m.fmax >= 0.0).all()
    assert (np.minimum(m.lopt, m.lslack) > 0.0).all()
    assert (body.limits.lower <= body.limits.upper).all()
    assert all(t.value > 0.0 for t in body.limits.thresholds)
    other = {"r": "l", "l": "r"}.get(side)
    if other:
        for field in FIELDS:
            assert not any(g.endswith(f"_{other}") for g in _changed(body, healthy, field))
