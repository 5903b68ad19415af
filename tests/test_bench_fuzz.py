"""bench/fuzz.py and bench/mutations.py: repeatable damage, and readers that answer it with one clean error."""

from __future__ import annotations

import random
import sys
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest

from conftest import REPOSITORY
from iliopsoas import Body, movement, read_motion
from iliopsoas.errors import InputError
from iliopsoas.motion import write_motion
from scripts import load_script


@pytest.fixture(scope="module")
def fuzz() -> ModuleType:
    folder = str(REPOSITORY / "bench")
    sys.path.insert(0, folder)
    try:
        return load_script(REPOSITORY / "bench" / "fuzz.py")
    finally:
        sys.path.remove(folder)


@pytest.fixture(scope="module")
def angles(body: Body, tmp_path_factory: pytest.TempPathFactory) -> Path:
    march = movement("march", body)
    return write_motion(tmp_path_factory.mktemp("fuzz") / "march.mot", march)


def test_damage_is_the_same_for_the_same_seed_and_seldom_none(fuzz: ModuleType, angles: Path) -> None:
    cases = [fuzz.Case("angles", angles, str(seed)) for seed in range(60)]
    content = [case.content() for case in cases]
    assert content == [case.content() for case in cases]
    assert sum(one == angles.read_bytes() for one in content) < 10


def test_binary_files_are_damaged_where_their_counts_and_samples_are(fuzz: ModuleType) -> None:
    data = bytes(range(256)) * 8
    changed = [fuzz.damaged(data, random.Random(seed), text=False) for seed in range(40)]
    assert sum(one != data for one in changed) > 30
    assert any(one[:512] != data[:512] and len(one) == len(data) for one in changed)


def test_damaged_angles_end_in_a_clean_error_or_are_accepted_without_nonsense(
    fuzz: ModuleType, angles: Path, body: Body, tmp_path: Path
) -> None:
    class Few(fuzz.Readers):  # type: ignore[name-defined, misc]
        def __init__(self) -> None:
            self.body, self.of = body, {"angles": self.angles}

    readers, outcomes = Few(), []
    for seed in range(40):
        (tmp_path / "damaged.mot").write_bytes(fuzz.Case("angles", angles, f"test-{seed}").content())
        outcomes.append(fuzz.answer(readers, "angles", tmp_path / "damaged.mot"))
    assert not [outcome for outcome in outcomes if outcome.what in fuzz.FAULTS]
    assert {"error", "accepted"} == {outcome.what for outcome in outcomes}


def test_nonsense_is_told_by_other_means_than_our_own_rule(
    fuzz: ModuleType, angles: Path, body: Body, monkeypatch: pytest.MonkeyPatch
) -> None:
    readers = fuzz.Readers.__new__(fuzz.Readers)
    walk = read_motion(angles)
    for name, at, words in (("pelvis_ty", 9.0, "the pelvis is"), ("knee_angle_r", -5.0, "knee_angle_r reaches")):
        wild = replace(walk, coordinates={**walk.coordinates, name: at + 0.0 * walk.time})
        with pytest.raises(InputError, match="--accept"):
            readers._nonsense(body, wild)
        with monkeypatch.context() as blind:
            blind.setattr("iliopsoas.motion.trajectory.motion_findings", lambda motion: [])
            assert readers._nonsense(body, wild).startswith(words)
    assert readers._nonsense(body, walk) is None
