"""The Achilles tendon gives way under load as measured, and rests as before."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from iliopsoas.arrays import Array
from iliopsoas.body.body import Body
from iliopsoas.mechanics.tendons.achilles import CALF, STRAIN_FORCE, achilles_strain, achilles_stretch

ANKLES = ("ankle_angle_r", "ankle_angle_l")
ARM = 0.045


def _stretch(body: Body, *moments: float) -> Array:
    """With one moment a foot, one frame each."""
    arms = np.zeros((1, len(body.muscles), 2))
    for k, side in enumerate("rl"):
        for name in CALF:
            arms[:, body.muscles.select(f"{name}_{side}"), k] = -ARM
    out: Array = achilles_stretch(body.muscles, ANKLES, np.array([moments]), arms)[0]
    return out


def test_kharazi2021_strains_of_walking_and_running() -> None:
    assert 100.0 * achilles_strain(np.array([1989.0, 2556.0])) == pytest.approx([4.0, 4.9], abs=0.05)


@given(st.floats(0.0, 6000.0))
def test_strain_solves_its_curve(force: float) -> None:
    strain = achilles_strain(np.array([force]))
    b, a = STRAIN_FORCE
    assert b * strain + a * strain**2 == pytest.approx(force, abs=1e-6)


def test_only_the_calf_that_pushes_off_stretches(body: Body) -> None:
    stretch = _stretch(body, -ARM * 1989.0, 20.0)
    right = [i for name in CALF for i in body.muscles.select(f"{name}_r")]
    assert stretch[right] == pytest.approx(0.04 * body.muscles.lslack[right], rel=0.02)
    assert not np.delete(stretch, right).any()


def test_a_joint_at_rest_keeps_its_passive_moment(body: Body) -> None:
    assert not _stretch(body, 0.0, 0.0).any()


def test_maganaris2002_the_whole_tendon_gives_no_more_than_its_outer_part_did(body: Body) -> None:
    """11 mm at 875 N that the gastrocnemius' tendon carried alone; here all of the calf shares the force."""
    assert 5.0 < 1e3 * _stretch(body, -ARM * 875.0, 0.0).max() < 11.1


def test_the_longer_tendon_gives_more(body: Body) -> None:
    long = body.with_muscles(body.muscles.scaled("gastrocnemius", lslack=1.1))
    assert _stretch(long, -80.0, -80.0).max() == pytest.approx(1.1 * _stretch(body, -80.0, -80.0).max())
