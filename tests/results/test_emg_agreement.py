"""Activation beside electromyograms."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr

from iliopsoas.errors import UnknownName
from iliopsoas.results.emg_agreement import (
    DELAY,
    activation_under,
    agreement,
    delayed_envelope,
    emg_agreements,
    emg_channels,
)
from iliopsoas.results.muscle_forces import whole_muscle_activation
from results.hand_made import dataset

TIME = np.linspace(0.0, 1.0, 201)
BURST = np.clip(np.sin(2.0 * np.pi * TIME), 0.0, None)


def with_emg(activation: np.ndarray, envelope: np.ndarray, muscle: str = "soleus_r") -> xr.Dataset:
    """A soleus of one strand, vasti of two, one electrode."""
    strands = np.stack([activation, 0.2 * activation, 0.8 * activation], axis=1)
    return dataset(
        TIME.tolist(),
        {"activation": (("time", "muscle"), strands), "emg": (("time", "emg_channel"), envelope[:, None])},
        muscle=["soleus_r", "vasmed_r", "vaslat_r"],
        group=("muscle", ["soleus_r", "vasti_r", "vasti_r"]),
        fmax=("muscle", [1000.0, 1000.0, 3000.0]),
        lopt=("muscle", [0.05, 0.1, 0.1]),
        emg_channel=["EMG 1"],
        emg_muscle=("emg_channel", [muscle]),
    )


def test_the_same_curve_in_other_units_agrees_fully() -> None:
    assert agreement(BURST, 3e-4 * BURST + 1e-5) == (pytest.approx(1.0), 1.0)


def test_the_opposite_curve_agrees_hardly() -> None:
    r, on_off = agreement(BURST, BURST[::-1])
    assert r < 0.0
    assert on_off < 0.3


def test_a_silent_muscle_has_no_correlation() -> None:
    assert agreement(0.0 * BURST, BURST)[0] == 0.0


def test_an_envelope_is_compared_later() -> None:
    """An activation that follows its electrode by `DELAY` agrees fully; one at the same time does not."""
    later = np.interp(TIME - DELAY, TIME, BURST)
    (row,) = emg_agreements(with_emg(later, 5e-5 * BURST))
    assert (row.channel, row.muscle, row.on_off) == ("EMG 1", "soleus_r", 1.0)
    assert row.r == pytest.approx(1.0)
    (same,) = emg_agreements(with_emg(BURST, 5e-5 * BURST))
    assert same.r < 0.99
    assert np.isnan(delayed_envelope(with_emg(BURST, BURST), "EMG 1")[TIME < DELAY - 1e-9]).all()


def test_strands_count_by_volume() -> None:
    result = with_emg(BURST, BURST)
    np.testing.assert_allclose(activation_under(result, "vasti_r"), BURST * (0.2 * 1 + 0.8 * 3) / 4)
    np.testing.assert_allclose(activation_under(result, "vasmed_r"), 0.2 * BURST)
    np.testing.assert_allclose(activation_under(result, "soleus_r"), whole_muscle_activation(result, "soleus_r"))
    with pytest.raises(UnknownName, match="no muscle is called 'nobody'"):
        activation_under(result, "nobody")


def test_channels_without_a_muscle_of_the_body_are_left_out() -> None:
    assert emg_agreements(with_emg(BURST, BURST, muscle="")) == []
    assert emg_channels(with_emg(BURST, BURST, muscle="deltoid_r")) == {}
    assert emg_agreements(dataset(TIME.tolist(), {})) == []


def test_an_envelope_that_was_hardly_recorded_is_not_compared() -> None:
    lost = np.full_like(BURST, np.nan)
    lost[:5] = 1.0
    assert emg_agreements(with_emg(BURST, lost)) == []
