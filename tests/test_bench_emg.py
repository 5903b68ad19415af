"""bench/emg.py: agreement of activation with electromyograms."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
import xarray as xr

from conftest import REPOSITORY
from iliopsoas.mechanics.balance import JOINT_LOAD_COST, VOLUME_POWER
from iliopsoas.motion import Motion
from iliopsoas.motion.from_markers import motion_from_markers
from iliopsoas.motion.records.emg import Emg
from iliopsoas.results.muscle_forces import whole_muscle_activation
from scripts import load_script

TIME = np.linspace(0.0, 1.0, 201)
BURST = np.clip(np.sin(2.0 * np.pi * TIME), 0.0, None)


@pytest.fixture(scope="module")
def emg() -> ModuleType:
    return load_script(REPOSITORY / "bench" / "emg.py")


def test_the_same_curve_in_other_units_agrees_fully(emg: ModuleType) -> None:
    found = emg.agreement(BURST, 3e-4 * BURST + 1e-5)
    assert found.r == pytest.approx(1.0)
    assert found.on_off == 1.0


def test_the_opposite_curve_agrees_hardly(emg: ModuleType) -> None:
    found = emg.agreement(BURST, BURST[::-1])
    assert found.r < 0.0
    assert found.on_off < 0.3


def test_a_silent_muscle_has_no_correlation(emg: ModuleType) -> None:
    assert emg.agreement(0.0 * BURST, BURST).r == 0.0


def test_an_envelope_is_compared_a_twentieth_of_a_second_later(emg: ModuleType, walk: Motion) -> None:
    from dataclasses import replace

    marked = replace(walk, emg=Emg(TIME, {"R_soleus": BURST}))
    later = emg.delayed_envelopes(marked, TIME[20:])["R_soleus"]
    assert TIME[20:][later.argmax()] == pytest.approx(TIME[BURST.argmax()] + 0.05, abs=1e-9)
    with pytest.raises(SystemExit, match="no electromyograms"):
        emg.delayed_envelopes(walk, TIME)


def test_every_channel_finds_its_muscle(emg: ModuleType, result: xr.Dataset) -> None:
    for names in emg.STRANDS.values():
        assert 0.0 < emg.muscle_activation(result, names).max() <= 1.0
    np.testing.assert_allclose(
        emg.muscle_activation(result, ("soleus_r",)), whole_muscle_activation(result, "soleus_r")
    )
    with pytest.raises(SystemExit, match="no muscle called nobody"):
        emg.muscle_activation(result, ("nobody",))


def test_the_table_has_a_line_a_muscle_and_their_mean(emg: ModuleType) -> None:
    found = {name: emg.Agreement(0.5, 0.75) for name in emg.STRANDS}
    lines = emg.table({"w 0": found, "w 1": found})
    assert len(lines) == len(emg.STRANDS) + 2
    assert lines[-1].split() == ["mean", "+0.50", "75", "%", "+0.50", "75", "%"]


@pytest.mark.trial
def test_calf_and_thigh_work_when_a_recorded_walk_says(emg: ModuleType, recorded: Path) -> None:
    """schreiber2019: with a rigid Achilles tendon the gastrocnemius agreed by 0.12 and the mean of eight by 0.50."""
    folder = recorded / "walk_rehazenter_2014001"
    person = motion_from_markers(folder / "2014001_C1_01.c3d", folder / "2014001_ST.c3d", mass=67.0, height=1.655)
    found = emg.compared(person, JOINT_LOAD_COST, VOLUME_POWER)
    assert found["R_gastrocnemius_medialis"].r > 0.45
    assert found["R_soleus"].r > 0.7
    assert np.mean([muscle.r for muscle in found.values()]) > 0.53
    assert np.mean([muscle.on_off for muscle in found.values()]) > 0.7
