"""bench/emg.py: the table of agreement with electromyograms."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from conftest import REPOSITORY
from iliopsoas.mechanics.balance import JOINT_LOAD_COST, VOLUME_POWER
from iliopsoas.motion.from_markers import motion_from_markers
from iliopsoas.results.emg_agreement import EmgAgreement
from scripts import load_script

CHANNELS = ("R_soleus", "R_rectus_femoris")


@pytest.fixture(scope="module")
def emg() -> ModuleType:
    return load_script(REPOSITORY / "bench" / "emg.py")


def test_the_table_has_a_line_a_muscle_and_their_mean(emg: ModuleType) -> None:
    found = {name: EmgAgreement(name, "soleus_r", 0.5, 0.75) for name in CHANNELS}
    lines = emg.table({"w 0": found, "w 1": found})
    assert len(lines) == len(CHANNELS) + 2
    assert lines[1].split() == ["R_soleus", "+0.50", "75", "%", "+0.50", "75", "%"]
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
