"""A recorded treadmill walk with plates, adapted to a tight side (skipped where recordings are missing)."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from iliopsoas.adaptation.adapt import adapt
from iliopsoas.body.body import Body
from iliopsoas.body.subject import Subject
from iliopsoas.mechanics.analyze import analyze
from iliopsoas.motion import read_loads, read_motion
from iliopsoas.motion.records.motion import Motion

MASS, GRAVITY = 72.6, 9.81


@pytest.fixture(scope="module")
def person() -> Body:
    return Body.build(Subject(1.80, MASS))


@pytest.fixture(scope="module")
def trial(recorded: Path) -> Motion:
    folder = recorded / "walk_gait2392_subject01"
    return read_motion(folder / "subject01_walk1_ik.mot").with_loads(read_loads(folder / "subject01_walk1_grf.mot"))


@pytest.mark.trial
def test_grade_zero_gives_the_recording_back(person: Body, trial: Motion) -> None:
    assert adapt(person.with_conditions(["tightness=0"]), trial).motion is trial


@pytest.mark.trial
def test_plates_go_along_and_explain_the_adapted_walk(person: Body, trial: Motion) -> None:
    tight = person.with_conditions(["tightness=1:r"])
    found = adapt(tight, trial)
    assert found.loads == "moved"
    assert found.change("hip_extension", "r").difference < -5.0
    assert abs(found.change("hip_extension", "l").difference) < 3.0
    assert found.change("pelvis_tilt").difference > 2.0
    assert found.change("lordosis").difference > 2.0

    def residual(body: Body, motion: Motion) -> float:
        force = analyze(body, motion)["residual"].values[:, :3]
        return float(np.sqrt((force**2).sum(axis=1).mean()) / (MASS * GRAVITY))

    assert residual(tight, found.motion) < residual(person, trial) + 0.01
