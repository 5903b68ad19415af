"""bench/emg.py: the table of agreement with electromyograms."""

from __future__ import annotations

from types import ModuleType

import pytest

from conftest import REPOSITORY
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
