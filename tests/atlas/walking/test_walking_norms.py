"""How healthy people walk, by pace."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from iliopsoas.atlas.walking.gait_cycle import gait_cycle
from iliopsoas.atlas.walking.walking_norms import walking_norms, walking_pace

PACES = ("very_slow", "slow", "free", "fast")


@pytest.mark.parametrize(
    ("speed", "pace"), [(0.39, "very_slow"), (0.9, "slow"), (1.3, "free"), (1.7, "fast"), (3.0, None), (0.0, None)]
)
def test_paces_of_an_adult(speed: float, pace: str | None) -> None:
    """Legs of 0.85 m: 1.05 to 1.44 m/s is a free pace."""
    assert walking_pace(speed, 0.85) == pace


@given(st.floats(0.01, 1.7), st.floats(0.4, 1.1), st.floats(1.01, 1.5))
def test_pace_depends_on_speed_over_the_root_of_leg_length(speed: float, leg: float, factor: float) -> None:
    assert (
        walking_pace(speed, leg) == walking_pace(speed * np.sqrt(factor), leg * factor)
        or np.isclose(speed / np.sqrt(9.81 * leg), (0.227, 0.363, 0.5, 0.636), rtol=1e-9).any()
    )


def test_every_pace_has_every_quantity_with_a_spread() -> None:
    names = set(walking_norms("free"))
    assert len(names) == 14
    for pace in PACES:
        norms = walking_norms(pace)
        assert set(norms) == names
        for norm in norms.values():
            assert norm.percent.tolist() == list(range(0, 101, 2))
            assert (norm.sd >= 0.0).all()
            assert norm.sources[0] == "schwartz2008"
            assert norm.mean.shape == norm.sd.shape == (51,)
    assert walking_norms("") == {}


def test_faster_is_more() -> None:
    """Vertical peak, plantarflexion moment and power of the ankle, and the knee's bend in swing grow with pace."""
    for name, sign in (
        ("force_up_bw", 1),
        ("ankle_angle_moment_nm_kg", -1),
        ("ankle_angle_power_w_kg", 1),
        ("knee_angle_deg", 1),
    ):
        peaks = [float((sign * walking_norms(pace)[name].mean).max()) for pace in PACES]
        assert peaks == sorted(peaks), name


def test_the_feet_carry_the_body_once() -> None:
    """Mean of both feet's vertical force over the cycle: one body weight."""
    for pace in PACES:
        assert 2 * walking_norms(pace)["force_up_bw"].mean[:-1].mean() == pytest.approx(1.0, abs=0.05)


@pytest.mark.parametrize(
    ("name", "within"),
    [("hip_flexion_deg", 6.0), ("knee_angle_deg", 6.0), ("ankle_angle_deg", 6.0), ("pelvis_tilt_deg", 6.0),
     ("hip_adduction_deg", 4.0), ("force_up_bw", 0.15), ("force_forward_bw", 0.06)],
)  # fmt: skip
def test_signs_and_zeros_are_those_of_the_textbook_walk(name: str, within: float) -> None:
    """bovi2011's adults at 1.3 m/s beside the free pace: RMS difference over the cycle."""
    ours, norm = gait_cycle().columns[name], walking_norms("free")[name]
    assert np.sqrt(((ours - norm.mean) ** 2).mean()) < within
    if name != "pelvis_tilt_deg":  # which swings by half a degree only
        assert np.corrcoef(ours, norm.mean)[0, 1] > 0.85


@pytest.mark.parametrize("name", ["hip_flexion", "hip_adduction", "knee_angle", "ankle_angle"])
def test_moments_have_the_signs_of_the_textbook_walk(name: str) -> None:
    ours = gait_cycle().columns[f"{name}_moment_nm_kg"]
    assert np.corrcoef(ours, walking_norms("free")[f"{name}_moment_nm_kg"].mean)[0, 1] > 0.75


def test_between_the_rows_it_is_linear() -> None:
    norm = walking_norms("free")["knee_angle_deg"]
    mean, sd = norm.at(np.array([0.0, 1.0]))
    assert mean.tolist() == pytest.approx([norm.mean[0], norm.mean[:2].mean()])
    assert sd[1] == pytest.approx(norm.sd[:2].mean())
